"""Spell a template's expression as a formula: Jinja's tree and the cells come in, a safe formula goes out.

Only functions are used that Excel 2010, WPS and LibreOffice share. What has no formula is spelled as the
value it has now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Undefined, nodes

from toolkit.messages import say
from toolkit.rules import text_literal
from toolkit.wording.speech import dash, is_number, plain

# A formula may have 8192 characters and 16384 bytes when compiled, where a Chinese character takes two.
LONGEST = 8000
_PLAIN_REFERENCE = re.compile(r"""(?:'[^']+'!|[^\s'"()+\-*/&<>=,]+!)?\$?[A-Z]{1,3}\$?\d+""")
_SIGNS: dict[type[nodes.Expr], str] = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}
_EQUAL = {"eq": "{0}={1}", "ne": "NOT({0}={1})"}
_ORDER = {"gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a name stands for: its value now, and the cell, the cells by column, or the rows of cells behind it."""

    value: Any
    cell: Any = None


class Speller:
    """Spells expressions whose names are bound by `scope`; `evaluate` tells what one is now."""

    def __init__(self, scope: Mapping[str, Bound], evaluate: Callable[[nodes.Node], Any]) -> None:
        self._scope = scope
        self._evaluate = evaluate

    def figure(self, node: nodes.Node) -> str | None:
        """Return the formula of a value, or None where no cell has a part in it."""
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            cell = self.cell(node)
            return _bracketed(cell) if isinstance(cell, str) else None
        if isinstance(node, nodes.BinExpr) and type(node) in _SIGNS:
            return self._arithmetic(node)
        if isinstance(node, nodes.Filter):
            return self._percent(node)
        if isinstance(node, nodes.Concat):
            alive = any(self.figure(one) for one in node.nodes)
            return f"({'&'.join(map(self._operand, node.nodes))})" if alive else None
        return self._chosen(node) if isinstance(node, nodes.CondExpr) else None

    def truth(self, node: nodes.Node) -> str | None:
        """Return the formula of a condition, or None where no cell has a part in it."""
        if isinstance(node, nodes.Not):
            inner = self.truth(node.node)
            return inner and f"NOT({inner})"
        if isinstance(node, nodes.And | nodes.Or):
            if not (self.truth(node.left) or self.truth(node.right)):
                return None
            name = "AND" if isinstance(node, nodes.And) else "OR"
            return f"{name}({self.certain(node.left)},{self.certain(node.right)})"
        if isinstance(node, nodes.Compare):
            return self._comparison(node)
        return self._something(node)

    def certain(self, node: nodes.Node) -> str:
        """Return the formula of a condition, which may be TRUE or FALSE for good."""
        return self.truth(node) or ("TRUE" if self._evaluate(node) else "FALSE")

    def cell(self, node: nodes.Node) -> Any:
        """Return what of the sheet is behind a name, or None."""
        if isinstance(node, nodes.Name):
            bound = self._scope.get(node.name)
            return bound.cell if bound else None
        if isinstance(node, nodes.Getattr):
            within = self.cell(node.node)
            return within.get(node.attr) if isinstance(within, Mapping) else None
        return None

    def _arithmetic(self, node: nodes.BinExpr) -> str | None:
        if not (self.figure(node.left) or self.figure(node.right)):
            return None
        if self._wordy(node.left) or self._wordy(node.right):
            return None
        spelled = f"({self._operand(node.left)}{_SIGNS[type(node)]}{self._operand(node.right)})"
        if self._counts(node.left) and self._counts(node.right) and not isinstance(node, nodes.Div):
            return spelled
        return f"IFERROR({spelled},{text_literal(dash())})"

    def _percent(self, node: nodes.Filter) -> str | None:
        if node.name != say("wording.percent") or node.node is None:
            return None
        inner = self.figure(node.node)
        return inner and f'IF(ISNUMBER({inner}),TEXT({inner},"0.0%"),{inner})'

    def _chosen(self, node: nodes.CondExpr) -> str | None:
        test = self.truth(node.test)
        other = text_literal("") if node.expr2 is None else self._operand(node.expr2)
        return test and f"IF({test},{self._operand(node.expr1)},{other})"

    def _something(self, node: nodes.Node) -> str | None:
        """Spell that a figure is not zero and a text not empty."""
        formula = self.figure(node)
        if formula is None or self._counts(node):
            return formula and f"{formula}<>0"
        return f'IF(ISNUMBER({formula}),{formula}<>0,{formula}<>"")'

    def _comparison(self, node: nodes.Compare) -> str | None:
        sides = [node.expr, *(one.expr for one in node.ops)]
        if any(one.op not in {*_EQUAL, *_ORDER} for one in node.ops) or not any(map(self.figure, sides)):
            return None
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        tests = [self._compared(left, one.op, right) for left, one, right in pairs]
        return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"

    def _compared(self, left: nodes.Node, sign: str, right: nodes.Node) -> str:
        one, other = self._operand(left), self._operand(right)
        if sign in _EQUAL:
            if is_number(self._evaluate(left)) and is_number(self._evaluate(right)):
                return _EQUAL[sign].format(one, other)
            # Sheets take capitals and small letters for the same; the document does not.
            same = f"AND({one}={other},EXACT({one},{other}))"
            return same if sign == "eq" else f"NOT({same})"
        unsure = [f"ISNUMBER({spelled})" for side, spelled in ((left, one), (right, other)) if not self._counts(side)]
        order = f"{one}{_ORDER[sign]}{other}"
        return f"AND({','.join([*unsure, order])})" if unsure else order

    def _operand(self, node: nodes.Node) -> str:
        return self.figure(node) or literal(self._evaluate(node))

    def _counts(self, node: nodes.Node) -> bool:
        """Tell whether it is a count or a written number, which never becomes a dash."""
        value = self._evaluate(node)
        return is_number(value) and (isinstance(value, int) or isinstance(node, nodes.Const))

    def _wordy(self, node: nodes.Node) -> bool:
        """Tell whether it is a text other than the dash: sheets would calculate with "12"."""
        value = self._evaluate(node)
        return isinstance(value, str) and value != dash()


def literal(value: Any) -> str:
    """Spell a value that does not change."""
    if isinstance(value, bool):
        return str(value).upper()
    if is_number(value):
        spelled = str(plain(value))
        return f"({spelled})" if value < 0 else spelled
    if value is None or isinstance(value, Undefined):
        return text_literal("")
    return text_literal(str(value))


def _bracketed(cell: str) -> str:
    return cell if _PLAIN_REFERENCE.fullmatch(cell) else f"({cell})"
