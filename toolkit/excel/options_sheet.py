"""The hidden sheet behind dropdowns: one choice list per column, its key in the first row, its values below.

The writer of the sheet chooses its styles; the positions of the lists are defined here alone.
"""

from __future__ import annotations

from toolkit.excel.a1 import column_letters, quote_sheet_name


def build_options_range(sheet: str, column: int, count: int) -> str:
    """Return the absolute range of the choice list with `count` values in a column (index from 0)."""
    letters = column_letters(column)
    return f"{quote_sheet_name(sheet)}!${letters}$2:${letters}${count + 1}"
