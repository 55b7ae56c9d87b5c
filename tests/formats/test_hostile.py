"""What a slip or a bad hand puts into a package is refused or read around; no memory fills, no reading goes on."""

import io
import zipfile

import openpyxl
import pytest

from toolkit.formats import (
    UnreadableError,
    is_archive,
    open_workbook,
    read_archive,
)

HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
VALUE = b"<v>1</v>"


def written():
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "甲"
    book.save(content)
    return content.getvalue()


PLAIN = written()


def with_part(name, part, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for one in source.namelist():
            if one != name:
                package.writestr(one, source.read(one))
        package.writestr(name, part, method)
    return content.getvalue()


def sheet(rows):
    return with_part(SHEET, HEAD + rows + TAIL)


def code_of(content):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(content)
    return caught.value.code


def letters(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def test_stairs_of_cells_without_a_wide_gap__are_refused_before_the_rectangle_is_made():
    across = b"".join(b'<c r="%s1">%s</c>' % (letters(n).encode(), VALUE) for n in range(1, 16_384, 150))
    down = b"".join(b'<row r="%d"><c r="A%d">%s</c></row>' % (n, n, VALUE) for n in range(4_001, 1_048_577, 4_000))
    assert code_of(sheet(b'<row r="1">' + across + b"</row>" + down)) == "too_far"


@pytest.mark.parametrize(
    "cell", [b'<c s="0" r="XFD1048576">', b"<c r='XFD1048576'>", b'<c r = "XFD1048576">', b'<c\tr="XFD1048576">']
)
def test_far_cell_however_it_is_spelled__is_told_and_the_rest_read(cell):
    rows = b'<row r="1"><c r="A1">' + VALUE + b'</c></row><row r="1048576">' + cell + VALUE + b"</c></row>"
    (grid,) = open_workbook(sheet(rows)).grids
    assert (grid.rows, grid.far) == ([[1.0]], ((1_048_576, 16_383),))


def test_far_column_in_a_near_row__is_told():
    rows = b'<row r="1"><c r="A1">' + VALUE + b'</c></row><row r="10"><c r="XFD10">' + VALUE + b"</c></row>"
    (grid,) = open_workbook(sheet(rows)).grids
    assert (grid.rows, grid.far) == ([[1.0]], ((10, 16_383),))


def test_far_cell_without_address__is_taken_away_and_not_one_that_looks_like_it():
    rows = b'<row r="1"><c>' + VALUE + b'</c></row><row r="200000"><c>' + VALUE + b"</c></row>"
    (grid,) = open_workbook(sheet(rows)).grids
    assert (grid.rows, grid.far) == ([[1.0]], ((200_000, 0),))


@pytest.mark.parametrize(
    "begun", ["<!--", "<![CDATA[", "<f ", "<c ", "<c >", "<row ", "<is>", "<rPh", "<mergeCell ", "<v "]
)
def test_part_of_a_hundred_thousand_beginnings__comes_to_an_end(begun):
    cell = b'<c t="inlineStr"><f/></c><mergeCells hidden="1"/>'
    for rows in (begun.encode() * 100_000, cell + begun.encode() * 100_000):
        try:
            assert open_workbook(sheet(rows)).grids
        except UnreadableError as error:
            assert error.code in ("damaged", "too_big")


@pytest.mark.parametrize("strings", [b"<si>" * 100_000, b"<si><t/></si>" * 80_000, b"<rPh" * 100_000])
def test_strings_of_a_hundred_thousand_beginnings__come_to_an_end(strings):
    content = with_part(SHARED, STRINGS + strings + b"</sst>")
    try:
        assert open_workbook(content).grids
    except UnreadableError as error:
        assert error.code in ("damaged", "too_big")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_method_that_inflates_at_once__is_refused(method):
    assert code_of(with_part(SHEET, HEAD + b" " * 1_000_000 + TAIL, method)) == "damaged"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as package:
        package.writestr("表.csv", b" " * 1_000_000)
    assert [member.code for member in read_archive(content.getvalue())] == ["archive_method"]


def test_two_sheets_in_one_part__are_refused():
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as package:
        book = package.read("xl/workbook.xml")
    twice = book.replace(b"</sheets>", b'<sheet name="B" sheetId="9" state="visible" r:id="rId1"/></sheets>')
    twice = twice.replace(
        b"<workbook ", b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ', 1
    )
    assert code_of(with_part("xl/workbook.xml", twice)) in ("damaged", "same_sheet_name")


def test_formula_with_an_empty_value_in_any_spelling__lost_its_result():
    for value in (b"<v />", b"<v/>", b"<v></v>", b'<v xml:space="preserve"></v>', b""):
        (grid,) = open_workbook(sheet(b'<row r="1"><c r="A1"><f>B1</f>' + value + b"</c></row>")).grids
        assert (grid.rows[0][0], grid.stored) == ("=B1", 1), value


def test_text_that_looks_like_an_error__stays_beside_a_true_one():
    cells = b'<c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="str"><f>C1</f><v>#1</v></c>'
    (grid,) = open_workbook(sheet(b'<row r="1">' + cells + b"</row>")).grids
    assert grid.rows[0] == ["#N/A", "#1"]


def test_error_in_single_quotes__is_an_error():
    (grid,) = open_workbook(sheet(b"<row r='1'><c r='A1' t='e'><v>#DIV/0!</v></c></row>")).grids
    assert (grid.rows, grid.stored) == ([["#DIV/0!"]], 1)


def test_files_in_folders_named_as_an_office_documents__are_an_archive():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("word/报告.docx", b"x")
        package.writestr("xl/市民政局.xlsx", PLAIN)
    assert is_archive(content.getvalue())
