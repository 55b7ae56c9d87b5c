"""The prepared rows of a list's sheet: those issued with their texts, then blank ones, all with hints and numbers.

Formulas are shared, as spreadsheet programs write them: stored once per column instead of once per row, which takes a
fifth of the size and of the time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from toolkit.definition import Column
from toolkit.excel import HeldCell, HeldRows, Styles, column_letters, escape_markup
from toolkit.layout import FIRST_ROW, SheetView, recall_hint_formula
from toolkit.template.paper import READY_HEIGHT
from toolkit.template.preview import ListPreview
from toolkit.template.row_heights import RowHeights, render_height
from toolkit.text import show_tricks

HINT_WIDTH = 26
_MOST_DIGITS = 15  # of a number that a cell keeps exactly
_CELL_STYLES = {"long_text": "long", "text": "text", "date": "date", "integer": "counted"}


class RecordRows:
    """Writes the rows of one list."""

    def __init__(self, sheet: Any, styles: Styles, view: SheetView, preview: ListPreview, heights: RowHeights) -> None:
        self._styles, self._preview, self._heights = styles, preview, heights
        self._view, self._layout, self._columns = view, view.layout, view.layout.list_type.columns
        width = self._layout.last_column + 1 + len(self._layout.helpers)
        self._rows: HeldRows = sheet.hold_rows(FIRST_ROW - 1, self._layout.rows, width)
        self._sheet_name = sheet.name
        self._open = [self._find_look(column, locked=column.closed_to_units) for column in self._columns]
        fixed = [column.closed_to_units or column.later == "fixed" for column in self._columns]
        self._closed = [self._find_look(each, locked=locked) for each, locked in zip(self._columns, fixed, strict=True)]
        self._formulas = self._build_formulas()
        self._days: dict[int, dict[str, int]] = {}
        for (row, key), day in preview.days.items():
            self._days.setdefault(row, {})[key] = day
        self._faulty: dict[int, set[str]] = {}
        for row, key in preview.faulty_cells:
            self._faulty.setdefault(row, set()).add(key)

    def write(self, issued: Sequence[Mapping[str, str]], numbers: Sequence[str], followed: Collection[int]) -> None:
        """Write the rows issued, each by column key, and below them blank ones; `numbers` are those of all rows.

        The row numbers `followed` are those of items: their fixed texts are closed, unless they are faulty.
        """
        for row, (values, number) in enumerate(zip(issued, numbers, strict=False), FIRST_ROW):
            self._write_row(row, values, number, is_followed=row in followed)
        first = FIRST_ROW + len(issued)
        if first == FIRST_ROW and numbers:  # the first row has the formulas themselves
            self._write_row(first, {}, numbers[0], is_followed=False)
            first += 1
        self._write_blank_rows(first, numbers[first - FIRST_ROW :])

    def _write_row(self, row: int, values: Mapping[str, str], number: str, *, is_followed: bool) -> None:
        looks, faulty = self._closed if is_followed else self._open, self._faulty.get(row, ())
        if is_followed and faulty:
            keys = [column.key for column in self._columns]
            looks = [
                opened if key in faulty else closed for key, opened, closed in zip(keys, self._open, looks, strict=True)
            ]
        texts = [number if column.numbering else values.get(column.key, "") for column in self._columns]
        cells = [self._make_cell(*each) for each in zip(self._columns, texts, looks, strict=True)]
        self._rows.add_row(self._compute_height(row, values), self._add_results(row, cells))

    def _compute_height(self, row: int, values: Mapping[str, str]) -> str:
        """Return the height that the texts of a row need, as the part has it."""
        if not values:
            return render_height(READY_HEIGHT)
        shown = [(text, column.width) for column in self._columns if (text := values.get(column.key))]
        hint = self._preview.hints.get(row, "")
        return render_height(self._heights.compute(self._sheet_name, row - 1, [*shown, (hint, HINT_WIDTH)]))

    def _write_blank_rows(self, first: int, numbers: Sequence[str]) -> None:
        blank = [self._rows.make_blank(look) for look in self._open]
        at = next((at for at, column in enumerate(self._columns) if column.numbering), None)
        own = blank[0] if at is None else None
        texts = [own or self._rows.make_text(number, self._open[at or 0]) for number in numbers]
        column = 0 if at is None else self._layout.find_column_index(self._columns[at].key)
        self._rows.add_rows(render_height(READY_HEIGHT), self._add_results(first, blank), column, texts)

    def _add_results(self, row: int, cells: list[HeldCell]) -> list[HeldCell]:
        """Return the cells of a row with those of its formulas."""
        days, hint, helpers = self._days.get(row, {}), self._layout.hint_column, self._layout.helpers
        shown = [self._preview.hints.get(row, ""), *(days.get(key, "") for key in helpers)]
        results = [
            self._rows.make_result(first if row == FIRST_ROW else other, value, self._styles["hint"])
            for (first, other), value in zip(self._formulas, shown, strict=True)
        ]
        return [*cells[:hint], results[0], *cells[hint:], *results[1:]]

    def _build_formulas(self) -> list[tuple[str, str]]:
        """Return the elements of the hint's formula and of the helpers', in the first row and in the others."""
        layout, texts = self._layout, {self._layout.hint_column: recall_hint_formula(self._view)}
        texts |= {index: self._view.build_helper_formula(key) for key, index in layout.helpers.items()}
        elements = []
        for number, (index, formula) in enumerate(texts.items()):
            letters = column_letters(index)
            cells = f"{letters}{FIRST_ROW}:{letters}{layout.last_row}"
            written = escape_markup(show_tricks(formula).removeprefix("="))
            first = f'<f t="shared" ref="{cells}" si="{number}">{written}</f>'
            elements.append((first, f'<f t="shared" si="{number}"/>'))
        return elements

    def _find_look(self, column: Column, *, locked: bool) -> Any:
        return self._styles.make_format(_CELL_STYLES.get(column.kind, "centre"), unlocked=not locked, grey=locked)

    def _make_cell(self, column: Column, text: str, look: Any) -> HeldCell:
        if not text:
            return self._rows.make_blank(look)
        if column.kind == "date" and (day := _parse_day(text)):
            return self._rows.make_day(day, look)
        if column.kind == "integer" and text.isdecimal() and len(text) <= _MOST_DIGITS:
            return self._rows.make_number(int(text), look)
        return self._rows.make_text(text, look)


def _parse_day(text: str) -> dt.datetime | None:
    """Return a day written as 2022-03-15, at midnight; None for anything else."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time())
    except ValueError:
        return None
