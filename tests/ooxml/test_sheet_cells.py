"""Cells of one sheet are changed as a tree: texts, numbers, formulas and styles."""

import io

import openpyxl
import pytest

from tests.ooxml.packages import MAIN, build_workbook
from toolkit.ooxml import CellPart, Package


def part(*rows):
    return CellPart(f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode())


def values_of(sheet):
    package = Package(build_workbook())
    package.put_part("xl/worksheets/sheet1.xml", sheet.build_bytes())
    cells = openpyxl.load_workbook(io.BytesIO(package.build_bytes())).active
    return {cell.coordinate: cell.value for row in cells for cell in row if cell.value is not None}


def test_cells__are_written_in_order_wherever_they_are_new():
    sheet = part('<row r="2"><c r="B2"><v>1</v></c></row>')
    sheet.put_text(2, 2, " 后 ")
    sheet.put_text(2, 0, "前")
    sheet.put_number(1, 1, 0.5)
    sheet.put_formula(5, 0, "1+1", "2")
    assert values_of(sheet) == {"B1": 0.5, "A2": "前", "B2": 1, "C2": " 后 ", "A5": "=1+1"}
    assert [cell.get("r") for cell in sheet.root.iter(f"{{{MAIN}}}c")] == ["B1", "A2", "B2", "C2", "A5"]


def test_cells_without_addresses__are_counted():
    assert values_of(part("<row><c><v>1</v></c><c><v>2</v></c></row>")) == {"A1": 1, "B1": 2}


def test_empty_text__clears_a_cell_and_keeps_its_style():
    sheet = part('<row r="1"><c r="A1" s="3" t="str"><f>B1</f><v>x</v></c></row>')
    sheet.put_text(1, 0, "")
    assert sheet.find_style(1, 0) == 3
    assert values_of(part()) == {}
    assert b"<f>" not in sheet.build_bytes() and b"t=" not in sheet.build_bytes().split(b"<c ")[1]


@pytest.mark.parametrize(("plain", "style"), [(False, 3), (True, 0)])
def test_number__keeps_the_style_unless_it_shall_be_plain(plain, style):
    sheet = part('<row r="1"><c r="A1" s="3"/></row>')
    sheet.put_number(1, 0, 44621, plain=plain)
    assert sheet.find_style(1, 0) == style


def test_formula_without_result__has_no_value():
    sheet = part()
    sheet.put_formula(1, 0, "A2")
    sheet.set_style(1, 0, 2)
    assert b'<c r="A1" s="2"><f>A2</f></c>' in sheet.build_bytes()
