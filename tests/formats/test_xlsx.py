"""What xlsx packages of other programs look like inside, and what is read of them and counted."""

import datetime as dt
import io
import re
import zipfile

import pytest
import xlsxwriter

from toolkit.formats import (
    LostValue,
    MergedRange,
    UnreadableError,
    is_stored,
    open_workbook,
)
from toolkit.ooxml import patch_package

SHEET, STRINGS, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(*cells, options=None, formats=None):
    """Return a workbook of one sheet; cells are (address, value) or (address, value, format)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet("甲")
    for place, value, *form in cells:
        sheet.write(place, value, *(book.add_format({"num_format": one}) for one in form))
    book.close()
    return buffer.getvalue()


SMALL = written(("A1", "编号"), ("B1", "内容"), ("A2", 7), ("B2", "调研不够"), ("C3", "末"))


def replaced(content, part, pattern, new):
    def change(old):
        made, count = re.subn(pattern, new, old, flags=re.DOTALL)
        assert count, pattern
        return made

    return patch_package(content, {part: change})


def with_sheet(inner, content=SMALL):
    """Return the workbook with other rows in its sheet."""
    rows = inner if isinstance(inner, bytes) else inner.encode()
    return replaced(content, SHEET, rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>")


def grid_of(content):
    (grid,) = open_workbook(content).grids
    return grid


def filled(grid):
    return sum(1 for row in grid.rows for value in row if value != "" and is_stored(value))


def value_of(cell):
    """Return what is read of one cell B2, given as markup; every stored cell must be counted."""
    grid = grid_of(with_sheet('<row r="2"><c r="A2"><v>1</v></c>' + cell + "</row>"))
    assert grid.stored == filled(grid), grid
    return grid.rows[1][1] if len(grid.rows[1]) > 1 else ""


WANTED = [["编号", "内容", ""], [7, "调研不够", ""], ["", "", "末"]]


def prefixed(part):
    part = part.replace(b'xmlns="' + MAIN, b'xmlns:x="' + MAIN)
    return re.sub(rb"<(/?)(?![?!/])(?!\w+:)(\w)", rb"<\1x:\2", part)


def strict(part):
    part = part.replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return part.replace(LINKS, b"http://purl.oclc.org/ooxml/officeDocument/relationships")


def without_addresses(part):
    """Take the addresses away; the cells that stand before the first one of a row are put in empty."""
    part = part.replace(b'<c r="C3"', b'<c/><c/><c r="C3"')
    return re.sub(rb'<(row|c) r="\w+"', rb"<\1", part)


def spaced(part):
    return re.sub(rb"(<(?:row|c|v)\b[^>]*>)", rb"\n  \1", part).replace(b"</row>", b"\n</row>\n")


def names_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [name for name in package.namelist() if name.endswith((".xml", ".rels"))]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SMALL, id="usual"),
        pytest.param(patch_package(SMALL, dict.fromkeys((SHEET, STRINGS), prefixed)), id="prefixed"),
        pytest.param(patch_package(SMALL, dict.fromkeys((SHEET, STRINGS, BOOK), prefixed)), id="prefixed book"),
        pytest.param(patch_package(SMALL, dict.fromkeys(names_in(SMALL), strict)), id="strict"),
        pytest.param(patch_package(SMALL, {SHEET: without_addresses}), id="without addresses"),
        pytest.param(patch_package(SMALL, {SHEET: spaced}), id="lines between"),
        pytest.param(replaced(SMALL, SHEET, rb'<dimension ref="[^"]*"/>', b""), id="no dimension"),
        pytest.param(replaced(SMALL, SHEET, rb'(<dimension ref=")[^"]*', rb"\1A1"), id="small dimension"),
        pytest.param(replaced(SMALL, SHEET, rb'(<dimension ref=")[^"]*', rb"\1A1:XFD1048576"), id="large dimension"),
        pytest.param(replaced(SMALL, SHEET, b"</sheetData>", b'<row r="1048576"/></sheetData>'), id="phantom row"),
        pytest.param(replaced(SMALL, SHEET, rb'r="(\w+)"', rb"r='\1'"), id="single quotes"),
    ],
)
def test_package_in_any_dress__holds_the_same_cells(content):
    grid = grid_of(content)
    assert [[*row, "", ""][:3] for row in grid.rows] == WANTED
    assert grid.stored == 5


def test_phantom_row_with_formatted_blank_cells__holds_nothing():
    content = replaced(
        SMALL, SHEET, b"</sheetData>", b'<row r="1048576" hidden="1"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    grid = grid_of(content)
    assert (len(grid.rows), grid.stored, grid.far) == (3, 5, ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2" t="inlineStr"><is><t>在行内</t></is></c>', "在行内"),
        ('<c r="B2" t="inlineStr"><is><r><t>在</t></r><r><rPr><b/></rPr><t>行内</t></r></is></c>', "在行内"),
        ('<c r="B2" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>', " "),
        ('<c r="B2" t="inlineStr"><is><t/></is></c>', ""),
        ('<c r="B2" t="inlineStr"/>', ""),
        ('<c r="B2" t="str"><f>"甲"&amp;"乙"</f><v>甲乙</v></c>', "甲乙"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="B2" t="b"><v>1</v></c>', True),
        ('<c r="B2" t="d"><v>2022-03-15</v></c>', dt.date(2022, 3, 15)),
        ('<c r="B2" s="0"></c>', ""),
        ('<c r="B2"><v/></c>', ""),
        ('<c r="B2"><v>1E2</v></c>', 100),
        ('<c r="B2" t="str"><v>a_x000D_\nb</v></c>', "a\r\nb"),
        ('<c r="B2" t="str"><v>_x005F_x000D_文</v></c>', "_x000D_文"),
        ('<c r="B2" t="str"><v>&lt;v&gt;5&lt;/v&gt;</v></c>', "<v>5</v>"),
        ('<c r="B2" t="n"><v>44620.5</v></c>', 44620.5),
    ],
)
def test_cell_in_every_form__is_read_and_counted(cell, value):
    assert value_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A", "error_value"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", "error_value"),
        ('<c r="B2" s="0" t="e"><f>A1#</f><v>#SPILL!</v></c>', "#SPILL!", "error_value"),
        ('<c r="B2" t="e"><v>#GETTING_DATA</v></c>', "#GETTING_DATA", "error_value"),
        ('<c r="B2"><f>SUM(A1:A2)</f></c>', "=SUM(A1:A2)", "no_result"),
        ('<c r="B2"><f>SUM(A1:A2)</f><v></v></c>', "=SUM(A1:A2)", "no_result"),
        ('<c r="B2"><f>SUM(A1:A2)</f><v/></c>', "=SUM(A1:A2)", "no_result"),
        ('<c r="B2">\n<f>SUM(A1:A2)</f>\n</c>', "=SUM(A1:A2)", "no_result"),
        ('<c r="B2"><f t="array" ref="B2">A1</f></c>', "=A1", "no_result"),
        ('<c r="B2"><f t="shared" si="0"/></c>', "=", "no_result"),
        ('<c r="B2"><f>A1&amp;"乙"</f></c>', '=A1&"乙"', "no_result"),
        ('<c r="B2" t="str"><f>A1</f></c>', "=A1", "no_result"),
    ],
)
def test_cell_that_lost_its_value__keeps_its_place_and_says_why(cell, text, code):
    value = value_of(cell)
    assert isinstance(value, LostValue) and (value, value.code) == (text, code)


def test_lost_value_in_the_last_row_and_column__is_not_cut_off():
    grid = grid_of(
        with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="F9" t="e"><v>#REF!</v></c></row>')
    )
    assert grid.rows[8][5] == "#REF!" and len({len(row) for row in grid.rows}) == 1


@pytest.mark.parametrize("blank", [b"<si/>", b"<si><t/></si>", b"<si><t> </t></si>", b"<si><r><t> </t></r></si>"])
def test_shared_text_of_nothing__is_no_stored_cell(blank):
    grid = grid_of(replaced(SMALL, STRINGS, "<si><t>调研不够</t></si>".encode(), blank))
    assert (grid.rows[1][1].strip(), grid.stored) == ("", 4) and filled(grid) == 4


def test_rich_text__is_one_text_without_its_readings():
    rich = "<si><r><t>调</t></r><r><rPr><b/></rPr><t>研不够</t></r><rPh sb='0' eb='1'><t>diao</t></rPh></si>".encode()
    grid = grid_of(replaced(SMALL, STRINGS, "<si><t>调研不够</t></si>".encode(), rich))
    assert (grid.rows[1][1], grid.stored) == ("调研不够", 5)


@pytest.mark.parametrize("number", [14, 22, *range(27, 37), *range(50, 59)])
def test_built_in_chinese_date_format__makes_a_date(number):
    content = written(("A1", dt.date(2024, 5, 1), "yyyy-mm-dd"))
    content = replaced(content, STYLES, rb'numFmtId="164"( fontId)', b'numFmtId="%d"\\1' % number)
    value = grid_of(content).rows[0][0]
    assert (value.date() if isinstance(value, dt.datetime) else value) == dt.date(2024, 5, 1)


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d", "[DBNum1]yyyy年m月", 'e"年"m"月"', "yyyy.mm.dd;@", "[$-F800]dddd"]
)
def test_chinese_date_code__makes_a_date(code):
    assert grid_of(written(("A1", 45413, code))).rows[0][0] == dt.date(2024, 5, 1)


@pytest.mark.parametrize("code", ['0"天"', '0"d"', "#,##0.00", "[红色]0", "General", '0"日"'])
def test_code_that_only_looks_like_a_date__leaves_a_number(code):
    assert grid_of(written(("A1", 45413, code))).rows[0][0] == 45413


def test_days_of_1904__are_four_years_later():
    content = written(("A1", dt.date(2024, 5, 1), "yyyy-mm-dd"), options={"date_1904": True})
    assert grid_of(content).rows[0][0] == dt.date(2024, 5, 1)
    built_in = replaced(content, STYLES, rb'numFmtId="164"( fontId)', rb'numFmtId="31"\1')
    assert grid_of(built_in).rows[0][0] == dt.date(2024, 5, 1)


def test_day_typed_as_one_number__stays_that_number():
    assert grid_of(written(("A1", 20240508, "yyyy-mm-dd"))).rows[0][0] == 20240508


def test_hidden_rows_columns_and_merges__are_told():
    content = replaced(SMALL, SHEET, rb'<row r="2"', b'<row hidden="1" r="2"')
    content = replaced(content, SHEET, b"<sheetData>", b'<cols><col min="2" max="3" hidden="true"/></cols><sheetData>')
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    grid = grid_of(replaced(content, SHEET, b"</sheetData>", merge))
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {1, 2})
    assert grid.merges == (MergedRange(top=1, left=0, bottom=2, right=1),)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet__is_read_and_flagged(state):
    grid = grid_of(replaced(SMALL, BOOK, b"<sheet ", f'<sheet state="{state}" '.encode()))
    assert grid.hidden and filled(grid) == 5


@pytest.mark.parametrize("name", ["SHEET1", "甲 乙", "甲&amp;乙", "&#30002;", "'甲'", "甲&quot;乙"])
def test_sheet_name_in_odd_writing__finds_its_part(name):
    grid = grid_of(replaced(SMALL, BOOK, 'name="甲"'.encode(), f'name="{name}"'.encode()))
    assert (grid.stored, filled(grid)) == (5, 5)


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "WORKSHEETS/Sheet1.xml", "./worksheets/sheet1.xml"])
def test_part_under_another_spelling__is_found_or_refused(target):
    links = "xl/_rels/workbook.xml.rels"
    content = replaced(SMALL, links, rb'Target="worksheets/sheet1.xml"', f'Target="{target}"'.encode())
    try:
        assert filled(grid_of(content)) == 5
    except UnreadableError as error:
        assert error.code == "damaged"


@pytest.mark.parametrize(("first", "second"), [("表", "表"), ("Sheet1", "SHEET1")])
def test_two_sheets_of_one_name__are_refused(first, second):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("x1")
    book.add_worksheet("x2")
    book.close()
    content = replaced(buffer.getvalue(), BOOK, b'name="x1"', f'name="{first}"'.encode())
    with pytest.raises(UnreadableError) as caught:
        open_workbook(replaced(content, BOOK, b'name="x2"', f'name="{second}"'.encode()))
    assert caught.value.code == "same_sheet_name"


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (b"</sheetData>", b'</sheetData><sheetData><row r="9"><c r="A9"><v>5</v></c></row></sheetData>'),
        (rb'(<c r="B2".*?</c>)', rb"\1\1"),
        (rb'(<row r="2".*?</row>)', rb"\1\1"),
    ],
)
def test_cells_written_twice__are_refused(pattern, new):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(replaced(SMALL, SHEET, pattern, new))
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("cell", ["A600000", "XFA300", "XFD1048576"])
def test_far_cell__is_told_and_the_rest_is_read(cell):
    row = int(re.sub(r"\D", "", cell))
    far = f'<row r="{row}"><c r="{cell}"><v>5</v></c></row></sheetData>'.encode()
    grid = grid_of(replaced(SMALL, SHEET, b"</sheetData>", far))
    assert (len(grid.far), len(grid.rows)) == (1, 3)
    assert grid.stored == filled(grid) + 1 == 6
