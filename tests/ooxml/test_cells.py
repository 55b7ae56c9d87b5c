"""Cells and shared strings are read as they are written."""

import pytest

from toolkit.ooxml import (
    SharedStrings,
    find_shared_strings,
    read_rich_text,
    read_shared_index,
    remove_phonetic_runs,
    remove_spans,
    walk_cells,
)

SHEET = (
    b'<sheetData><row r="3"><c r="B3" t="s"><v>0</v></c><c><v>1</v></c><c r="aa3" s="2"/></row>'
    b"<row><c><f>A1</f></c></row></sheetData>"
)


def test_cells__come_with_address_and_content_also_where_they_follow_one_another():
    cells = [(row, column, inner) for row, column, _, inner, _ in walk_cells(SHEET)]
    assert cells == [(3, 1, b"<v>0</v>"), (3, 2, b"<v>1</v>"), (3, 26, b""), (4, 0, b"<f>A1</f>")]


def test_cells_under_a_prefix__are_walked_where_it_is_allowed_for():
    prefixed = SHEET.replace(b"<c", b"<x:c").replace(b"</c", b"</x:c").replace(b"<row", b"<x:row")
    assert list(walk_cells(prefixed)) == []
    assert [cell[:2] for cell in walk_cells(prefixed, any_prefix=True)] == [cell[:2] for cell in walk_cells(SHEET)]


def test_cell_without_an_end__is_passed_over():
    assert [cell[:2] for cell in walk_cells(b'<row r="1"><c r="A1"><v>1<c r="B1"><v>2</v></c></row>')] == [(1, 1)]


def test_span__is_where_the_cell_stands():
    assert next(SHEET[begin:end] for *_, (begin, end) in walk_cells(SHEET)) == b'<c r="B3" t="s"><v>0</v></c>'


def test_part_without_its_cells__is_what_is_left():
    assert remove_spans(SHEET, [span for *_, span in walk_cells(SHEET)]) == (
        b'<sheetData><row r="3"></row><row></row></sheetData>'
    )


@pytest.mark.parametrize(
    ("attributes", "inner", "index"),
    [
        (b' r="A1" t="s"', b"<v>12</v>", 12),
        (b" t = 's'", b" <x:v> 3 </x:v>", 3),
        (b' t="str"', b"<v>1</v>", None),
        (b"", b"<v>1</v>", None),
        (b' t="s"', b"<v></v>", None),
    ],
)
def test_index_of_a_shared_string__is_read(attributes, inner, index):
    assert read_shared_index(attributes, inner) == index


STRINGS = (
    '<sst><si><t>甲</t></si><si/><si><r><t>乙 </t></r><r><t xml:space="preserve">&lt;丙</t></r>'
    "<rPh><t>yi</t></rPh></si><si><t>a&amp;b</t></si></sst>"
).encode()


def test_shared_strings__are_read_by_index_without_their_pronunciation():
    strings = SharedStrings(STRINGS)
    assert [strings.read_text(index) for index in range(4)] == ["甲", "", "乙 <丙", "a&b"]
    with pytest.raises(IndexError):
        strings.read_text(4)


@pytest.mark.parametrize(("text", "index"), [("甲", 0), ("a&b", 3), ("乙 ", None), ("丁", None), ("yi", None)])
def test_index_of_a_text__is_that_of_the_whole_string(text, index):
    assert SharedStrings(STRINGS).find_index(text) == index


def test_strings_under_a_prefix__are_found_where_it_is_allowed_for():
    prefixed = STRINGS.replace(b"<si", b"<x:si").replace(b"</si", b"</x:si")
    assert len(list(find_shared_strings(prefixed))) == 0
    assert len(list(find_shared_strings(prefixed, any_prefix=True))) == 4


def test_phonetic_runs__are_taken_out():
    assert remove_phonetic_runs(b"<t>a</t><rPh sb='0'><t>b</t></rPh>") == b"<t>a</t>"
    assert read_rich_text(b"<t>a</t><rPh><t>b</t></rPh>") == "a"
