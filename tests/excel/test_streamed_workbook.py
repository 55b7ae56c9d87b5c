"""Workbooks that are written part by part: what stands in them is what the library alone would have written."""

import datetime as dt
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.excel import create_workbook

CELLS = st.one_of(st.text(max_size=8), st.integers(-(10**9), 10**9), st.none())
ROWS = st.lists(st.tuples(st.lists(CELLS, max_size=5), st.integers(0, 40)), max_size=120)


def write_rows(rows, *, packed):
    """Return a workbook with the rows, each so many rows below the one before."""
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, dt.date(2022, 1, 25), "题")
    sheet, look = workbook.add_worksheet("表"), workbook.add_format({"bold": True})
    at = 0
    for cells, gap in rows:
        at += gap % 3
        for place, cell in enumerate(cells):
            sheet.write(at, place, cell, look if place % 2 else None)
        sheet.set_row(at, 20 + gap)
        if packed:
            sheet.complete_rows(at)
        at += 1
    workbook.add_worksheet("又一张").write(0, 0, "末", look)
    workbook.close()
    return buffer.getvalue()


def read_parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@settings(max_examples=examples(60))
@given(ROWS)
def test_packed_rows__are_written_as_all_others(rows):
    packed, loose = write_rows(rows, packed=True), write_rows(rows, packed=False)
    assert read_parts(packed) == read_parts(loose)
    assert packed == write_rows(rows, packed=True)


def test_row_that_is_complete__must_not_get_another_cell():
    workbook = create_workbook(io.BytesIO(), dt.date(2022, 1, 25), "题")
    sheet = workbook.add_worksheet("表")
    sheet.write_number(3, 0, 1)
    sheet.complete_rows(200)
    sheet.write_number(3, 1, 2)
    with pytest.raises(AssertionError):
        workbook.close()


def write_numbers(*, packed):
    """Write a sheet of numbers; return the most bytes that were in use."""
    tracemalloc.start()
    workbook = create_workbook(io.BytesIO(), dt.date(2022, 1, 25), "题")
    sheet = workbook.add_worksheet("表")
    for row in range(1_000):
        for column in range(10):
            sheet.write_number(row, column, row + column / 7)
        if packed:
            sheet.complete_rows(row)
    workbook.close()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_packed_rows__take_a_part_of_the_memory():
    assert write_numbers(packed=True) < write_numbers(packed=False) / 2
