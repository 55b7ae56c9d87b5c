"""Tell the columns of running numbers apart by their cells: 序号 counts rows, 编号 has WT-001.

Either heading may stand for the number, and the one taken by its heading alone may be the wrong one: all rows would
then be joined with the wrong ones. The cells decide where those of one column have the number's written form and those
of the other do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from toolkit.cleaning import format_plain_text
from toolkit.definition import Column, Definition
from toolkit.formats import Grid
from toolkit.reading.headers import Header, find_helper_positions
from toolkit.reading.heading_index import HEADING_EVIDENCE
from toolkit.text import fold

_BY_ALIAS = HEADING_EVIDENCE.index("alias")
_FITTING, _UNFITTING = 0.8, 0.2  # shares of the cells that have the number's form
_SAMPLE = 50


def choose_number_columns(
    header: Header, grid: Grid, definition: Definition, unused: frozenset[int]
) -> tuple[Header, tuple[tuple[Column, int], ...]]:
    """Return the header with running numbers and references where cells of their form stand, and what was moved.

    Only columns without a heading of their own, known by an alias or not at all, are looked for anew. Those moved to
    a position whose heading does not name them are returned with it. `unused` are positions that no column may take.
    """
    numbered = [column for column in header.list_type.columns if _find_form(column, definition)]
    loose = [column for column in numbered if header.ranks.get(column.key, _BY_ALIAS) == _BY_ALIAS]
    if not loose:
        return header, ()
    chooser = _Chooser(header, grid, definition, loose, unused)
    moved = dict(chooser.find_moves())
    if not moved:
        return header, ()
    positions = {key: at for key, at in header.positions.items() if key not in moved and at not in moved.values()}
    positions |= moved
    ranks = {**{key: rank for key, rank in header.ranks.items() if key in positions}, **dict.fromkeys(moved, _BY_ALIAS)}
    for column in loose:
        left = _find_named_position(column, header, positions) if column.key not in positions else None
        if left is not None:
            positions[column.key], ranks[column.key] = left, _BY_ALIAS
    unnamed = tuple(
        (column, moved[column.key])
        for column in loose
        if column.key in moved and header.find_name(moved[column.key]) not in map(fold, column.names)
    )
    return replace(header, positions=positions, ranks=ranks), unnamed


def _find_form(column: Column, definition: Definition) -> re.Pattern[str] | None:
    """Return the form of a column's numbers, folded; None where they have no letters that tell them from any number."""
    referenced = definition.find_referenced_column(column)
    mask = (referenced.column if referenced else column).numbering or ""
    before, after = fold(mask.partition("#")[0]) if "#" in mask else "", fold(mask.rpartition("#")[2])
    letters = any(character.isalpha() for character in before + after)
    return re.compile(rf"{re.escape(before)}[0-9]+{re.escape(after)}") if letters else None


def _find_named_position(column: Column, header: Header, positions: dict[str, int]) -> int | None:
    own = {fold(name): place for place, name in enumerate(column.names)}
    free = (at for at, name in enumerate(header.names) if at not in positions.values() and name in own)
    return min(free, key=lambda at: own[header.names[at]], default=None)


class _Chooser:
    """Measures how well the positions of one header fit its columns of numbers."""

    def __init__(
        self, header: Header, grid: Grid, definition: Definition, loose: list[Column], unused: frozenset[int]
    ) -> None:
        self.header, self.loose, self.definition = header, loose, definition
        self.rows = grid.rows[header.row + 1 : header.end]
        mine = {column.key for column in loose}
        taken = {at for key, at in header.positions.items() if key not in mine} | unused | find_helper_positions(header)
        self.open = [at for at in range(max(map(len, self.rows), default=0)) if at not in taken]
        self.cells = {at: self._sample_cells(at) for at in self.open}

    def _sample_cells(self, position: int) -> list[str]:
        cells = (row[position] for row in self.rows if position < len(row) and row[position] != "")
        return [fold(format_plain_text(cell)) for cell, _ in zip(cells, range(_SAMPLE), strict=False)]

    def find_moves(self) -> Iterator[tuple[str, int]]:
        """Yield the columns to move, by key, and the position whose cells have their form."""
        used: set[int] = set()
        for column in self.loose:
            now = self.header.positions.get(column.key)
            if now is not None and self._measure(column, now) > _UNFITTING:
                used.add(now)
                continue
            rivals = [at for at in self._find_rivals(now) if at not in used and self._measure(column, at) >= _FITTING]
            if rivals:
                used.add(rivals[0])
                yield column.key, rivals[0]

    def _find_rivals(self, now: int | None) -> list[int]:
        """Return where a column may stand instead; one not found by any heading only where another number was."""
        held = {self.header.positions.get(column.key) for column in self.loose}
        return [at for at in self.open if now is not None or at in held]

    def _measure(self, column: Column, position: int) -> float:
        """Return the share of a position's cells that have the form of the column's numbers."""
        form, cells = _find_form(column, self.definition), self.cells.get(position, [])
        if form is None or not cells:
            return 0.0
        return sum(form.fullmatch(cell) is not None for cell in cells) / len(cells)
