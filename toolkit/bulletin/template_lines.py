"""Unroll a template over its figures: every paragraph as a text, and as a formula that follows the figures.

Loops are written out row by row; an {% if %} over cells becomes IF, one without cells is decided for good.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from jinja2 import nodes
from jinja2.environment import Environment

from toolkit.bulletin.evaluation import Evaluator, build_evaluator
from toolkit.bulletin.formulas import LONGEST, Binding, FormulaBuilder
from toolkit.bulletin.unrolled_line import UnrolledLine
from toolkit.bulletin.values import format_value
from toolkit.excel import format_text_literal

_MARKUP = re.compile(
    r"<\?q (?P<number>\d+)\?>"
    r"|<w:pPr>.*?</w:pPr>|<w:pPr/>"
    r"|(?P<start><w:p[ >])|(?P<end></w:p>)"
    r"|(?P<into><w:(?:tbl|txbxContent)[ >])|(?P<out></w:(?:tbl|txbxContent)>)"
    r"|(?P<text><w:t(?: [^>]*)?(?<!/)>)|(?P<still></w:t>)"
    r"|(?P<tab><w:tab/>)|(?P<feed><w:br/>|<w:cr/>)"
    r"|<[^>]*>|(?P<words>[^<]+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _BranchChoice:
    """An {% if %} around a piece, and the index of the branch that holds the piece; the last one is else."""

    number: int
    tests: tuple[str, ...]
    branch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Words, or a figure with its formula; `shown` where every {% if %} around it takes its branch now."""

    text: str
    formula: str | None
    choices: tuple[_BranchChoice, ...]
    shown: bool


# A template is unrolled for its text and for its formulas.
_EVALUATORS: dict[str, Evaluator] = {}


class Unroller:
    """Walks the tree of one template and collects its lines; used once."""

    def __init__(self, environment: Environment, levels: Sequence[int | None]) -> None:
        self._environment = environment
        self._levels = levels
        # With the node itself: Jinja replaces nodes while it compiles, and the id of one that is gone may come again.
        self._known: dict[int, tuple[nodes.Node, Evaluator, tuple[str, ...]]] = {}
        self._numbers = itertools.count()
        self._scope: dict[str, Binding] = {}
        self._choices: tuple[_BranchChoice, ...] = ()
        self._shown = True
        self._within_text = False
        self._depth = 0
        self._level: int | None = None
        self._pieces: list[_Piece] = []
        self._lines: list[UnrolledLine] = []

    def unroll_lines(
        self, tree: nodes.Template, values: Mapping[str, Any], cells: Mapping[str, Any]
    ) -> list[UnrolledLine]:
        """Return a line for every paragraph of the body with text or formula; tables and text boxes are left out."""
        self._scope = {name: Binding(value=value, cell=cells.get(name)) for name, value in values.items()}
        self._walk_body(tree.body)
        return self._lines

    def _walk_body(self, body: Iterable[nodes.Node]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._read_markup(part.data) if isinstance(part, nodes.TemplateData) else self._add_figure(part)
            elif isinstance(node, nodes.If):
                self._unroll_if(node)
            elif isinstance(node, nodes.For):
                self._unroll_for(node)

    def _add_figure(self, node: nodes.Node) -> None:
        if self._within_text and not self._depth:
            self._add_piece(
                str(format_value(self._evaluate_node(node))), self._formula_builder.build_value_formula(node)
            )

    def _unroll_if(self, node: nodes.If) -> None:
        steps = [node, *node.elif_]
        bodies = [step.body for step in steps] + [node.else_]
        holds = [bool(self._evaluate_node(step.test)) for step in steps] + [True]
        chosen = holds.index(True)
        if not any(self._formula_builder.build_condition(step.test) for step in steps):
            self._walk_body(bodies[chosen])
            return
        number, tests = (
            next(self._numbers),
            tuple(self._formula_builder.build_definite_condition(step.test) for step in steps),
        )
        before = self._choices, self._shown
        for branch, body in enumerate(bodies):
            self._choices = (*before[0], _BranchChoice(number=number, tests=tests, branch=branch))
            self._shown = before[1] and branch == chosen
            self._walk_body(body)
        self._choices, self._shown = before

    def _unroll_for(self, node: nodes.For) -> None:
        items, cells = list(self._evaluate_node(node.iter)), self._formula_builder.find_cell(node.iter)
        names = [node.target.name] if isinstance(node.target, nodes.Name) else []
        outer = self._scope
        rows = list(itertools.zip_longest(items, (cells or ())[: len(items)]))
        if node.test is not None:
            rows = [row for row in rows if self._holds_for_row(node.test, outer, names, row)]
        for index, row in enumerate(rows):
            self._scope = {**outer, **_bind_names(names, row), "loop": Binding(value=_build_loop(index, len(rows)))}
            self._walk_body(node.body)
        self._scope = outer
        if not rows:
            self._walk_body(node.else_)

    def _holds_for_row(
        self, test: nodes.Node, outer: dict[str, Binding], names: list[str], row: tuple[Any, Any]
    ) -> bool:
        self._scope = {**outer, **_bind_names(names, row)}
        return bool(self._evaluate_node(test))

    def _read_markup(self, source: str) -> None:
        for match in _MARKUP.finditer(source):
            kind = match.lastgroup
            if kind == "into":
                self._depth += 1
            elif kind == "out":
                self._depth -= 1
            elif kind in {"text", "still"}:
                self._within_text = kind == "text"
            elif not self._depth and kind:
                self._read_content(kind, match[kind])

    def _read_content(self, kind: str, content: str) -> None:
        if kind == "number":
            self._level = self._levels[int(content)]
        elif kind == "words" and self._within_text:
            self._add_piece(unescape(content), None)
        elif kind == "tab":
            self._add_piece("\t", None)
        elif kind == "feed":
            self._add_piece("\n", None)
        elif kind == "start":
            self._pieces = []
        elif kind == "end":
            self._close_line()

    def _add_piece(self, text: str, formula: str | None) -> None:
        self._pieces.append(_Piece(text=text, formula=formula, choices=self._choices, shown=self._shown))

    def _close_line(self) -> None:
        text = "".join(piece.text for piece in self._pieces if piece.shown)
        live = any(piece.formula or piece.choices for piece in self._pieces)
        formula = f"={_join_pieces(self._pieces)}" if live else None
        if formula or text.strip():
            too_long = formula is not None and len(formula) > LONGEST
            kept = None if too_long else formula
            self._lines.append(UnrolledLine(text=text, formula=kept, level=self._level, too_long=too_long))
        self._pieces = []

    def _evaluate_node(self, node: nodes.Node) -> Any:
        if id(node) not in self._known:
            names = _collect_names(node)
            self._known[id(node)] = node, self._find_evaluator(node), names
        _, evaluate, names = self._known[id(node)]
        # Only the names that it uses: Jinja copies all that it is given, and a bulletin knows over a thousand.
        return evaluate({name: self._scope[name].value for name in names if name in self._scope})

    def _find_evaluator(self, node: nodes.Node) -> Evaluator:
        """Return the function of an expression; equal ones of any template share one."""
        spelt = repr(node)
        if spelt not in _EVALUATORS:
            _EVALUATORS[spelt] = build_evaluator(self._environment, node)
        return _EVALUATORS[spelt]

    @property
    def _formula_builder(self) -> FormulaBuilder:
        return FormulaBuilder(self._scope, self._evaluate_node)


def _collect_names(node: nodes.Node) -> tuple[str, ...]:
    """Return the names that stand in an expression."""
    found = [*([node] if isinstance(node, nodes.Name) else []), *node.find_all(nodes.Name)]
    return tuple(dict.fromkeys(each.name for each in found))


def _bind_names(names: list[str], row: tuple[Any, Any]) -> dict[str, Binding]:
    return {name: Binding(value=row[0], cell=row[1]) for name in names}


def _build_loop(index: int, length: int) -> dict[str, int | bool]:
    return {
        "index": index + 1,
        "index0": index,
        "revindex": length - index,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }


def _join_pieces(pieces: Sequence[_Piece], depth: int = 0) -> str:
    """Return the pieces joined by &; those of one {% if %} become one IF."""
    parts, words = [], ""

    def find_choice_number(piece: _Piece) -> int | None:
        return piece.choices[depth].number if len(piece.choices) > depth else None

    for choice, group in itertools.groupby(pieces, find_choice_number):
        members = list(group)
        if choice is None:
            for piece in members:
                if piece.formula is None:
                    words += piece.text
                    continue
                parts += [format_text_literal(words)] if words else []
                parts.append(piece.formula)
                words = ""
        else:
            parts += [format_text_literal(words)] if words else []
            parts.append(_join_branches(members, depth))
            words = ""
    parts += [format_text_literal(words)] if words or not parts else []
    return "&".join(parts)


def _join_branches(pieces: Sequence[_Piece], depth: int) -> str:
    tests = pieces[0].choices[depth].tests
    branches: dict[int, list[_Piece]] = {}
    for piece in pieces:
        branches.setdefault(piece.choices[depth].branch, []).append(piece)
    formula = _join_pieces(branches.get(len(tests), []), depth + 1)
    for index in reversed(range(len(tests))):
        formula = f"IF({tests[index]},{_join_pieces(branches.get(index, []), depth + 1)},{formula})"
    return formula
