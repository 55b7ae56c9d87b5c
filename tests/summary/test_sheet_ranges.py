"""Where records stand: sheets of a long list, blocks of one unit, addresses of fields."""

import pytest

from tests.summary.by_hand import sheet_ranges_of
from toolkit.summary.sheet_ranges import SHEET_ROWS, ListSheets, find_unit_blocks

LISTS = {"problem": {"number": list(range(7)), "kind": ["甲"] * 7}}


def list_sheets(rows, sheet_rows=3, label="检视问题清单", more=""):
    return ListSheets(label=label, fields=(), rows=rows, sheet_rows=sheet_rows, more=more)


@pytest.mark.parametrize(
    ("rows", "sheets", "last_rows"),
    [(0, 1, [2]), (1, 1, [2]), (3, 1, [4]), (4, 2, [4, 2]), (6, 2, [4, 4]), (7, 3, [4, 4, 2])],
)
def test_a_list__goes_on_on_the_next_sheet_when_one_is_full(rows, sheets, last_rows):
    stand = list_sheets(rows)
    assert len(stand.sheets) == sheets
    assert [stand.find_last_row(part) for part in range(sheets)] == last_rows


def test_a_sheet__holds_as_many_records_as_the_file_format_has_rows_under_the_headings():
    assert SHEET_ROWS == 1_048_575
    assert len(list_sheets(SHEET_ROWS, SHEET_ROWS).sheets) == 1


def test_further_sheets__are_numbered_after_the_list():
    assert list_sheets(7).sheets == ("检视问题清单", "检视问题清单(续1)", "检视问题清单(续2)")
    assert list_sheets(4, more="problem").sheets == ("检视问题清单", "problem(续1)")


def test_the_name_of_a_further_sheet__is_cut_to_31_characters():
    first, second = list_sheets(4, label="长" * 31).sheets
    assert (first, second) == ("长" * 31, "长" * 27 + "(续1)")


@pytest.mark.parametrize(
    ("record", "location"), [(0, ("检视问题清单", 2)), (2, ("检视问题清单", 4)), (3, ("检视问题清单(续1)", 2))]
)
def test_a_record__has_its_sheet_and_row(record, location):
    assert list_sheets(7).find_location(record) == location


def test_a_field__has_one_range_per_sheet():
    assert sheet_ranges_of(LISTS).find_ranges("problem", "kind") == ("'problem'!$B$2:$B$8",)
    assert sheet_ranges_of(LISTS, sheet_rows=5).find_ranges("problem", "kind") == (
        "'problem'!$B$2:$B$6",
        "'problem(续1)'!$B$2:$B$3",
    )


def test_one_cell__has_the_address_of_its_record_and_field():
    assert sheet_ranges_of(LISTS, sheet_rows=5).find_address("problem", "number", 6) == "'problem(续1)'!A3"


def test_the_range_of_a_unit__is_its_block():
    ranges = sheet_ranges_of(LISTS, sheet_rows=5, blocks={"problem": {"教育局": (1, 3), "公安局": (5, 6)}})
    assert ranges.find_ranges("problem", "kind", "教育局") == ("'problem'!$B$3:$B$5",)
    assert ranges.find_ranges("problem", "kind", "公安局") == ("'problem(续1)'!$B$2:$B$3",)


def test_a_block_that_reaches_over_two_sheets__is_not_narrowed():
    ranges = sheet_ranges_of(LISTS, sheet_rows=5, blocks={"problem": {"教育局": (3, 5)}})
    assert ranges.find_ranges("problem", "kind", "教育局") == ranges.find_ranges("problem", "kind")


def test_a_unit_without_records__is_looked_for_in_the_whole_list():
    ranges = sheet_ranges_of(LISTS, blocks={"problem": {"教育局": (0, 6)}})
    assert ranges.find_ranges("problem", "kind", "民政局") == ranges.find_ranges("problem", "kind")


@pytest.mark.parametrize(
    ("units", "blocks"),
    [
        ([], {}),
        (["甲"], {"甲": (0, 0)}),
        (["甲", "甲", "乙", "丙", "丙"], {"甲": (0, 1), "乙": (2, 2), "丙": (3, 4)}),
        (["甲", "乙", "甲"], {}),
    ],
    ids=["nobody", "one", "together", "apart"],
)
def test_blocks__are_used_only_where_the_records_of_every_unit_stand_together(units, blocks):
    assert find_unit_blocks(units) == blocks
