"""Evaluate a template's expressions as Jinja does, without compiling each of them.

Jinja writes a Python module for every expression, which takes a millisecond; a bulletin has some five hundred. What
templates are made of almost wholly (names, constants, comparisons, calculations, columns of an item, conditions and
plain filters) has a meaning here in the words of the same environment. Anything else is Jinja's own to evaluate.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from jinja2 import nodes
from jinja2.environment import Environment, TemplateExpression

Names: TypeAlias = Mapping[str, Any]
Evaluator: TypeAlias = Callable[[Names], Any]

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}


class UnusualNodeError(Exception):
    """An expression has a part that only Jinja evaluates."""


def build_evaluator(environment: Environment, node: nodes.Node) -> Evaluator:
    """Return a function of the values by name; a name without a value is undefined, as everywhere in Jinja."""
    try:
        return _Builder(environment).build(node)
    except UnusualNodeError:
        return _compile_node(environment, node)


def _compile_node(environment: Environment, node: nodes.Node) -> Evaluator:
    body: list[nodes.Node] = [nodes.Assign(nodes.Name("result", "store"), node, lineno=1)]
    template = environment.from_string(nodes.Template(body, lineno=1))
    return TemplateExpression(template, undefined_to_none=False)


class _Builder:
    """Builds the function of one expression from those of its parts."""

    def __init__(self, environment: Environment) -> None:
        self._environment: Any = environment
        self._builders: dict[type[nodes.Node], Callable[[Any], Evaluator]] = {
            nodes.Const: self._build_constant,
            nodes.Name: self._build_name,
            nodes.Getattr: self._build_column,
            nodes.And: self._build_both,
            nodes.Or: self._build_either,
            nodes.Not: self._build_opposite,
            nodes.Compare: self._build_comparison,
            nodes.CondExpr: self._build_choice,
            nodes.Filter: self._build_filter,
        }

    def build(self, node: nodes.Node) -> Evaluator:
        """Return the function of a node. Raises UnusualNodeError where it has none."""
        if isinstance(node, nodes.BinExpr) and node.operator in self._environment.intercepted_binops:
            return self._build_calculation(node)
        if type(node) not in self._builders:
            raise UnusualNodeError
        return self._builders[type(node)](node)

    @staticmethod
    def _build_constant(node: nodes.Const) -> Evaluator:
        return lambda _: node.value

    def _build_name(self, node: nodes.Name) -> Evaluator:
        name, environment = node.name, self._environment
        return lambda names: names[name] if name in names else environment.undefined(name=name)

    def _build_column(self, node: nodes.Getattr) -> Evaluator:
        item, column, environment = self.build(node.node), node.attr, self._environment
        return lambda names: environment.getattr(item(names), column)

    def _build_both(self, node: nodes.And) -> Evaluator:
        left, right = self.build(node.left), self.build(node.right)
        return lambda names: left(names) and right(names)

    def _build_either(self, node: nodes.Or) -> Evaluator:
        left, right = self.build(node.left), self.build(node.right)
        return lambda names: left(names) or right(names)

    def _build_opposite(self, node: nodes.Not) -> Evaluator:
        inner = self.build(node.node)
        return lambda names: not inner(names)

    def _build_comparison(self, node: nodes.Compare) -> Evaluator:
        if len(node.ops) != 1 or node.ops[0].op not in _COMPARISONS:
            raise UnusualNodeError
        compare, left, right = _COMPARISONS[node.ops[0].op], self.build(node.expr), self.build(node.ops[0].expr)
        return lambda names: compare(left(names), right(names))

    def _build_calculation(self, node: nodes.BinExpr) -> Evaluator:
        symbol, left, right = node.operator, self.build(node.left), self.build(node.right)
        calculate = self._environment.call_binop
        return lambda names: calculate(None, symbol, left(names), right(names))

    def _build_choice(self, node: nodes.CondExpr) -> Evaluator:
        if node.expr2 is None:
            raise UnusualNodeError
        test, chosen, other = self.build(node.test), self.build(node.expr1), self.build(node.expr2)
        return lambda names: chosen(names) if test(names) else other(names)

    def _build_filter(self, node: nodes.Filter) -> Evaluator:
        function = self._environment.filters.get(node.name)
        has_arguments = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
        if function is None or node.node is None or has_arguments or hasattr(function, "jinja_pass_arg"):
            raise UnusualNodeError
        inner = self.build(node.node)
        return lambda names: function(inner(names))
