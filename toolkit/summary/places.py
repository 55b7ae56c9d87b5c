"""Where the records of the merged lists stand in the workbook: fields and row counts come in, addresses go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.layout import quoted
from toolkit.messages import say
from toolkit.package import LAST_ROW, letters
from toolkit.summary.field import Field
from toolkit.text import utf16_length

_SHEET_NAME = 31
FIRST_RECORD = 2  # the sheet row under the headings, from 1
# A sheet of the file format holds this many records under its headings.
SHEET_ROWS = LAST_ROW - FIRST_RECORD + 1


@dataclass(frozen=True, kw_only=True)
class Stand:
    """One list on its sheets: the columns from left to right, and the records from top to bottom."""

    label: str
    fields: tuple[Field, ...]
    rows: int
    sheet_rows: int
    # What further sheets are called by.
    more: str = ""

    @cached_property
    def positions(self) -> dict[str, int]:
        """Column positions from 0 by field."""
        return {field.key: place for place, field in enumerate(self.fields)}

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The sheet, and those on which the list goes on."""
        more = -(-self.rows // self.sheet_rows) if self.rows else 1
        return (self.label, *(self._more(number) for number in range(1, more)))

    def _more(self, number: int) -> str:
        """Return the name of a further sheet; a long label is cut, for a sheet's name has 31 characters."""
        label = self.more or self.label
        while utf16_length(say("merged.more", list=label, number=number)) > _SHEET_NAME:
            label = label[:-1]
        return say("merged.more", list=label, number=number)

    def last_row(self, part: int) -> int:
        """Return the last row of a sheet that holds a record; an empty list has one empty row."""
        held = min(max(self.rows - part * self.sheet_rows, 1), self.sheet_rows)
        return FIRST_RECORD + held - 1

    def place(self, record: int) -> tuple[str, int]:
        """Return the sheet and its row, from 1, of a record from 0."""
        part, rest = divmod(record, self.sheet_rows)
        return self.sheets[part], FIRST_RECORD + rest


class Places:
    """Addresses of every field and record."""

    def __init__(self, stands: Mapping[str, Stand], options: Mapping[str, str], moments: Mapping[str, str]) -> None:
        self.stands = stands
        self._options, self._moments = options, moments
        # Of large campaigns: the first and last record of every unit, where its records stand together.
        self.blocks: dict[str, dict[str, tuple[int, int]]] = {}

    def ranges(self, list_key: str, field: str, unit: str | None = None) -> tuple[str, ...]:
        """Return the absolute range of a field, one per sheet; of one unit's records alone where blocks are used."""
        stand = self.stands[list_key]
        column = letters(stand.positions[field])
        block = self.blocks.get(list_key, {}).get(unit) if unit is not None else None
        if block is not None:
            (sheet, top), (last_sheet, bottom) = stand.place(block[0]), stand.place(block[1])
            if sheet == last_sheet:
                return (f"{quoted(sheet)}!${column}${top}:${column}${bottom}",)
        return tuple(
            f"{quoted(sheet)}!${column}${FIRST_RECORD}:${column}${stand.last_row(part)}"
            for part, sheet in enumerate(stand.sheets)
        )

    def cell(self, list_key: str, field: str, record: int) -> str:
        """Return the address of one cell with its sheet."""
        stand = self.stands[list_key]
        sheet, row = stand.place(record)
        return f"{quoted(sheet)}!{letters(stand.positions[field])}{row}"

    def options(self, choices: str) -> str:
        """Return the absolute range of a choice list."""
        return self._options[choices]

    def moment(self, name: str) -> str:
        """Return the address of `@today` or `@meeting`."""
        return self._moments[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """One record's row, as the formulas of its fields see it."""

    places: Places
    list_key: str
    columns: Mapping[str, str]
    row: int
    unit: str | None

    @property
    def sheet_rows(self) -> int:
        """How many records a sheet holds."""
        return self.places.stands[self.list_key].sheet_rows

    def own(self, field: str) -> str:
        """Return the address of the row's own cell."""
        return f"{self.columns[field]}{self.row}"

    def ranges(self, list_key: str, field: str, *, whole: bool = False) -> tuple[str, ...]:
        """Return the absolute ranges of a field; unless `whole`, the own unit's records alone where blocks are used."""
        return self.places.ranges(list_key, field, None if whole else self.unit)

    def options(self, choices: str) -> str:
        """Return the absolute range of a choice list."""
        return self.places.options(choices)

    def moment(self, name: str) -> str:
        """Return the address of `@today` or `@meeting`."""
        return self.places.moment(name)


def unit_blocks(units: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return each unit's first and last record, where no other unit's record stands between; else nothing."""
    blocks: dict[str, tuple[int, int]] = {}
    previous = None
    for record, unit in enumerate(units):
        if unit != previous and unit in blocks:
            return {}
        blocks[unit] = (blocks[unit][0] if unit in blocks else record, record)
        previous = unit
    return blocks
