"""Fields computed from days: the days left until a deadline, and the band they fall into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from toolkit.definition import Bin
from toolkit.excel import EPOCH, format_text_literal
from toolkit.summary.fields.base import (
    Field,
    Frames,
    RowCells,
    convert_to_days,
    convert_to_numbers,
)
from toolkit.summary.fields.conditions import FieldConditions


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNumber(Field):
    """A day as the serial number of a sheet; 0 for blanks and texts."""

    of: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        days = convert_to_days(frames.compute_column(self.list_key, self.of)) - pd.Timestamp(EPOCH)
        return days.dt.days.fillna(0).astype(int)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        return f"N({row.find_address(self.of)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft(Field):
    """Days until the first of the days `to` that is filled in: negative when past, blank without a day.

    Blank as well where `unless` holds.
    """

    to: tuple[str, ...]
    unless: FieldConditions
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        first = convert_to_days(frames.compute_column(self.list_key, self.to[0]))
        for field in self.to[1:]:
            first = first.fillna(convert_to_days(frames.compute_column(self.list_key, field)))
        left = (first - frames.find_anchor_day("@today")).dt.days.astype("Int64")
        return left.mask(self.unless.flag_rows(frames, left.index)) if self.unless.when else left

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        days = '""'
        for field in reversed(self.to):
            cell = row.find_address(field)
            days = f"IF(ISNUMBER({cell}),{cell}-{row.find_anchor_day('@today')},{days})"
        return f'IF({self.unless.build_excel_condition(row)},"",{days})' if self.unless.when else days


@dataclass(frozen=True, slots=True, kw_only=True)
class BinField(Field):
    """A number sorted into bands; `cases` take precedence, `otherwise` is for rows without a number."""

    of: str
    cases: tuple[tuple[str, FieldConditions], ...]
    bins: tuple[Bin, ...]
    above: str
    otherwise: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        numbers = convert_to_numbers(frames.compute_column(self.list_key, self.of))
        banded = pd.Series(self.otherwise, index=numbers.index, dtype=object).mask(numbers.notna(), self.above)
        for band in reversed(self.bins):
            banded = banded.mask((numbers <= band.up_to).fillna(False).astype(bool), band.value)
        for value, conditions in reversed(self.cases):
            banded = banded.mask(conditions.flag_rows(frames, numbers.index), value)
        return banded

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        cell, banded = row.find_address(self.of), format_text_literal(self.above)
        for band in reversed(self.bins):
            banded = f"IF({cell}<={band.up_to:.15g},{format_text_literal(band.value)},{banded})"
        banded = f"IF(ISNUMBER({cell}),{banded},{format_text_literal(self.otherwise)})"
        for value, conditions in reversed(self.cases):
            banded = f"IF({conditions.build_excel_condition(row)},{format_text_literal(value)},{banded})"
        return banded
