"""Rows that are changed as texts say what they would say had they been changed as trees."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.ooxml.test_sheet_rows import make_part
from toolkit.ooxml import CellPart, SheetTable

ROWS = (
    '<row r="1" spans="1:3" ht="15"><c r="A1" s="4"/><c r="B1" s="2" t="s"><v>0</v></c></row>'
    '<row r="2" hidden="1"><c r="A2"><f>1+1</f><v>2</v></c><c r="C2" t="inlineStr"><is><r><t>x</t></r></is></c></row>'
    '<row r="3" ht="90" customHeight="1"/>'
)
VALUES = st.one_of(st.text("a甲<&=' \r\n_x0041", max_size=6), st.integers(-9, 9**9))


@settings(max_examples=examples(15))
@given(st.dictionaries(st.integers(0, 4), VALUES, min_size=1), st.sampled_from([1, 3, 5]))
def test_row_written_as_a_text__equals_one_written_cell_by_cell(values, row):
    at_once, singly = SheetTable(make_part(ROWS)), SheetTable(make_part(ROWS))
    at_once.write_row(row, values, 40)
    for column, value in values.items():
        (singly.put_number if isinstance(value, int) else singly.put_text)(row, column, value)
    singly.raise_row(row, 40)
    assert CellPart(at_once.part).build_bytes() == CellPart(singly.part).build_bytes()
    assert at_once.holds_quoted_texts == singly.holds_quoted_texts


def test_row_with_a_formula__keeps_it_and_takes_the_other_cells():
    table = SheetTable(make_part(ROWS))
    assert table.write_row(2, {0: 5, 1: "新"}, 0, {3: 7})
    assert b"<f>1+1</f><v>2</v>" in table.part
    assert b'<c r="B2" t="inlineStr"><is><t xml:space="preserve">\xe6\x96\xb0</t></is></c>' in table.part
    assert b'<c r="D2" s="7"/>' in table.part and b"hidden" not in table.part
    assert not table.write_row(2, {0: 5})


@pytest.mark.parametrize(("row", "blank"), [(1, False), (2, False), (3, True), (9, True)])
def test_row__is_blank_where_no_cell_holds_anything(row, blank):
    assert SheetTable(make_part(ROWS)).is_blank(row, {0, 1, 2}) == blank


def test_looks_of_a_column__are_taken_over_by_cells_without_any():
    table = SheetTable(make_part(ROWS))
    table.copy_looks(0, 1, [1, 2, 3])
    table.copy_looks(2, 1, [1, 2, 3])
    assert re.findall(rb'<c r="(\w+)" s="(\d)"', table.part) == [(b"A1", b"4"), (b"B1", b"2"), (b"C1", b"2")]
