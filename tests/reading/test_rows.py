"""Rows that are no records are left out with their reason; true records that only look alike are kept."""

import pytest

from tests.reading.books import (
    DUTY,
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    edited,
    found,
    left_out,
    only,
    texts,
    with_cells,
)
from tests.reading.written import FORMATS

UNIT = ["填报单位：市教育局"]
SUBJECT = ["", "领导班子", "", "两个确立", "其他"]


def read_with(read, *rows):
    return read(bare({"表": [UNIT, HEADINGS, *ROWS, *rows]}))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(["", "合计", "", "", "", "12个"], "total", marks=pytest.mark.way(21)),
        pytest.param(["合 计", "", "", "", "", 12], "total", marks=pytest.mark.way(21)),
        pytest.param(["", "小计：", "", "", 3, 5], "total", marks=pytest.mark.way(21)),
        pytest.param(["", "总计12个", "", "", 3], "total", marks=pytest.mark.way(21)),
        pytest.param(["合计", "班子3条", "", "个人9条", "群众反映4条", "共12条"], "total", marks=pytest.mark.way(21)),
        pytest.param(["", "填表人：张三", "", "", "审核人：李四"], "signature", marks=pytest.mark.way(22)),
        pytest.param(
            ["", "填表人：张三", "", "审核人：李四", "", "联系电话：6231", "", "填表日期：2022年3月"],
            "signature",
            marks=pytest.mark.way(22),
        ),
        pytest.param(["", "（盖章）", "", "2022年3月"], "signature", marks=pytest.mark.way(22)),
        pytest.param(["", "单位负责人签字："], "signature", marks=pytest.mark.way(22)),
        pytest.param(["", "注：本表一式两份"], "note", marks=pytest.mark.way(22)),
        pytest.param(["", "说明 1.逐条填写"], "note", marks=pytest.mark.way(22)),
        pytest.param(["示例", *ROWS[0][1:]], "sample", marks=pytest.mark.way(25)),
        pytest.param(["", "例：", "", "", "", "调研不够"], "sample", marks=pytest.mark.way(25)),
        pytest.param(["", "填报示例", "王某某"], "sample", marks=pytest.mark.way(25)),
    ],
)
def test_row_that_is_no_record__is_left_out_for_its_reason(read, row, reason):
    file = read_with(read, row)
    assert (len(texts(file, "problem")), left_out(file, "problem")) == (2, [(5, reason)])
    assert only(file, "left_out").at.row == 5
    assert file.ledger.left_out[reason] == sum(cell != "" for cell in row) and file.ledger.unexplained == 0


@pytest.mark.way(21, 22, 25)
@pytest.mark.parametrize(
    "text",
    [
        "注重实效不够，调研走过场",
        "合计划统筹不够",
        "总计不足三次到基层",
        "签字背书多、抓落实少",
        "说明问题浮在表面",
        "负责人签字把关不严",
        "例行检查多，随机抽查少",
        "小计较个人得失",
        "备注重点工作不够",
    ],
)
def test_record_that_begins_like_one__is_kept(read, text):
    file = read_with(read, [*SUBJECT, text, "", "长期整改", "苏敏"])
    assert texts(file, "problem", "problem")[2:] == [text] and left_out(file, "problem") == []


@pytest.mark.way(25)
def test_sample_of_the_handbook__copied_without_the_word__is_left_out(read, workspace):
    columns = workspace.campaign.definition.find_list_type("problem").columns
    sample = {column.label: column.example for column in columns}
    assert sum(bool(sample[heading]) for heading in HEADINGS[1:]) >= 3
    file = read_with(read, ["WT-003", *(sample[heading] or "" for heading in HEADINGS[1:])])
    assert left_out(file, "problem") == [(5, "sample")]


@pytest.mark.way(25)
def test_record_with_only_some_words_of_the_sample__is_kept(read, workspace):
    columns = workspace.campaign.definition.find_list_type("problem").columns
    sample = {column.label: column.example for column in columns}
    row = ["WT-003", *(sample[heading] or "" for heading in HEADINGS[1:])]
    row[5] = "到学校蹲点调研不够，听汇报多"
    assert texts(read_with(read, row), "problem", "problem")[2:] == [row[5]]


@pytest.mark.way(23)
@pytest.mark.parametrize("blank", [[], ["", " ", "　"], ["", "", "\u200b", "\ufeff"], ["WT-009"], ["", "'"]])
def test_blank_rows_between_records__are_passed_over_without_a_word(read, blank):
    file = read(bare({"表": [UNIT, HEADINGS, ROWS[0], blank, blank, ROWS[1]]}))
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert not found(file, "left_out") and file.ledger.unexplained == 0


@pytest.mark.way(24)
def test_numbers_dragged_far_down__are_accounted_and_no_records(read, filled):
    file = read(with_cells(filled, PROBLEM, {f"A{row}": f"WT-{row:03d}" for row in range(154, 600)}))
    assert len(texts(file, "problem")) == 5
    before = read(filled).ledger.left_out["numbered_only"]
    assert file.ledger.left_out["numbered_only"] == before + 446


@pytest.mark.way(24)
def test_word_beside_the_table__is_accounted(read, filled):
    file = read(edited(filled, PROBLEM, lambda part: part.put_text(60, 31, "打印时删去")))
    assert file.ledger.left_out["beside"] == 1 and len(texts(file, "problem")) == 5


def test_few_choices_that_equal_the_examples__are_a_record_and_no_sample(read, filled):
    cells = {"C4": "班子成员", "I4": "办公室", "K4": "中"}
    blank = {f"{column}{row}": "" for row in range(4, 12) for column in "BCDEFGHIJK"}
    section = next(one for one in read(with_cells(filled, DUTY, blank | cells)).sections if one.list_key == "duty")
    assert [record.row for record in section.records] == [4]


@pytest.mark.way(21)
@pytest.mark.parametrize(
    "row",
    [
        ["汇总", "", "", 24],
        ["", "", "", "", "", "", "", "即知即改 计数", 5],
        ["", "", "", "", "", "", "", "总计数", 12],
        ["", "领导班子 汇总", "", "", "", "", "", 3],
        ["", "Grand Total", "", "", "", 12],
        ["", "第一组 Count", "", "", "", 12],
        ["", "总数：12个"],
        ["平均值", "", "", "", "", 3.5],
        ["", "最大值", "", "", "", 9],
        ["", "累计 12 条", "", "", "", 9],
        ["", "", "", "TOTAL", 3, 4, 5],
        ["", 12, "", "合计"],
    ],
)
def test_row_that_any_program_sums_up_with__is_a_total(read, row):
    file = read_with(read, row, ["WT-003", *ROWS[0][1:]])
    assert texts(file, "problem", "number") == ["WT-001", "WT-002", "WT-003"]
    assert left_out(file, "problem") == [(5, "total")] and file.ledger.unexplained == 0


@pytest.mark.way(22)
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "", "", "", "", "单位（盖章）："], "signature"),
        (["", "", "", "", "", "主要负责人签字："], "signature"),
        (["", "", "", "", "", "单位(公章)", "", "2022年3月15日"], "signature"),
        (["", "", "", "", "", "分管领导：", "", "经办人：张三"], "signature"),
        (["", "", "", "", "", "      年   月   日"], "signature"),
        (["", "", "", "", "", "2022年3月15日"], "signature"),
        (["", "", "", "", "", "市教育局检视问题清单"], "page_title"),
    ],
)
def test_line_to_sign_in_a_column_of_data__is_no_record(read, row, reason):
    file = read_with(read, row, ["WT-003", *ROWS[0][1:]])
    assert texts(file, "problem", "number") == ["WT-001", "WT-002", "WT-003"]
    assert left_out(file, "problem") == [(5, reason)] and file.ledger.unexplained == 0


@pytest.mark.way(21, 22)
@pytest.mark.parametrize(
    "text",
    [
        "汇总上报不及时",
        "汇总：各支部意见梳理不细不实",
        "平均每月下基层不足一次",
        "计数统计不规范、底数不清",
        "共性问题研究不够",
        "会议记录代签字：个别同志没有到会也签了名",
        "公章管理不严，用印登记不全",
        "Total 系统数据录入不及时",
    ],
)
def test_record_whose_text_begins_like_a_total_or_seal__is_kept(read, text):
    file = read_with(read, [*SUBJECT, text, "", "长期整改", "苏敏"])
    assert texts(file, "problem", "problem")[2:] == [text] and left_out(file, "problem") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Err:508", "error_value"),
        ("错误:502", "error_value"),
        ("#名称?", "error_value"),
        ("#ERROR!", "error_value"),
        ("Loading...", "error_value"),
        ("#value!", "error_value"),
        ("######", "too_narrow"),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv", "html", "ods"])
def test_error_of_any_program_saved_as_a_text__is_unknown_and_named(read, kind, text, why):
    rows = [UNIT, HEADINGS, *ROWS, ["WT-003", *ROWS[0][1:5], text, *ROWS[0][6:]]]
    file = read(FORMATS[kind](PROBLEM, [[*row, *[""] * (9 - len(row))] for row in rows]), f"市教育局.{kind}")
    assert file.sections[0].records[2].cleaned["problem"].unknown == why


@pytest.mark.parametrize("text", ["# 号文件落实不力", "错误地认为与己无关", "Error 页面多、办事难", "##", "Err"])
def test_text_that_begins_like_an_error__is_a_text(read, text):
    file = read_with(read, ["WT-003", *ROWS[0][1:5], text, *ROWS[0][6:]])
    assert texts(file, "problem", "problem")[2] == text
