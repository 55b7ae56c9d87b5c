"""What would be a guess is asked: lent workbooks, two units on one list, a later return that may not be the better."""

import pytest

from tests.reading.books import (
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    with_cells,
    with_column,
)
from toolkit.findings import render_found
from toolkit.pipeline import merge

U1, U2 = ["填报单位：市教育局"], ["填报单位：市公安局（盖章）"]


def only(files, rule):
    (found,) = [one for file in files for one in file.findings if one.rule == rule]
    return found


def test_workbook_lent_to_another_unit__is_asked_and_counts_for_nobody(read, filled):
    lent = with_cells(filled, PROBLEM, {"C2": "填报单位：市公安局"})
    file = read(lent, "市公安局三类清单.xlsx")
    assert (file.unit, only([file], "torn").severity) == ("", "error")
    assert "市公安局" in only([file], "torn").facts["candidates"]


def test_lent_workbook__is_whose_the_operator_says_by_its_whole_path(read, filled):
    lent = with_cells(filled, PROBLEM, {"C2": "填报单位：市公安局"})
    file = read(lent, "报来/市公安局三类清单.xlsx", decisions=[("file", "报来/市公安局三类清单.xlsx", "02")])
    assert file.unit == "02"


def test_two_units_written_on_two_sheets__are_asked_for(read):
    file = read(bare({"甲": [U1, HEADINGS, ROWS[0]], "乙": [U2, HEADINGS, ROWS[1]]}), "汇总.xlsx")
    assert (file.unit, bool(only([file], "mixed_units"))) == ("", True)


def test_unit_written_with_its_seal__is_known(read):
    assert read(bare({"表": [U2, HEADINGS, *ROWS]})).unit == "02"


def test_unit_written_as_nobody_knows_it__is_quoted(read):
    file = read(bare({"表": [["填报单位：教育口"], HEADINGS, *ROWS]}))
    assert "教育口" in render_found(only([file], "no_unit"))


def test_later_file_with_other_matters_under_the_same_numbers__is_doubted(read_all, filled):
    others = [
        "完全是另外一个问题之一",
        "完全是另外一个问题之二",
        "完全是另外一个问题之三",
        "另外一个问题之四吧",
        "另外一个问题之五吧",
    ]
    later = with_column(filled, PROBLEM, "G", others)
    files = read_all({"表（1）.xlsx": filled, "表（2）.xlsx": later})
    found = only(files, "superseded")
    assert (found.severity, "unlike" in found.facts["doubts"]) == ("warning", True)


def test_later_file_with_the_same_matters_corrected__is_taken_without_doubt_on_its_matters(read_all, filled):
    later = with_cells(filled, PROBLEM, {"G4": "听汇报多、看现场少，已改写"})
    found = only(read_all({"表（1）.xlsx": filled, "表（2）.xlsx": later}), "superseded")
    assert "unlike" not in found.facts["doubts"]


def test_later_file_with_fewer_rows__is_doubted(read_all, filled):
    fewer = with_cells(filled, PROBLEM, dict.fromkeys(("C8", "D8", "E8", "F8", "G8", "I8", "J8", "K8", "L8"), ""))
    found = only(read_all({"表（1）.xlsx": filled, "表（2）.xlsx": fewer}), "superseded")
    assert "fewer" in found.facts["doubts"]


@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04 damaged"])
def test_file_that_cannot_be_read__may_be_decided_as_not_used(read, content):
    assert [one.rule for one in read(content, "备份.xlsx", decisions=[("file", "备份.xlsx", "")]).findings] == [
        "unused"
    ]


@pytest.mark.way(29)
def test_month_written_as_a_number__is_january_or_october_and_is_asked_for(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, "整改落实清单", {"I4": 2027.1, "I5": 2027.9})})
    found = [one for one in collected.findings.to_dict("records") if one["rule"] == "readable"]
    assert [one["cell"] for one in found] == ["I4"]


def test_text_that_is_no_day__stays_a_text_among_the_merged_days(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, "整改落实清单", {"K8": "2025.2"})})
    merged = merge(collected).lists["rectification"]
    assert "2025.2" in merged["finish_date"].tolist()


def test_word_for_nothing_in_an_optional_cell__is_blank_in_the_merged_list(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, PROBLEM, {"N4": "无", "H5": "n/a"})})
    merged = merge(collected).lists["problem"]
    assert not {"无", "n/a"} & {*merged["remark"], *merged["cause"]}


@pytest.mark.parametrize(
    ("meaning", "read_as"), [("", None), ("原因分析", "cause")], ids=["not used", "another column"]
)
def test_decision_on_a_heading_that_is_known__is_obeyed(read, meaning, read_as):
    rows = [[*HEADINGS, "备注"], [*ROWS[0], "写在备注里"]]
    file = read(bare({"表": [["填报单位：市教育局"], *rows]}), decisions=[("column", "备注", meaning)])
    (section,) = file.sections
    (record,) = section.records
    assert "remark" not in section.positions
    assert read_as is None or record.written[read_as] == "写在备注里"


def test_two_units_in_a_file_name__tell_nothing(read):
    file = read(bare({"表": [HEADINGS, *ROWS]}), "转市公安局：教育局报送.xlsx")
    assert file.unit == ""


@pytest.mark.parametrize("text", ["举例说理不够生动", "示例引领作用发挥不够", "合计划统筹不够"])
def test_record_that_begins_like_a_sample__is_a_record(read, text):
    rows = [["存在问题", *HEADINGS[1:5], *HEADINGS[7:]], [text, *ROWS[0][1:5], *ROWS[0][7:]]]
    file = read(bare({"表": [["填报单位：市教育局"], *rows]}))
    assert [len(section.records) for section in file.sections] == [1]
