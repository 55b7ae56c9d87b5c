"""Tests of toolkit.formats.ods: what LibreOffice saves, what other programs write, and what attacks hold."""

import datetime as dt
import io
import random
import time
import zipfile
from pathlib import Path

import pytest

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import LostValue, MergedRange, is_stored
from toolkit.formats.ods import read_ods
from toolkit.formats.package import OpenedPackage

EXAMPLES = Path(__file__).parents[2] / "examples" / "city"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "table", "text", "style")) + (
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MANIFEST = (
    "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>{}</manifest:manifest>"
)


def read_package(content):
    with OpenedPackage(content) as package:
        return read_ods(package)


def document(content, manifest=""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", MANIFEST.format(manifest))
        package.writestr("content.xml", content)
    return target.getvalue()


def book(*tables, head="", spaces=SPACES):
    return document(
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {spaces}><office:body>'
        f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )


def table(*rows, name="表"):
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def row(*cells, repeated=1, visibility="visible"):
    facts = f'table:number-rows-repeated="{repeated}" table:visibility="{visibility}"'
    return f"<table:table-row {facts}>{''.join(cells)}</table:table-row>"


def text(content, facts="", kind="table-cell"):
    return f'<table:{kind} office:value-type="string" {facts}><text:p>{content}</text:p></table:{kind}>'


def number(value, facts=""):
    return f'<table:table-cell office:value-type="float" office:value="{value}" {facts}/>'


def blank(repeated=1):
    return f'<table:table-cell table:number-columns-repeated="{repeated}"/>'


def only(*rows):
    (grid,) = read_package(book(table(*rows)))
    return grid


def stored(grid):
    return sum(is_stored(value) for line in grid.rows for value in line)


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_package(content)
    return caught.value.code


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.ods")), ids=lambda path: path.name)
def test_every_example__has_as_many_values_as_its_part_holds(path):
    grids = read_package(path.read_bytes())
    assert [grid.name for grid in grids][:2] == ["填报首页", "岗位职责清单"]
    for grid in grids:
        assert grid.stored == stored(grid)
        assert {len(line) for line in grid.rows} == {len(grid.rows[0])}
    assert sum(grid.stored for grid in grids) > 1000


def test_an_error__is_lost_by_its_name_and_counted():
    new = '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    new += 'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    old = text("Err:502", 'table:formula="of:=FOO()"')
    oldest = '<table:table-cell table:formula="=NA()" office:value-type="float" office:value="0">'
    oldest += "<text:p>#N/A</text:p></table:table-cell>"
    grid = only(row(text("甲")), row(blank(2), new, old, oldest))
    assert grid.rows[1] == ["", "", "#DIV/0!", "Err:502", "#N/A"]
    assert [value.code for value in grid.rows[1][2:]] == ["error_value"] * 3
    assert grid.stored == stored(grid) == 4


def test_words_that_only_look_like_an_error__stay_words():
    grid = only(row(text("Err:502"), text("#N/A")))
    assert [type(value) for value in grid.rows[0]] == [str, str]


def test_a_number_that_is_none__is_lost():
    assert [(value, value.code) for value in only(row(number("NaN"), number("1e999"))).rows[0]] == [
        ("#NUM!", "error_value"),
        ("#NUM!", "error_value"),
    ]


def test_a_formula_never_calculated__is_lost_and_one_with_an_empty_result_is_blank():
    never = '<table:table-cell table:formula="of:=[.A1]&amp;&quot;号&quot;"/>'
    empty = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    grid = only(row(text("甲"), never, empty))
    assert grid.rows == [["甲", '=[.A1]&"号"']]
    assert grid.rows[0][1].code == "no_result"
    assert grid.stored == 2


def test_a_long_formula__is_shown_by_its_beginning_only():
    for formula in ("of:=" + "A" * 500, "of:=" + "查" * 500, "of:=A" + "&quot;" * 500):
        (value,) = only(row(f'<table:table-cell table:formula="{formula}"/>')).rows[0]
        assert isinstance(value, LostValue)
        assert value.startswith("=")
        assert len(value) <= 41


def test_tabs_and_line_breaks_within_a_text__are_kept():
    grid = only(row(text("甲<text:tab/>乙"), text("a<text:line-break/>b"), text('x<text:s text:c="3"/><text:tab/>y')))
    assert grid.rows == [["甲\t乙", "a\nb", "x   \ty"]]
    assert grid.stored == 3


def test_spans_and_several_lines__are_one_text():
    lines = text("一<text:span>二</text:span></text:p><text:p>三")
    assert only(row(lines)).rows == [["一二\n三"]]


def test_a_note_on_a_cell__is_no_part_of_its_value():
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    noted = f'<table:table-cell office:value-type="string">{note}<text:p>值</text:p></table:table-cell>'
    only_noted = f"<table:table-cell>{note}</table:table-cell>"
    grid = only(row(noted, only_noted, text("乙")))
    assert grid.rows == [["值", "", "乙"]]
    assert grid.stored == 2


def test_a_text_without_a_type__is_a_value():
    grid = only(row("<table:table-cell><text:p>无类型</text:p></table:table-cell>"))
    assert grid.rows == [["无类型"]]
    assert grid.stored == 1


def test_white_space__counts_as_nothing():
    grid = only(row(text("甲"), text('<text:s text:c="2"/>'), text(""), text(" \t ")))
    assert grid.stored == stored(grid) == 1


def test_hidden_rows_and_columns__are_told_as_far_as_the_values_reach():
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    columns += '<table:table-column table:visibility="collapse" table:number-columns-repeated="16382"/>'
    grid = only(
        columns,
        row(text("头"), blank(2), text("尾")),
        row(text("藏"), visibility="collapse"),
        row(text("筛"), visibility="filter"),
        row(text("末")),
        row(blank(), repeated=1048572, visibility="collapse"),
    )
    assert grid.hidden_rows == {2, 3}
    assert grid.hidden_columns == {2, 3}


def test_merges__are_told_with_the_values_under_them():
    merged = text("合并", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
    covered = text("藏着", kind="covered-table-cell")
    grid = only(row(blank(), merged, covered), row(blank(), "<table:covered-table-cell/>", covered, text("乙")))
    assert grid.merges == (MergedRange(top=1, left=1, bottom=2, right=2),)
    assert grid.rows == [["", "合并", "藏着", ""], ["", "", "藏着", "乙"]]
    assert grid.stored == 4


def test_merges_in_repeated_rows__are_told_one_by_one():
    merged = '<table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="1"/>'
    grid = only(row(merged, repeated=2), row(text("末")), row(merged, repeated=1000000))
    assert [(merge.top, merge.bottom) for merge in grid.merges] == [(1, 1), (2, 2)]


def test_repeated_values__stand_everywhere():
    grid = only(row(blank(2), repeated=3), row(blank(), number(7, 'table:number-columns-repeated="2"'), repeated=2))
    assert grid.rows == [["", "", ""]] * 3 + [["", 7.0, 7.0]] * 2
    assert grid.stored == 4


def test_rows_in_groups_and_headings__are_rows():
    grouped = f"<table:table-row-group><table:table-header-rows>{row(text('头'))}</table:table-header-rows>"
    assert only(grouped + f"{row(text('身'))}</table:table-row-group>").rows == [["头"], ["身"]]


def test_days_and_truths__keep_their_types():
    def valued(kind, value):
        return f'<table:table-cell office:value-type="{kind}" office:{kind}-value="{value}"/>'

    grid = only(row(valued("date", "2024-05-08"), valued("date", "2024-05-08T12:30:00"), valued("boolean", "true")))
    assert grid.rows == [[dt.date(2024, 5, 8), dt.datetime(2024, 5, 8, 12, 30), True]]
    assert grid.stored == 3


def test_other_prefixes__are_read_as_well():
    strange = document(
        f'<a:document-content xmlns:a="{ODF}office:1.0"><a:body><a:spreadsheet>'
        f'<table xmlns="{ODF}table:1.0" xmlns:b="{ODF}table:1.0" b:name="一"><table-row>'
        f'<table-cell a:value-type="string" b:number-columns-spanned="2"><t:p xmlns:t="{ODF}text:1.0">甲</t:p>'
        f'</table-cell><table-cell a:value-type="float" a:value="2"/></table-row></table>'
        f"</a:spreadsheet></a:body></a:document-content>"
    )
    (grid,) = read_package(strange)
    assert (grid.name, grid.rows, grid.stored, len(grid.merges)) == ("一", [["甲", 2.0]], 2, 1)


def test_a_part_with_line_ends_between_its_cells__is_read():
    pretty = table(
        "\n  ", row("\n   ", text("甲"), "\n   ", number(2), "\n  "), "\n  ", row("\n", blank(), "\n"), "\n "
    )
    (grid,) = read_package(book("\n ", pretty, "\n"))
    assert grid.rows == [["甲", 2.0]]


def test_comments_and_raw_text__are_read_right():
    grid = only(row("<!-- a -->", text("甲<!-- b -->乙"), text("<![CDATA[<丙>]]>")))
    assert grid.rows == [["甲乙", "<丙>"]]


def test_link_caches__are_no_sheets():
    linked = table(row(text("缓存")), name="'file:///a.ods'#$一")
    assert [grid.name for grid in read_package(book(table(row(text("甲"))), linked))] == ["表"]


def test_tables_that_are_no_sheets__add_no_cells():
    linked = f"<table:dde-links><table:dde-link>{table(row(number(7)), name='')}</table:dde-link></table:dde-links>"
    boxed = table(row(f"<table:table-cell><text:p>甲</text:p>{table(row(number(8)), name='内')}</table:table-cell>"))
    (grid,) = read_package(book(boxed, linked))
    assert (grid.rows, grid.stored) == ([["甲"]], 1)


def test_two_sheets_of_one_name__are_refused():
    assert refusal(book(table(row(text("甲"))), table(row(text("乙"))))) == "same_sheet_name"


def test_values_repeated_like_a_bomb__are_refused_and_looks_are_not():
    assert refusal(book(table(row(text("炸"), repeated=1048576)))) == "too_far"
    assert refusal(book(table(row(number(1, 'table:number-columns-repeated="16384"'))))) == "too_far"
    assert refusal(book(table(row(blank(16383), number(1)), row(blank(), repeated=9000), row(number(1))))) == "too_far"
    grid = only(row(text("甲"), blank(16383)), row(blank(16384), repeated=1048575))
    assert grid.rows == [["甲"]]


def test_a_million_spaces__are_refused():
    assert refusal(book(table(row(text('<text:s text:c="999999999"/>'))))) == "damaged"


def test_a_document_type__is_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "甲"><!ENTITY c "&b;&b;">]>'
    assert refusal(book(table(row(text("&c;"))), head=bomb)) == "damaged"
    assert refusal(book(table(row(text("甲"))), head="<!DOCTYPE a>")) == "damaged"


def test_an_encrypted_document__is_named():
    assert refusal(document(b"\x01\x02", "<manifest:encryption-data/>")) == "encrypted_ods"


def test_other_bytes__are_damaged():
    for content in (b"", b"PK\3\4", document("<a/>")[:-30], document("<a"), document(b"\xff\xfe")):
        assert refusal(content) == "damaged"


@pytest.mark.slow  # laws on damaged bytes of every format are tried every day in tests/hostile
def test_mutants__are_read_or_refused():
    whole = sorted(EXAMPLES.rglob("*.ods"))[0].read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        content = package.read("content.xml")
    start = content.find(b"<office:body")
    chance = random.Random(7)
    for _ in range(30):
        changed = bytearray(content[:start] + content[-300_000:] if chance.random() < 0.1 else content)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(start, len(changed))] = chance.randrange(256)
        began = time.monotonic()
        try:
            read_package(document(bytes(changed)))
        except UnreadableError as error:
            assert error.code in ("damaged", "too_far", "same_sheet_name")
        assert time.monotonic() - began < 10
