"""Find the kind of an expression in a template, and the mistakes in its use: a list printed, a text compared, …"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from jinja2 import nodes

from toolkit.bulletin.values import build_environment
from toolkit.messages import say
from toolkit.text import find_nearest

if TYPE_CHECKING:
    from toolkit.definition import NameKind

    Kind: TypeAlias = NameKind | Literal["item", "number", "truth"] | None

# Besides the kinds of names: one item of a list, which has columns, a number that may be count or rate, a
# condition, and (None) what cannot be told.
_LOOP: Mapping[str, Kind] = {
    "index": "count",
    "index0": "count",
    "revindex": "count",
    "length": "count",
    "first": "truth",
    "last": "truth",
}
_NUMBERS: tuple[Kind, ...] = ("count", "rate", "number")
_ORDER = frozenset({"gt", "gteq", "lt", "lteq"})
_EQUAL = frozenset({"eq", "ne"})
_OPERATORS = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopItem:
    """What the name of a loop stands for: an item of the list, with the kinds of its columns where they are known.

    `list` is the list's name, for a list within the rows of another preceded by that one's: 班子方面.问题.
    """

    kind: Kind = None
    columns: Mapping[str, Kind] = field(default_factory=dict)
    list: str = ""


class TypeChecker:
    """Finds the kinds of expressions over names; `report_mistake` takes the key and the facts of every mistake.

    `items` are the names of the loops around the expression.
    """

    def __init__(
        self,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
        report_mistake: Callable[..., None],
    ) -> None:
        self.names = names
        self.items: dict[str, LoopItem] = {}
        self._columns = columns
        self._report_mistake = report_mistake
        self._environment = build_environment()

    def check_printed(self, node: nodes.Node) -> None:
        """Report what is wrong with an expression that is printed."""
        if isinstance(node, nodes.CondExpr):
            self.find_kind(node.test)
            for branch in filter(None, (node.expr1, node.expr2)):
                self.check_printed(branch)
            return
        kind = self.find_kind(node)
        if kind in ("list", "item", "rate", "truth"):
            self._report_mistake(
                f"bulletin.printed.{kind}", name=_render_node(node), example=self._render_example(node)
            )

    def find_loop_item(self, node: nodes.Node) -> LoopItem:
        """Return what the items of a loop over an expression are; report where it is no list."""
        kind = self.find_kind(node)
        if kind not in ("list", None):
            self._report_mistake("bulletin.not_a_list", name=_render_node(node))
        name = self._find_list_name(node)
        if isinstance(node, nodes.Getattr) and name not in self._columns:
            return LoopItem(kind="text" if kind == "list" else None)
        columns = self._columns.get(name, {})
        return LoopItem(kind="item" if columns else None, columns=columns, list=name)

    def _find_list_name(self, node: nodes.Node) -> str:
        """Return the name by which the columns of a list are known; empty where the expression is no name."""
        if isinstance(node, nodes.Name):
            return str(node.name)
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in self.items:
            return f"{self.items[node.node.name].list}.{node.attr}"
        return ""

    def find_kind(self, node: nodes.Node | None) -> Kind:
        """Return the kind of an expression, None where it is unknown; report what is wrong with its parts."""
        kind: Kind = None
        match node:
            case nodes.Const():
                kind = _find_constant_kind(node.value)
            case nodes.Name():
                kind = self._find_name_kind(node.name)
            case nodes.Getattr():
                kind = self._find_column_kind(node)
            case nodes.Filter():
                kind = self._find_filter_kind(node)
            case nodes.Neg() | nodes.Pos():
                kind = self._check_operand(self.find_kind(node.node), node.node)
            case nodes.BinExpr() if type(node).__name__ in _OPERATORS:
                kind = self._find_arithmetic_kind(node)
            case _:
                kind = self._find_composed_kind(node)
        return kind

    def _find_composed_kind(self, node: nodes.Node | None) -> Kind:
        kind: Kind = None
        match node:
            case None:  # there is no else
                kind = "text"
            case nodes.Compare():
                kind = self._find_comparison_kind(node)
            case nodes.Not():
                self.find_kind(node.node)
                kind = "truth"
            case nodes.Test() if node.name in self._environment.tests:
                self.find_kind(node.node)
                kind = "truth"
            case nodes.And() | nodes.Or():
                kind = self._find_common_kind(node.left, node.right)
            case nodes.CondExpr():
                self.find_kind(node.test)
                kind = self._find_common_kind(node.expr1, node.expr2)
            case nodes.Concat():
                for part in node.nodes:
                    self.check_printed(part)
                kind = "text"
            case _:
                self._report_mistake("bulletin.call")
        return kind

    def _find_common_kind(self, first: nodes.Node, second: nodes.Node | None) -> Kind:
        left, right = self.find_kind(first), self.find_kind(second)
        return left if left == right else None

    def _find_name_kind(self, name: str) -> Kind:
        if name == "loop" and self.items:
            return "item"
        if name in self.items:
            return self.items[name].kind
        if name in self.names:
            return self.names[name]
        known = [*self.names, *self.items, *(["loop"] if self.items else [])]
        self._report_mistake("bulletin.unknown", name=name, nearest=find_nearest(name, known))
        return None

    def _find_column_kind(self, node: nodes.Getattr) -> Kind:
        name, kind = _render_node(node.node), self.find_kind(node.node)
        if kind == "list":
            self._report_mistake("bulletin.list_column", name=name, column=node.attr)
        elif kind not in ("item", None):
            self._report_mistake("bulletin.no_columns", name=name, column=node.attr)
        columns = _LOOP if name == "loop" else self.items[name].columns if name in self.items else {}
        if columns and node.attr not in columns:
            facts = {"known": say("list.separator").join(columns), "nearest": find_nearest(node.attr, columns)}
            self._report_mistake("bulletin.column", name=name, column=node.attr, **facts)
        return columns.get(node.attr)

    def _find_filter_kind(self, node: nodes.Filter) -> Kind:
        kind, percent = self.find_kind(node.node), say("bulletin.percent")
        if node.name != percent:
            self._report_mistake(
                "bulletin.filter", name=node.name, known=percent, nearest=find_nearest(node.name, [percent])
            )
            return None
        if kind not in ("rate", "number", None) and node.node is not None and not isinstance(node.node, nodes.Const):
            self._report_mistake(
                f"bulletin.percent_of.{'count' if kind == 'count' else 'other'}", name=_render_node(node.node)
            )
        return "text"

    def _find_arithmetic_kind(self, node: nodes.BinExpr) -> Kind:
        left = self._check_operand(self.find_kind(node.left), node.left)
        right = self._check_operand(self.find_kind(node.right), node.right)
        if "rate" in (left, right):
            return "rate"
        whole = isinstance(node, nodes.Add | nodes.Sub | nodes.Mul)
        return "count" if whole and left == right == "count" else "number"

    def _check_operand(self, kind: Kind, node: nodes.Node) -> Kind:
        if kind is None or kind in _NUMBERS:
            return kind
        self._report_mistake(f"bulletin.reckoned.{'text' if kind == 'text' else 'other'}", name=_render_node(node))
        return None

    def _find_comparison_kind(self, node: nodes.Compare) -> Kind:
        sides: list[nodes.Node] = [node.expr, *(operand.expr for operand in node.ops)]
        kinds = [self.find_kind(side) for side in sides]
        for index, operand in enumerate(node.ops):
            pair = list(zip(kinds, sides, strict=True))[index : index + 2]
            self._check_pair(operand.op, pair)
        return "truth"

    def _check_pair(self, operator: str, pair: list[tuple[Kind, nodes.Node]]) -> None:
        """Report a comparison that can never hold: a text that is greater than anything, or equal to a count."""
        if operator not in _ORDER | _EQUAL:
            return
        for kind, side in pair:
            if kind in ("list", "picture", "item"):
                self._report_mistake("bulletin.compared", name=_render_node(side))
                return
        texts = [side for kind, side in pair if kind == "text"]
        if texts and operator in _ORDER:
            named = next((side for side in texts if not isinstance(side, nodes.Const)), texts[0])
            self._report_mistake("bulletin.ordered", name=_render_node(named))
        elif len(texts) == 1 and {kind for kind, _ in pair} & {"count", "number"}:
            number = next(side for kind, side in pair if kind != "text")
            self._report_mistake("bulletin.never_equal", name=_render_node(texts[0]), number=_render_node(number))

    def _render_example(self, node: nodes.Node) -> str:
        """Return the expression to write instead: a column of an item, or a rate without its `* 100`."""
        source = _render_node(node)
        columns = _LOOP if source == "loop" else self.items.get(source, LoopItem()).columns
        if columns:
            return f"{source}.{next(iter(columns))}"
        if isinstance(node, nodes.Mul) and _render_node(node.right) == "100":  # the filter multiplies, too
            return self._render_example(node.left)
        return f"({source})" if isinstance(node, nodes.BinExpr) else source


def _find_constant_kind(value: object) -> Kind:
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool) or value is None:
        return None
    return "count" if isinstance(value, int) else "number"


def _render_node(node: nodes.Node) -> str:
    """Return an expression about as the author wrote it."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Const():
            return str(node.value)
        case nodes.Getattr():
            return f"{_render_node(node.node)}.{node.attr}"
        case nodes.Filter() if node.node is not None:
            return f"{_render_node(node.node)}|{node.name}"
        case nodes.BinExpr() if type(node).__name__ in _OPERATORS:
            return f"{_render_node(node.left)} {_OPERATORS[type(node).__name__]} {_render_node(node.right)}"
    return say("bulletin.expression")
