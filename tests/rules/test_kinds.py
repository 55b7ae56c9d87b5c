"""Every rule kind keeps the contract of its type and has its sentences; every condition is asked the same twice."""

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.tables import SHIPPED, batch_of
from toolkit.messages import has_message
from toolkit.records import build_batch
from toolkit.rules import (
    RULE_KINDS,
    AnyRule,
    BetweenRule,
    CompareRule,
    Condition,
    CoverageRule,
    ExpectedIfRule,
    ForbiddenIfRule,
    LengthRule,
    OneOfRule,
    PatternRule,
    ReadableRule,
    RecordRule,
    ReferenceRule,
    RequiredIfRule,
    RequiredRule,
    RosterRule,
    Rule,
    UniqueRule,
)
from toolkit.template import Issue, build_layout

DAY = dt.date(2022, 1, 20)
SAMPLES = {
    "readable": ("rectification", {"column": "deadline"}),
    "required": ("problem", {"column": "cause"}),
    "one_of": ("problem", {"column": "source", "choices": "source"}),
    "pattern": ("problem", {"column": "cause", "mask": "DA@-##"}),
    "length": ("problem", {"column": "cause", "min": 2, "max": 9}),
    "between": ("rectification", {"column": "new_rules", "min": 1, "max": 9}),
    "required_if": ("problem", {"column": "cause", "when": {"category": ["长期整改"]}}),
    "forbidden_if": ("problem", {"column": "cause", "when": {"category": ["长期整改"]}}),
    "expected_if": ("rectification", {"column": "progress", "values": ["已完成"], "when": {"goal": {"filled": True}}}),
    "compare": ("rectification", {"column": "finish_date", "op": "<=", "to": "deadline.date", "days": 9}),
    "differs": ("problem", {"column": "leader", "other": "name"}),
    "unique": ("problem", {"column": "cause", "within": ["name"]}),
    "reference": ("rectification", {"column": "problem_number", "to": "problem.number"}),
    "referenced": ("problem", {"column": "number", "by": "rectification.problem_number"}),
    "coverage": ("problem", {"column": "name", "of": "members"}),
}

JUDGING = [kind for kind, rule in RULE_KINDS.items() if issubclass(rule, RecordRule)]


def sheet(key, *, lists=SHIPPED.usual_lists, members=()):
    issue = Issue(
        definition=SHIPPED, title="", list_types=lists, issued=DAY, meeting_date=DAY, as_of=dt.date(2022, 3, 31)
    )
    layout = build_layout(issue)
    object.__setattr__(layout, "members", members)
    return layout.view_list(key)


def sample(kind):
    key, parts = SAMPLES[kind]
    return key, RULE_KINDS[kind](**parts)


def leaves_of(rule):
    return {kind for own in rule.__subclasses__() for kind in leaves_of(own)} or {rule}


def test_every_class_of_a_kind__stands_in_the_registry_under_its_own_name():
    assert set(RULE_KINDS.values()) == leaves_of(Rule)
    assert set(SAMPLES) == set(RULE_KINDS)


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_definition__reads_a_rule_of_every_kind_by_its_name(kind):
    _key, parts = SAMPLES[kind]
    assert TypeAdapter(AnyRule).validate_python({"kind": kind, **parts}) == RULE_KINDS[kind](**parts)


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_kind__judges_records_or_the_roster_and_has_its_sentences(kind):
    sentences = (f"finding.{kind}.title", f"finding.{kind}.found", f"finding.{kind}.way_out", f"hint.{kind}")
    assert [key for key in sentences if not has_message(key)] == []
    rule = RULE_KINDS[kind]
    assert issubclass(rule, RosterRule) or (issubclass(rule, RecordRule) and rule.scope in ("cell", "row", "table"))


@pytest.mark.parametrize("kind", JUDGING)
def test_every_kind__has_a_formula_and_a_hint_in_the_standard_workbook(kind):
    key, rule = sample(kind)
    formula = rule.build_excel_check(sheet(key))
    assert formula and formula.count("(") == formula.count(")") and "None" not in formula
    assert len(formula) < 2000
    other = {"referenced": "整改落实清单"}
    assert other.get(kind, sheet(key).find_label(rule.column)) in rule.render_hint(sheet(key))


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_kind__refuses_an_unknown_attribute(kind):
    _key, parts = SAMPLES[kind]
    with pytest.raises(ValidationError, match="colour"):
        RULE_KINDS[kind](**parts, colour="red")


def test_every_rule_of_the_standard_workbook__has_a_formula():
    # Of the office's own columns, of lists not in the workbook and of words that can always be read
    # nothing is asked.
    for list_type in SHIPPED.usual_lists:
        view = sheet(list_type.key)
        converted = {column.key for column in list_type.columns if column.kind in ("integer", "date", "deadline")}
        asked = [r for r in list_type.record_rules if r.kind != "readable" or r.column in converted]
        silent = {(r.kind, r.column) for r in asked if r.build_excel_check(view) is None}
        assert {kind for kind, _ in silent} <= {"one_of"}, silent
        assert {column for kind, column in silent if kind == "one_of"} <= {"name", "leader"}, silent


@pytest.mark.parametrize("kind", ["reference", "referenced"])
def test_rule__on_a_list_that_the_workbook_lacks__is_not_asked(kind):
    key, rule = sample(kind)
    assert rule.build_excel_check(sheet(key, lists=(SHIPPED.find_list_type(key),))) is None


BEHIND = "problem_number.cause"  # a column of the list that a workbook may lack
FILLED = {"goal": {"filled": True}}


@pytest.mark.parametrize(
    "rule",
    [
        ReadableRule(column=BEHIND),
        RequiredRule(column=BEHIND),
        OneOfRule(column=BEHIND, choices="category"),
        PatternRule(column=BEHIND, mask="#"),
        LengthRule(column=BEHIND, min=1),
        BetweenRule(column=BEHIND, min=1),
        RequiredIfRule(column=BEHIND, when=FILLED),
        ForbiddenIfRule(column=BEHIND, when=FILLED),
        ExpectedIfRule(column=BEHIND, values=("松劲",), when=FILLED),
        CompareRule(column=BEHIND, op="=", to="goal"),
        CompareRule(column="goal", op="=", to=BEHIND),
        UniqueRule(column=BEHIND),
        ReferenceRule(column=BEHIND, to="problem.number"),
    ],
    ids=lambda rule: rule.kind,
)
def test_rule__on_a_column_of_a_list_that_the_workbook_lacks__is_not_asked(rule):
    alone = sheet("rectification", lists=(SHIPPED.find_list_type("rectification"),))
    assert rule.build_excel_check(alone) is None


def test_condition__through_a_list_that_the_workbook_lacks__is_not_asked():
    view = sheet("rectification", lists=(SHIPPED.find_list_type("rectification"),))
    assert RequiredIfRule(column="goal", when={"problem_number.early": ["是"]}).build_excel_check(view) is None


def test_coverage__asks_for_each_name_of_the_unit():
    rule = CoverageRule(column="name")
    formula = rule.build_missing_expression(sheet("problem", members=("张三", "李四")))
    assert formula.count("SUMPRODUCT") == 2 and '"、张三"' in formula
    assert rule.build_missing_expression(sheet("problem")) is None


def test_own_words__stand_in_the_hint():
    rule = RULE_KINDS["required"](column="cause", message="没有写原因")
    assert rule.render_hint(sheet("problem")) == "没有写原因"


TABLE = """
| 整改进展 | 新建制度数 | 实际完成时间 | 整改目标 | 责任单位 |
|---|---|---|---|---|
| 已完成 | 1    | 2022-01-19 | 改好 | 办公室、人事科 |
|        |      |            |      |                |
| 未启动 | 3    | 2022-04-01 | 无   | 人事科         |
| ∅      | 若干 | 三月       | ∅    | ∅              |
"""
CONDITIONS = [
    ("progress", {"among": ["已完成"]}, "100?", "“整改进展”为已完成"),
    ("progress", {"among": ["已完成", "未启动"]}, "101?", "“整改进展”为已完成或未启动"),
    ("unit", {"among": ["办公室"]}, "100?", "“责任单位”为办公室"),
    ("progress", {"not": ["已完成"]}, "011?", "“整改进展”不是已完成"),
    ("unit", {"not": ["办公室"]}, "011?", "“责任单位”不是办公室"),
    ("new_rules", {"min": 3}, "001?", "“新建制度数”不小于3"),
    ("new_rules", {"max": 1}, "100?", "“新建制度数”不大于1"),
    ("new_rules", {"min": 1, "max": 2}, "100?", "“新建制度数”不小于1、“新建制度数”不大于2"),
    ("finish_date", {"filled": True}, "1011", "“实际完成时间”已填"),
    ("finish_date", {"filled": False}, "0100", "“实际完成时间”未填"),
    ("finish_date", {"before": "@meeting"}, "100?", "“实际完成时间”早于会议日期"),
    ("finish_date", {"after": "@today"}, "001?", "“实际完成时间”晚于今天（统计截止日）"),
]


@pytest.mark.parametrize(("path", "condition", "said", "words"), CONDITIONS)
def test_condition__holds_and_says_so(path, condition, said, words):
    view = batch_of(rectification=TABLE).view_list("rectification")
    holds = Condition.model_validate(condition).flag_rows(view, path)
    meaning = {"1": True, "0": False, "?": None}
    assert [None if one is not True and one is not False else one for one in holds.tolist()] == [
        meaning[c] for c in said
    ]
    assert Condition.model_validate(condition).render_condition(view.find_label(path)) == words
    assert Condition.model_validate(condition).build_excel_condition(sheet("rectification"), path)


def test_filled__where_the_sheet_has_no_such_column__cannot_tell():
    holds = Condition(filled=True).flag_rows(batch_of(rectification=TABLE).view_list("rectification"), "goal")
    assert holds.isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize("filled", [True, False])
def test_filled__where_the_reference_leads_nowhere__cannot_tell(filled):
    view = batch_of(
        problem="| 问题编号 | 原因分析 |\n| 1 | 松劲 |", rectification="| 问题编号 |\n| 1 |\n| 9 |\n|  |"
    ).view_list("rectification")
    holds = Condition(filled=filled).flag_rows(view, "problem_number.cause")
    assert holds.isna().tolist() == [False, True, True]


def test_condition__refuses_an_unknown_operator():
    with pytest.raises(ValidationError):
        Condition.model_validate({"amongst": ["是"]})


@pytest.mark.parametrize("text", [{}, {"among": None}, {"among": []}])
def test_condition__that_asks_nothing__is_refused(text):
    with pytest.raises(ValidationError, match="empty condition"):
        Condition.model_validate(text)


@pytest.mark.parametrize("kind", ["length", "between"])
def test_bounds__without_a_least_or_a_most__are_refused(kind):
    with pytest.raises(ValidationError, match="no bounds"):
        RULE_KINDS[kind](column="goal")


def test_every_rule__on_a_batch_without_files__says_nothing():
    bare = batch_of(problem="| 问题编号 |")
    empty = build_batch(SHIPPED, [], bare.roster, bare.days)
    for list_type in SHIPPED.list_types:
        view = empty.view_list(list_type.key)
        assert all(rule.find_violations(view).empty for rule in list_type.record_rules)
        assert all(rule.find_missing(view).empty for rule in list_type.roster_rules)
