"""How a cell of an xlsx may be spelled: read right, kept as a lost value, or the file refused; never another value."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.packages import MAIN, STRICT, build_zip, usual_parts, write_sheet
from tests.laws import examples
from toolkit.excel import format_address
from toolkit.formats import LostValue, UnreadableError, is_stored, open_workbook
from toolkit.ooxml import encode_xstring

SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
STRINGS = "<si><t>零</t></si><si><t>一</t></si>"


def grid_of(rows, strings=STRINGS):
    (grid,) = open_workbook(build_zip(usual_parts(rows, strings))).grids
    assert grid.stored == sum(1 for row in grid.rows for value in row if is_stored(value)), grid
    return grid


def value_of(cell):
    """Return what is read of one cell B1, given as markup."""
    grid = grid_of('<row r="1"><c r="A1"><v>5</v></c>' + cell + "</row>")
    assert grid.rows[0][0] == 5
    return grid.rows[0][1] if len(grid.rows[0]) > 1 else ""


def code_of(rows, strings=STRINGS):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(build_zip(usual_parts(rows, strings)))
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B1" t="s"><v> 1 </v></c>', "一"),
        ('<c r="B1" t="s"><v>\n1</v></c>', "一"),
        ('<c r="B1" t="s"><v>01</v></c>', "一"),
        ('<c r="B1" t="s"><v></v></c>', ""),
        ('<c r="B1" t="s"><v/></c>', ""),
        ('<c r="B1" t="s"/>', ""),
        ('<c t="s" r="B1"><v>1</v></c>', "一"),
        ("<c r='B1' t='s'><v>1</v></c>", "一"),
        ('<c r="b1" t="s"><v>1</v></c>', "一"),
        ('<c r=" B1 " t="s"><v>1</v></c>', "一"),
        ('<c t="s"><v>1</v></c>', "一"),
        ('<c r="B1" t="&#115;"><v>1</v></c>', "一"),
        ('<c r="B1" t="s"><v>&#49;</v></c>', "一"),
        ('<c r="B1" t="s"><v><![CDATA[1]]></v></c>', "一"),
        ('<c r="B1" t="s"><!-- x --><v>1</v></c>', "一"),
        (f'<x:c xmlns:x="{MAIN}" r="B1" t="s"><x:v>1</x:v></x:c>', "一"),
        ('<c r="B1"><v> 7 </v></c>', 7),
        ('<c r="B1"><v>+7</v></c>', 7),
        ('<c r="B1"><v>.5</v></c>', 0.5),
        ('<c r="B1"><v>7E+2</v></c>', 700),
        ('<c r="B1"><v>1e300</v></c>', 1e300),
        ('<c r="B1" t="n"><v>1.5e-300</v></c>', 1.5e-300),
        ('<c r="B1" t=""><v>7</v></c>', 7),
        ('<c r="B1" t="b"><v> true </v></c>', True),
        ('<c r="B1" t="b"><v>0</v></c>', False),
        ('<c r="B1" t="d"><v>2024-05-06</v></c>', dt.date(2024, 5, 6)),
        ('<c r="B1" t="str"><v>_x0041__x4E2D_</v></c>', "A中"),
        ('<c r="B1" t="str"><v>_x005F_x4E2D_</v></c>', "_x4E2D_"),
        ('<c r="B1" t="str"><v>_xD83D__xDE00_</v></c>', "😀"),
        ('<c r="B1" t="str"><v>_xD83D_ _x12_</v></c>', "_xD83D_ _x12_"),
        ('<c r="B1" t="str"><v>甲_x000A_乙_x4E2D_</v></c>', "甲\n乙中"),
        ('<c r="B1" t="str"><v>a&amp;b&#23545;</v></c>', "a&b对"),
        ('<c r="B1" t="inlineStr"><is><t>_x0041__x4E2D_</t></is></c>', "A中"),
        ('<c r="B1" t="inlineStr"><is><t>甲_xFFFE_乙</t></is></c>', "甲\ufffd乙"),
        ('<c r="B1" t="str"><v>_xFFFF_</v></c>', "\ufffd"),
        ('<c r="B1" t="inlineStr"><is><r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r></is></c>', "甲乙"),
        ('<c r="B1" t="inlineStr"><is><t>甲</t><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>', "甲"),
        ('<c r="B1" cm="1" vm="2" t="str"><v>甲</v><extLst/></c>', "甲"),
    ],
)
def test_cell_of_an_honest_but_odd_writer__is_read_right(cell, value):
    assert value_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B1" t="s"><v>-1</v></c>', "-1"),
        ('<c r="B1" t="s"><v>2</v></c>', "2"),
        ('<c r="B1" t="s"><v>99999999</v></c>', "99999999"),
        ('<c r="B1" t="s"><v>18446744073709551616</v></c>', "18446744073709551616"),
        ('<c r="B1" t="s"><v>abc</v></c>', "abc"),
        ('<c r="B1" t="s"><v>1.0</v></c>', "1.0"),
        ('<c r="B1" t="s"><v>+1</v></c>', "+1"),
        ('<c r="B1" t="s"><v>1 2</v></c>', "1 2"),
        ('<c r="B1" t="s"><is><t>甲</t></is></c>', "甲"),
        ('<c r="B1" t="inlineStr"><v>甲</v></c>', "甲"),
        ('<c r="B1" t="inlineStr"><v>1</v><is><t>甲</t></is></c>', "1"),
        ('<c r="B1"><is><t>甲</t></is></c>', "甲"),
        ('<c r="B1" t="foo"><v>甲_x4E2D_</v></c>', "甲中"),
        ('<c r="B1"><v>abc</v></c>', "abc"),
        ('<c r="B1"><v>1e309</v></c>', "1e309"),
        ('<c r="B1"><v>NaN</v></c>', "NaN"),
        ('<c r="B1"><v>-INF</v></c>', "-INF"),
        ('<c r="B1"><v>0x1F</v></c>', "0x1F"),
        ('<c r="B1"><v>1,5</v></c>', "1,5"),
        ('<c r="B1" t="b"><v>2</v></c>', "2"),
        ('<c r="B1" t="d"><v>2024-13-01</v></c>', "2024-13-01"),
    ],
)
def test_content_that_its_kind_cannot_have__is_lost_and_shown(cell, shown):
    value = value_of(cell)
    assert (str(value), getattr(value, "code", "")) == (shown, "bad_cell")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="AAAAAAA2"><v>1</v></c></row>',
        '<row r="2"><c r="ZZ99999999"><v>1</v></c></row>',
        '<row r="2"><c r="A4294967297"><v>1</v></c></row>',
        '<row r="2"><c r="A18446744073709551618"><v>1</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="9999999"><c><v>1</v></c></row>',
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="2"><c r="2"><v>1</v></c></row>',
        '<row r="2"><c r="A"><v>1</v></c></row>',
        '<row r="2"><c r="A02"><v>1</v></c></row>',
        '<row r="2"><c r="$A$2"><v>1</v></c></row>',
        '<row r="2"><c r=""><v>1</v></c></row>',
        '<row r="2"><c r="Ａ2"><v>1</v></c></row>',
        '<row r="2"><c r="A2:B2"><v>1</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="a2"><v>2</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c><c><v>3</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1<v>2</v></v></c></row>',
        '<row r="2"><c r="A2"><c r="B2"><v>2</v></c></c></row>',
        '<row r="2"><row r="3"><c r="A3"><v>2</v></c></row></row>',
        '<c r="A2"><v>2</v></c>',
        '<row r="2"><c r="A2" r="B2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="-1"><v>1</v></c></row>',
        '<row r="2"><y:c xmlns:y="urn:y" r="A2"><y:v>1</y:v></y:c></row>',
        '<row r="2"><c xmlns="urn:y" r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v xmlns="urn:y">1</v></c></row>',
        '<y:row xmlns:y="urn:y" r="2"><y:c r="ZZ9999999"><y:v>1</y:v></y:c></y:row>',
        f'<x:row xmlns:x="{MAIN}" r="9999999"><x:c r="ZZ9999999"><x:v>2</x:v></x:c></x:row>',
        f'<x:row xmlns:x="{STRICT}" r="2"><x:c r="A2"><x:v>2</x:v></x:c></x:row>',
        '</sheetData><sheetData><row r="2"><c r="A2"><v>1</v></c></row>',
        '<foo><row r="2"><c r="A2"><v>1</v></c></row></foo>',
        '<row r="2"><c r="A2"><v>1</v></c>',
        '<row r="2"><c r="A2"><v>&b;</v></c></row>',
    ],
)
def test_rows_and_cells_that_nobody_understands__are_refused_before_the_native_reader_sees_them(rows):
    assert code_of('<row r="1"><c r="A1"><v>1</v></c></row>' + rows) == "damaged"


def test_cells_outside_the_sheets_data__are_no_cells():
    parts = usual_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    foreign = '<extLst><ext><row r="9999999"><c r="ZZ99999999"><v>1</v></c></row></ext></extLst></worksheet>'
    parts[SHEET] = parts[SHEET].replace("</worksheet>", foreign)
    assert open_workbook(build_zip(parts)).grids[0].rows == [[1]]


@pytest.mark.parametrize(
    "strings",
    [
        f'<x:si xmlns:x="{MAIN}"><x:t>零</x:t></x:si><si><t>一</t></si>',
        "<!-- <si><t>无</t></si> --><si><t>零</t></si><si><t>一</t></si>",
        "<si><t><![CDATA[零]]></t></si>\n<si>\n <t>一</t>\n</si>",
        "<si><r><rPr><b/></rPr><t>零</t></r></si><si><t>_x4E00_</t></si>",
        "<si><t>&#38646;</t><rPh sb='0' eb='1'><t>ling</t></rPh></si><si><t>一</t></si><si/>",
    ],
)
def test_shared_strings_of_an_odd_writer__keep_their_places(strings):
    rows = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    assert grid_of(rows, strings).rows == [["一", "零"]]


@pytest.mark.parametrize(
    "strings", ['<y:si xmlns:y="urn:y"><t>无</t></y:si><si><t>零</t></si>', "<foo/><si><t>零</t></si>"]
)
def test_shared_strings_among_what_is_none__are_refused(strings):
    assert code_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings) == "damaged"


def test_huge_counts_and_dimensions__say_nothing():
    parts = usual_parts('<row r="1" spans="1:4294967295"><c r="A1" t="s"><v>1</v></c></row>', STRINGS)
    parts[SHARED] = parts[SHARED].replace("<sst ", '<sst count="18446744073709551615" uniqueCount="4294967295" ')
    parts[SHEET] = parts[SHEET].replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert open_workbook(build_zip(parts)).grids[0].rows == [["一"]]


def test_formula_without_result__is_quoted_with_its_characters():
    rows = '<row r="1"><c r="A1"><f>"&#23545;&#x6807;"&amp;B1&amp;"&lt;"</f><v></v></c></row>'
    for odd in ("", "<!-- odd -->"):
        value = grid_of(odd + rows).rows[0][0]
        assert (value, value.code) == ('="对标"&B1&"<"', "no_result")


# A table, and the ways in which a program may spell it.
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
TEXTS = st.lists(LETTERS | st.sampled_from(["_x0041_", "_x4E2D_", "_x", "\n", "&amp;"]), min_size=1, max_size=6).map(
    "".join
)
VALUES = st.one_of(
    st.none(), TEXTS.filter(str.strip), st.integers(-999, 10**9), st.sampled_from([0.1, -2.5, 1e-7, 1e20])
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1, max_size=4)
)


@st.composite
def spellings(draw):
    """Return how a sheet is spelled: a function from its rows of values to the parts of its package."""
    choose = lambda *ways: draw(st.sampled_from(ways))  # noqa: E731
    prefix, quote, space = choose("", "x:"), choose('"', "'"), choose("", "\n  ")
    kind, index, lower = choose("s", "inlineStr", "str"), choose("{}", " {} ", "0{}", "\n{}"), choose(False, True)
    addressed, order, row_addressed = choose(True, False), choose(False, True), choose(True, False)

    def spell(table):
        texts = [value for row in table for value in row if isinstance(value, str)]
        rows = "".join(spell_row(number, row, texts) for number, row in enumerate(table, 1))
        strings = "".join(f'<si><t xml:space="preserve">{encode_xstring(text)}</t></si>' for text in texts)
        parts = usual_parts(rows, strings)
        if prefix:
            parts[SHEET] = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", parts[SHEET]).replace("xmlns=", "xmlns:x=")
        return parts

    def spell_row(number, row, texts):
        cells = "".join(
            spell_cell(format_address(number, column), value, texts) + space
            for column, value in enumerate(row)
            if value is not None or not addressed
        )
        return f"<row r={quote}{number}{quote}>{cells}</row>" if row_addressed or addressed else f"<row>{cells}</row>"

    def spell_cell(address, value, texts):
        facts = [f"r={quote}{address.lower() if lower else address}{quote}"] if addressed else []
        if value is None:
            return f"<c {' '.join(facts)}/>"
        inner = f"<v>{value}</v>"
        if isinstance(value, str):
            facts.append(f"t={quote}{kind}{quote}")
            content = encode_xstring(value)
            inner = {
                "s": f"<v>{index.format(texts.index(value))}</v>",
                "str": f"<v>{content}</v>",
                "inlineStr": f'<is><t xml:space="preserve">{content}</t></is>',
            }[kind]
        return f"<c {' '.join(facts[::-1] if order else facts)}>{inner}</c>"

    return spell


@settings(max_examples=examples(300))
@given(table=TABLES, spell=spellings())
def test_table_however_it_is_spelled__is_read_with_the_same_values(table, spell):
    (grid,) = open_workbook(build_zip(spell(table))).grids
    wanted = {(i, j): value for i, row in enumerate(table) for j, value in enumerate(row) if value is not None}
    read = {(i, j): value for i, row in enumerate(grid.rows) for j, value in enumerate(row) if value != ""}
    assert read == wanted
    assert grid.stored == len(wanted)


# Any piece of a sheet may be replaced by any of these.
SPOILERS = st.sampled_from(
    ["", "0", "-1", "1", "99", "A1", "a2", "B1", "ZZ99999999", "s", "str", "e", "x", "<v>1</v>", " ", "&#49;", "<c/>"]
)
SOUND = (
    '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>5</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2" t="s"><v>0</v></c></row>'
)


def possible_values(rows):
    """Return what the cells of a sheet may mean at best, as another parser reads them."""
    for cell in ElementTree.fromstring(write_sheet(rows)).iter(f"{{{MAIN}}}c"):
        written = "".join(cell.itertext())
        yield {"s": "零一"[int(written)] if written.strip() in ("0", "1") else None}.get(cell.get("t"), written)


@settings(max_examples=examples(400))
@given(place=st.integers(0, 60), spoiler=SPOILERS)
def test_spoiled_sheet__is_refused_or_read_without_another_value(place, spoiler):
    pieces = re.findall(r'"|[<>]|[^"<>]+', SOUND)
    pieces[place % len(pieces)] = spoiler
    spoiled = "".join(pieces)
    try:
        (grid,) = open_workbook(build_zip(usual_parts(spoiled, STRINGS))).grids
    except UnreadableError as error:
        assert error.code == "damaged"
        return
    sound = [value for row in grid.rows for value in row if value != "" and not isinstance(value, LostValue)]
    assert {f"{value:g}" if isinstance(value, float) else value for value in sound} <= set(possible_values(spoiled))
    assert grid.stored == sum(1 for row in grid.rows for value in row if is_stored(value))
