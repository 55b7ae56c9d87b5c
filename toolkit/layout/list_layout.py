"""The sheet of one list: its rows, its columns and their ranges."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.definition import ListType
from toolkit.excel import column_letters, quote_sheet_name

HEADER_ROW, FIRST_ROW = 3, 4  # rows from 1: title, unit, headings, records
COVER_FIELDS_ROW = 4  # the row of the cover's first field, from 1
SPARE_ROWS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLayout:
    """The sheet of one list: the hint beside the number, the other columns, hidden helpers with days of deadlines.

    The hint is the second column where the first has the running numbers, else the first.
    """

    list_type: ListType
    # How many rows are issued already filled; more rows than the definition says are prepared if these need them.
    issued: int = 0
    # In later rounds: the running numbers of the issued rows that hold items of earlier rounds, and how many items
    # of the list are closed and therefore not in it; `covered` are the people who appear in closed items.
    numbers: tuple[str, ...] = ()
    closed: int = 0
    covered: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """How many rows are prepared for records."""
        return max(self.list_type.rows, self.issued + SPARE_ROWS)

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.list_type.label

    @property
    def last_row(self) -> int:
        """The last row prepared, counted from 1."""
        return FIRST_ROW + self.rows - 1

    @property
    def hint_column(self) -> int:
        """The index of the hint column, from 0; it is frozen with all before it, and does not print."""
        columns = self.list_type.columns
        return 1 if columns[0].numbering and len(columns) > 1 else 0

    @property
    def last_column(self) -> int:
        """The index of the last column that a clerk sees, from 0."""
        return len(self.list_type.columns)

    @property
    def helpers(self) -> dict[str, int]:
        """The index, from 0, of the day helper of each deadline column, by column key."""
        deadlines = [column.key for column in self.list_type.columns if column.kind == "deadline"]
        return {key: self.last_column + 1 + offset for offset, key in enumerate(deadlines)}

    @property
    def positions(self) -> dict[str, int]:
        """The index, from 0, of each of the list's own columns, by column key, in their order."""
        hint = self.hint_column
        return {column.key: at + (at >= hint) for at, column in enumerate(self.list_type.columns)}

    def find_column_index(self, key: str) -> int:
        """Return the index of a column, from 0; KeyError where the workbook does not show it."""
        return self.positions[key]

    def find_column_range(self, index: int, *, outside: bool = False) -> str:
        """Return the absolute range of a column's records; with the sheet's name for formulas `outside` the sheet."""
        name = column_letters(index)
        cells = f"${name}${FIRST_ROW}:${name}${self.last_row}"
        return f"{quote_sheet_name(self.sheet)}!{cells}" if outside else cells
