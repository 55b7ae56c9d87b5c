"""A list with more records than a sheet holds: to a Parquet file, or on further sheets where it cannot be written."""

import sys

import openpyxl
import pandas as pd
import pytest

from tests.pipeline.ended import DAY
from toolkit.pipeline import collect, merge, write_merge


@pytest.fixture
def long(returned):
    """A round with three duties, and of the other lists less."""
    return merge(collect(returned, today=DAY))


def test_a_list_longer_than_a_sheet__goes_to_a_file_that_workbook_and_terminal_name(long):
    written = write_merge(long, sheet_rows=2)
    (path,) = (path for path in written.paths if path.suffix == ".parquet")
    assert path == written.paths[0].parent / "数据" / "duty.parquet"
    frame = pd.read_parquet(path)
    assert len(frame) == long.summary.frames.count_rows("duty") == 3
    (note,) = written.notes
    assert "共 3 条" in note and "数据/duty.parquet" in note
    sheet = openpyxl.load_workbook(written.paths[0])[long.summary.planner.definition.find_label("duty")]
    assert sheet["A2"].value == note
    assert {row[1].value for row in sheet.iter_rows(min_row=5)} == set(frame.columns)


def test_a_list_that_fits__stays_on_its_sheet_and_nothing_is_said(long):
    written = write_merge(long, sheet_rows=3)
    assert written.notes == () and not any(path.suffix == ".parquet" for path in written.paths)


def test_without_the_library_for_parquet__a_long_list_goes_on_on_further_sheets_and_one_sentence_says_so(
    long, monkeypatch
):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    written = write_merge(long, sheet_rows=2)
    (note,) = written.notes
    assert "2 张工作表" in note and "pip install pyarrow" in note
    label = long.summary.planner.definition.find_label("duty")
    assert f"{label}(续1)" in openpyxl.load_workbook(written.paths[0]).sheetnames
