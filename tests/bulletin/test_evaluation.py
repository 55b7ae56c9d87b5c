"""Expressions of templates: their values are those that Jinja works out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined, nodes
from jinja2.environment import TemplateExpression

from toolkit.bulletin.evaluation import build_evaluator
from toolkit.bulletin.values import build_context, build_environment

VALUES = {
    "数": 3,
    "零": 0,
    "率": 0.25,
    "破": "—",
    "字": "甲",
    "项": {"列": 2, "名": "乙"},
    "表": [{"列": 1}, {"列": 5}],
}
ATOMS = st.sampled_from(["数", "零", "率", "破", "字", "项.列", "项.无", "表[0].列", "无", "0", "2", "'甲'", "true"])
JOINED = st.sampled_from(["+", "-", "*", "/", "//", "%", "==", "!=", "<", ">=", "and", "or", "~", "in"])


def combine(inner):
    return st.one_of(
        st.tuples(inner, JOINED, inner).map(lambda parts: "({} {} {})".format(*parts)),
        inner.map("(not {})".format),
        inner.map("({}|百分比)".format),
        inner.map("({}|default(7))".format),
        st.tuples(inner, inner, inner).map(lambda parts: "({} if {} else {})".format(*parts)),
    )


def read(evaluate):
    """Return a value with its kind, so that 1 is not True, or the kind of the error."""
    try:
        value = evaluate()
    except Exception as error:
        return type(error)
    return type(value), None if isinstance(value, Undefined) else value


@given(st.recursive(ATOMS, combine, max_leaves=6))
def test_any_expression__has_the_value_that_jinja_gives_it(written):
    environment, values = build_environment(), build_context(VALUES)
    try:
        theirs = environment.compile_expression(written, undefined_to_none=False)
    except Exception:
        return  # no expression at all
    node = environment.parse(f"{{{{ {written} }}}}").body[0].nodes[0]
    own = build_evaluator(environment, node)
    assert read(lambda: own(values)) == read(lambda: theirs(values))


@pytest.mark.parametrize("written", ["数 + 1 > 2 and not 破 < 1", "项.列", "率|百分比", "字 if 数 else '无'"])
def test_expression_of_the_usual_kinds__is_not_compiled(written):
    environment = build_environment()
    node = environment.parse(f"{{{{ {written} }}}}").find(nodes.Output).nodes[0]
    assert not isinstance(build_evaluator(environment, node), TemplateExpression)
