"""Apply the definition's conditions to merged rows: over the whole frame, and as a formula for a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from toolkit.excel import join_by_and
from toolkit.rules import ColumnCells, Condition, When
from toolkit.summary.fields.base import Frames, RowCells, convert_to_days, convert_to_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConditions:
    """Conditions on a list; `fields` maps the paths of `when` to field keys."""

    list_key: str
    when: When
    fields: Mapping[str, str]

    def flag_rows(self, frames: Frames, index: pd.Index[Any]) -> pd.Series[bool]:
        """Return True where every condition holds."""
        masks = []
        for path, condition in self.when.items():
            key = (self.list_key, self.fields[path], condition)
            masks.append(frames.find_mask(key, partial(self._flag_one, frames, index, path)))
        return join_masks(masks, index)

    def _flag_one(self, frames: Frames, index: pd.Index[Any], path: str) -> pd.Series[bool]:
        condition = self.when[path]
        return condition.flag_rows(_FrameTable(frames, self, condition, index), path).fillna(False).astype(bool)

    def build_excel_condition(self, row: RowCells) -> str:
        """Return the conditions of a row as a formula."""
        sheet = _RowSheet(row, self.fields)
        return join_by_and(
            [condition.build_excel_condition(sheet, path) or "FALSE" for path, condition in self.when.items()]
        )


def join_masks(masks: Iterable[pd.Series[bool]], index: pd.Index[Any]) -> pd.Series[bool]:
    """Return where all of some masks hold; every mask has this index.

    The values are joined alone: hundreds of figures do so, and pandas would compare the indexes each time.
    """
    joined = np.ones(len(index), dtype=bool)
    for mask in masks:
        joined &= mask.to_numpy(dtype=bool)
    return pd.Series(joined, index=index, dtype=bool)


class _FrameTable:
    """A merged list as a condition sees it: where the condition compares numbers or days, texts count as missing."""

    def __init__(
        self, frames: Frames, field_conditions: FieldConditions, condition: Condition, index: pd.Index[Any]
    ) -> None:
        self.frames, self.field_conditions, self.condition, self.index = frames, field_conditions, condition, index

    def find_cells(self, path: str) -> ColumnCells:
        place = self.field_conditions.list_key, self.field_conditions.fields[path]
        values = self.frames.compute_column(*place)
        nothing = pd.Series(False, index=self.index)
        blank = self.frames.find_mask(("blank", *place), partial(_flag_blank, values))
        if self.condition.min is not None or self.condition.max is not None:
            values = convert_to_numbers(values)
        elif self.condition.before is not None or self.condition.after is not None:
            values = convert_to_days(values)
        return ColumnCells(values=values.where(~blank), blank=blank, unknown=nothing, lost=nothing)

    def find_anchor_day(self, name: str) -> pd.Timestamp:
        return self.frames.find_anchor_day(name)


def _flag_blank(values: pd.Series[Any]) -> pd.Series[bool]:
    return values.isna() | values.astype(object).eq("")


class _RowSheet:
    """A row of a merged sheet as conditions see it."""

    def __init__(self, row: RowCells, fields: Mapping[str, str]) -> None:
        self.row, self.fields = row, fields

    def find_cell(self, path: str) -> str:
        return self.row.find_address(self.fields[path])

    def find_anchor_day(self, name: str) -> str:
        return self.row.find_anchor_day(name)
