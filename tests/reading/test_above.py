"""Rows above a heading: records of a list sorted with it are read, titles and lines about the unit are not."""

import pytest

from tests.reading.books import HEADINGS, MEASURE, PROBLEM, ROWS, bare, found, only, rules, texts

MEASURES = ["措施编号", "问题编号", "整改目标", "整改措施", "责任领导", "责任单位", "整改时限", "整改进展"]
FIRST = ["CS-001", "WT-001", "", "每月到基层调研一次", "苏敏", "办公室", "2025-09-30", "正在推进"]
SECOND = ["CS-002", "WT-001", "", "建立调研台账制度", "苏敏", "办公室", "2025-09-30", "正在推进"]
TITLE = [["检视问题清单"], ["填报单位：市教育局", "", "", "填报日期：", "2022年3月1日", "联系人：苏敏"]]


def test_record_above_the_heading__is_read_and_noticed(read):
    file = read(bare({MEASURE: [["填报单位：市教育局"], FIRST, MEASURES, SECOND]}))
    assert texts(file, "rectification", "number") == ["CS-001", "CS-002"]
    one = only(file, "above_read")
    assert (one.severity, one.at.row, one.facts["rows"]) == ("notice", 2, (2,))
    assert file.ledger.unexplained == 0 and file.ledger.left_out["title"] == 1


@pytest.mark.parametrize("count", [3, 45, 60])
def test_heading_sorted_to_the_end__leaves_every_record_read(read, count):
    rows = [[f"WT-{n:03}", *ROWS[0][1:]] for n in range(1, count + 1)]
    file = read(bare({PROBLEM: [["填报单位：市教育局"], *rows, HEADINGS]}))
    assert len(texts(file, "problem")) == count and file.ledger.unexplained == 0


def test_records_without_numbers_above_the_heading__are_known_by_their_choices(read):
    rows = [["", *row[1:]] for row in ROWS]
    file = read(bare({PROBLEM: [["填报单位：市教育局"], rows[0], HEADINGS, rows[1]]}))
    assert texts(file, "problem", "problem") == ["听汇报多、看现场少", "学习联系实际不紧"]


def test_row_above_that_only_may_be_a_record__is_a_doubt(read):
    row = ["", "", "任", "", "", "又一条", "怪不得", "即知即改", ""]
    file = read(bare({PROBLEM: [row, ["填报单位：市教育局"], HEADINGS, *ROWS]}))
    assert len(texts(file, "problem")) == 2
    assert (only(file, "above_asked").severity, only(file, "above_asked").facts["rows"]) == ("warning", (1,))


@pytest.mark.parametrize(
    "above",
    [
        TITLE,
        [*TITLE, ["说明：请在3月31日前报送", "", "即知即改"]],
        [["县委办公室", "班子成员", "", "2022年3月"]],
        [["单位", "市教育局", "日期", "2022-03-01"], ["报送人", "苏敏", "电话", "12345"]],
        [["基本情况", "", "", "检视情况", "", "", "", "整改情况", ""]],
        [["1", "2", "3", "4", "5", "6", "7", "8", "9"]],
        [["例：WT-001", "班子成员", "苏敏", "两个确立", "群众反映", "学习不够", "", "即知即改", "苏敏"]],
    ],
)
def test_titles_and_lines_about_the_unit__are_no_records(read, above):
    file = read(bare({PROBLEM: [*above, HEADINGS, *ROWS]}))
    assert found(file, "above_read", "above_asked") == [] and len(texts(file, "problem")) == 2
    assert file.ledger.unexplained == 0


def test_whole_list_far_down_under_something_else__is_still_no_list_of_ours(read):
    file = read(bare({PROBLEM: [["填报单位：市教育局"], HEADINGS, *ROWS], "甲": [*[["别的"]] * 60, HEADINGS, *ROWS]}))
    assert len(texts(file, "problem")) == 2 and "other_sheet" in rules(file)
