"""Addresses of cells and ranges in A1 notation: rows count from 1, columns from 0.

xlsxwriter converts column letters and indexes. This module adds what it lacks: ranges that move with their cells, and
sheet names that are always quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from xlsxwriter.utility import xl_col_to_name

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # how many of each a sheet has
Move = Callable[[int, int], tuple[int, int] | None]
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=1024)
def column_letters(index: int) -> str:
    """Return the letters of a column by its index."""
    letters: str = xl_col_to_name(index)
    return letters


@lru_cache(maxsize=1024)
def parse_column_letters(letters: bytes) -> int:
    """Return the index of a column by its capital letters, given as bytes of a part."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def format_address(row: int, column: int) -> str:
    """Return `C7` for row 7 and column 2."""
    return f"{column_letters(column)}{row}"


def parse_row(address: str) -> int:
    """Return the row of an address. Raises ValueError where it is none."""
    return _parse_address(address)[0]


def parse_column(address: str) -> int:
    """Return the column of an address. Raises ValueError where it is none."""
    return _parse_address(address)[1]


def _parse_address(address: str) -> tuple[int, int]:
    match = _CELL.fullmatch(address)
    if match is None:
        raise ValueError(address)
    return int(match[2]), parse_column_letters(match[1].encode())


def parse_ranges(refs: str) -> list[tuple[int, int, int, int]]:
    """Return top, left, bottom and right of every range in a text with spaces between ranges.

    Ranges of whole rows or columns are left out.
    """
    ranges = []
    for ref in refs.split():
        first, _, last = ref.partition(":")
        if _CELL.fullmatch(first) and _CELL.fullmatch(last or first):
            ranges.append((*_parse_address(first), *_parse_address(last or first)))
    return ranges


def merge_addresses(addresses: Iterable[str]) -> list[str]:
    """Return the ranges that hold exactly these cells, a range for every run of cells in a column, column by column."""
    runs: list[list[int]] = []
    for column, row in sorted({(parse_column(address), parse_row(address)) for address in addresses}):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    return [
        format_address(first, column)
        if first == last
        else f"{format_address(first, column)}:{format_address(last, column)}"
        for column, first, last in runs
    ]


def shift_range(ref: str, move: Move) -> str:
    """Return a range after its cells moved, an empty text where none of its cells is left.

    `move` returns the new row and column of a cell, None for a deleted cell. A range over columns whose order changed
    stays as it is.
    """
    ranges = parse_ranges(ref)
    if not ranges:
        return ref
    top, left, bottom, right = ranges[0]
    first = move(top, left)
    if (top, left) == (bottom, right):
        return "" if first is None else format_address(*first)
    last = move(bottom, right)
    if first is None and last is None:
        return ""
    first, last = first or (top, left), last or (max(top, bottom - 1), right)
    if last[0] < first[0] or last[1] < first[1]:
        return ref
    return f"{format_address(min(first[0], LAST_ROW), first[1])}:{format_address(min(last[0], LAST_ROW), last[1])}"


def quote_sheet_name(sheet: str) -> str:
    """Return a sheet's name as formulas need it: always in quotes, which every program accepts."""
    escaped = sheet.replace("'", "''")
    return f"'{escaped}'"
