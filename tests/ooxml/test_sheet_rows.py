"""Sheets of which only the rows at work are trees: what is not written stays as it was, byte for byte."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.ooxml import CellPart, PatchError, SheetTable

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:B2"/>'
CLOSE = '<pageMargins left="1"/></worksheet>'
WRITES = st.lists(st.tuples(st.integers(1, 150), st.integers(0, 4), st.text("ab甲<&='", max_size=3)), max_size=60)


def make_part(rows):
    return f"{HEAD}{OPEN}<sheetData>{rows}</sheetData>{CLOSE}".encode()


def number_rows(count):
    return "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="C{row}"><v>{row}</v></c></row>' for row in range(1, count)
    )


def write_all(table, writes):
    for row, column, text in writes:
        table.put_text(row, column, text)
    return table


@settings(max_examples=examples(15))
@given(WRITES)
def test_cells_written_in_any_order__stand_as_in_a_whole_tree(writes):
    part = make_part(number_rows(100))
    written = write_all(SheetTable(part), writes).part
    whole, again = CellPart(written), CellPart(part)
    assert re.findall(rb'<row r="(\d+)"', written) == [
        str(row).encode() for row in sorted({*range(1, 100), *(row for row, _, _ in writes)})
    ]
    last = {(row, column): text for row, column, text in writes}
    for (row, column), text in last.items():
        again.put_text(row, column, text)
        assert "".join(whole.ensure_cell(row, column).itertext()) == "".join(again.ensure_cell(row, column).itertext())
    for row in {row for row, _, _ in writes}:
        columns = [cell.get("r") for cell in whole.ensure_row(row)]
        assert columns == sorted(columns)


def test_rows_that_are_not_written__stay_byte_for_byte():
    odd = "<row  r='2' ht = '20'><c r='A2'></c></row>\n"
    table = SheetTable(make_part(f'<row r="1"/>{odd}<row r="5"/>'))
    table.put_text(3, 1, "新")
    assert f'{odd}<row r="3"><c r="B3"'.encode() in table.part
    assert table.last_row == 5


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c/><c><v>7</v></c></row><row><c><v>8</v></c></row>",
        '<!-- <row r="9"/> --><row r="1"><c/><c><v>7</v></c></row><row r="2"><c><v>8</v></c></row>',
    ],
)
def test_rows_without_numbers_or_with_comments__are_found_all_the_same(rows):
    table = SheetTable(make_part(rows))
    assert table.holds_content(1, 1)
    assert table.holds_content(2, 0)
    assert table.last_row == 2
    table.put_number(2, 1, 5)
    assert b'<c r="B2"><v>5</v></c></row></sheetData>' in table.part


def test_sheet_without_rows__gets_its_first():
    table = SheetTable(f"{HEAD}{OPEN}<sheetData/>{CLOSE}".encode())
    assert table.part == f"{HEAD}{OPEN}<sheetData/>{CLOSE}".encode()
    table.put_number(2, 0, 5)
    assert b'<sheetData><row r="2"><c r="A2"><v>5</v></c></row></sheetData><pageMargins' in table.part


def test_cells_without_rows__are_refused():
    with pytest.raises(PatchError):
        SheetTable(make_part('<x:row xmlns:x="urn:x" r="1"/>'))
