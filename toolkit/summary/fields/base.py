"""What a column of a merged list is, and the fields that tables count by.

A computed field has two faces, which must agree: `compute_values` over the whole frame, and `build_formula` for a
row of the sheet, so that the figures follow when somebody corrects a merged row.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import pandas as pd

from toolkit.messages import say


class Frames(Protocol):
    """The merged lists, column by column."""

    def compute_column(self, list_key: str, field: str) -> pd.Series[Any]:
        """Return a field of a list, computed if need be."""

    def find_mask(self, key: Hashable, compute: Callable[[], pd.Series[bool]]) -> pd.Series[bool]:
        """Return the mask of a condition, computed when it is first asked for."""

    def find_anchor_day(self, name: str) -> pd.Timestamp:
        """Return `@today` (the day figures are as of) or `@meeting`."""


class RowCells(Protocol):
    """A row of a merged sheet, as formulas see it."""

    def find_address(self, field: str) -> str:
        """Return the address of the row's own cell."""

    def find_ranges(self, list_key: str, field: str, *, whole: bool = False) -> tuple[str, ...]:
        """Return the absolute range of a field, one per sheet that the list stands on.

        Unless `whole`, a range may cover the records of the row's own unit alone.
        """

    def find_options_range(self, choices: str) -> str:
        """Return the absolute range of a choice list."""

    def find_anchor_day(self, name: str) -> str:
        """Return the address of `@today` or `@meeting`."""

    @property
    def sheet_rows(self) -> int:
        """How many records a sheet holds before the list continues on the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(ABC):
    """A column: its key in the frame, its heading, how it looks, and its values in order where they are known."""

    list_key: str
    key: str
    heading: str
    width: float = 12
    style: str = "text"
    order: tuple[str, ...] | None = None
    # Whether the column stands behind all that units wrote, folded away.
    aside: bool = False
    # A helper stands at the right, in grey. `keyed` names the attribute with the key by which the formula finds rows.
    helper: ClassVar[bool] = False
    keyed: ClassVar[str] = ""

    @abstractmethod
    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column; NA where the cell is blank."""

    def build_formula(self, row: RowCells) -> str | None:
        """Return the formula of a row without `=`; None where the value itself is written."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputField(Field):
    """A given column: written by the unit, or where the row came from."""

    column: pd.Series[Any]

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        return self.column


def render_unclear() -> str:
    """Return the label for records without a known value."""
    return say("summary.unclear")


def convert_to_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return cells as texts, blank ones as empty texts."""
    return column.astype(object).map(lambda value: "" if pd.isna(value) else str(value)).astype(object)


def convert_to_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return cells as numbers; NA for blanks, and for texts, which formulas do not calculate with either."""
    return (
        column.astype(object)
        .map(lambda value: pd.NA if pd.isna(value) or isinstance(value, str) else value)
        .astype("Float64")
    )


def convert_to_days(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return cells as days; NaT for blanks and for texts."""
    return pd.to_datetime(column.astype(object).map(lambda value: None if isinstance(value, str) else value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension(Field):
    """A column as tables count by it: the first of several values; unclear where that is not one of its choices."""

    of: str
    choices: str | None = None
    several: bool = False
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        words = convert_to_texts(frames.compute_column(self.list_key, self.of))
        if self.several:
            words = words.map(lambda text: text.partition(say("list.separator"))[0])
        if self.choices is not None:
            return words.where(words.isin(self.order or ()), render_unclear())
        return words.map(_shorten_label).where(words.ne(""), render_unclear())

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        cell, separator = row.find_address(self.of), say("list.separator")
        first = f'LEFT({cell},FIND("{separator}",{cell}&"{separator}")-1)' if self.several else cell
        if self.choices is None:
            cut = f'IF(LEN({first})>{LONGEST_LABEL},LEFT({first},{LONGEST_LABEL})&"…",{first})'
            return f'IF({first}="","{render_unclear()}",{cut})'
        return f'IF(SUMPRODUCT(--EXACT({row.find_options_range(self.choices)},{first}))>0,{first},"{render_unclear()}")'


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyField(Field):
    """The key of a row: the unit's code and a value, so that equal numbers of two units stay apart."""

    of: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        words = convert_to_texts(frames.compute_column(self.list_key, self.of)).map(lambda text: text[:LONGEST_LABEL])
        units = convert_to_texts(frames.compute_column(self.list_key, UNIT_CODE))
        return (units + KEY_SEPARATOR + words).where(words.ne(""), "").astype(object)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        cell = row.find_address(self.of)
        return f'IF({cell}="","",{row.find_address(UNIT_CODE)}&"{KEY_SEPARATOR}"&LEFT({cell},{LONGEST_LABEL}))'


def _shorten_label(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL] + "…"


LONGEST_LABEL = 200  # of labels and keys; longer texts are cut, and differ only by their beginning


def name_owing(list_key: str) -> str:
    """Return the key of the units' field that is filled in for those who have to report rows of a list."""
    return f"owes.{list_key}"


UNIT_CODE, UNIT_NAME = "source.unit_code", "source.unit"
KEY_SEPARATOR = "|"
