"""An opened file: sheets of plain cell values, with what is known of cells whose value is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

# White space counts as nothing: XML writers may drop it, so that no reader can tell it from an empty cell.
WHITE = " \t\r\n"


class LostValue(str):
    """The value of a filled cell that has none to read; as a text it is what can be shown of the cell.

    `code` says why (message `unknown.<code>`): `error_value` for #N/A and its like, `no_result` for a
    formula whose result was not saved, `bad_cell` for a content that its kind cannot have, such as the shared string
    of a number that no string has.
    """

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> LostValue:
        """Create the value from the shown text and the reason."""
        value = super().__new__(cls, text)
        value.code = code
        return value

    def __reduce__(self) -> tuple[type[LostValue], tuple[str, str]]:
        return LostValue, (str(self), self.code)


CellValue = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRange:
    """A merged range: rows from 1, columns from 0, ends included. Only its first cell has a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Something on a sheet that is no cell's value: a note, a text box, an embedded document, a struck-out cell.

    `kind` is `note`, `text_box`, `embedded`, `picture`, `struck`, `below` (a page's text below its table), or `unread`
    for what is too damaged to tell. `cell` is the address it belongs to or lies on, empty where it has none. `text` is
    what it says, empty where it has no text; of a struck-out cell it is the words that are struck out, empty where
    all are.
    """

    kind: str
    cell: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """What a cell shows where that cannot be told for certain: a guess, else its number format's code.

    Neither is known of a cell that holds a value and shows nothing.
    """

    guess: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: every cell from A1 on, rows of equal length; a blank cell is an empty text.

    `stored` is the number of cells with more than white space, counted from the file's own parts independently of
    the values read; None where the format offers no second way to count. Hidden rows count from 1, hidden columns
    from 0. `far` has the addresses (row from 1, column from 0) of cells too far away to be read. `shown` has, by such
    addresses, the texts that cells show where these are not the plain texts of their values; `unsure` has the cells
    of which that cannot be told. `beside` has what stands on the sheet besides its cells. `sum_cells` has the
    addresses of cells that only sum up others.
    """

    name: str
    hidden: bool
    rows: list[list[CellValue]]
    stored: int | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[MergedRange, ...] = ()
    far: tuple[tuple[int, int], ...] = ()
    shown: Mapping[tuple[int, int], str] = field(default_factory=dict)
    unsure: Mapping[tuple[int, int], Unsure] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    sum_cells: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """One workbook: its sheets in order, and what its package says besides the cells.

    `format` is xlsx, xlsb, xls, ods, csv, html or xml. Properties and notes are texts that may hold an
    identity token. `encrypted` tells whether the file is encrypted, `opened_by` which of the passwords given opened it,
    by its place, None where none was needed; `signed` whether there is a digital signature. `active` are the kinds of
    what acts in it or reaches out of it: see `active_parts`.
    """

    format: str
    grids: tuple[Grid, ...]
    modified: dt.datetime | None = None
    properties: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    encrypted: bool = False
    opened_by: int | None = None
    signed: bool = False
    active: tuple[str, ...] = ()


def is_stored(value: CellValue) -> bool:
    """Tell whether a cell holds more than white space."""
    return bool(value.strip(WHITE)) if isinstance(value, str) else True
