"""Find the records above a heading: a list sorted together with its heading has rows on both sides of it.

Titles, lines about the unit and notes stand above a heading too. A row is a record for certain where it has a number
of the list and anything else filled in, or where its cells fit the kinds of their columns; a row with some such
evidence is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from toolkit.cleaning import Cleaner, format_plain_text
from toolkit.definition import Column
from toolkit.formats import CellValue, Grid
from toolkit.reading.cell_fit import CellFit
from toolkit.reading.headers import DEEPEST_HEADER, Header
from toolkit.reading.heading_index import HeadingIndex
from toolkit.reading.non_records import RowJudge

# 填报单位：…, 日期：…
_LABELLED = re.compile(r"[^：:]{1,12}[：:](?!\d)")
_TELLING = frozenset({"choice", "choices", "date", "deadline", "code", "reference"})
_FEWEST_FILLED, _FEWEST_FITTING = 3, 2


class RowsAbove(NamedTuple):
    """The headers of a sheet, the first with the records above it, and the rows from 1 that may be such records."""

    headers: list[Header]
    doubtful: tuple[int, ...] = ()


def find_rows_above(
    grid: Grid, headers: list[Header], index: HeadingIndex, cleaner: Cleaner, rosters: Mapping[str, frozenset[str]]
) -> RowsAbove:
    """Look for records above the first header; a header far down counts only where it has some above it."""
    if not headers:
        return RowsAbove(headers)
    first = headers[0]
    filled = {n: row for n, row in enumerate(grid.rows[: first.top], 1) if len(row) - row.count("") >= _FEWEST_FILLED}
    judge = _AboveJudge(first, index, cleaner, rosters) if filled else None
    answers = {number: judge.judge_row(cells) for number, cells in filled.items()} if judge else {}
    certain = {number for number, answer in answers.items() if answer == "record"}
    doubtful = [number for number, answer in answers.items() if answer == "doubt"]
    if first.top >= DEEPEST_HEADER and not certain:
        return RowsAbove([])
    return RowsAbove([replace(first, above=frozenset(certain)), *headers[1:]], tuple(doubtful))


class _AboveJudge:
    """Judges the rows above one header."""

    def __init__(
        self, header: Header, index: HeadingIndex, cleaner: Cleaner, rosters: Mapping[str, frozenset[str]]
    ) -> None:
        self.index = index
        self.rows = RowJudge(header, cleaner.definition.vocabulary)
        self.fit = CellFit(header.list_type.key, cleaner, rosters)
        self.columns = {header.positions[c.key]: c for c in header.list_type.columns if c.key in header.positions}
        self.number = header.list_type.number

    def judge_row(self, cells: list[CellValue]) -> str:
        """Return `record`, `doubt`, or an empty text for a row that is neither."""
        texts = {position: text for position, cell in enumerate(cells) if (text := format_plain_text(cell))}
        inputs = [position for position in texts if position in self.columns and not self.columns[position].locked]
        if not inputs or self.rows.find_reason(texts) or self.index.count_headings(cells):
            return ""
        if self._has_number(texts):
            return "record"
        if len(inputs) < _FEWEST_FILLED or any(_LABELLED.match(text) for text in texts.values()):
            return ""
        fitting = sum(1 for position in inputs if self._is_telling(self.columns[position], cells[position]))
        return "record" if fitting >= _FEWEST_FITTING else "doubt" if fitting else ""

    def _has_number(self, texts: Mapping[int, str]) -> bool:
        """Tell whether a row has a number in the form of the list's own: mere digits may count anything."""
        position = self.rows.counted
        if self.number is None or position is None:
            return False
        text = texts.get(position, "")
        return not text.isdigit() and self.fit.is_running_number(self.number, text)

    def _is_telling(self, column: Column, cell: CellValue) -> bool:
        return column.kind in _TELLING and self.fit.is_plausible_cell(column, cell)
