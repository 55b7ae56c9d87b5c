"""Rows of a sheet that are kept as the XML of their cells, until the sheet's part is written.

The library makes an object of every cell and asks it many questions, some 6 microseconds a cell; here it is half of
one. What is written is the same: texts get their numbers in the order in which cells are made, and formats theirs when
the part is written. What few cells hold (days, texts that need care) the library makes, one cell at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format

from toolkit.excel.a1 import column_letters
from toolkit.excel.row_xml import escape_markup
from toolkit.excel.safe_sheet import LONGEST_CELL, fit_text
from toolkit.text import show_tricks

# The look of a cell, and what follows it in the cell's XML.
HeldCell = tuple[Format, str]
# In rows that are alike: the number, the end of the cell that is their own.
_ROW, _OWN = "\x00", "\x01"
_SURELY_FITTING = LONGEST_CELL // 2  # characters, each of two UTF-16 units at most


@dataclass(frozen=True, slots=True)
class _AlikeRows:
    """Rows that differ in the cell of one column alone, of which these are the ends."""

    height: str
    cells: Sequence[HeldCell]
    column: int
    ends: Sequence[str]


class HeldRows:
    """The last rows of a sheet (`PackedRows`), from `first` on (from 0), with `width` cells each.

    Cells are made in their order and given row by row, with the height in points that a row has at least: it grows
    with what is typed.
    """

    def __init__(self, sheet: Any, first: int, width: int) -> None:
        self._sheet, self._first, self._width = sheet, first, width
        self._begins = [f'<c r="{column_letters(column)}' for column in range(width)]
        self._rows: list[tuple[str, Sequence[HeldCell]] | _AlikeRows] = []
        self._results: dict[tuple[str, str | int], str] = {}
        self._looks: dict[Format, str] = {}

    # -- cells --------------------------------------------------------------------------------------

    def make_text(self, text: str, look: Format) -> HeldCell:
        """Return a cell with a text, which nobody obeys (`SafeSheet`)."""
        table, number = self._sheet.str_table, None
        if text[:1].isalnum():
            number = table.string_table.get(text)
            if number is None and len(text) <= _SURELY_FITTING and text.isprintable():
                number = table.number_text(text)
        if number is None:
            self._sheet.write_string(self._first, 0, text, look)
            return self._take_cell()
        table.count += 1
        return look, f' t="s"><v>{number}</v></c>'

    def make_day(self, day: dt.datetime, look: Format) -> HeldCell:
        """Return a cell with a day."""
        self._sheet.write_datetime(self._first, 0, day, look)
        return self._take_cell()

    def make_number(self, number: int, look: Format) -> HeldCell:
        """Return a cell with a number."""
        self._sheet.write_number(self._first, 0, number, look)
        return self._take_cell()

    def make_blank(self, look: Format) -> HeldCell:
        """Return a cell without a value."""
        return look, "/>"

    def make_result(self, formula: str, value: str | int, look: Format) -> HeldCell:
        """Return a cell with a formula, given as its element, and its result: a text, an empty one too, or a number."""
        end = self._results.get((formula, value))
        if end is None:
            kind, shown = "", str(value)
            if isinstance(value, str):
                kind = ' t="str"'
                shown = escape_markup(self._sheet._escape_control_characters(fit_text(show_tricks(value))))
            end = self._results[formula, value] = f"{kind}>{formula}<v>{shown}</v></c>"
        return look, end

    def _take_cell(self) -> HeldCell:
        """Return the cell that the library has just made in the first place."""
        cell = self._sheet.table[self._first].pop(0)
        return cell.format, self._sheet.render_end(cell)

    # -- rows ---------------------------------------------------------------------------------------

    def add_row(self, height: str, cells: Sequence[HeldCell]) -> None:
        """Add a row."""
        self._rows.append((height, cells))

    def add_rows(self, height: str, cells: Sequence[HeldCell], column: int, own: Sequence[HeldCell]) -> None:
        """Add a row for each of the cells `own`, which stand in a column; the other cells of all are alike."""
        if any(look is not cells[column][0] for look, _ in own):  # texts that need care have a look of their own
            for cell in own:
                self.add_row(height, [*cells[:column], cell, *cells[column + 1 :]])
        elif own:
            self._rows.append(_AlikeRows(height, cells, column, [end for _, end in own]))

    def render(self) -> str:
        """Return the rows as they stand in the part."""
        written: list[str] = []
        number = self._first
        for rows in self._rows:
            if isinstance(rows, _AlikeRows):
                cells = [*rows.cells]
                cells[rows.column] = (cells[rows.column][0], _OWN)
                model = self._render_row(_ROW, rows.height, cells)
                for end in rows.ends:
                    number += 1
                    written.append(model.replace(_ROW, str(number)).replace(_OWN, end))
            else:
                number += 1
                written.append(self._render_row(str(number), *rows))
        return "".join(written)

    def _render_row(self, number: str, height: str, cells: Sequence[HeldCell]) -> str:
        looks = self._looks
        pieces = [f'<row r="{number}" spans="1:{self._width}" ht="{height}">']
        for begin, (look, end) in zip(self._begins, cells, strict=True):
            own = looks.get(look)
            if own is None:
                own = looks[look] = f'" s="{look._get_xf_index()}"'
            pieces.append(f"{begin}{number}{own}{end}")
        pieces.append("</row>")
        return "".join(pieces)
