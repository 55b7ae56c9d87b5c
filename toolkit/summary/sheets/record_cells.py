"""Columns of records as cells in bulk: values and formulas as `WorkbookWriter` writes them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from toolkit.excel import LONGEST_CELL, ColumnRenderer, RenderedCells, column_letters, count_serial_days, fit_text
from toolkit.summary.sheets.unit_blocks import RowFormula
from toolkit.summary.sheets.workbook_writer import Cut, WorkbookWriter

_SURELY_FITTING = LONGEST_CELL // 2


def list_values(column: pd.Series[Any]) -> list[Any]:
    """Return the values of a column, None for what is not there."""
    there = column.notna()
    return (column if there.all() else column.astype(object).where(there, None)).tolist()


class RecordCells:
    """The cells of one column of a sheet, from its row `top` (from 0) on."""

    def __init__(self, book: WorkbookWriter, sheet: Any, place: tuple[int, int], style: str) -> None:
        self.book, self.sheet, self.style = book, sheet, style
        self.top, self.column = place
        self.number = ColumnRenderer(sheet, self.column, book.styles[style])
        self._text = self.number if style != "date" else ColumnRenderer(sheet, self.column, book.styles["text"])
        self.values = RenderedCells(self._render_value, self._text)

    def _render_value(self, value: Any) -> str:
        if value is None or value == "":
            return self.number.render_blank()
        if isinstance(value, str):
            return self._text.render_text(value)
        if isinstance(value, pd.Timestamp):
            look = self.book.styles["date"]
            day = self.sheet._convert_date_time(value.to_pydatetime())
            return ColumnRenderer(self.sheet, self.column, look).render_number(day)
        return self.number.render_number(value if isinstance(value, float) else int(value))

    def list_values(self, values: Sequence[Any]) -> Iterator[str]:
        """Return cells with values; what is too long is cut, and remembered."""
        return self.values.list_cells(self._fit(values))

    def _fit(self, values: Sequence[Any]) -> Sequence[Any]:
        if not any(type(value) is str and len(value) > _SURELY_FITTING for value in values):
            return values
        return [self._fit_value(value, row) for row, value in enumerate(values)]

    def _fit_value(self, value: Any, row: int) -> Any:
        """Return a value, from 0, as it fits into a cell; what had to be cut says so and is remembered."""
        if not isinstance(value, str) or (kept := fit_text(value)) == value:
            return value
        cell = f"{column_letters(self.column)}{self.top + row + 1}"
        self.book.cuts.append(Cut(sheet=self.sheet.get_name(), cell=cell, length=len(value)))
        return kept

    def list_formulas(self, formula: RowFormula, values: Sequence[Any]) -> Iterator[str]:
        """Return cells with a formula that is the same in all rows, and its present values."""
        cells = RenderedCells(lambda value: self.number.render_formula(formula.prepared, show_result(value)))
        return cells.list_cells(values)

    def list_either(
        self, formulas: Sequence[RowFormula], values: Sequence[Any], keep: Callable[[int], bool]
    ) -> Iterator[str]:
        """Yield cells with the formula of each row, or with its value.

        A value is written where the formula is too long for the file format, and in the rows (from 0) to `keep`.
        """
        for row, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            fits = formula.fits(self.top + row + 1)
            if fits and not keep(row):
                yield self.number.render_formula(formula.prepared, show_result(value))
                continue
            if not fits and not keep(row):
                self.book.fixed.append(f"{self.sheet.get_name()} {column_letters(self.column)}{self.top + row + 1}")
            yield self.values[self._fit_value(value, row)]


def show_result(value: Any) -> str | float:
    """Return the value of a formula as its cell keeps it: a day as its number, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, pd.Timestamp):
        return count_serial_days(value)
    return value if isinstance(value, str | float) else int(value)
