"""Columns worked out from days: days of a row come in, days left and their band go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from toolkit.definition import Band
from toolkit.rules import Cells, Condition, When, both, text_literal
from toolkit.summary.field import EPOCH, Field, Frames, RowCells, days_of, numbers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Conditions on fields of one list, with the two faces of a condition."""

    list_key: str
    when: When
    fields: Mapping[str, str]

    def holds(self, frames: Frames, index: pd.Index[Any]) -> pd.Series[bool]:
        """Return where every condition is true."""
        flags = pd.Series(True, index=index)
        for path, condition in self.when.items():
            table = _FrameTable(frames, self, condition, index)
            flags &= condition.holds(table, path).fillna(False).astype(bool)
        return flags

    def excel(self, row: RowCells) -> str:
        """Return the conditions of one row as a formula."""
        sheet = _RowSheet(row, self.fields)
        return both([condition.excel(sheet, path) or "FALSE" for path, condition in self.when.items()])


class _FrameTable:
    """A merged list as one condition sees it: asked for numbers or days, it takes no text for one."""

    def __init__(self, frames: Frames, asked: Asked, condition: Condition, index: pd.Index[Any]) -> None:
        self.frames, self.asked, self.condition, self.index = frames, asked, condition, index

    def cells(self, path: str) -> Cells:
        values = self.frames.column(self.asked.list_key, self.asked.fields[path])
        nothing = pd.Series(False, index=self.index)
        blank = values.isna() | values.astype(object).eq("")
        if self.condition.min is not None or self.condition.max is not None:
            values = numbers_of(values)
        elif self.condition.before is not None or self.condition.after is not None:
            values = days_of(values)
        return Cells(values=values.where(~blank), blank=blank, unknown=nothing, lost=nothing)

    def moment(self, name: str) -> pd.Timestamp:
        return self.frames.moment(name)


class _RowSheet:
    """One row of a merged sheet as conditions see it."""

    def __init__(self, row: RowCells, fields: Mapping[str, str]) -> None:
        self.row, self.fields = row, fields

    def cell(self, path: str) -> str:
        return self.row.own(self.fields[path])

    def moment(self, name: str) -> str:
        return self.row.moment(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNumber(Field):
    """A day as the number that sheets keep it by; 0 where there is none, or a text."""

    of: str
    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        return (days_of(frames.column(self.list_key, self.of)) - EPOCH).dt.days.fillna(0).astype(int)

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        return f"N({row.own(self.of)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft(Field):
    """Days until the first of some days that is filled in; below zero when past, blank where there is none."""

    to: tuple[str, ...]
    unless: Asked
    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        first = days_of(frames.column(self.list_key, self.to[0]))
        for field in self.to[1:]:
            first = first.fillna(days_of(frames.column(self.list_key, field)))
        left = (first - frames.moment("@today")).dt.days.astype("Int64")
        return left.mask(self.unless.holds(frames, left.index)) if self.unless.when else left

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        days = '""'
        for field in reversed(self.to):
            cell = row.own(field)
            days = f"IF(ISNUMBER({cell}),{cell}-{row.moment('@today')},{days})"
        return f'IF({self.unless.excel(row)},"",{days})' if self.unless.when else days


@dataclass(frozen=True, slots=True, kw_only=True)
class Banded(Field):
    """A number sorted into bands."""

    of: str
    cases: tuple[tuple[str, Asked], ...]
    bands: tuple[Band, ...]
    above: str
    otherwise: str
    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        numbers = numbers_of(frames.column(self.list_key, self.of))
        banded = pd.Series(self.otherwise, index=numbers.index, dtype=object).mask(numbers.notna(), self.above)
        for band in reversed(self.bands):
            banded = banded.mask((numbers <= band.up_to).fillna(False).astype(bool), band.value)
        for value, asked in reversed(self.cases):
            banded = banded.mask(asked.holds(frames, numbers.index), value)
        return banded

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        cell, banded = row.own(self.of), text_literal(self.above)
        for band in reversed(self.bands):
            banded = f"IF({cell}<={band.up_to:.15g},{text_literal(band.value)},{banded})"
        banded = f"IF(ISNUMBER({cell}),{banded},{text_literal(self.otherwise)})"
        for value, asked in reversed(self.cases):
            banded = f"IF({asked.excel(row)},{text_literal(value)},{banded})"
        return banded
