"""The sheets of a workbook: found by name, put in front, selected alone."""

import io

import openpyxl
import pytest

from tests.ooxml.packages import build_package, build_workbook
from toolkit.ooxml import Package, PackageSheets, PatchError, patch_package

SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData><row r='1'><c r='A1'><v>7</v></c></row></sheetData></worksheet>"
)
BOOK = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"


def open_book(package):
    return openpyxl.load_workbook(io.BytesIO(package.build_bytes()))


def replace_in(content, part, old, new):
    assert old in Package(content).read_part(part)
    return Package(patch_package(content, {part: lambda text: text.replace(old, new)}))


def test_sheets__are_found_by_name_in_order():
    parts = PackageSheets(Package(build_workbook("一", "二"))).parts
    assert list(parts.items()) == [("一", "xl/worksheets/sheet1.xml"), ("二", "xl/worksheets/sheet2.xml")]


def test_new_sheet__stands_in_front_and_is_selected_alone():
    package = Package(build_workbook("一", "二"))
    PackageSheets(package).put_first("新", SHEET)
    book = open_book(package)
    assert book.sheetnames == ["新", "一", "二"] and book["新"]["A1"].value == 7
    assert book.active.title == "新" and not book["一"].sheet_view.tabSelected


def test_sheet_of_the_same_name__is_replaced_and_moved_to_the_front():
    package = Package(build_workbook("一", "二"))
    sheets = PackageSheets(package)
    sheets.put_first("二", SHEET)
    assert list(sheets.parts) == open_book(package).sheetnames == ["二", "一"]
    assert open_book(package)["二"]["A1"].value == 7


def test_names_that_belong_to_a_sheet__follow_it():
    names = b"<definedNames><definedName name='a' localSheetId='0'>1</definedName>"
    names += b"<definedName name='b'>2</definedName></definedNames>"
    package = replace_in(build_workbook("一", "二"), BOOK, b"</sheets>", b"</sheets>" + names)
    PackageSheets(package).put_first("新", SHEET)
    assert b'name="a" localSheetId="1"' in package.read_part(BOOK)


def test_sheet_of_one_chart__is_left_as_it_is():
    content = build_workbook("一")
    package = Package(patch_package(content, {"xl/worksheets/sheet1.xml": lambda _: b"<chartsheet/>"}))
    PackageSheets(package).put_first("新", SHEET)
    assert package.read_part("xl/worksheets/sheet1.xml") == b"<chartsheet/>"


def test_template__becomes_a_workbook():
    plain, template = b"sheet.main+xml", b"template.main+xml"
    package = replace_in(build_workbook(), "[Content_Types].xml", plain, template)
    PackageSheets(package).convert_template()
    assert plain in package.read_part("[Content_Types].xml")
    before = package.build_bytes()
    PackageSheets(package).convert_template()
    assert package.build_bytes() == before


def test_macros__are_told_by_the_content_type():
    usual = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert not PackageSheets(Package(build_workbook())).holds_macros
    assert PackageSheets(replace_in(build_workbook(), "[Content_Types].xml", usual, macros)).holds_macros


@pytest.mark.parametrize("parts", [{"a": ""}, {BOOK: "<workbook/>", RELS: "<Relationships/>"}, {BOOK: "", "a": ""}])
def test_package_that_is_no_usual_workbook__is_refused(parts):
    with pytest.raises(PatchError):
        PackageSheets(build_package(parts))
