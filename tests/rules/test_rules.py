"""Every rule kind on small tables: rows come in, violated, not violated or cannot tell goes out."""

import pandas as pd
import pytest

from tests.tables import batch_of
from toolkit.rules import (
    RULE_KINDS,
    BetweenRule,
    CompareRule,
    CoverageRule,
    DiffersRule,
    ExpectedIfRule,
    ForbiddenIfRule,
    LengthRule,
    OneOfRule,
    PatternRule,
    ReadableRule,
    RecordRule,
    ReferencedRule,
    ReferenceRule,
    RequiredIfRule,
    RequiredRule,
    UniqueRule,
)

MEMBERS = (("01", "苏敏"), ("01", "任重"))

PROBLEMS = """
| 问题编号 | 整改类别 | 存在问题 | 是否先行先改 |
|---|---|---|---|
| WT-001 | 即知即改 | 到学校调研少 | 是 |
| WT-002 | 长期整改 | 少 | 否 |
| WT-003 |  |  |  |
"""

# Whoever writes WT-099 refers to a problem that does not exist; the fourth row refers to nothing.
REFERRING = """
| 措施编号 | 问题编号 |
|---|---|
| CS-001 | WT-001 |
| CS-002 | WT-002 |
| CS-003 | WT-003 |
| CS-004 |  |
| CS-005 | WT-099 |
"""

DATES = """
| 措施编号 | 实际完成时间 | 整改时限 |
|---|---|---|
| CS-001 | 2022-03-31 | 2022年3月底前 |
| CS-002 | 2022年4月1日 | 2022-03-31 |
| CS-003 |  | 2022-03-31 |
| CS-004 | 2022年2月30日 | 2022-03-31 |
| CS-005 | 2022-03-15 | 长期坚持 |
| CS-006 | 2022-03-15 | 2022年2月30日 |
| CS-007 | 2022-03-15 |  |
"""

NUMBERS = """
| 措施编号 | 新建制度数 | 修订制度数 |
|---|---|---|
| CS-001 | 0 | 1 |
| CS-002 | 2 | 2 |
| CS-003 | 3 | 2 |
| CS-004 |  | 2 |
| CS-005 | 若干 | 2 |
| CS-006 | 1 | 若干 |
| CS-007 | 1 |  |
"""

PROGRESS = """
| 措施编号 | 问题编号 | 整改进展 | 实际完成时间 |
|---|---|---|---|
| CS-001 | WT-001 | 已完成 | 2022-03-01 |
| CS-002 | WT-001 | 正在推进 |  |
| CS-003 | WT-001 |  | 无 |
| CS-004 | WT-002 | 正在推进 | 2022-03-01 |
| CS-005 | WT-003 | 正在推进 | 2022-03-01 |
| CS-006 | WT-099 | 正在推进 | 2022年2月30日 |
| CS-007 |  | 正在推进 |  |
| CS-008 | WT-001 | 正在推进 | 2022年2月30日 |
| CS-009 | WT-099 | 已完成 |  |
"""

SOURCES = """
| 问题编号 | 问题来源 |
|---|---|
| WT-001 | 学习研讨 |
| WT-002 | 学习研讨、群众反映 |
| WT-003 | 学习研讨、道听途说 |
| WT-004 | 集中学习 |
| WT-005 |  |
| WT-006 | 道听途说 |
"""

URGENT = {"problem_number.category": ["即知即改"]}

# what the case shows, the rule, the list judged, all tables, the verdict row by row (None cannot tell)
EXAMPLES = [
    (
        "a day, a deadline word or a blank can be read, a day that never was cannot",
        ReadableRule(column="finish_date"),
        "rectification",
        {"rectification": DATES},
        [False, False, False, True, False, False, False],
    ),
    (
        "deadline",
        ReadableRule(column="deadline"),
        "rectification",
        {"rectification": DATES},
        [False, False, False, False, False, True, False],
    ),
    (
        "whole number",
        ReadableRule(column="new_rules"),
        "rectification",
        {"rectification": NUMBERS},
        [False, False, False, False, True, False, False],
    ),
    (
        "a word for nothing is as good as blank",
        RequiredRule(column="problem"),
        "problem",
        {"problem": "|问题编号|存在问题|\n|1|调研少|\n|2||\n|3|无|\n|4|——|\n|5|无所作为|"},
        [False, True, True, True, False],
    ),
    (
        "an unreadable value is not missing",
        RequiredRule(column="finish_date"),
        "rectification",
        {"rectification": DATES},
        [False, False, True, False, False, False, False],
    ),
    (
        "every item counts, aliases are understood",
        OneOfRule(column="source", choices="source"),
        "problem",
        {"problem": SOURCES},
        [False, False, True, False, False, True],
    ),
    (
        "roster of the unit",
        OneOfRule(column="name", choices="@members"),
        "problem",
        {"problem": "|问题编号|姓名|\n|-|-|\n|WT-001|苏敏|\n|WT-002|路人甲|\n|WT-003||"},
        [False, True, False],
    ),
    (
        "through a reference",
        OneOfRule(column="problem_number.category", choices="progress"),
        "rectification",
        {"rectification": REFERRING, "problem": PROBLEMS},
        [True, True, False, None, None],
    ),
    (
        "a number written otherwise is restored first",
        PatternRule(column="number", mask="WT-###"),
        "problem",
        {"problem": "|问题编号|存在问题|\n|-|-|\n|WT-001|一|\n|2|二|\n|甲乙|三|\n|WT-1-2|四|\n||五|"},
        [False, False, True, True, False],
    ),
    (
        "letters, digits and other characters",
        PatternRule(column="remark", mask="@#.(#)"),
        "problem",
        {"problem": "|问题编号|备注|\n|1|A1.(2)|\n|2|a1.(2)|\n|3|11.(2)|\n|4|A1x(2)|\n|5||"},
        [False, False, True, True, False],
    ),
    (
        "through a reference",
        PatternRule(column="problem_number.number", mask="XX-###"),
        "rectification",
        {"rectification": REFERRING, "problem": PROBLEMS},
        [True, True, True, None, None],
    ),
    (
        "both bounds are included",
        LengthRule(column="problem", min=5, max=8),
        "problem",
        {
            "problem": "|问题编号|存在问题|\n|-|-|\n|WT-001|一二三四|\n|WT-002|一二三四五|\n|WT-003|一二三四五六七八|\n"
            "|WT-004|一二三四五六七八九|\n|WT-005||\n|WT-006|无|"
        },
        [True, False, False, True, False, False],
    ),
    (
        "through a reference",
        LengthRule(column="problem_number.problem", min=5),
        "rectification",
        {"rectification": REFERRING, "problem": PROBLEMS},
        [False, True, False, None, None],
    ),
    (
        "both bounds are included",
        BetweenRule(column="new_rules", min=0, max=50),
        "rectification",
        {
            "rectification": "|措施编号|新建制度数|\n|-|-|\n|1|-1|\n|2|0|\n|3|50|\n|4|51|\n"
            "|5||\n|6|无|\n|7|若干|\n|8|1.5|\n|9|3项|"
        },
        [True, False, False, True, False, False, None, None, False],
    ),
    (
        "one bound only",
        BetweenRule(column="new_rules", min=1),
        "rectification",
        {"rectification": NUMBERS},
        [True, False, False, False, None, False, False],
    ),
    (
        "condition on the own list",
        RequiredIfRule(column="finish_date", when={"progress": ["正在推进"]}),
        "rectification",
        {"rectification": PROGRESS},
        [False, True, False, False, False, False, True, False, False],
    ),
    (
        "a broken reference cannot tell, unless the cell is filled anyway",
        RequiredIfRule(column="finish_date", when=URGENT),
        "rectification",
        {"rectification": PROGRESS, "problem": PROBLEMS},
        [False, True, True, False, False, False, None, False, None],
    ),
    (
        "an unreadable condition cannot tell, unless another condition fails",
        RequiredIfRule(column="effect", when={"finish_date": {"after": "@meeting"}, "progress": ["正在推进"]}),
        "rectification",
        {"rectification": PROGRESS},
        [False, False, False, True, True, None, False, None, False],
    ),
    (
        "a broken reference cannot tell, unless the cell is blank anyway",
        ForbiddenIfRule(column="finish_date", when=URGENT),
        "rectification",
        {"rectification": PROGRESS, "problem": PROBLEMS},
        [True, False, False, False, False, None, False, True, False],
    ),
    (
        "a cell behind a broken reference is not filled",
        ForbiddenIfRule(column="problem_number.category", when={"number": {"filled": True}}),
        "rectification",
        {"rectification": REFERRING, "problem": PROBLEMS},
        [True, True, False, None, None],
    ),
    (
        "a broken reference cannot tell, unless the value is good anyway",
        ExpectedIfRule(column="progress", values=("已完成",), when=URGENT),
        "rectification",
        {"rectification": PROGRESS, "problem": PROBLEMS},
        [False, True, False, False, False, None, None, True, False],
    ),
    (
        "every item counts",
        ExpectedIfRule(column="source", values=("学习研讨", "群众反映")),
        "problem",
        {"problem": SOURCES},
        [False, False, True, False, False, True],
    ),
    (
        "own value unreadable",
        ExpectedIfRule(column="deadline", values=("长期坚持",), when={"finish_date": {"filled": True}}),
        "rectification",
        {"rectification": DATES},
        [True, True, False, True, False, None, False],
    ),
    (
        "with a day",
        CompareRule(column="finish_date", op="<=", to="@today"),
        "rectification",
        {"rectification": DATES},
        [False, True, False, None, False, False, False],
    ),
    (
        "with another column, whose words are no day",
        CompareRule(column="finish_date", op="<=", to="deadline.date"),
        "rectification",
        {"rectification": DATES},
        [False, True, False, None, False, None, False],
    ),
    (
        "with another column and days added",
        CompareRule(column="finish_date", op="<=", to="deadline.date", days=1),
        "rectification",
        {"rectification": DATES},
        [False, False, False, None, False, None, False],
    ),
    (
        "with a number",
        CompareRule(column="new_rules", op="<=", to="revised_rules"),
        "rectification",
        {"rectification": NUMBERS},
        [False, False, True, False, None, None, False],
    ),
    (
        "only where its condition holds",
        CompareRule(column="finish_date", op=">", to="@today", when=URGENT),
        "rectification",
        {"rectification": PROGRESS, "problem": PROBLEMS},
        [True, False, False, False, False, None, False, None, False],
    ),
    (
        "within the same problem",
        UniqueRule(column="measure", within=("problem_number",)),
        "rectification",
        {
            "rectification": "|措施编号|问题编号|整改措施|\n|-|-|-|\n|1|WT-001|听课两次|\n|2|WT-001|听课两次|\n"
            "|3|WT-002|听课两次|\n|4|WT-001||\n|5|WT-001||\n|6||听课三次|\n|7||听课三次|"
        },
        [True, True, False, False, False, True, True],
    ),
    (
        "unreadable values are no twins",
        UniqueRule(column="finish_date"),
        "rectification",
        {
            "rectification": "|措施编号|实际完成时间|\n|-|-|\n|1|2022-03-01|\n|2|2022年3月1日|\n|3|2022年2月30日|\n"
            "|4|2022年2月30日|\n|5|2022-03-02|\n|6||"
        },
        [True, True, None, None, False, False],
    ),
    (
        "unreadable bounds cannot tell",
        UniqueRule(column="measure", within=("finish_date",)),
        "rectification",
        {
            "rectification": "|措施编号|整改措施|实际完成时间|\n|-|-|-|\n|1|听课两次|2022年2月30日|\n"
            "|2|听课两次|2022年2月31日|\n"
            "|3|听课三次|2022-03-01|\n|4|听课三次|2022-03-01|"
        },
        [None, None, True, True],
    ),
    (
        "blank is not judged",
        ReferenceRule(column="problem_number", to="problem.number"),
        "rectification",
        {"rectification": REFERRING, "problem": PROBLEMS},
        [False, False, False, False, True],
    ),
    (
        "the other list was not returned",
        ReferenceRule(column="problem_number", to="problem.number"),
        "rectification",
        {"rectification": REFERRING},
        [None, None, None, None, None],
    ),
    (
        "of several names one is the same, titles aside; what cannot be read cannot tell",
        DiffersRule(column="partner", other="talker"),
        "talk",
        {
            "talk": """
| 谈话编号 | 谈话人 | 谈话对象 |
|---|---|---|
| TH-001 | 苏敏 | 任重、苏敏同志 |
| TH-002 | 苏敏 | 任重 |
| TH-003 | 苏敏 |  |
| TH-004 |  | 任重 |
"""
        },
        [True, False, False, False],
    ),
    (
        "nobody refers to WT-003",
        ReferencedRule(column="number", by="rectification.problem_number"),
        "problem",
        {
            "problem": PROBLEMS,
            "rectification": "|措施编号|问题编号|\n|-|-|\n|1|WT-001|\n|2|问题2|\n|3||\n|4|WT-099|",
        },
        [False, False, True],
    ),
    (
        "the other list was not returned",
        ReferencedRule(column="number", by="rectification.problem_number"),
        "problem",
        {"problem": PROBLEMS},
        [None, None, None],
    ),
]


def verdicts(rule, view):
    found = rule.find_violations(view)
    assert str(found.dtype) == "boolean"
    return [None if pd.isna(one) else bool(one) for one in found]


@pytest.mark.parametrize(
    ("rule", "key", "tables", "expected"),
    [pytest.param(*rest, id=f"{rest[0].kind}: {shows}") for shows, *rest in EXAMPLES],
)
def test_rule__over_rows_good_bad_and_unreadable__says_violated_or_not_or_cannot_tell(rule, key, tables, expected):
    assert verdicts(rule, batch_of(members=MEMBERS, **tables).view_list(key)) == expected


def test_examples__cover_every_kind_that_judges_records():
    judging = {kind for kind, rule in RULE_KINDS.items() if issubclass(rule, RecordRule)}
    assert {rule.kind for _, rule, *_ in EXAMPLES} == judging


@pytest.mark.parametrize(
    ("rule", "key"), [pytest.param(rule, key, id=f"{n}-{rule.kind}") for n, (_, rule, key, *_) in enumerate(EXAMPLES)]
)
def test_rule__over_a_list_that_nobody_returned__says_nothing(rule, key):
    assert verdicts(rule, batch_of(members=MEMBERS).view_list(key)) == []


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("<", [False, True, True]),
        ("<=", [False, False, True]),
        (">", [True, True, False]),
        (">=", [True, False, False]),
        ("=", [True, False, True]),
        ("!=", [False, True, False]),
    ],
)
def test_compare__by_every_relation__is_violated_where_it_is_false(op, expected):
    days = "|措施编号|实际完成时间|\n|-|-|\n|1|2022-03-30|\n|2|2022-03-31|\n|3|2022-04-01|"
    rule = CompareRule(column="finish_date", op=op, to="@today")
    assert verdicts(rule, batch_of(rectification=days).view_list("rectification")) == expected


def facts_of(rule, view):
    violated = rule.find_violations(view).fillna(False).astype(bool)
    return rule.collect_facts(view, view.index[violated])


def test_one_of_facts__of_a_misspelled_item__name_it_and_the_nearest_choice():
    text = "|问题编号|整改类别|问题来源|\n|-|-|-|\n|1|即知即办|学习研讨、群众反应|\n|2|火星|火星|"
    view = batch_of(problem=text).view_list("problem")
    assert facts_of(OneOfRule(column="category", choices="category"), view) == [
        {"item": "即知即办", "nearest": "即知即改"},
        {"item": "火星", "nearest": ""},
    ]
    assert facts_of(OneOfRule(column="source", choices="source"), view) == [
        {"item": "群众反应", "nearest": "群众反映"},
        {"item": "火星", "nearest": ""},
    ]


def test_one_of_facts__of_a_name_not_on_the_roster__propose_a_member_of_the_unit():
    text = "|问题编号|姓名|\n|-|-|\n|1|苏闵|"
    view = batch_of(members=(*MEMBERS, ("02", "苏闵闵")), problem=text).view_list("problem")
    assert facts_of(OneOfRule(column="name", choices="@members"), view) == [{"item": "苏闵", "nearest": "苏敏"}]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"min": 5}, "不少于5个字"),
        ({"max": 1}, "不超过1个字"),
        ({"min": 5, "max": 20}, "5至20个字"),
    ],
)
def test_length_facts__of_a_short_text__give_its_length_and_the_bounds(bounds, words):
    view = batch_of(problem="|问题编号|存在问题|\n|-|-|\n|1|同上|").view_list("problem")
    assert facts_of(LengthRule(column="problem", **bounds), view) == [{"length": 2, "bounds": words}]


@pytest.mark.parametrize(
    ("to", "days", "other"),
    [
        ("@meeting", 0, "会议日期"),
        ("@today", 0, "今天（统计截止日）"),
        ("@meeting", 10, "会议日期加10天"),
        ("deadline.date", 0, "整改时限"),
    ],
)
def test_compare_facts__say_the_relation_and_the_other_side(to, days, other):
    text = "|措施编号|实际完成时间|整改时限|\n|-|-|-|\n|1|2022-05-01|2022-03-31|"
    view = batch_of(rectification=text).view_list("rectification")
    rule = CompareRule(column="finish_date", op="<=", to=to, days=days)
    assert facts_of(rule, view) == [{"relation": "不晚于（不大于）", "other": other}]


def test_reference_facts__name_the_list_and_the_same_number_otherwise_written_but_never_the_next_one():
    text = "|措施编号|问题编号|\n|-|-|\n|1|ZZ-009|\n|2|WT-099|\n|3|甲乙丙|"
    view = batch_of(problem="|问题编号|存在问题|\n|-|-|\n|WT-009|调研少|", rectification=text).view_list(
        "rectification"
    )
    assert facts_of(ReferenceRule(column="problem_number", to="problem.number"), view) == [
        {"nearest": "WT-009", "other": "检视问题清单"},
        {"nearest": "", "other": "检视问题清单"},
        {"nearest": "", "other": "检视问题清单"},
    ]


def test_referenced_facts__name_the_list_that_should_refer_here():
    view = batch_of(problem=PROBLEMS, rectification=REFERRING.replace("WT-003", "WT-002")).view_list("problem")
    assert facts_of(ReferencedRule(column="number", by="rectification.problem_number"), view) == [
        {"other": "整改落实清单", "number": "WT-003"}
    ]


def test_referenced_facts__of_a_row_without_number__say_no_number():
    problems = "|问题编号|存在问题|\n|-|-|\n||调研少|"
    view = batch_of(problem=problems, rectification=REFERRING).view_list("problem")
    assert facts_of(ReferencedRule(column="number", by="rectification.problem_number"), view) == [
        {"other": "整改落实清单", "number": ""}
    ]


def test_unique_facts__of_three_equal_rows__give_each_the_other_two():
    text = "|问题编号|存在问题|\n|-|-|\n|1|调研少|\n|2|学习少|\n|3|调研少|\n|4|调研少|"
    view = batch_of(problem=text).view_list("problem")
    assert facts_of(UniqueRule(column="problem"), view) == [{"twins": [2, 3]}, {"twins": [0, 3]}, {"twins": [0, 2]}]


def missing_of(names):
    rows = "\n".join(f"|{number}|{name}|" for number, name in enumerate(names, 1))
    members = (*MEMBERS, ("02", "雷振宇"))
    view = batch_of(members=members, duty=f"|职责编号|姓名|\n|-|-|\n{rows}").view_list("duty")
    return CoverageRule(column="name").find_missing(view)


def test_coverage__of_a_unit_with_one_member_unnamed__names_that_member_and_no_other_unit():
    assert missing_of(["苏敏", "", "苏敏"]).to_dict("records") == [{"unit": "01", "name": "任重"}]


def test_coverage__of_a_unit_with_everybody_named__names_nobody():
    assert missing_of(["苏敏", "任重", "路人甲"]).empty


def test_coverage__of_names_several_in_a_cell__counts_each():
    text = "|问题编号|责任领导(认领人)|\n|-|-|\n|1|苏敏、任重|"
    view = batch_of(members=MEMBERS, problem=text).view_list("problem")
    assert CoverageRule(column="leader").find_missing(view).empty


def test_coverage__of_a_list_nobody_returned__names_nobody():
    assert CoverageRule(column="name").find_missing(batch_of(members=MEMBERS).view_list("duty")).empty
