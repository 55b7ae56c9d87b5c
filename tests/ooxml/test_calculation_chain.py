"""A workbook's calculation chain names cells with formulas, and is dropped with the first one that is written over."""

import io

import pytest
import xlsxwriter

from toolkit.ooxml import Package, SheetTable, put_table

SHEET, CHAIN = "xl/worksheets/sheet1.xml", "xl/calcChain.xml"
LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
CHAIN_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"


@pytest.fixture
def package():
    """A workbook as Excel saves it: a formula in A1, named by the chain, and a text in B1."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, "=1+1", None, 2)
    sheet.write_string(0, 1, "甲")
    book.close()
    made = Package(buffer.getvalue())
    made.put_part(CHAIN, f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'.encode())
    link = f'<Relationship Id="rId99" Type="{CHAIN_KIND}" Target="calcChain.xml"/></Relationships>'
    kind = f'<Override PartName="/{CHAIN}" ContentType="{CHAIN_TYPE}"/></Types>'
    for part, end, more in ((LINKS, b"</Relationships>", link), (TYPES, b"</Types>", kind)):
        made.put_part(part, made.read_part(part).replace(end, more.encode()))
    return Package(made.build_bytes())


def write(package, column, value):
    table = SheetTable(package.read_part(SHEET))
    (table.put_text if isinstance(value, str) else table.put_number)(1, column, value)
    put_table(package, SHEET, table)
    return Package(package.build_bytes())


@pytest.mark.parametrize("value", ["乙", "", 3])
def test_formula_written_over__takes_the_chain_along(package, value):
    written = write(package, 0, value)
    assert CHAIN not in written
    assert b"calcChain" not in written.read_part(LINKS) + written.read_part(TYPES)


def test_other_cell_written__leaves_the_chain(package):
    before = {part: package.read_part(part) for part in (CHAIN, LINKS, TYPES)}
    written = write(package, 1, "乙")
    assert {part: written.read_part(part) for part in before} == before


def test_formula_in_a_workbook_without_a_chain__is_written_over(package):
    plain = write(package, 0, "乙")
    assert "丙".encode() in write(plain, 0, "丙").read_part(SHEET)
