"""Columns whose heading is reworded or lost are taken with evidence, or asked for; the operator's word is kept."""

import openpyxl
import pytest

from tests.conftest import issued
from tests.reading.books import (
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    decide,
    found,
    only,
    rules,
    texts,
    with_cells,
    with_column,
    with_heading,
    with_row,
)
from toolkit.pipeline import collect

UNIT = ["填报单位：市教育局"]
# What asks for a column, with and without a heading.
ASKED = ("column_asked", "column_unnamed")


def question(file):
    """Return the only question about a column."""
    (one,) = found(file, *ASKED)
    return one


@pytest.mark.way(18)
@pytest.mark.parametrize(
    "heading",
    ["★ 整 改\n类 别", "整改类别*", "整改类别（必填）", "【整改类别】", "类别", "整改类型", "１整改类别"],
)
def test_heading_in_another_dress__is_the_column(read, filled, heading):
    file = read(with_heading(filled, PROBLEM, "I", heading))
    assert texts(file, "problem", "category")[:2] == ["即知即改", "阶段性整改"]


@pytest.mark.way(18)
def test_reworded_heading__over_fitting_cells__is_taken_with_evidence(read, filled):
    file = read(with_heading(filled, PROBLEM, "I", "问题整改类别划分"))
    one = only(file, "column_nearest")
    assert texts(file, "problem", "category")[0] == "即知即改"
    assert (one.at.column, one.value, one.at.cell) == ("整改类别", "问题整改类别划分", "I3")
    (evidence,) = [one for one in file.explanations if one.subject == "column"]
    assert (evidence.chosen, evidence.cell, evidence.seen) == ("整改类别", "I3", "问题整改类别划分")
    assert set(evidence.evidence) == {"near", "content", "neighbours"} and 0.8 <= evidence.confidence <= 1
    assert "column_missing" not in rules(file)


@pytest.mark.way(18)
@pytest.mark.parametrize(("letter", "label"), [("I", "整改类别"), ("J", "责任领导(认领人)"), ("E", "对照检查方面")])
def test_lost_heading__over_telling_cells__is_known_by_them(read, filled, letter, label):
    file = read(with_heading(filled, PROBLEM, letter, ""))
    one = only(file, "column_by_content")
    assert (one.at.column, one.facts["asked"]) == (label, f"报回.xlsx › 检视问题清单 › {letter}3")
    assert texts(file, "problem") == texts(read(filled), "problem")


@pytest.mark.way(18)
@pytest.mark.parametrize(("letter", "heading", "label"), [("I", "随便", "整改类别"), ("G", "", "存在问题")])
def test_doubtful_heading__is_asked_and_not_read(read, filled, letter, heading, label):
    file = read(with_heading(filled, PROBLEM, letter, heading))
    one = question(file)
    assert (one.severity, one.value, one.facts["candidates"]) == ("error", heading, (label,))
    assert not any(texts(file, "problem", "category" if letter == "I" else "problem"))
    assert not [one for one in file.explanations if one.subject == "column"]


@pytest.mark.way(18)
@pytest.mark.parametrize(("letter", "heading"), [("I", "随便"), ("G", "")])
def test_answer_to_the_question__is_obeyed_in_its_own_words(read, filled, letter, heading):
    content = with_heading(filled, PROBLEM, letter, heading)
    one = question(read(content))
    answered = read(content, decisions=[("column", one.facts["asked"], *one.facts["candidates"])])
    assert not found(answered, *ASKED, "column_missing", "column_nearest", "column_by_content")
    assert texts(answered, "problem") == texts(read(filled), "problem")


def test_heading_decided_once__holds_for_another_units_file(read, workspace):
    content = issued(workspace, "02").read_bytes()
    content = with_row(content, PROBLEM, 4, ["WT-001", *ROWS[0][1:8], "雷振宇"])
    content = with_heading(content, PROBLEM, "I", "随便")
    file = read(content, "别的.xlsx", decisions=[("column", "随 便", "整改类别")])
    assert (file.unit, texts(file, "problem", "category")) == ("02", ["即知即改"])


def test_place_decided__holds_for_its_own_file_only(read, filled):
    content = with_heading(filled, PROBLEM, "G", "")
    decisions = [("column", "甲.xlsx › 检视问题清单 › G3", "存在问题")]
    assert not found(read(content, "甲.xlsx", decisions=decisions), *ASKED)
    assert question(read(content, "乙.xlsx", decisions=decisions))


@pytest.mark.parametrize("heading", ["随便", "问题整改类别划分"])
def test_heading_decided_as_not_used__is_neither_asked_nor_guessed(read, filled, heading):
    content = with_heading(filled, PROBLEM, "I", heading)
    file = read(content, decisions=[("column", heading, "")])
    assert not found(file, *ASKED, "column_nearest")
    assert set(texts(file, "problem", "category")) == {""}


def test_place_decided_as_not_used__is_not_guessed(read, filled):
    content = with_heading(filled, PROBLEM, "I", "")
    file = read(content, decisions=[("column", "报回.xlsx › 检视问题清单 › I3", "")])
    assert not found(file, *ASKED, "column_by_content")


def test_row_in_the_operators_workbook__answers_the_question(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    for place, text in enumerate(ROWS[0][1:], 3):
        book[PROBLEM].cell(4, place).value = text
    book[PROBLEM]["G3"] = "情形描述"
    book.save(small.folders.returned / "报回.xlsx")
    (asked,) = collect(small).findings.query("rule == 'column_asked'").to_dict("records")
    again = collect(decide(small, ["栏目写法", asked["facts"]["asked"], *asked["facts"]["candidates"]]))
    assert again.batch.tables["problem"].typed["problem"].tolist() == ["听汇报多、看现场少"]
    assert "column_asked" not in again.findings["rule"].tolist()


@pytest.mark.way(19)
def test_columns_moved_added_and_deleted__are_read_by_their_headings(read):
    order = [5, 3, 0, 8, 4, 7, 2, 1]  # 原因分析 is gone
    rows = [[row[at] for at in order] for row in [HEADINGS, *ROWS]]
    rows = [[*row[:3], extra, *row[3:]] for row, extra in zip(rows, ["科室意见", "同意", ""], strict=True)]
    file = read(bare({"表": [["填报单位：市教育局"], *rows]}))
    first, second = texts(file, "problem")
    assert (first["number"], first["category"], second["name"]) == ("WT-001", "即知即改", "任重远")
    assert (only(file, "column_extra").value, only(file, "column_extra").facts["count"]) == ("科室意见", 1)
    assert "原因分析" in [one.at.column for one in found(file, "column_missing")]
    assert file.ledger.unexplained == 0


@pytest.mark.way(19)
def test_two_columns_of_one_heading__the_left_is_read_and_the_other_named(read, filled):
    content = with_cells(filled, PROBLEM, {"P3": "整改类别", "P4": "长期整改"})
    file = read(content)
    assert texts(file, "problem", "category")[0] == "即知即改"
    assert only(file, "column_extra").at.cell == "P3"


def test_cells_that_speak_against_a_column__keep_its_near_heading_from_being_taken(read, filled):
    content = with_heading(filled, PROBLEM, "I", "整改类别划")
    file = read(with_column(content, PROBLEM, "I", ["甲", "乙", "丙", "丁", "戊"]))
    assert "column_nearest" not in rules(file)
    assert only(file, "column_missing").at.column == "整改类别"


def test_blank_column_of_a_lost_heading__is_not_asked_for(read, filled):
    file = read(with_heading(filled, PROBLEM, "H", ""))
    assert not found(file, *ASKED, "column_by_content")
    assert only(file, "column_missing").at.column == "原因分析"


@pytest.mark.way(19)
@pytest.mark.parametrize("counts", [["1", "2"], [1, 2]])
def test_rows_counted_in_a_column_without_heading__are_no_references(read, counts):
    rows = [[count, *row] for count, row in zip(counts, ROWS, strict=True)]
    file = read(bare({"表": [["填报单位：市教育局"], ["", *HEADINGS], *rows]}))
    assert set(texts(file, "problem", "duty_number")) == {""}


@pytest.mark.way(19)
def test_rows_counted_beside_the_running_number__are_not_asked_for(read):
    rows = [[str(count), *row] for count, row in enumerate(ROWS, 1)]
    file = read(bare({"表": [["填报单位：市教育局"], ["序号", *HEADINGS], *rows]}))
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert not found(file, *ASKED)


def numbered(first, second, *rows):
    """Return rows of a problem list with two columns that may be the number."""
    headings = [first[0], second[0], *HEADINGS[1:]]
    return [
        UNIT,
        headings,
        *([one, other, *row[1:]] for one, other, row in zip(first[1:], second[1:], rows, strict=True)),
    ]


@pytest.mark.way(18)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("序号", "2", "1"), ("编号", "WT-002", "WT-001")),
        (("编号", "WT-002", "WT-001"), ("序号", 2, 1)),
        (("序号", "WT-002", "WT-001"), ("编号", "2022-7", "2022-9")),
        (("编号", "市发〔2022〕3号", "市发〔2022〕4号"), ("序号", "WT-002", "WT-001")),
        (("1.序号", 1, 2), ("2.编号", "WT002", "WT001")),
        (("序号", 1, 2), ("编号", 2, 1)),
    ],
)
def test_number_beside_a_running_count__is_the_column_with_numbers_of_its_form(read, first, second):
    file = read(bare({"检视问题清单": numbered(first, second, *ROWS)}))
    assert texts(file, "problem", "number") == ["WT-002", "WT-001"]


@pytest.mark.way(18)
def test_numbers_under_a_foreign_heading__are_taken_with_a_doubt(read):
    file = read(bare({"检视问题清单": numbered(("序号", 1, 2), ("台账代码", "WT-002", "WT-001"), *ROWS)}))
    assert texts(file, "problem", "number") == ["WT-002", "WT-001"]
    assert only(file, "column_nearest").value == "台账代码"


@pytest.mark.way(18)
def test_numbers_of_problems_under_the_name_of_numbers__are_the_reference(read):
    headings = ["序号", "编号", "整改措施", "责任领导", "责任单位", "整改时限", "整改进展", "备注"]
    told = ["每月到小区现场办公一次", "苏敏", "办公室", "2022年6月", "已完成"]
    rows = [[1, "WT-002", *told], [2, "WT-001", *told]]
    file = read(bare({"整改落实清单": [UNIT, headings, *rows]}))
    assert texts(file, "rectification", "problem_number") == ["WT-002", "WT-001"]
    assert texts(file, "rectification", "number") == ["CS-001", "CS-002"]


@pytest.mark.way(18)
def test_official_heading_of_numbers__is_never_left_for_other_cells(read):
    file = read(bare({"检视问题清单": numbered(("问题编号", 1, 2), ("序号", "WT-002", "WT-001"), *ROWS)}))
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]


@pytest.mark.way(18)
def test_count_of_rows_beside_the_numbers__is_asked_for_no_missing_column(read):
    rows = [row[:6] for row in numbered(("序号", 1, 2), ("编号", "WT-002", "WT-001"), *ROWS)]
    one = only(read(bare({"检视问题清单": rows})), "column_extra")
    assert (one.severity, one.value) == ("notice", "序号")
