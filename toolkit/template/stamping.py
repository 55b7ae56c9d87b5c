"""Stamp workbooks: one of each shape is written by xlsxwriter, and the others are copies with the unit's own texts.

Workbooks with rows of their own are each written by xlsxwriter; what they show is worked out for many at once.

A stamped workbook is byte for byte the one that `build_workbook` writes; a test asks that of many. What follows from
the texts (heights of rows, names cut in a prompt, whether names fit into a formula) is worked out for each copy.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.sax.saxutils import escape

from toolkit.definition import Column
from toolkit.excel import compute_row_height
from toolkit.messages import say
from toolkit.ooxml import (
    MOST_STAND_INS,
    Package,
    PackageMaster,
    Pieces,
    StandInError,
    cut_at_stand_ins,
    holds_syllables,
    join_pieces,
    name_stand_in,
)
from toolkit.template.cover import build_absent_formula, is_too_long
from toolkit.template.issue import Issue
from toolkit.template.preview import ShownIssue, show_issues
from toolkit.template.row_heights import FittedRow, RowPlace, render_height
from toolkit.template.shape import Shape, ShapeFinder
from toolkit.template.validations import LEADERS, cut_names, measure_name_room
from toolkit.template.workbook import BuiltWorkbook, assemble_workbook, build_workbook

_Value = TypeVar("_Value")
# Shapes whose master is kept; each takes about a megabyte and a half.
_MOST_MASTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedWorkbook:
    """A workbook; of one that was stamped also its master, and the texts in the place of the master's stand-ins.

    The master is another object for every shape, and the same for all workbooks of one.
    """

    content: bytes
    master: PackageMaster | None = None
    texts: tuple[bytes, ...] = ()


class Stamper:
    """Stamps the workbooks of one campaign and round."""

    def __init__(self) -> None:
        self._finder: ShapeFinder | None = None
        self._shown: dict[str, ShownIssue] = {}
        self._masters: OrderedDict[Hashable, _Master | None] = OrderedDict()
        self._joined: OrderedDict[Hashable, PackageMaster] = OrderedDict()

    def prepare(self, issues: Iterable[Issue]) -> None:
        """Work out at once what workbooks with rows of their own show; they are stamped next, whatever their tokens."""
        some = [issue for issue in issues if self._find_shape(issue) is None]
        self._shown = {each.issue.unit: each for each in show_issues(some)} if some else {}

    def stamp(self, issue: Issue) -> StampedWorkbook:
        """Return the workbook for an issue, as `build_workbook` does."""
        shape = self._find_shape(issue)
        master = self._find_master(shape) if shape else None
        texts = master.list_texts(shape.texts) if master and shape else None
        if master is None or shape is None or texts is None:
            shown = self._shown.get(issue.unit)
            return StampedWorkbook(content=build_workbook(issue, shown if shown and shown.serves(issue) else None))
        package = master.package
        repeats = package.find_repeats(texts)
        if repeats:
            package = _recall(self._joined, (shape.key, repeats), lambda: package.join_repeats(repeats))
        return StampedWorkbook(content=package.stamp(texts), master=master.package, texts=texts)

    def _find_shape(self, issue: Issue) -> Shape | None:
        if self._finder is None:
            self._finder = ShapeFinder(issue.definition)
        return self._finder.find_shape(issue)

    def _find_master(self, shape: Shape) -> _Master | None:
        """Return the master of a shape whose rows are so high as the texts need."""
        master = _recall(self._masters, shape.key, lambda: _build_master(shape))
        if master is None:
            return None
        given = master.compute_fixed_heights(shape.texts)
        if given == master.fixed:
            return master
        return _recall(self._masters, (shape.key, *given.items()), lambda: _build_master(shape, given))


def _recall(known: OrderedDict[Hashable, _Value], key: Hashable, make: Callable[[], _Value]) -> _Value:
    """Return what is known by a key, or make it; what was not asked for longest is forgotten."""
    if key not in known:
        known[key] = make()
        if len(known) > _MOST_MASTERS:
            known.popitem(last=False)
    known.move_to_end(key)
    return known[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Height:
    """The height of a row: that of its cells with stand-ins, each with its column's width, and at `least` so much."""

    cells: tuple[tuple[Pieces, float], ...]
    size: float
    least: float

    def compute(self, texts: Sequence[bytes]) -> float:
        cells = [(join_pieces(pieces, texts).decode(), width) for pieces, width in self.cells]
        return max(self.least, compute_row_height(cells, self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Master:
    """A package with stand-ins: those of the shape's texts, then of the prompts' names, then of the heights.

    `names` are the members', for prompts that have room for so many characters each. `absent` are the expressions of
    names that go into formulas unless they are too long, and whether they were. `fixed` are heights without a
    stand-in, since places of other things follow from them, and `moving` is what they follow from.
    """

    package: PackageMaster
    names: tuple[Pieces, ...]
    rooms: tuple[int, ...]
    heights: tuple[_Height, ...]
    absent: tuple[tuple[Pieces, bool], ...]
    moving: Mapping[RowPlace, _Height]
    fixed: Mapping[RowPlace, float]

    def compute_fixed_heights(self, own: Sequence[str]) -> dict[RowPlace, float]:
        """Return the fixed heights of a copy by the shape's own texts."""
        texts = [text.encode() for text in own]
        return {place: height.compute(texts) for place, height in self.moving.items()}

    def list_texts(self, own: Sequence[str]) -> tuple[bytes, ...] | None:
        """Return all texts for a copy by the shape's own ones; None where a formula would have to be another."""
        texts = [text.encode() for text in own]
        if any(is_too_long(join_pieces(pieces, texts).decode()) != was for pieces, was in self.absent):
            return None
        names = [join_pieces(pieces, texts).decode() for pieces in self.names] if self.rooms else []
        texts += [_escape_prompt(cut_names(names, room)).encode() for room in self.rooms]
        texts += [render_height(height.compute(texts)).encode() for height in self.heights]
        return tuple(texts)


def _build_master(shape: Shape, given: Mapping[RowPlace, float] | None = None) -> _Master | None:
    """Return the master of a shape; None where a stand-in was cut, so that no other text can take its place."""
    try:
        return _MasterBuilder(shape, assemble_workbook(shape.issue, given)).build(given)
    except StandInError:
        return None


class _MasterBuilder:
    """Puts stand-ins for what follows from a unit's texts into the workbook that was made with stand-ins for these."""

    def __init__(self, shape: Shape, built: BuiltWorkbook) -> None:
        self.shape, self.built = shape, built
        self.number = len(shape.texts)
        package = Package(built.content)
        self.parts = {part: package.read_part(part) for part in built.parts.values()}

    def build(self, given: Mapping[RowPlace, float] | None) -> _Master:
        rooms = tuple(self._replace_prompts())
        rows = [row for row in self.built.heights if any(holds_syllables(text) for text, _ in row.cells)]
        heights = tuple(self._replace_height(row) for row in rows if not row.moves)
        absent = [build_absent_formula(view) for view in self.built.views]
        return _Master(
            package=PackageMaster(self.built.content, self.parts),
            names=tuple(cut_at_stand_ins(member.name.encode()) for member in self.shape.issue.members),
            rooms=rooms,
            heights=heights,
            moving={row.place: _cut_height(row) for row in rows if row.moves},
            fixed=given or {row.place: row.compute_height() for row in rows if row.moves},
            absent=tuple(
                (cut_at_stand_ins(each.encode()), is_too_long(each)) for each in absent if holds_syllables(each)
            ),
        )

    def _take_stand_in(self) -> str:
        self.number += 1
        if self.number > MOST_STAND_INS:
            raise StandInError(self.number)
        return name_stand_in(self.number - 1)

    def _replace_prompts(self) -> Iterator[int]:
        """Put one stand-in for all names of a prompt, and yield for how many characters it has room."""
        names = [member.name for member in self.shape.issue.members]
        for list_type in self.shape.issue.list_types:
            part = self.built.parts[list_type.label]
            for column in list_type.columns:
                room = measure_name_room(column)
                if column.choices == LEADERS and holds_syllables(shown := cut_names(names, room)):
                    old, new = (_render_prompt(column, each) for each in (shown, self._take_stand_in()))
                    self._replace(part, old, new)
                    yield room

    def _replace_height(self, row: FittedRow) -> _Height:
        """Put a stand-in for a row's height, and return what it follows from."""
        sheet, number = row.place
        part = self.built.parts[sheet]
        found = re.search(rb'<row r="%d"[^>]* ht="([\d.]+)"' % number, self.parts[part])
        if found is None:
            raise StandInError(row.place)
        start, end = found.span(1)
        self.parts[part] = self.parts[part][:start] + self._take_stand_in().encode() + self.parts[part][end:]
        return _cut_height(row)

    def _replace(self, part: str, old: bytes, new: bytes) -> None:
        if old not in self.parts[part]:
            raise StandInError(old)
        self.parts[part] = self.parts[part].replace(old, new)


def _cut_height(row: FittedRow) -> _Height:
    plain = [cell for cell in row.cells if not holds_syllables(cell[0])]
    cells = tuple((cut_at_stand_ins(text.encode()), width) for text, width in row.cells if holds_syllables(text))
    return _Height(cells=cells, size=row.size, least=max(row.least, compute_row_height(plain, row.size)))


def _render_prompt(column: Column, names: str) -> bytes:
    """Return the beginning of a prompt up to the own people's names, as the file has it."""
    return _escape_prompt("\n".join((column.help, say("template.people_own", names=names)))).encode()


def _escape_prompt(text: str) -> str:
    """Return a text as the attribute of a prompt has it: a name may have what XML writes otherwise."""
    return escape(text, {'"': "&quot;", "\n": "&#xA;"})
