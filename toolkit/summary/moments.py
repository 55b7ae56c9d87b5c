"""Columns worked out from days: days of a row come in, days left and their band go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from toolkit.definition import Bin
from toolkit.rules import ColumnCells, Condition, When, format_text_literal, join_by_and
from toolkit.summary.field import EPOCH, Field, Frames, RowCells, convert_to_days, convert_to_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConditions:
    """Conditions on fields of one list, with the two faces of a condition."""

    list_key: str
    when: When
    fields: Mapping[str, str]

    def flag_rows(self, frames: Frames, index: pd.Index[Any]) -> pd.Series[bool]:
        """Return where every condition is true."""
        flags = pd.Series(True, index=index)
        for path, condition in self.when.items():
            table = _FrameTable(frames, self, condition, index)
            flags &= condition.flag_rows(table, path).fillna(False).astype(bool)
        return flags

    def build_excel_condition(self, row: RowCells) -> str:
        """Return the conditions of one row as a formula."""
        sheet = _RowSheet(row, self.fields)
        return join_by_and(
            [condition.build_excel_condition(sheet, path) or "FALSE" for path, condition in self.when.items()]
        )


class _FrameTable:
    """A merged list as one condition sees it: asked for numbers or days, it takes no text for one."""

    def __init__(
        self, frames: Frames, field_conditions: FieldConditions, condition: Condition, index: pd.Index[Any]
    ) -> None:
        self.frames, self.field_conditions, self.condition, self.index = frames, field_conditions, condition, index

    def find_cells(self, path: str) -> ColumnCells:
        values = self.frames.compute_column(self.field_conditions.list_key, self.field_conditions.fields[path])
        nothing = pd.Series(False, index=self.index)
        blank = values.isna() | values.astype(object).eq("")
        if self.condition.min is not None or self.condition.max is not None:
            values = convert_to_numbers(values)
        elif self.condition.before is not None or self.condition.after is not None:
            values = convert_to_days(values)
        return ColumnCells(values=values.where(~blank), blank=blank, unknown=nothing, lost=nothing)

    def find_anchor_day(self, name: str) -> pd.Timestamp:
        return self.frames.find_anchor_day(name)


class _RowSheet:
    """One row of a merged sheet as conditions see it."""

    def __init__(self, row: RowCells, fields: Mapping[str, str]) -> None:
        self.row, self.fields = row, fields

    def find_cell(self, path: str) -> str:
        return self.row.find_address(self.fields[path])

    def find_anchor_day(self, name: str) -> str:
        return self.row.find_anchor_day(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNumber(Field):
    """A day as the number that sheets keep it by; 0 where there is none, or a text."""

    of: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        return (convert_to_days(frames.compute_column(self.list_key, self.of)) - EPOCH).dt.days.fillna(0).astype(int)

    def build_formula(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        return f"N({row.find_address(self.of)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft(Field):
    """Days until the first of some days that is filled in; below zero when past, blank where there is none."""

    to: tuple[str, ...]
    unless: FieldConditions
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        first = convert_to_days(frames.compute_column(self.list_key, self.to[0]))
        for field in self.to[1:]:
            first = first.fillna(convert_to_days(frames.compute_column(self.list_key, field)))
        left = (first - frames.find_anchor_day("@today")).dt.days.astype("Int64")
        return left.mask(self.unless.flag_rows(frames, left.index)) if self.unless.when else left

    def build_formula(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        days = '""'
        for field in reversed(self.to):
            cell = row.find_address(field)
            days = f"IF(ISNUMBER({cell}),{cell}-{row.find_anchor_day('@today')},{days})"
        return f'IF({self.unless.build_excel_condition(row)},"",{days})' if self.unless.when else days


@dataclass(frozen=True, slots=True, kw_only=True)
class BinField(Field):
    """A number sorted into bands."""

    of: str
    cases: tuple[tuple[str, FieldConditions], ...]
    bins: tuple[Bin, ...]
    above: str
    otherwise: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        numbers = convert_to_numbers(frames.compute_column(self.list_key, self.of))
        banded = pd.Series(self.otherwise, index=numbers.index, dtype=object).mask(numbers.notna(), self.above)
        for band in reversed(self.bins):
            banded = banded.mask((numbers <= band.up_to).fillna(False).astype(bool), band.value)
        for value, asked in reversed(self.cases):
            banded = banded.mask(asked.flag_rows(frames, numbers.index), value)
        return banded

    def build_formula(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        cell, banded = row.find_address(self.of), format_text_literal(self.above)
        for band in reversed(self.bins):
            banded = f"IF({cell}<={band.up_to:.15g},{format_text_literal(band.value)},{banded})"
        banded = f"IF(ISNUMBER({cell}),{banded},{format_text_literal(self.otherwise)})"
        for value, asked in reversed(self.cases):
            banded = f"IF({asked.build_excel_condition(row)},{format_text_literal(value)},{banded})"
        return banded
