"""What an author can get wrong with a rule: every kind names its own problems against the shipped lists."""

import pytest

from tests.tables import SHIPPED
from toolkit.definition.lint.rules import ListSchema
from toolkit.definition.targets import TargetFinder
from toolkit.rules import (
    BetweenRule,
    CompareRule,
    CoverageRule,
    ExpectedIfRule,
    ForbiddenIfRule,
    LengthRule,
    OneOfRule,
    ReadableRule,
    ReferencedRule,
    ReferenceRule,
    RequiredIfRule,
    RequiredRule,
    UniqueRule,
)

LONG = "字" * 251


def problems(rule, key="rectification", lost=()):
    """Return the last word of each problem's message key, with the facts that say what is meant."""
    found = rule.find_problems(ListSchema(TargetFinder(SHIPPED, frozenset(lost)), SHIPPED.find_list_type(key)))
    return [(problem.key.removeprefix("definition."), problem.attribute, problem.facts) for problem in found]


FAULTY = [
    (RequiredRule(column="gaol"), "no_column", {"path": "gaol", "nearest": "goal"}),
    (RequiredRule(column="problem_number.cuase"), "no_column", {"nearest": "problem_number.cause"}),
    (ReferenceRule(column="problem_number", to="problem.nummer"), "refers", {"path": "problem.nummer"}),
    (ReferencedRule(column="number", by="measure.problem_number"), "refers", {"path": "measure.problem_number"}),
    (OneOfRule(column="progress", choices="progres"), "unknown_choices", {"key": "progres", "nearest": "progress"}),
    (ReadableRule(column="goal"), "unfit", {"attribute": "goal", "kind": "long_text"}),
    (BetweenRule(column="goal", min=1), "unfit", {"attribute": "goal"}),
    (BetweenRule(column="deadline.date", min=1), "unfit", {"attribute": "deadline.date", "kind": "deadline"}),
    (CompareRule(column="finish_date", op="<", to="@tomorrow"), "moment", {"name": "@tomorrow"}),
    (CompareRule(column="new_rules", op="<", to="@today"), "unfit", {"attribute": "new_rules", "kind": "integer"}),
    (CompareRule(column="finish_date", op="<", to="new_rules"), "unfit", {"attribute": "finish_date"}),
    (CompareRule(column="finish_date", op="<", to="goal"), "unfit", {"attribute": "goal"}),
    (UniqueRule(column="problem_number.cause"), "own_columns", {"kind": "unique"}),
    (UniqueRule(column="goal", within=("problem_number.cause",)), "own_columns", {"kind": "unique"}),
    (CoverageRule(column="problem_number.name"), "own_columns", {"kind": "coverage"}),
    (CoverageRule(column="new_rules"), "unfit", {"attribute": "coverage", "kind": "integer"}),
    (RequiredIfRule(column="goal", when={"progress": ["已办完"]}), "no_value", {"value": "已办完"}),
    (ForbiddenIfRule(column="goal", when={"progress": {"not": ["已办完"]}}), "no_value", {"choices": "progress"}),
    (RequiredIfRule(column="goal", when={"progress": {"min": 1}}), "unfit", {"attribute": "progress"}),
    (RequiredIfRule(column="goal", when={"new_rules": {"before": "@today"}}), "unfit", {"attribute": "new_rules"}),
    (RequiredIfRule(column="goal", when={"deadline.date": {"after": "@now"}}), "moment", {"name": "@now"}),
    (ExpectedIfRule(column="progress", values=("已办完",)), "no_value", {"value": "已办完", "choices": "progress"}),
]


@pytest.mark.parametrize(
    ("rule", "key", "facts"), [pytest.param(*case, id=f"{n}-{case[0].kind}") for n, case in enumerate(FAULTY)]
)
def test_rule__that_an_author_got_wrong__names_its_one_problem(rule, key, facts):
    ((found, _attribute, told),) = problems(rule)
    assert found == key
    assert facts.items() <= told.items()


@pytest.mark.parametrize(
    "rule",
    [
        LengthRule(column="goal", max=9),
        OneOfRule(column="leader", choices="@leaders"),
        CompareRule(column="finish_date", op="<=", to="deadline.date"),
        CompareRule(column="new_rules", op=">", to="new_rules"),
        RequiredIfRule(column="goal", when={"unit": ["任何单位"], "new_rules": {"max": 3}}),
        ExpectedIfRule(column="goal", values=("任何目标",)),
        CoverageRule(column="leader"),
    ],
)
def test_rule__that_can_be_asked__has_no_problem(rule):
    assert problems(rule) == []


def test_own_words__that_no_formula_can_hold__are_named_with_their_attribute():
    found = problems(RequiredRule(column="goal", message=LONG, fix=LONG))
    assert [(key, attribute) for key, attribute, _facts in found] == [("too_long", "message"), ("too_long", "fix")]


def test_rule__into_lists_that_could_not_be_loaded__is_not_judged():
    lost = ("problem", "measure", "progres")
    assert problems(ReferenceRule(column="problem_number", to="problem.nummer"), lost=lost) == []
    assert problems(ReferencedRule(column="number", by="measure.problem_number"), lost=lost) == []
    assert problems(OneOfRule(column="progress", choices="progres"), lost=lost) == []
    assert problems(RequiredRule(column="problem_number.cuase"), lost=lost) == []


@pytest.mark.parametrize("list_type", SHIPPED.list_types, ids=lambda list_type: list_type.key)
def test_shipped_rules__have_no_problem(list_type):
    assert [problem for rule in list_type.rules for problem in problems(rule, list_type.key)] == []
