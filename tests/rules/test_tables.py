"""Rules over many rows: twins, references both ways, and everyone on the roster."""

import pytest

from tests.tables import batch_of, facts_of, verdicts
from toolkit.rules import (
    CoverageRule,
    ReferencedRule,
    ReferenceRule,
    UniqueRule,
)

UNIQUE = UniqueRule(column="problem", within=("subject_type", "name"))
REFERENCE = ReferenceRule(column="problem_number", to="problem.number")
REFERENCED = ReferencedRule(column="number", by="rectification.problem_number")
COVERAGE = CoverageRule(column="name")
MEMBERS = (("01", "张三"), ("01", "李四"), ("02", "王五"))
TWINS = """
| 主体类型 | 姓名 | 存在问题 |
|---|---|---|
| 领导班子 |      | 学习不够 |
| 班子成员 | 张三 | 学习不够 |
| 领导班子 |      | 学习不够 |
| 班子成员 | 李四 | 学习不够 |
| 班子成员 | 张三 | 调研不够 |
| 领导班子 |      |          |
| 领导班子 |      |          |
| 领导班子 |      | ∅        |
"""


def test_unique__finds_every_twin_within_the_same_subject():
    batch = batch_of(problem=TWINS)
    assert verdicts(UNIQUE, batch, "problem") == [True, False, True, False, False, False, False, None]
    assert facts_of(UNIQUE, batch, "problem") == [{"twins": [2]}, {"twins": [0]}]


def test_unique__without_bounds__compares_the_whole_list():
    batch = batch_of(problem=TWINS)
    assert verdicts(UniqueRule(column="problem"), batch, "problem")[:5] == [True, True, True, True, False]
    assert facts_of(UniqueRule(column="problem"), batch, "problem")[0] == {"twins": [1, 2, 3]}


def test_unique__in_two_units__is_no_twin():
    table = "| 存在问题 |\n| 学习不够 |"
    batch = batch_of(problem=table, also={"02": {"problem": table}})
    assert verdicts(UniqueRule(column="problem"), batch, "problem") == [False, False]


def test_unique__within_a_column_not_understood__cannot_tell():
    rule = UniqueRule(column="goal", within=("new_rules",))
    batch = batch_of(rectification="| 新建制度数 | 整改目标 |\n| 若干 | 改好 |\n| 许多 | 改好 |")
    assert verdicts(rule, batch, "rectification") == [None, None]


def test_unique__where_the_bounding_column_is_missing__cannot_tell():
    # Without 姓名, equal texts may well belong to two members.
    table = "| 主体类型 | 姓名 | 存在问题 |\n| 班子成员 | ∅ | 学习不够 |\n| 班子成员 | ∅ | 学习不够 |"
    assert verdicts(UNIQUE, batch_of(problem=table), "problem") == [None, None]


def test_reference__in_any_writing__is_found_or_not():
    batch = batch_of(
        problem="| 问题编号 |\n| WT-001 |\n| WT-012 |",
        rectification="| 问题编号 |\n| 1 |\n| WT12 |\n| WT-013 |\n|  |\n| 见上 |\n| ∅ |",
    )
    assert verdicts(REFERENCE, batch, "rectification") == [False, False, True, False, True, None]
    assert facts_of(REFERENCE, batch, "rectification")[0] == {"nearest": "", "other": "检视问题清单"}
    assert facts_of(REFERENCE, batch, "rectification")[1] == {"nearest": "", "other": "检视问题清单"}


def test_reference__where_the_other_list_was_not_returned__cannot_tell():
    batch = batch_of(rectification="| 问题编号 |\n| 1 |")
    assert verdicts(REFERENCE, batch, "rectification") == [None]


def test_reference__where_the_other_list_was_returned_empty__leads_nowhere():
    batch = batch_of(problem="| 问题编号 |", rectification="| 问题编号 |\n| 1 |")
    assert verdicts(REFERENCE, batch, "rectification") == [True]
    assert facts_of(REFERENCE, batch, "rectification") == [{"nearest": "", "other": "检视问题清单"}]


def test_reference__to_a_number_of_another_unit__leads_nowhere():
    table = "| 问题编号 |\n| 1 |"
    batch = batch_of(problem=table, rectification=table, also={"02": {"problem": "| 问题编号 |\n| 2 |"}})
    other = batch_of(problem="| 问题编号 |\n| 2 |", rectification=table, also={"02": {"problem": table}})
    assert verdicts(REFERENCE, batch, "rectification") == [False]
    assert verdicts(REFERENCE, other, "rectification") == [True]


def test_referenced__finds_rows_nobody_refers_to():
    batch = batch_of(
        problem="| 问题编号 |\n| WT-001 |\n| WT-002 |\n| ∅ |", rectification="| 问题编号 |\n| 1 |\n| 1 |\n|  |"
    )
    assert verdicts(REFERENCED, batch, "problem") == [False, True, None]
    assert facts_of(REFERENCED, batch, "problem") == [{"other": "整改落实清单", "number": "WT-002"}]


def test_referenced__where_the_other_list_was_not_returned__cannot_tell():
    assert verdicts(REFERENCED, batch_of(problem="| 问题编号 |\n| 1 |"), "problem") == [None]


def test_referenced__where_the_other_list_was_returned_empty__finds_all():
    batch = batch_of(problem="| 问题编号 |\n| 1 |", rectification="| 问题编号 |")
    assert verdicts(REFERENCED, batch, "problem") == [True]


def test_referenced__where_only_another_unit_returned_the_list__cannot_tell():
    table = "| 问题编号 |\n| 1 |"
    batch = batch_of(problem=table, also={"02": {"rectification": table}})
    assert verdicts(REFERENCED, batch, "problem") == [None]


def test_coverage__names_who_does_not_appear_in_units_that_returned_rows():
    batch = batch_of(members=MEMBERS, problem="| 姓名 |\n| 张三 |\n|  |\n| 王五 |")
    view = batch.view_list("problem")
    assert COVERAGE.find_missing(view).to_numpy().tolist() == [["01", "李四"]]


def test_coverage__in_cells_of_several_names__counts_each():
    rule = CoverageRule(column="leader")
    view = batch_of(members=MEMBERS, problem="| 责任领导(认领人) |\n| 张三、李四 |").view_list("problem")
    assert rule.find_missing(view).empty


def test_coverage__of_a_list_without_rows__asks_nobody():
    view = batch_of(members=MEMBERS, problem="| 姓名 |").view_list("problem")
    assert COVERAGE.find_missing(view).empty


@pytest.mark.parametrize("rule", [UNIQUE, REFERENCED])
def test_table_rule__on_a_list_without_rows__says_nothing(rule):
    assert verdicts(rule, batch_of(problem="| 问题编号 |"), "problem") == []


def test_table_rules__say_what_they_read_elsewhere():
    assert UNIQUE.collect_paths() == ("problem", "subject_type", "name")
    assert REFERENCE.collect_other_list_paths() == ("problem.number",)
    assert REFERENCED.collect_other_list_paths() == ("rectification.problem_number",)
