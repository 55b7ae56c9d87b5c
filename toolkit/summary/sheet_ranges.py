"""The addresses of the merged lists in the workbook: which sheet, rows and columns their records stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.excel import LAST_ROW, column_letters, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.fields.base import Field
from toolkit.text import measure_utf16_length

_SHEET_NAME = 31
FIRST_RECORD = 2  # the sheet row under the headings, from 1
# A sheet of the file format holds this many records under its headings.
SHEET_ROWS = LAST_ROW - FIRST_RECORD + 1
# The range of a list whose records are in a file beside the workbook. No text of a cell can hold this character, so a
# formula that holds it refers to such a list, however it was joined; its cell gets the value.
NOWHERE = "\x03"


@dataclass(frozen=True, kw_only=True)
class ListSheets:
    """One list on its sheets: the columns from left to right, and the records from top to bottom."""

    label: str
    fields: tuple[Field, ...]
    rows: int
    sheet_rows: int
    # What further sheets are named after, in place of the label.
    more: str = ""
    # Whether the records are in a file beside the workbook, and the sheet says where.
    beside: bool = False

    @cached_property
    def positions(self) -> dict[str, int]:
        """Column indexes by field key."""
        return {field.key: index for index, field in enumerate(self.fields)}

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The names of the list's sheet and of those that continue it."""
        more = -(-self.rows // self.sheet_rows) if self.rows and not self.beside else 1
        return (self.label, *(self._name_further_sheet(number) for number in range(1, more)))

    def _name_further_sheet(self, number: int) -> str:
        """Return the name of a further sheet; a long label is cut to the 31 characters of a sheet name."""
        label = self.more or self.label
        while measure_utf16_length(say("merged.more", list=label, number=number)) > _SHEET_NAME:
            label = label[:-1]
        return say("merged.more", list=label, number=number)

    def find_last_row(self, part: int) -> int:
        """Return the last row, from 1, of a sheet (`part`, from 0) with a record; an empty list has one empty row."""
        count = min(max(self.rows - part * self.sheet_rows, 1), self.sheet_rows)
        return FIRST_RECORD + count - 1

    def find_location(self, record: int) -> tuple[str, int]:
        """Return the sheet and the row, from 1, of a record, from 0."""
        part, rest = divmod(record, self.sheet_rows)
        return self.sheets[part], FIRST_RECORD + rest


class SheetRanges:
    """Addresses of every field and record.

    `options` are the ranges of choice lists by key, `anchor_days` the cells of @today and @meeting.
    """

    def __init__(
        self, list_sheets: Mapping[str, ListSheets], options: Mapping[str, str], anchor_days: Mapping[str, str]
    ) -> None:
        self.list_sheets = list_sheets
        self._options, self._anchor_days = options, anchor_days
        # For large campaigns, by list: the first and last record of every unit.
        self.blocks: dict[str, dict[str, tuple[int, int]]] = {}
        self._built: dict[tuple[str, str, tuple[int, int] | None], tuple[str, ...]] = {}

    def is_empty(self, list_key: str) -> bool:
        """Tell whether a list has no records."""
        return self.list_sheets[list_key].rows == 0

    def find_ranges(self, list_key: str, field: str, unit: str | None = None) -> tuple[str, ...]:
        """Return the absolute ranges of a field, one per sheet; of the unit alone where it has a block."""
        block = self.blocks.get(list_key, {}).get(unit) if unit is not None else None
        key = (list_key, field, block)
        if key not in self._built:
            self._built[key] = self._build_ranges(*key)
        return self._built[key]

    def _build_ranges(self, list_key: str, field: str, block: tuple[int, int] | None) -> tuple[str, ...]:
        list_sheets = self.list_sheets[list_key]
        if list_sheets.beside:
            return (NOWHERE,)
        column = column_letters(list_sheets.positions[field])
        if block is not None:
            (sheet, top), (last_sheet, bottom) = map(list_sheets.find_location, block)
            if sheet == last_sheet:
                return (f"{quote_sheet_name(sheet)}!${column}${top}:${column}${bottom}",)
        return tuple(
            f"{quote_sheet_name(sheet)}!${column}${FIRST_RECORD}:${column}${list_sheets.find_last_row(part)}"
            for part, sheet in enumerate(list_sheets.sheets)
        )

    def find_address(self, list_key: str, field: str, record: int) -> str:
        """Return the address of a record's cell, with its sheet."""
        list_sheets = self.list_sheets[list_key]
        if list_sheets.beside:
            return NOWHERE
        sheet, row = list_sheets.find_location(record)
        return f"{quote_sheet_name(sheet)}!{column_letters(list_sheets.positions[field])}{row}"

    def find_options_range(self, choices: str) -> str:
        """Return the absolute range of a choice list."""
        return self._options[choices]

    def find_anchor_day(self, name: str) -> str:
        """Return the address of `@today` or `@meeting`."""
        return self._anchor_days[name]


def find_unit_blocks(units: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return each unit's first and last record; an empty dict where records of a unit stand apart."""
    blocks: dict[str, tuple[int, int]] = {}
    previous = None
    for record, unit in enumerate(units):
        if unit != previous and unit in blocks:
            return {}
        blocks[unit] = (blocks[unit][0] if unit in blocks else record, record)
        previous = unit
    return blocks
