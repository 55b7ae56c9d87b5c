"""Judge an expression of a template: Jinja's tree and the kinds of names come in, its kind and mistakes go out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jinja2 import nodes

from toolkit.definition import NameKind
from toolkit.messages import say
from toolkit.text import nearest
from toolkit.wording.speech import environment

# Besides the kinds of names: one item of a list, which has columns, a number that may be count or rate, a
# condition, and (None) what cannot be told.
Kind: TypeAlias = NameKind | Literal["item", "number", "truth"] | None
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
_SIGNS = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a name within a loop stands for: one item, with the kinds of its columns where they are known."""

    kind: Kind = None
    columns: Mapping[str, Kind] = field(default_factory=dict)


class Judge:
    """Tells kinds of expressions over names; `say_mistake` takes the key and the facts of every mistake."""

    def __init__(
        self,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
        say_mistake: Callable[..., None],
    ) -> None:
        self.names = names
        self.items: dict[str, Item] = {}
        self._columns = columns
        self._say = say_mistake
        self._speech = environment()

    def printed(self, node: nodes.Node) -> None:
        """Note what is wrong with an expression that is printed."""
        if isinstance(node, nodes.CondExpr):
            self.kind(node.test)
            for one in filter(None, (node.expr1, node.expr2)):
                self.printed(one)
            return
        kind = self.kind(node)
        if kind in ("list", "item", "rate", "truth"):
            self._say(f"wording.printed.{kind}", name=_spelled(node), example=self._example(node))

    def loop(self, node: nodes.Node) -> Item:
        """Return what the items of a loop over an expression are; note where it is no list."""
        kind = self.kind(node)
        if kind not in ("list", None):
            self._say("wording.not_a_list", name=_spelled(node))
        if not isinstance(node, nodes.Name):
            return Item(kind="text" if kind == "list" else None)
        columns = self._columns.get(node.name, {})
        return Item(kind="item" if columns else None, columns=columns)

    def kind(self, node: nodes.Node | None) -> Kind:
        """Return the kind of an expression, noting what is wrong with its parts."""
        found: Kind = None
        match node:
            case nodes.Const():
                found = _constant(node.value)
            case nodes.Name():
                found = self._name(node.name)
            case nodes.Getattr():
                found = self._column(node)
            case nodes.Filter():
                found = self._filter(node)
            case nodes.Neg() | nodes.Pos():
                found = self._operand(self.kind(node.node), node.node)
            case nodes.BinExpr() if type(node).__name__ in _SIGNS:
                found = self._arithmetic(node)
            case _:
                found = self._composed(node)
        return found

    def _composed(self, node: nodes.Node | None) -> Kind:
        found: Kind = None
        match node:
            case None:  # there is no else
                found = "text"
            case nodes.Compare():
                found = self._comparison(node)
            case nodes.Not():
                self.kind(node.node)
                found = "truth"
            case nodes.Test() if node.name in self._speech.tests:
                self.kind(node.node)
                found = "truth"
            case nodes.And() | nodes.Or():
                found = self._either(node.left, node.right)
            case nodes.CondExpr():
                self.kind(node.test)
                found = self._either(node.expr1, node.expr2)
            case nodes.Concat():
                for part in node.nodes:
                    self.printed(part)
                found = "text"
            case _:
                self._say("wording.call")
        return found

    def _either(self, one: nodes.Node, other: nodes.Node | None) -> Kind:
        left, right = self.kind(one), self.kind(other)
        return left if left == right else None

    def _name(self, name: str) -> Kind:
        if name == "loop" and self.items:
            return "item"
        if name in self.items:
            return self.items[name].kind
        if name in self.names:
            return self.names[name]
        known = [*self.names, *self.items, *(["loop"] if self.items else [])]
        self._say("wording.unknown", name=name, nearest=nearest(name, known))
        return None

    def _column(self, node: nodes.Getattr) -> Kind:
        name, kind = _spelled(node.node), self.kind(node.node)
        if kind == "list":
            self._say("wording.list_column", name=name, column=node.attr)
        elif kind not in ("item", None):
            self._say("wording.no_columns", name=name, column=node.attr)
        columns = _LOOP if name == "loop" else self.items[name].columns if name in self.items else {}
        if columns and node.attr not in columns:
            facts = {"known": say("list.separator").join(columns), "nearest": nearest(node.attr, columns)}
            self._say("wording.column", name=name, column=node.attr, **facts)
        return columns.get(node.attr)

    def _filter(self, node: nodes.Filter) -> Kind:
        kind, percent = self.kind(node.node), say("wording.percent")
        if node.name != percent:
            self._say("wording.filter", name=node.name, known=percent, nearest=nearest(node.name, [percent]))
            return None
        if kind not in ("rate", "number", None) and node.node is not None and not isinstance(node.node, nodes.Const):
            self._say(f"wording.percent_of.{'count' if kind == 'count' else 'other'}", name=_spelled(node.node))
        return "text"

    def _arithmetic(self, node: nodes.BinExpr) -> Kind:
        left = self._operand(self.kind(node.left), node.left)
        right = self._operand(self.kind(node.right), node.right)
        if "rate" in (left, right):
            return "rate"
        whole = isinstance(node, nodes.Add | nodes.Sub | nodes.Mul)
        return "count" if whole and left == right == "count" else "number"

    def _operand(self, kind: Kind, node: nodes.Node) -> Kind:
        if kind is None or kind in _NUMBERS:
            return kind
        self._say(f"wording.reckoned.{'text' if kind == 'text' else 'other'}", name=_spelled(node))
        return None

    def _comparison(self, node: nodes.Compare) -> Kind:
        sides: list[nodes.Node] = [node.expr, *(one.expr for one in node.ops)]
        kinds = [self.kind(side) for side in sides]
        for place, one in enumerate(node.ops):
            pair = list(zip(kinds, sides, strict=True))[place : place + 2]
            self._pair(one.op, pair)
        return "truth"

    def _pair(self, sign: str, pair: list[tuple[Kind, nodes.Node]]) -> None:
        """An order with words is always false, and so is a count that equals words."""
        if sign not in _ORDER | _EQUAL:
            return
        for kind, side in pair:
            if kind in ("list", "picture", "item"):
                self._say("wording.compared", name=_spelled(side))
                return
        texts = [side for kind, side in pair if kind == "text"]
        if texts and sign in _ORDER:
            named = next((side for side in texts if not isinstance(side, nodes.Const)), texts[0])
            self._say("wording.ordered", name=_spelled(named))
        elif len(texts) == 1 and {kind for kind, _ in pair} & {"count", "number"}:
            number = next(side for kind, side in pair if kind != "text")
            self._say("wording.never_equal", name=_spelled(texts[0]), number=_spelled(number))

    def _example(self, node: nodes.Node) -> str:
        """Return how to write it rightly: a column of an item, or a rate in percent."""
        spelled = _spelled(node)
        columns = _LOOP if spelled == "loop" else self.items.get(spelled, Item()).columns
        if columns:
            return f"{spelled}.{next(iter(columns))}"
        if isinstance(node, nodes.Mul) and _spelled(node.right) == "100":  # what the filter does by itself
            return self._example(node.left)
        return f"({spelled})" if isinstance(node, nodes.BinExpr) else spelled


def _constant(value: object) -> Kind:
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool) or value is None:
        return None
    return "count" if isinstance(value, int) else "number"


def _spelled(node: nodes.Node) -> str:
    """Spell an expression about as the author wrote it."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Const():
            return str(node.value)
        case nodes.Getattr():
            return f"{_spelled(node.node)}.{node.attr}"
        case nodes.Filter() if node.node is not None:
            return f"{_spelled(node.node)}|{node.name}"
        case nodes.BinExpr() if type(node).__name__ in _SIGNS:
            return f"{_spelled(node.left)} {_SIGNS[type(node).__name__]} {_spelled(node.right)}"
    return say("wording.expression")
