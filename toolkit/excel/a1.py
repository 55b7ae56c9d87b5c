"""Addresses of cells and ranges: A1 or A1:C9 comes in, rows from 1 and columns from 0 go out, and back."""

from __future__ import annotations

import re
from collections.abc import Callable

LAST_ROW = 1_048_576
Move = Callable[[int, int], tuple[int, int] | None]
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def column_letters(position: int) -> str:
    """Return the column letters of a position from 0."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def format_address(row: int, column: int) -> str:
    """Return `C7` for row 7 and column 2."""
    return f"{column_letters(column)}{row}"


def parse_row(name: str) -> int:
    """Return the row of an address."""
    return _parse_address(name)[0]


def parse_column(name: str) -> int:
    """Return the column of an address, from 0."""
    return _parse_address(name)[1]


def _parse_address(name: str) -> tuple[int, int]:
    match = _CELL.fullmatch(name)
    if match is None:
        raise ValueError(name)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def parse_ranges(refs: str) -> list[tuple[int, int, int, int]]:
    """Return top, left, bottom and right of every range; whole rows and columns are left out."""
    found = []
    for ref in refs.split():
        first, _, last = ref.partition(":")
        if _CELL.fullmatch(first) and _CELL.fullmatch(last or first):
            found.append((*_parse_address(first), *_parse_address(last or first)))
    return found


def shift_range(ref: str, move: Move) -> str:
    """Return a range whose ends moved, empty where all of it is gone.

    A range of several columns that were shuffled stays where it is.
    """
    known = parse_ranges(ref)
    if not known:
        return ref
    top, left, bottom, right = known[0]
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
    """Return a sheet name as formulas need it."""
    escaped = sheet.replace("'", "''")
    return f"'{escaped}'"
