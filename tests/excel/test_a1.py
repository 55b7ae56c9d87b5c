"""Addresses are written and read back, and ranges follow the cells at their ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.excel import (
    LAST_COLUMN,
    LAST_ROW,
    column_letters,
    format_address,
    merge_addresses,
    parse_column,
    parse_column_letters,
    parse_ranges,
    parse_row,
    quote_sheet_name,
    shift_range,
)

ROWS, COLUMNS = st.integers(1, LAST_ROW), st.integers(0, LAST_COLUMN - 1)


@given(ROWS, COLUMNS)
def test_address__is_read_back(row, column):
    address = format_address(row, column)
    assert (parse_row(address), parse_column(address)) == (row, column)


@given(COLUMNS)
def test_letters_of_a_column__are_read_back(column):
    assert parse_column_letters(column_letters(column).encode()) == column


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")])
def test_column__has_its_letters(column, letters):
    assert column_letters(column) == letters


def test_absolute_address__is_the_same_cell():
    assert (parse_row("$C$7"), parse_column("$C$7")) == (7, 2)


@pytest.mark.parametrize("text", ["", "A", "7", "a1", "A1:B2", "ABCD1", "表!A1"])
def test_text_that_is_no_address__is_an_error(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_row(text)


def test_ranges__are_read_without_whole_rows_and_columns():
    assert parse_ranges("A1 B2:C9 A:A 3:3 $D$4") == [(1, 0, 1, 0), (2, 1, 9, 2), (4, 3, 4, 3)]


def delete_row(deleted):
    return lambda row, column: None if row == deleted else (row - (row > deleted), column)


@pytest.mark.parametrize(
    ("ref", "shifted"),
    [
        ("A5", "A4"),
        ("A3", ""),
        ("A1:C9", "A1:C8"),
        ("A3:C9", "A3:C8"),
        ("A1:C3", "A1:C2"),
        ("A3:C3", ""),
        ("A:A", "A:A"),
    ],
)
def test_range__follows_a_deleted_row(ref, shifted):
    assert shift_range(ref, delete_row(3)) == shifted


def test_range_whose_columns_changed_order__stays():
    assert shift_range("A1:B9", lambda row, column: (row, 1 - column)) == "A1:B9"


def test_range__ends_at_the_last_row_of_a_sheet():
    assert shift_range(f"A1:A{LAST_ROW}", lambda row, column: (row + 1, column)) == f"A2:A{LAST_ROW}"


def test_quotes_in_a_sheets_name__are_doubled():
    assert quote_sheet_name("甲's") == "'甲''s'"


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3))))
def test_merged_addresses__hold_exactly_the_cells_in_as_few_runs_as_columns_have(cells):
    ranges = parse_ranges(" ".join(merge_addresses(format_address(*cell) for cell in cells)))
    held = [(row, left) for top, left, bottom, right in ranges for row in range(top, bottom + 1)]
    assert all(left == right for _, left, _, right in ranges)
    assert sorted(held) == sorted(set(cells))
    assert all((bottom + 1, left) not in cells for _, left, bottom, _ in ranges)
