"""Every reader tells what the cells show, where this is not the plain text of their values."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.formats.test_number_format import CASES, DAY_CODES, NUMBER_CODES, TEXT_CODES
from tests.laws import examples
from toolkit.formats import Unsure, format_shown_text, open_workbook
from toolkit.formats.format_tokens import UncertainFormatError
from toolkit.formats.number_format import parse_format
from toolkit.formats.plain_text import format_number
from toolkit.formats.shown import ShownCells
from toolkit.ooxml import patch_package
from toolkit.text import tidy

DAY = dt.datetime(2022, 3, 1)


def saved(cells, **options):
    """Return a workbook with values and number formats in column A."""
    book = openpyxl.Workbook(**options)
    for row, (code, value) in enumerate(cells, 1):
        book.active.cell(row, 1, value).number_format = code
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def only_grid(content):
    (grid,) = open_workbook(content).grids
    return grid


@pytest.mark.parametrize("iso_dates", [False, True])
def test_workbook__tells_what_differs_and_nothing_else(iso_dates):
    cells = [("0%", 0.95), ("General", 1 / 3), ("yyyy-mm-dd", DAY), ('yyyy"年"m"月"', DAY), ("0", 7), ("0", 7.5)]
    grid = only_grid(saved(cells, iso_dates=iso_dates))
    assert grid.shown == {(1, 0): "95%", (4, 0): "2022年3月", (6, 0): "8"}
    assert not grid.unsure


def test_workbook__tells_what_is_uncertain():
    grid = only_grid(saved([(";;;", 5), ("*-0", 5), ("mmm-yy", DAY)]))
    assert grid.unsure == {(1, 0): Unsure(), (2, 0): Unsure(code="*-0"), (3, 0): Unsure(guess="Mar-22")}


@pytest.mark.parametrize("number", [13800138000, -1e300, 20220301, 1e12, -3])
@pytest.mark.parametrize("code", ["[h]:mm", "[mm]", "[h]:mm:ss;@"])
def test_number_that_no_program_shows_as_a_duration__is_read_as_it_stands_beside_others_that_are(code, number):
    grid = only_grid(saved([(code, number), (code, 1.5), ("000-0000-0000", 13800138000), ("yyyy-mm-dd", DAY)]))
    assert format_shown_text(grid, 1, 0) == format_number(number)
    assert (grid.rows[1][0], grid.rows[3][0]) == (dt.timedelta(1.5), DAY.date())
    assert format_shown_text(grid, 3, 0) == "138-0013-8000"


def test_cells_beyond_those_that_are_looked_at__are_a_doubt_in_each_column():
    gathered = ShownCells(looked=200_000)
    for address in ((1, 0), (1, 1), (2, 0), (2, 1)):
        gathered.add_formatted(address, 0.5, "0%", 0.5)
    assert gathered.unsure == {(1, 0): Unsure(code="0%"), (1, 1): Unsure(code="0%")} and not gathered.shown


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "h:mm", 'yyyy"年"m"月"'])
def test_number_below_all_days__is_read_as_it_stands(code):
    grid = only_grid(saved([(code, -3), (code, -0.4)]))
    assert [format_shown_text(grid, row, 0) for row in (1, 2)] == ["-3", "-0.4"]


@pytest.mark.parametrize("attributes", [b's="1" r="A1"', b'r="A1"  s="1"', b's="1"'])
def test_cell__is_found_however_its_attributes_stand(attributes):
    content = saved([("0%", 0.95)])
    part = "xl/worksheets/sheet1.xml"
    content = patch_package(content, {part: lambda sheet: sheet.replace(b'r="A1" s="1"', attributes)})
    assert only_grid(content).shown == {(1, 0): "95%"}


def test_style_of_all_cells_without_one__counts():
    content = saved([("General", 0.95)])
    styles = lambda part: part.replace(b'<xf numFmtId="0"', b'<xf numFmtId="9"')  # noqa: E731
    assert only_grid(patch_package(content, {"xl/styles.xml": styles})).shown == {(1, 0): "95%"}


def test_workbook_that_counts_from_1904__shows_its_own_days():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = DAY
    book.active["A1"].number_format = 'yyyy"年"m"月"'
    buffer = io.BytesIO()
    book.save(buffer)
    assert only_grid(buffer.getvalue()).shown == {(1, 0): "2022年3月"}


SHEET = """<html><table><tr><td x:num="0.95">95%</td><td x:num="44713">2022年6月</td><td x:num>7</td>
<td x:num="123">#####</td><td x:num="5"></td></tr></table></html>"""


def test_web_page__shows_its_own_texts():
    grid = only_grid(SHEET.encode())
    assert grid.shown == {(1, 0): "95%", (1, 1): "2022年6月"}
    assert grid.unsure == {(1, 3): Unsure(code="#####"), (1, 4): Unsure()}


XML = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>
<Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="q" ss:Parent="p"/><Style ss:ID="m"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style>
<Style ss:ID="t"><NumberFormat ss:Format="h:mm"/></Style>
<Style ss:ID="n"><NumberFormat ss:Format="&quot;第&quot;@&quot;号&quot;"/></Style></Styles>
<Worksheet ss:Name="S"><Table><Column ss:Index="3" ss:StyleID="m"/>
<Row><Cell ss:StyleID="q"><Data ss:Type="Number">0.95</Data></Cell>
<Cell ss:StyleID="n"><Data ss:Type="String">7</Data></Cell>
<Cell><Data ss:Type="DateTime">2022-03-01T00:00:00.000</Data></Cell>
<Cell ss:StyleID="t"><Data ss:Type="DateTime">1899-12-31T08:30:00.000</Data></Cell></Row>
<Row ss:StyleID="p"><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_xml_spreadsheet__has_styles_of_cells_rows_and_columns():
    grid = only_grid(XML.encode())
    assert grid.shown == {(1, 0): "95.00%", (1, 1): "第7号", (1, 2): "2022年3月", (1, 3): "8:30", (2, 0): "100.00%"}


# Numbers as a file can hold them: openpyxl writes 16 digits and no more.
VALUES = st.one_of(
    st.integers(-(10**6), 10**6),
    st.one_of(st.floats(-1e6, 1e6), st.floats(0, 1)).map(lambda number: float(f"{number:.16g}")),
    st.integers(20000, 60000),
)


@settings(max_examples=examples(100))
@given(st.lists(st.tuples(st.sampled_from([*NUMBER_CODES, *DAY_CODES, *TEXT_CODES]), VALUES), min_size=1, max_size=30))
@example([("yyyy-mm-dd", -131072.7091089725)])
def test_every_cell__shows_what_its_format_makes_of_its_value_or_is_doubted(cells):
    grid = only_grid(saved(cells))
    for row, (code, value) in enumerate(cells, 1):
        try:
            known = parse_format(code).render(float(value))
        except UncertainFormatError:
            assert (row, 0) in grid.unsure or grid.shown.get((row, 0)) in (None, format_number(value))
            continue
        if (row, 0) not in grid.unsure:
            assert format_shown_text(grid, row, 0) == tidy(known.text)


@pytest.mark.libreoffice
def test_what_an_office_program_saves__is_read_as_it_shows_it(office, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(saved(CASES))
    paths = [tmp_path / f"b.{kind}" for kind in ("xlsx", "xls", "ods")]
    office([{"open": str(tmp_path / "a.xlsx"), "save": [str(path) for path in paths]}], tmp_path)
    every = office([{"open": str(path), "shown": True} for path in paths], tmp_path)
    for path, shown in zip(paths, every, strict=True):
        grid = only_grid(path.read_bytes())
        differing = [
            (path.suffix, code, value, format_shown_text(grid, row, 0), shown["Sheet"][f"A{row}"])
            for row, (code, value) in enumerate(CASES, 1)
            if (row, 0) not in grid.unsure and code != "?0"  # which it loses itself in an ods
            if format_shown_text(grid, row, 0) != tidy(shown["Sheet"][f"A{row}"])
        ]
        assert differing == []
