"""The hidden sheet behind dropdowns: one choice list a column, its key in the first row, its values below.

Who writes the sheet chooses its looks; where a list stands is known here alone.
"""

from __future__ import annotations

from toolkit.excel.a1 import column_letters, quote_sheet_name


def build_options_range(sheet: str, column: int, count: int) -> str:
    """Return the absolute range of the list in a column, from 0, that has `count` values."""
    letters = column_letters(column)
    return f"{quote_sheet_name(sheet)}!${letters}$2:${letters}${count + 1}"
