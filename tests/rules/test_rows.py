"""Rules on one row: columns of a row, of the row it refers to, and days; ∅ stands for a column that is not there."""

import pytest

from tests.tables import batch_of, facts_of, verdicts
from toolkit.rules import (
    CompareRule,
    Condition,
    ExpectedIfRule,
    ForbiddenIfRule,
    RequiredIfRule,
)

PROBLEMS = """
| 问题编号 | 整改类别   | 原因分析 | 是否先行先改 |
|---|---|---|---|
| WT-001 | 即知即改   | 松劲     | 是 |
| WT-002 | 阶段性整改 |          |    |
| WT-003 | ∅          | ∅        | 否 |
"""
BY_REFERENCE = "| 问题编号 | 整改进展 |\n| 1 | 已完成 |\n| 1 | 未启动 |\n| 2 | 未启动 |\n| 3 | 未启动 |\n| 9 | 未启动 |"


def judged(rule, table):
    return verdicts(rule, batch_of(problem=PROBLEMS, rectification=table), "rectification")


def rows(table):
    """Split a table whose last column is what the rule should say: 违, 好 or ?."""
    lines = [line.strip().removesuffix("|").rpartition("|") for line in table.strip().splitlines()]
    said = {"违": True, "好": False, "?": None}
    markdown = "\n".join(f"{cells}|" for cells, _, _ in lines)
    return markdown, [said[word.strip()] for _, _, word in lines[1:]]


FINISHED = {"progress": ["已完成"]}
CASES = [
    (
        RequiredIfRule(column="finish_date", when=FINISHED),
        """| 整改进展 | 实际完成时间 | 判 |
           | 已完成 |            | 违 |
           | 已完成 | 无         | 违 |
           | 已完成 | 2022-03-15 | 好 |
           | 已完成 | 三月中     | 好 |
           | 未启动 |            | 好 |
           | ∅      |            | ? |
           | ∅      | 2022-03-15 | 好 |
           | 已完成 | ∅          | 好 |""",
    ),
    (
        RequiredIfRule(column="rule_names", when={"new_rules": {"min": 1}}),
        """| 新建制度数 | 制度名称 | 判 |
           | 2    |        | 违 |
           | 0    |        | 好 |
           |      |        | 好 |
           | 若干 |        | ? |
           | 2    | 《甲》 | 好 |""",
    ),
    (
        RequiredIfRule(column="deadline.date", when={"deadline": {"filled": True}}),
        """| 整改时限 | 判 |
           | 长期坚持 | 违 |
           | 2022-06 | 好 |
           | 尽快 | 好 |
           |      | 好 |""",
    ),
    (
        ForbiddenIfRule(column="finish_date", when={"progress": {"not": ["已完成"]}}),
        """| 整改进展 | 实际完成时间 | 判 |
           | 未启动 | 2022-03-15 | 违 |
           |        | 2022-03-15 | 违 |
           | 未启动 | 三月中     | 违 |
           | 已完成 | 2022-03-15 | 好 |
           | 未启动 | 无         | 好 |
           | ∅      | 2022-03-15 | ? |""",
    ),
    (
        ExpectedIfRule(column="progress", values=("已完成", "申请延期"), when={"new_rules": {"max": 1}}),
        """| 新建制度数 | 整改进展 | 判 |
           | 1    | 未启动   | 违 |
           | 1    | 已完成   | 好 |
           | 1    | 延期     | 好 |
           | 1    |          | 好 |
           | 2    | 未启动   | 好 |
           | 若干 | 未启动   | ? |
           | 1    | ∅        | ? |""",
    ),
    (
        CompareRule(column="finish_date", op="<=", to="@today"),
        """| 实际完成时间 | 判 |
           | 2022-03-31 | 好 |
           | 2022-04-01 | 违 |
           |            | 好 |
           | 五月       | ? |""",
    ),
    (
        CompareRule(column="extended_to", op=">", to="deadline.date", days=10),
        """| 整改时限 | 延期至 | 判 |
           | 2022-03-01    | 2022-03-11 | 违 |
           | 2022-03-01    | 2022-03-12 | 好 |
           | 2022年2月底前 | 2022-03-10 | 违 |
           | 长期坚持      | 2022-03-12 | 好 |
           | 尽快          | 2022-03-12 | ? |
           |               | 2022-03-12 | 好 |""",
    ),
    (
        CompareRule(column="revised_rules", op="<=", to="new_rules", when={"deadline.date": {"before": "@today"}}),
        """| 整改时限 | 新建制度数 | 修订制度数 | 判 |
           | 2022-03-30 | 1 | 2 | 违 |
           | 2022-03-30 | 2 | 2 | 好 |
           | 2022-03-31 | 1 | 2 | 好 |
           | 长期坚持   | 1 | 2 | 好 |
           | 尽快       | 1 | 2 | ? |
           | 2022-03-30 | 若干 | 2 | ? |""",
    ),
]


@pytest.mark.parametrize(("rule", "table"), CASES)
def test_row_rule__over_its_table__says_true_false_or_cannot_tell(rule, table):
    markdown, said = rows(table)
    assert judged(rule, markdown) == said


@pytest.mark.parametrize("rule", [case[0] for case in CASES])
def test_row_rule__on_a_list_without_rows__says_nothing(rule):
    assert judged(rule, "| 整改进展 |") == []


@pytest.mark.parametrize(
    ("op", "said"),
    [("<", "010"), ("<=", "000"), (">", "111"), (">=", "101"), ("=", "101"), ("!=", "010")],
)
def test_compare__knows_every_relation(op, said):
    # Row by row: smaller, equal, smaller; a violation is where the relation is false.
    table = "| 新建制度数 | 修订制度数 |\n| 1 | 2 |\n| 2 | 2 |\n| 0 | 9 |"
    assert judged(CompareRule(column="new_rules", op=op, to="revised_rules"), table) == [c == "1" for c in said]


def test_row_rule__through_a_reference__reads_the_row_referred_to():
    rule = ExpectedIfRule(column="progress", values=("已完成",), when={"problem_number.category": ["即知即改"]})
    assert judged(rule, BY_REFERENCE) == [False, True, False, None, None]


def test_row_rule__through_a_reference_of_another_unit__cannot_tell():
    rule = ExpectedIfRule(column="progress", values=("已完成",), when={"problem_number.category": ["即知即改"]})
    batch = batch_of(problem=PROBLEMS, rectification="| 问题编号 |", also={"02": {"rectification": BY_REFERENCE}})
    assert verdicts(rule, batch, "rectification") == [False, None, None, None, None]


def test_row_rule__where_the_list_referred_to_is_empty__cannot_tell():
    rule = ForbiddenIfRule(column="progress", when={"problem_number.early": ["是"]})
    batch = batch_of(problem="| 问题编号 |", rectification="| 问题编号 | 整改进展 |\n| 1 | 未启动 |")
    assert verdicts(rule, batch, "rectification") == [None]


def test_row_rule__where_one_condition_is_false_and_one_unknown__is_fine():
    rule = RequiredIfRule(column="goal", when={"progress": ["已完成"], "new_rules": {"min": 1}})
    assert judged(rule, "| 整改进展 | 新建制度数 |\n| 未启动 | 若干 |\n| 已完成 | 若干 |") == [False, None]


def test_forbidden_if__where_the_sheet_has_no_such_column__finds_no_fault():
    rule = ForbiddenIfRule(column="finish_date", when={"progress": ["未启动"]})
    assert judged(rule, "| 整改进展 | 实际完成时间 |\n| 未启动 | ∅ |") != [True]


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (RequiredIfRule(column="goal", when=FINISHED), {"when": "“整改进展”为已完成"}),
        (
            RequiredIfRule(column="goal", when={"problem_number.early": {"not": ["是"]}}),
            {"when": "“是否先行先改”不是是"},
        ),
        (ForbiddenIfRule(column="finish_date", when=FINISHED), {"when": "“整改进展”为已完成"}),
        (
            ExpectedIfRule(column="progress", values=("未启动", "正在推进"), when={"finish_date": {"filled": True}}),
            {"when": "“实际完成时间”已填", "values": "未启动或正在推进"},
        ),
        (
            CompareRule(column="finish_date", op=">", to="@today"),
            {"relation": "晚于（大于）", "other": "今天（统计截止日）"},
        ),
        (
            CompareRule(column="finish_date", op=">", to="@meeting", days=90),
            {"relation": "晚于（大于）", "other": "会议日期加90天"},
        ),
        (
            CompareRule(column="finish_date", op=">", to="deadline.date"),
            {"relation": "晚于（大于）", "other": "整改时限"},
        ),
    ],
)
def test_row_rule__gives_what_its_sentence_needs(rule, facts):
    table = "| 问题编号 | 整改进展 | 整改时限 | 实际完成时间 |\n| 3 | 已完成 | 2022-03-31 | 2022-01-21 |"
    assert facts_of(rule, batch_of(problem=PROBLEMS, rectification=table), "rectification") == [facts]


def test_rule__reads_its_own_column_and_every_column_of_its_conditions():
    rule = CompareRule(column="a", op="<", to="b", when={"c": Condition(before="@today"), "d": ["x"]})
    assert rule.collect_paths() == ("a", "b", "c", "d")
    assert rule.collect_anchor_days() == ("@today",)
    assert CompareRule(column="a", op="<", to="@meeting").collect_anchor_days() == ("@meeting",)
