"""Rules on one cell, each over a table of rows that violate, are fine, or cannot be told (∅: no such column)."""

import pandas as pd
import pytest

from tests.tables import batch_of, facts_of, verdicts
from toolkit.rules import (
    BetweenRule,
    LengthRule,
    OneOfRule,
    PatternRule,
    ReadableRule,
    RequiredRule,
    build_mask_expression,
)

MEMBERS = (("01", "张三"), ("02", "李四"))


def judged(rule, key, heading, cells, **more):
    table = "\n".join([f"| {heading} |", "|---|", *(f"| {cell} |" for cell in cells)])
    return verdicts(rule, batch_of(**{key: table}, **more), key)


CASES = [
    (
        ReadableRule(column="finish_date"),
        "实际完成时间",
        {"2022.3.15": False, "2022年3月": True, "5/6": True, "无": False},
    ),
    (ReadableRule(column="finish_date"), "实际完成时间", {"2022-02-30": True, "": False, "∅": False}),
    (
        ReadableRule(column="deadline"),
        "整改时限",
        {"长期坚持": False, "2022年3月底前": False, "尽快": True, "∅": False},
    ),
    (ReadableRule(column="new_rules"), "新建制度数", {"3项": False, "若干": True, "1.5": True, "—": False}),
    (RequiredRule(column="goal"), "整改目标", {"改好": False, "": True, "无": True, "N/A": True, "∅": False}),
    (RequiredRule(column="finish_date"), "实际完成时间", {"改了": False, "": True, "2022-03-15": False}),
    (
        OneOfRule(column="progress", choices="progress"),
        "整改进展",
        {"已完成": False, "差不多": True, "": False, "∅": None},
    ),
    (OneOfRule(column="progress", choices="progress"), "整改进展", {"整改到位": False, "（3）已办结": False}),
    (
        PatternRule(column="goal", mask="DA@-##"),
        "整改目标",
        {"DAx-07": False, "DA1-07": True, "DAx-7": True, "": False},
    ),
    (PatternRule(column="goal", mask="A.#"), "整改目标", {"A.1": False, "Ax1": True, "A.١": True, "∅": None}),
    (LengthRule(column="goal", min=2, max=4), "整改目标", {"一": True, "一二": False, "一二三四五": True, "": False}),
    (LengthRule(column="goal", min=2), "整改目标", {"一": True, "一二三四五": False, "∅": None}),
    (LengthRule(column="goal", max=4), "整改目标", {"一二三四": False, "一二三四五": True}),
    (BetweenRule(column="new_rules", min=0, max=5), "新建制度数", {"-1": True, "0": False, "5": False, "6": True}),
    (
        BetweenRule(column="new_rules", max=5),
        "新建制度数",
        {"-1": False, "6": True, "": False, "若干": None, "∅": None},
    ),
    (BetweenRule(column="new_rules", min=2), "新建制度数", {"1": True, "1万": False}),
]


@pytest.mark.parametrize(("rule", "heading", "cells"), CASES)
def test_cell_rule__over_its_table__says_true_false_or_cannot_tell(rule, heading, cells):
    assert judged(rule, "rectification", heading, cells) == list(cells.values())


def test_verdicts__have_a_third_value():
    view = batch_of(rectification="| 新建制度数 |\n| 若干 |").view_list("rectification")
    assert BetweenRule(column="new_rules", max=5).find_violations(view).dtype == pd.BooleanDtype()


@pytest.mark.parametrize("rule", [case[0] for case in CASES])
def test_cell_rule__on_a_list_without_rows__says_nothing(rule):
    assert verdicts(rule, batch_of(rectification="| 整改目标 |"), "rectification") == []


@pytest.mark.parametrize(
    ("written", "violates"),
    [("调研发现、其他", False), ("调研、听说的", True), ("1.调研；（2）其他", False), ("", False)],
)
def test_one_of__in_a_cell_of_several__judges_every_item(written, violates):
    rule = OneOfRule(column="source", choices="source")
    assert judged(rule, "problem", "问题来源", [written]) == [violates]


@pytest.mark.parametrize(("name", "violates"), [("张三", False), ("张 三", False), ("李四", True), ("王五", True)])
def test_one_of__on_the_roster__knows_only_the_own_unit(name, violates):
    rule = OneOfRule(column="name", choices="@members")
    assert judged(rule, "problem", "姓名", [name], members=MEMBERS) == [violates]


@pytest.mark.parametrize(("name", "violates"), [("李四", False), ("张三、李四", False), ("张三、王五", True)])
def test_one_of__on_leaders__takes_those_of_the_lead_unit_too(name, violates):
    rule = OneOfRule(column="leader", choices="@leaders")
    table = f"| 责任领导(认领人) |\n| {name} |"
    batch = batch_of(members=MEMBERS, problem="| 责任领导(认领人) |", also={"02": {"problem": table}})
    assert verdicts(rule, batch, "problem") == [violates]


def test_one_of__on_units__knows_every_unit_of_the_roster():
    rule = OneOfRule(column="unit", choices="@units")
    assert judged(rule, "rectification", "责任单位", ["市教育局", "市教育局、水利局"]) == [False, True]


@pytest.mark.parametrize(
    ("rule", "heading", "written", "facts"),
    [
        (
            ReadableRule(column="new_rules"),
            "新建制度数",
            "若干",
            {"why": "integer", "how": "integer"},
        ),
        (RequiredRule(column="goal"), "整改目标", "无", {}),
        (
            OneOfRule(column="progress", choices="progress"),
            "整改进展",
            "已经做完",
            {"item": "已经做完", "nearest": "已完成"},
        ),
        (OneOfRule(column="progress", choices="progress"), "整改进展", "甲乙", {"item": "甲乙", "nearest": ""}),
        (PatternRule(column="goal", mask="DA-#"), "整改目标", "DA", {"sample": "DA-1"}),
        (LengthRule(column="goal", min=3), "整改目标", "改好", {"length": 2, "bounds": "不少于3个字"}),
        (LengthRule(column="goal", max=1), "整改目标", "改好", {"length": 2, "bounds": "不超过1个字"}),
        (LengthRule(column="goal", min=3, max=4), "整改目标", "改好", {"length": 2, "bounds": "3至4个字"}),
        (BetweenRule(column="new_rules", min=1), "新建制度数", "0", {"bounds": "不小于1"}),
        (BetweenRule(column="new_rules", max=1), "新建制度数", "2", {"bounds": "不大于1"}),
        (BetweenRule(column="new_rules", min=0, max=1), "新建制度数", "2", {"bounds": "0至1"}),
    ],
)
def test_cell_rule__gives_what_its_sentence_needs(rule, heading, written, facts):
    batch = batch_of(rectification=f"| {heading} |\n| {written} |")
    assert facts_of(rule, batch, "rectification") == [facts]


def test_one_of__names_the_foreign_item_among_several_of_each_unit():
    rule = OneOfRule(column="leader", choices="@leaders")
    batch = batch_of(members=MEMBERS, problem="| 责任领导(认领人) |\n| 张三、张二 |\n| 张三 |\n| 王五 |")
    assert [one["item"] for one in facts_of(rule, batch, "problem")] == ["张二", "王五"]


def test_length__counts_as_spreadsheet_programs_do():
    # Excel's LEN counts a rare character outside the basic plane as two.
    rule = LengthRule(column="goal", max=3)
    assert judged(rule, "rectification", "整改目标", ["𠮷野家"]) == [True]


@pytest.mark.parametrize(
    ("mask", "text", "fits"),
    [("WT-###", "WT-001", True), ("WT-###", "WT-01", False), ("@.#", "a.1", True), ("@.#", "ax1", False)],
)
def test_mask__becomes_an_expression_where_only_its_marks_are_special(mask, text, fits):
    assert pd.Series([text]).str.fullmatch(build_mask_expression(mask)).tolist() == [fits]
