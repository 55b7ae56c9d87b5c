"""Turn an expression of a template into a spreadsheet formula, so that sentences follow the figures.

Only functions are used that Excel 2010, WPS and LibreOffice share. A part without a formula is written as the
value it has now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Undefined, nodes

from toolkit.bulletin.figures import is_number
from toolkit.bulletin.values import format_value, render_dash
from toolkit.excel import format_text_literal, join_by_and
from toolkit.messages import say

# A formula may have 8192 characters and 16384 bytes when compiled, where a Chinese character takes two.
LONGEST = 8000
_PLAIN_REFERENCE = re.compile(r"""(?:'[^']+'!|[^\s'"()+\-*/&<>=,]+!)?\$?[A-Z]{1,3}\$?\d+""")
_OPERATORS: dict[type[nodes.Expr], str] = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}
_EQUAL = {"eq": "{0}={1}", "ne": "NOT({0}={1})"}
_ORDER = {"gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What a name stands for: its value now, and the cell, the cells by column, or the rows of cells of that value."""

    value: Any
    cell: Any = None


class FormulaBuilder:
    """Writes expressions as formulas: names are bound by `scope`, `evaluate` returns an expression's value now."""

    def __init__(self, scope: Mapping[str, Binding], evaluate: Callable[[nodes.Node], Any]) -> None:
        self._scope = scope
        self._evaluate = evaluate

    def build_value_formula(self, node: nodes.Node) -> str | None:
        """Return the formula of a value, or None where no cell takes part in it."""
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            cell = self.find_cell(node)
            return _bracket_cell(cell) if isinstance(cell, str) else None
        if isinstance(node, nodes.BinExpr) and type(node) in _OPERATORS:
            return self._build_arithmetic(node)
        if isinstance(node, nodes.Filter):
            return self._build_percent(node)
        if isinstance(node, nodes.Concat):
            live = any(self.build_value_formula(part) for part in node.nodes)
            return f"({'&'.join(map(self._build_operand, node.nodes))})" if live else None
        return self._build_conditional(node) if isinstance(node, nodes.CondExpr) else None

    def build_condition(self, node: nodes.Node) -> str | None:
        """Return the formula of a condition, or None where no cell takes part in it."""
        if isinstance(node, nodes.Not):
            inner = self.build_condition(node.node)
            return inner and f"NOT({inner})"
        if isinstance(node, nodes.And | nodes.Or):
            if not (self.build_condition(node.left) or self.build_condition(node.right)):
                return None
            name = "AND" if isinstance(node, nodes.And) else "OR"
            return f"{name}({self.build_definite_condition(node.left)},{self.build_definite_condition(node.right)})"
        if isinstance(node, nodes.Compare):
            return self._build_comparison(node)
        return self._build_truth_test(node)

    def build_definite_condition(self, node: nodes.Node) -> str:
        """Return the formula of a condition; TRUE or FALSE where no cell takes part in it."""
        return self.build_condition(node) or ("TRUE" if self._evaluate(node) else "FALSE")

    def find_cell(self, node: nodes.Node) -> Any:
        """Return the cell, the cells by column or the rows of cells behind a name; None without any."""
        if isinstance(node, nodes.Name):
            bound = self._scope.get(node.name)
            return bound.cell if bound else None
        if isinstance(node, nodes.Getattr):
            columns = self.find_cell(node.node)
            return columns.get(node.attr) if isinstance(columns, Mapping) else None
        return None

    def _build_arithmetic(self, node: nodes.BinExpr) -> str | None:
        if not (self.build_value_formula(node.left) or self.build_value_formula(node.right)):
            return None
        if self._is_text(node.left) or self._is_text(node.right):
            return None
        formula = f"({self._build_operand(node.left)}{_OPERATORS[type(node)]}{self._build_operand(node.right)})"
        if self._is_count(node.left) and self._is_count(node.right) and not isinstance(node, nodes.Div):
            return formula
        return f"IFERROR({formula},{format_text_literal(render_dash())})"

    def _build_percent(self, node: nodes.Filter) -> str | None:
        if node.name != say("bulletin.percent") or node.node is None:
            return None
        inner = self.build_value_formula(node.node)
        return inner and f'IF(ISNUMBER({inner}),TEXT({inner},"0.0%"),{inner})'

    def _build_conditional(self, node: nodes.CondExpr) -> str | None:
        test = self.build_condition(node.test)
        other = format_text_literal("") if node.expr2 is None else self._build_operand(node.expr2)
        return test and f"IF({test},{self._build_operand(node.expr1)},{other})"

    def _build_truth_test(self, node: nodes.Node) -> str | None:
        """Return the test that a figure is not zero, or a text not empty."""
        formula = self.build_value_formula(node)
        if formula is None or self._is_count(node):
            return formula and f"{formula}<>0"
        return f'IF(ISNUMBER({formula}),{formula}<>0,{formula}<>"")'

    def _build_comparison(self, node: nodes.Compare) -> str | None:
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        if any(operand.op not in {*_EQUAL, *_ORDER} for operand in node.ops) or not any(
            map(self.build_value_formula, sides)
        ):
            return None
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        tests = [self._build_single_comparison(left, operand.op, right) for left, operand, right in pairs]
        return join_by_and(tests)

    def _build_single_comparison(self, left: nodes.Node, operator: str, right: nodes.Node) -> str:
        left_operand, right_operand = self._build_operand(left), self._build_operand(right)
        if operator in _EQUAL:
            if is_number(self._evaluate(left)) and is_number(self._evaluate(right)):
                return _EQUAL[operator].format(left_operand, right_operand)
            # "=" ignores case in a sheet, but not in the document.
            same = f"AND({left_operand}={right_operand},EXACT({left_operand},{right_operand}))"
            return same if operator == "eq" else f"NOT({same})"
        number_tests = [
            f"ISNUMBER({formula})"
            for side, formula in ((left, left_operand), (right, right_operand))
            if not self._is_count(side)
        ]
        order = f"{left_operand}{_ORDER[operator]}{right_operand}"
        return join_by_and([*number_tests, order])

    def _build_operand(self, node: nodes.Node) -> str:
        return self.build_value_formula(node) or build_value_literal(self._evaluate(node))

    def _is_count(self, node: nodes.Node) -> bool:
        """Tell whether an expression is a count or a literal number, which never becomes a dash."""
        value = self._evaluate(node)
        return is_number(value) and (isinstance(value, int) or isinstance(node, nodes.Const))

    def _is_text(self, node: nodes.Node) -> bool:
        """Tell whether an expression is a text other than the dash: sheets would calculate with "12"."""
        value = self._evaluate(node)
        return isinstance(value, str) and value != render_dash()


def build_value_literal(value: Any) -> str:
    """Return the literal of a value that does not change."""
    if isinstance(value, bool):
        return str(value).upper()
    if is_number(value):
        number = str(format_value(value))
        return f"({number})" if value < 0 else number
    if value is None or isinstance(value, Undefined):
        return format_text_literal("")
    return format_text_literal(str(value))


def _bracket_cell(cell: str) -> str:
    return cell if _PLAIN_REFERENCE.fullmatch(cell) else f"({cell})"
