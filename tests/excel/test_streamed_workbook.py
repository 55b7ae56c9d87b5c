"""Workbooks that are written part by part: what stands in them is what the library alone would have written."""

import datetime as dt
import io
import tracemalloc
import zipfile

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.excel import PackedRows, create_workbook

CELLS = st.one_of(st.text(max_size=8), st.integers(-(10**9), 10**9), st.none())
ROWS = st.lists(st.tuples(st.lists(CELLS, max_size=5), st.integers(0, 40)), max_size=120)


def fill(workbook, rows, sheet_class=None):
    """Write the rows, each so many rows below the one before; packed where the sheet can pack them."""
    sheet, plain = workbook.add_worksheet("表", worksheet_class=sheet_class), workbook.add_format({"bold": True})
    at = 0
    for cells, gap in rows:
        at += gap % 3
        for place, cell in enumerate(cells):
            sheet.write(at, place, cell, plain if place % 2 else None)
        sheet.set_row(at, 20 + gap)
        if sheet_class:
            sheet.complete_rows(at)
        at += 1
    workbook.add_worksheet("又一张").write(0, 0, "末")
    workbook.close()


def read_parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@settings(max_examples=examples(60))
@given(ROWS)
def test_packed_rows__stand_in_the_part_as_the_library_writes_them(rows):
    ours, theirs = io.BytesIO(), io.BytesIO()
    fill(create_workbook(ours, dt.date(2022, 1, 25), "题"), rows, PackedRows)
    workbook = xlsxwriter.Workbook(theirs, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    fill(workbook, rows)
    mine, own = read_parts(ours.getvalue()), read_parts(theirs.getvalue())
    assert list(mine) == list(own)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        assert mine[name] == own[name], name


def write_numbers(sheet_class):
    """Write a sheet of numbers; return the most bytes that were in use."""
    tracemalloc.start()
    workbook = create_workbook(io.BytesIO(), dt.date(2022, 1, 25), "题")
    sheet = workbook.add_worksheet("表", worksheet_class=sheet_class)
    for row in range(1_000):
        for column in range(10):
            sheet.write_number(row, column, row + column / 7)
        if sheet_class:
            sheet.complete_rows(row)
    workbook.close()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_packed_rows__take_a_part_of_the_memory():
    assert write_numbers(PackedRows) < write_numbers(None) / 2
