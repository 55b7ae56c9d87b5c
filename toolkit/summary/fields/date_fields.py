"""Fields computed from days and conditions: the days left until a deadline, their band, the first case that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import pandas as pd

from toolkit.definition import Bin
from toolkit.excel import EPOCH, format_text_literal, join_by_or
from toolkit.summary.fields.base import (
    UNIT_CODE,
    Field,
    Frames,
    RowCells,
    convert_to_days,
    convert_to_numbers,
)
from toolkit.summary.fields.conditions import FieldConditions

FieldCase: TypeAlias = tuple[str, FieldConditions]  # a value, and when it holds


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

    Blank as well where one of `unless` holds.
    """

    to: tuple[str, ...]
    unless: tuple[FieldConditions, ...]
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        first = convert_to_days(frames.compute_column(self.list_key, self.to[0]))
        for field in self.to[1:]:
            first = first.fillna(convert_to_days(frames.compute_column(self.list_key, field)))
        left = (first - frames.find_anchor_day("@today")).dt.days.astype("Int64")
        for conditions in self.unless:
            left = left.mask(conditions.flag_rows(frames, left.index))
        return left

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        days = '""'
        for field in reversed(self.to):
            cell = row.find_address(field)
            days = f"IF(ISNUMBER({cell}),{cell}-{row.find_anchor_day('@today')},{days})"
        exceptions = join_by_or([conditions.build_excel_condition(row) for conditions in self.unless])
        return f'IF({exceptions},"",{days})' if self.unless else days


@dataclass(frozen=True, slots=True, kw_only=True)
class BinField(Field):
    """A number sorted into bands; `cases` take precedence, `otherwise` is for rows without a number."""

    of: str
    cases: tuple[FieldCase, ...]
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
        return _apply_cases(banded, self.cases, frames)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        cell, banded = row.find_address(self.of), format_text_literal(self.above)
        for band in reversed(self.bins):
            banded = f"IF({cell}<={band.up_to:.15g},{format_text_literal(band.value)},{banded})"
        banded = f"IF(ISNUMBER({cell}),{banded},{format_text_literal(self.otherwise)})"
        return _build_cases(banded, self.cases, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseField(Field):
    """The value of the first case that holds, else `otherwise`."""

    cases: tuple[FieldCase, ...]
    otherwise: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        index = frames.compute_column(self.list_key, UNIT_CODE).index
        return _apply_cases(pd.Series(self.otherwise, index=index, dtype=object), self.cases, frames)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        return _build_cases(format_text_literal(self.otherwise), self.cases, row)


def _apply_cases(values: pd.Series[Any], cases: Sequence[FieldCase], frames: Frames) -> pd.Series[Any]:
    for value, conditions in reversed(cases):
        values = values.mask(conditions.flag_rows(frames, values.index), value)
    return values


def _build_cases(formula: str, cases: Sequence[FieldCase], row: RowCells) -> str:
    for value, conditions in reversed(cases):
        formula = f"IF({conditions.build_excel_condition(row)},{format_text_literal(value)},{formula})"
    return formula
