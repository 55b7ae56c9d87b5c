"""Write a cell's value as a clerk would, without any number format."""

from __future__ import annotations

import datetime as dt

from toolkit.formats.grid import CellValue, Grid
from toolkit.text import tidy

# Spreadsheets keep 15 digits of a number and show no more: the others come from computing in powers of two.
_DIGITS = 15
_MOST_WHOLE = 1e21


def format_number(number: float) -> str:
    """Return a number with at most 15 significant digits: 0.3 for 0.1 + 0.2, 100000 for 1e5, 1.5E-07."""
    if abs(number) < _MOST_WHOLE and number == int(number):
        return str(int(number))
    return f"{number:.{_DIGITS}g}".upper()


def format_plain_text(value: CellValue) -> str:
    """Return a cell's value in words: whole numbers without a decimal point, days as 2022-03-31."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format_number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def find_value(grid: Grid, row: int, column: int) -> CellValue:
    """Return the value at an address (row from 1, column from 0), an empty text outside the grid."""
    cells = grid.rows[row - 1] if 0 < row <= len(grid.rows) else []
    return cells[column] if column < len(cells) else ""


def format_shown_text(grid: Grid, row: int, column: int) -> str:
    """Return what the cell at an address (row from 1, column from 0) shows, as far as that is known."""
    return grid.shown.get((row, column)) or format_plain_text(find_value(grid, row, column))
