"""Single records as a bulletin prints them: values, cells as formulas, and what the office chose to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd

from toolkit.bulletin import TextChoice, end_sentence, shorten_text
from toolkit.definition import UNIT, InnerSeries, Series
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.fields.base import UNIT_CODE
from toolkit.summary.listing import Listing
from toolkit.summary.printing import format_long_day
from toolkit.summary.sheets.workbook_writer import WorkbookWriter

# The list, the unit's code and the number of a record.
Place: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class RecordPrinter:
    """Prints the records of listings; `choices` is what the office chose to print of single ones."""

    summary: Summary
    choices: Mapping[Place, TextChoice] = field(default_factory=dict)

    def find_listing(self, key: str) -> Listing | None:
        """Return a listing by key, None where this campaign has none."""
        return next((listing for listing in self.summary.listings if listing.key == key), None)

    def find_choice(self, listing: Listing, record: int) -> TextChoice | None:
        """Return what the office chose for a record, None where nothing."""
        list_type = self.summary.planner.definition.find_list_type(listing.list_key)
        if not self.choices or list_type.number is None:
            return None
        column = self.summary.frames.compute_column
        unit, number = (column(listing.list_key, key).iloc[record] for key in (UNIT_CODE, list_type.number.key))
        return self.choices.get((listing.list_key, str(unit), str(number)))

    def build_record(self, listing: Listing, record: int, spec: Series | InnerSeries) -> dict[str, Any]:
        """Return what is printed of a record by the names of the fields."""
        values = {name: self.find_value(listing, record, path) for name, path in spec.fields.items()}
        return {name: _print_text(value, name, spec) for name, value in values.items()}

    def build_cells(
        self, listing: Listing, record: int, spec: Series | InnerSeries, book: WorkbookWriter
    ) -> dict[str, str]:
        """Return the cells of a record; a text that is not printed as it stands in its cell has none."""
        cells: dict[str, str] = {}
        for name, path in spec.fields.items():
            stored = self._find_stored(listing, record, path)
            value = self.find_value(listing, record, path)
            cell = book.sheet_ranges.find_address(listing.list_key, self._plan(listing, path), record)
            if value == "" or (value == stored and _print_text(value, name, spec) == value):
                cells[name] = cell
            elif isinstance(stored, dt.date):
                cells[name] = f'TEXT({cell},"{say("quantity.long_day_format")}")'
            elif isinstance(value, int):
                cells[name] = f"(-{cell})" if path.startswith("-") else cell
        return cells

    def find_value(self, listing: Listing, record: int, path: str) -> int | str:
        """Return what is printed of a record: a text, a whole number, or a day in words."""
        value = self._find_stored(listing, record, path)
        if value is None or pd.isna(value):
            return ""
        if isinstance(value, str | dt.date):
            return format_long_day(value)
        return -int(value) if path.startswith("-") else int(value)

    def _find_stored(self, listing: Listing, record: int, path: str) -> Any:
        return self.summary.frames.compute_column(listing.list_key, self._plan(listing, path)).iloc[record]

    def _plan(self, listing: Listing, path: str) -> str:
        name = path.removeprefix("-")
        return self.summary.planner.plan_field(listing.list_key, name, raw=name != UNIT).key


def _print_text(value: int | str, name: str, spec: Series | InnerSeries) -> int | str:
    """Return a text cut, and with a full stop, where the field of this name asks for that; a number as it is."""
    if not isinstance(value, str):
        return value
    text = shorten_text(value, spec.shorten[name]) if name in spec.shorten else value
    return end_sentence(text) if name in spec.sentences else text
