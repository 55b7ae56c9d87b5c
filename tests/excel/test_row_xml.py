"""Rows of a sheet: what is written is what the library alone would have written."""

import datetime as dt
import io
import zipfile

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.excel import create_workbook

PLACES = st.tuples(st.integers(0, 70), st.integers(0, 30))
WORDS = st.text(st.sampled_from('字a1&<>"\n 龥'), min_size=1, max_size=6).filter(lambda text: text[0] in "字a1")
VALUES = st.one_of(
    WORDS,
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9),
    st.booleans(),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)),
    st.tuples(WORDS, st.one_of(st.integers(), st.floats(0, 1), st.booleans(), WORDS, st.sampled_from(["", "#N/A"]))),
    st.none(),
)
CELLS = st.dictionaries(PLACES, st.tuples(VALUES, st.integers(0, 3)), max_size=40)


def write_sheet(workbook, cells, notes, rows):
    sheet = workbook.add_worksheet("Sheet")
    looks = [None, *(workbook.add_format({"font_size": size}) for size in (30, 31, 32))]
    sheet.set_column(2, 4, 12, looks[3])
    for row, height in rows.items():
        sheet.set_row(row, height, looks[height % 3], {"hidden": height == 20, "level": height % 4})
    for (row, column), (value, look) in cells.items():
        if isinstance(value, tuple):
            sheet.write_formula(row, column, f'="{value[0]}"&A1', looks[look], value[1])
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, looks[look])
        else:
            sheet.write(row, column, value, looks[look])
    for row, column in notes:
        sheet.write_comment(row, column, "note")
    sheet.merge_range(100, 1, 102, 2, "joined", looks[1])
    workbook.close()


def read_parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")}


@settings(max_examples=examples(60))
@given(CELLS, st.sets(PLACES, max_size=3), st.dictionaries(st.integers(0, 80), st.integers(10, 40), max_size=8))
def test_rows__are_those_that_the_library_writes(cells, notes, rows):
    own, theirs = io.BytesIO(), io.BytesIO()
    write_sheet(create_workbook(own, dt.date(2022, 1, 25), "title"), cells, notes, rows)
    write_sheet(xlsxwriter.Workbook(theirs, {"default_date_format": "yyyy-mm-dd"}), cells, notes, rows)
    assert read_parts(own.getvalue()) == read_parts(theirs.getvalue())
