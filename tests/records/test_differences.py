"""Nothing set aside is lost: what an earlier return said otherwise is listed, cell by cell and record by record."""

import datetime as dt

import pytest

from tests.reading.books import (
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    with_cells,
)
from toolkit.ooxml import repack_package
from toolkit.records import find_differences
from toolkit.reporting.reading_account import DIFFERENCE_HEADS, MOST_DIFFERENCES, build_difference_rows

UNIT = ["填报单位：市教育局"]
THIRD = ["WT-003", *ROWS[0][1:5], "下基层少", *ROWS[0][6:]]


def part(*rows, day=1):
    return repack_package(bare({"表": [UNIT, HEADINGS, *rows]}), dt.datetime(2022, 3, day))


@pytest.fixture
def compared(read_all, workspace):
    """Read some returns and compare the first with those that count."""

    def compared(*contents):
        files = read_all({f"{place}.xlsx": content for place, content in enumerate(contents, 1)})
        return find_differences(files[0], files[1:], workspace.campaign.definition)

    return compared


def shown(found):
    return [(one.kind, one.number, one.row, one.column, one.earlier, one.later) for one in found]


def test_cell_that_says_something_else__is_listed_under_its_number(compared):
    later = [*ROWS[1][:5], "联系实际仍不紧", *ROWS[1][6:]]
    assert shown(compared(part(*ROWS), part(later, ROWS[0], day=2))) == [
        ("changed", "WT-002", 4, "存在问题", "学习联系实际不紧", "联系实际仍不紧")
    ]


def test_other_writing_of_the_same__is_no_difference(compared):
    later = ["WT-001", *ROWS[0][1:4], " 群众反映 ", *ROWS[0][5:]]
    assert compared(part(*ROWS), part(later, ROWS[1], day=2)) == ()


def test_record_only_in_the_earlier__is_listed_with_all_it_said(compared):
    (one,) = compared(part(*ROWS, THIRD), part(*ROWS, day=2))
    assert (one.kind, one.number, one.row, one.column, one.later) == ("gone", "WT-003", 5, "", "")
    assert "存在问题：下基层少" in one.earlier and "责任领导(认领人)：苏敏" in one.earlier


def test_record_only_in_the_later__is_listed(compared):
    (one,) = compared(part(*ROWS), part(*ROWS, THIRD, day=2))
    assert (one.kind, one.number, one.earlier) == ("added", "WT-003", "")


def test_records_without_numbers__are_matched_by_text_then_by_row(compared):
    first, second = (["", *row[1:]] for row in ROWS)
    changed = [*second[:5], "联系实际仍不紧", *second[6:]]
    assert compared(part(first, second), part(second, first, day=2)) == ()
    assert shown(compared(part(first, second), part(first, changed, day=2))) == [
        ("changed", "", 4, "存在问题", "学习联系实际不紧", "联系实际仍不紧")
    ]


def test_new_return_in_parts__is_compared_as_a_whole(compared):
    assert compared(part(*ROWS), part(ROWS[0], day=2), part(ROWS[1], day=3)) == ()


def test_list_left_as_issued__has_nothing_to_compare(compared, filled):
    blank = with_cells(filled, PROBLEM, {f"{letter}{row}": "" for row in range(4, 9) for letter in "BCDEFGHIJKLM"})
    assert not [
        one for one in compared(blank, repack_package(filled, dt.datetime(2030, 1, 1))) if one.list_key == "problem"
    ]


# -- as rows of the report -------------------------------------------------------------------------------


@pytest.fixture
def listed(read_all, workspace):
    def listed(*contents):
        files = read_all({f"{place}.xlsx": content for place, content in enumerate(contents, 1)})
        return list(build_difference_rows(files, {"01": "市教育局"}, workspace.campaign.definition))

    return listed


def test_rows__say_whose_which_file_and_what(listed):
    later = [*ROWS[1][:5], "联系实际仍不紧", *ROWS[1][6:]]
    (row,) = listed(part(*ROWS), part(ROWS[0], later, day=2))
    assert row == [
        "市教育局",
        "1.xlsx",
        "2.xlsx",
        "检视问题清单",
        "WT-002",
        "改了",
        "存在问题",
        "学习联系实际不紧",
        "联系实际仍不紧",
    ]
    assert len(row) == len(DIFFERENCE_HEADS)


def test_file_without_a_difference__is_listed_all_the_same(listed):
    (row,) = listed(part(*ROWS), part(*ROWS, day=2))
    assert (row[1], row[5], len(row)) == ("1.xlsx", "没有不同", len(DIFFERENCE_HEADS))


def test_very_many_differences__are_bounded_and_the_rest_is_counted(listed):
    rows = [[f"WT-{number:03d}", *ROWS[0][1:5], f"第{number}件事没有办好", *ROWS[0][6:]] for number in range(1, 301)]
    found = listed(part(*rows), part(ROWS[0], day=2))
    assert len(found) == MOST_DIFFERENCES + 1
    assert found[-1][5] == "另有 100 处不同，请打开两个文件对照"


def test_record_numbered_anew__differs_in_its_number_alone(compared):
    again = [[f"WT-10{at}", *row[1:]] for at, row in enumerate(ROWS, 1)]
    assert shown(compared(part(*ROWS), part(*again, day=2))) == [
        ("changed", "WT-001", 3, "问题编号", "WT-001", "WT-101"),
        ("changed", "WT-002", 4, "问题编号", "WT-002", "WT-102"),
    ]
