"""What an opened file is: sheets of plain cell values, and all that is known of cells whose value is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# A dense reader allocates the whole rectangle up to the farthest cell and cannot be stopped when that is
# too large, so extents are looked at first. 20 million cells are about 1.5 GB.
MOST_CELLS = 20_000_000
MOST_INFLATED = 512 * 1024 * 1024
# Cells that lie so far behind the last one before them belong to no list: a slip, or a bomb.
FAR_ROWS, FAR_COLUMNS = 5_000, 200
# What counts as nothing: XML writers may drop it, so that no reader can tell it from an empty cell.
WHITE = " \t\r\n"


class LostValue(str):
    """A cell that holds something, but no value: its text is what can be shown of it.

    `code` says why (message `unknown.<code>`): `error_value` for #N/A and its like, `no_result` for a
    formula whose result was not saved.
    """

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> LostValue:
        """Make one of the shown text and the reason."""
        value = super().__new__(cls, text)
        value.code = code
        return value


CellValue = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRange:
    """A merged range: rows from 1, columns from 0, ends included. Only its first cell has a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: every cell from A1 on, rows of equal length; a blank cell is an empty text.

    `stored` is the number of cells that hold more than white space, counted from the file's own parts
    apart from the reading of values; None where the format has no second way to count. Hidden rows are
    counted from 1, hidden columns from 0. `far` are the addresses (row from 1, column from 0) of cells that
    are too far away to be read.
    """

    name: str
    hidden: bool
    rows: list[list[CellValue]]
    stored: int | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[MergedRange, ...] = ()
    far: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """One workbook: its sheets in order, and what its package says about it beyond cells.

    `format` is xlsx, xlsb, xls, ods, csv, html or xml. Properties and notes are texts that may hold an
    identity token. `encrypted` tells that a password was needed.
    """

    format: str
    grids: tuple[Grid, ...]
    modified: dt.datetime | None = None
    properties: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    encrypted: bool = False


def is_stored(value: CellValue) -> bool:
    """Tell whether a cell holds more than white space."""
    return bool(value.strip(WHITE)) if isinstance(value, str) else True
