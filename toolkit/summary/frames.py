"""The values of every field of the merged lists, computed on demand and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.summary.fields.base import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroups:
    """The rows of a list by the texts in some of its columns: the keys in order, and for each row which it has.

    A row that has nothing in one of the columns has the number behind the last key's.
    """

    keys: tuple[tuple[Any, ...], ...]
    numbers: NDArray[np.intp]


class MergedFrames:
    """Every field of every list, computed once; the columns of a list share one index from 0."""

    def __init__(self, fields: Mapping[str, Mapping[str, Field]], *, today: dt.date, meeting: dt.date) -> None:
        self._fields = fields
        self._columns: dict[tuple[str, str], pd.Series[Any]] = {}
        self._masks: dict[Hashable, pd.Series[bool]] = {}
        self._groups: dict[tuple[str, tuple[str, ...]], RowGroups] = {}
        self._days = {"@today": pd.Timestamp(today), "@meeting": pd.Timestamp(meeting)}

    def compute_column(self, list_key: str, field: str) -> pd.Series[Any]:
        """Return a field of a list. Raises KeyError where the field was not planned."""
        key = (list_key, field)
        if key not in self._columns:
            self._columns[key] = self._fields[list_key][field].compute_values(self).reset_index(drop=True)
        return self._columns[key]

    def find_mask(self, key: Hashable, compute: Callable[[], pd.Series[bool]]) -> pd.Series[bool]:
        """Return the mask of a condition, computed when it is first asked for; hundreds of figures share a few."""
        if key not in self._masks:
            self._masks[key] = compute()
        return self._masks[key]

    def group_rows(self, list_key: str, fields: tuple[str, ...]) -> RowGroups:
        """Return the rows of a list by some of its fields, grouped once: hundreds of figures share a few groupings."""
        key = (list_key, fields)
        if key not in self._groups:
            self._groups[key] = _group_rows([self.compute_column(list_key, field) for field in fields])
        return self._groups[key]

    def find_anchor_day(self, name: str) -> pd.Timestamp:
        """Return `@today` (the day figures are as of) or `@meeting`."""
        return self._days[name]

    def count_rows(self, list_key: str) -> int:
        """Return how many records a list has."""
        first = next(iter(self._fields[list_key]))
        return len(self.compute_column(list_key, first))

    def build_index(self, list_key: str) -> pd.Index[Any]:
        """Return the index of a list's columns."""
        return pd.RangeIndex(self.count_rows(list_key))

    def build_frame(self, list_key: str) -> pd.DataFrame:
        """Return a list with every field, by key."""
        return pd.DataFrame({key: self.compute_column(list_key, key) for key in self._fields[list_key]})


def _group_rows(columns: list[pd.Series[Any]]) -> RowGroups:
    blank = np.logical_or.reduce([column.isna().to_numpy(dtype=bool) for column in columns]).tolist()
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    keys = list(dict.fromkeys(row for row, is_blank in zip(rows, blank, strict=True) if not is_blank))
    with suppress(TypeError):  # values of several kinds have no order: they stay as they came
        keys.sort()
    numbers = {key: number for number, key in enumerate(keys)}
    found = [len(keys) if is_blank else numbers[row] for row, is_blank in zip(rows, blank, strict=True)]
    return RowGroups(keys=tuple(keys), numbers=np.array(found, dtype=np.intp))
