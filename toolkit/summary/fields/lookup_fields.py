"""Fields computed along references: from the row a reference leads to, or from the rows that refer here."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.definition import Rollup
from toolkit.excel import add_number, build_count_formula, format_text_literal, is_plain
from toolkit.summary.fields.base import (
    Field,
    Frames,
    RowCells,
    convert_to_days,
    render_unclear,
)

_FAR = 10_000_000  # a serial number after every day


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedField(Field, ABC):
    """A field computed from the rows of another list with this row's key."""

    own_key: str
    other: str
    other_key: str
    keyed: ClassVar[str] = "own_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(KeyedField):
    """The number, from 1, of the record that a reference leads to; 0 where it leads nowhere."""

    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        own = frames.compute_column(self.list_key, self.own_key)
        keys = frames.compute_column(self.other, self.other_key)
        first: dict[str, int] = {}
        for number, key in enumerate(keys, 1):
            if key:
                first.setdefault(key, number)
        return own.map(lambda key: first.get(key, 0)).astype(int)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        own, found = row.find_address(self.own_key), "0"
        for part, cells in reversed(list(enumerate(row.find_ranges(self.other, self.other_key, whole=True)))):
            match = add_number(part * row.sheet_rows, f"MATCH({own},{cells},0)")
            found = f"IFERROR({match},{found})"
        return f'IF({own}="",0,{found})'


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupField(Field):
    """The value of the row that a reference leads to; unclear where it leads nowhere."""

    target_row: str
    other: str
    of: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        numbers = frames.compute_column(self.list_key, self.target_row)
        values = frames.compute_column(self.other, self.of).astype(object).tolist()
        return numbers.map(lambda number: values[number - 1] if number else render_unclear()).astype(object)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        number, found = row.find_address(self.target_row), format_text_literal(render_unclear())
        for part, cells in enumerate(row.find_ranges(self.other, self.of, whole=True)):
            within = add_number(-part * row.sheet_rows, number)
            found = f"IF({number}>{part * row.sheet_rows},INDEX({cells},{within}),{found})"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistsField(Field):
    """Whether a reference leads to a row."""

    target_row: str
    yes: str
    no: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        found = frames.compute_column(self.list_key, self.target_row).gt(0)
        return found.map({True: self.yes, False: self.no}).astype(object)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        return (
            f"IF({row.find_address(self.target_row)}>0,{format_text_literal(self.yes)},{format_text_literal(self.no)})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCountField(KeyedField):
    """The number of rows of the other list with this row's key."""

    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        tally = frames.compute_column(self.other, self.other_key).value_counts()
        own = frames.compute_column(self.list_key, self.own_key)
        return own.map(lambda key: int(tally.get(key, 0)) if key else 0).astype(int)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        own = row.find_address(self.own_key)
        return f'IF({own}="",0,{build_count_formula([row.find_ranges(self.other, self.other_key)], [own])})'


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedCountField(KeyedField):
    """The number of rows of the other list with this row's key; blank where nothing is owed."""

    owes: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        tally = frames.compute_column(self.other, self.other_key).value_counts()
        own = frames.compute_column(self.list_key, self.own_key)
        counts = own.map(lambda key: int(tally.get(key, 0))).astype("Int64")
        return counts.where(frames.compute_column(self.list_key, self.owes).notna())

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        count = build_count_formula([row.find_ranges(self.other, self.other_key)], [row.find_address(self.own_key)])
        return f'IF({row.find_address(self.owes)}="","",{count})'


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupField(KeyedField):
    """A value rolled up, step by step, from the values of the rows that refer here."""

    rollup: Rollup
    of: str

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        referring = pd.DataFrame(
            {
                "key": frames.compute_column(self.other, self.other_key),
                "value": frames.compute_column(self.other, self.of),
            }
        )
        rolled = {key: self._roll_up(set(group)) for key, group in referring.groupby("key")["value"] if key}
        own = frames.compute_column(self.list_key, self.own_key)
        return own.map(lambda key: rolled.get(key, render_unclear())).astype(object)

    def _roll_up(self, values: set[Any]) -> str:
        if render_unclear() in values:
            if self.rollup.unclear is None:
                return render_unclear()
            values = values - {render_unclear()} | {self.rollup.unclear}
        for step in self.rollup.steps:
            if step.all is not None and values <= set(step.all):
                return step.value
            if step.any is not None and values & set(step.any):
                return step.value
        return self.rollup.otherwise or render_unclear()

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        own, word = row.find_address(self.own_key), format_text_literal(render_unclear())
        keys, cells = row.find_ranges(self.other, self.other_key), row.find_ranges(self.other, self.of)
        total, unknown = build_count_formula([keys], [own]), build_count_formula([keys, cells], [own, word])

        def build_value_count(value: str) -> str:
            if is_plain(value):
                return build_count_formula([keys, cells], [own, format_text_literal(value)])
            pairs = zip(keys, cells, strict=True)
            return "+".join(f"SUMPRODUCT(({k}={own})*EXACT({c},{format_text_literal(value)}))" for k, c in pairs)

        def build_total_count(values: tuple[str, ...]) -> str:
            counted = dict.fromkeys(values)
            return "+".join(
                [build_value_count(value) for value in counted] + [unknown] * (self.rollup.unclear in counted)
            )

        result = format_text_literal(self.rollup.otherwise or render_unclear())
        for step in reversed(self.rollup.steps):
            if step.any is not None:
                result = f"IF({build_total_count(step.any)}>0,{format_text_literal(step.value)},{result})"
            if step.all is not None:
                result = f"IF({build_total_count(step.all)}={total},{format_text_literal(step.value)},{result})"
        if self.rollup.unclear is None:
            result = f"IF({unknown}>0,{word},{result})"
        return f'IF({own}="",{word},IF({total}=0,{word},{result}))'


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtremeDayField(KeyedField):
    """The latest or earliest day of the rows that refer here; blank where one of them has none."""

    take: Literal["latest", "earliest"]
    of: str
    # The field with the same days as numbers: texts among days would break the formula.
    numbers: str

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        days = convert_to_days(frames.compute_column(self.other, self.of))
        referring = pd.DataFrame({"key": frames.compute_column(self.other, self.other_key), "day": days})
        grouped = referring[referring["key"].ne("")].groupby("key")["day"]
        taken = grouped.max() if self.take == "latest" else grouped.min()
        taken = taken.where(grouped.count().eq(grouped.size()))
        own = frames.compute_column(self.list_key, self.own_key)
        return pd.to_datetime(pd.Series(taken.reindex(own).to_numpy(), index=own.index))

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        own = row.find_address(self.own_key)
        keys, days = row.find_ranges(self.other, self.other_key), row.find_ranges(self.other, self.numbers)
        dated = build_count_formula([keys, days], [own, format_text_literal(">0")])
        ends = [self._build_extreme(key_range, day_range, own) for key_range, day_range in zip(keys, days, strict=True)]
        joined = ends[0] if len(ends) == 1 else f"{'MAX' if self.take == 'latest' else 'MIN'}({','.join(ends)})"
        return f'IF({own}="","",IF({dated}=0,"",IF({dated}<{build_count_formula([keys], [own])},"",{joined})))'

    def _build_extreme(self, keys: str, days: str, own: str) -> str:
        """Return the extreme over one sheet; MAXIFS and MINIFS are too new for the offices' programs."""
        if self.take == "latest":
            return f"SUMPRODUCT(MAX(({keys}={own})*{days}))"
        return f"({_FAR}-SUMPRODUCT(MAX(({keys}={own})*({_FAR}-{days}))))"
