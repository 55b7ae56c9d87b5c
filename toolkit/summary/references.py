"""Columns worked out along references: the rows of another list come in, one value per row goes out."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.definition import Rollup
from toolkit.rules import text_literal
from toolkit.summary.field import Field, Frames, RowCells, days_of, unclear
from toolkit.summary.formula import counted, is_plain, plus

_FAR = 10_000_000  # a serial number beyond every day


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed(Field, ABC):
    """A field worked out from the rows of another list that hold this row's key."""

    own_key: str
    other: str
    other_key: str
    keyed: ClassVar[str] = "own_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(Keyed):
    """Which record of the other list a reference leads to, from 1; 0 where it leads nowhere."""

    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        own = frames.column(self.list_key, self.own_key)
        there = frames.column(self.other, self.other_key)
        first: dict[str, int] = {}
        for place, key in enumerate(there, 1):
            if key:
                first.setdefault(key, place)
        return own.map(lambda key: first.get(key, 0)).astype(int)

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        own, found = row.own(self.own_key), "0"
        for part, cells in reversed(list(enumerate(row.ranges(self.other, self.other_key, whole=True)))):
            match = plus(part * row.sheet_rows, f"MATCH({own},{cells},0)")
            found = f"IFERROR({match},{found})"
        return f'IF({own}="",0,{found})'


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked(Field):
    """The value of the row that a reference leads to; unclear where it leads nowhere."""

    target_row: str
    other: str
    of: str
    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        places = frames.column(self.list_key, self.target_row)
        there = frames.column(self.other, self.of).astype(object).tolist()
        return places.map(lambda place: there[place - 1] if place else unclear()).astype(object)

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        place, found = row.own(self.target_row), text_literal(unclear())
        for part, cells in enumerate(row.ranges(self.other, self.of, whole=True)):
            found = f"IF({place}>{part * row.sheet_rows},INDEX({cells},{plus(-part * row.sheet_rows, place)}),{found})"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads(Field):
    """Whether a reference leads to a row."""

    target_row: str
    yes: str
    no: str
    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        there = frames.column(self.list_key, self.target_row).gt(0)
        return there.map({True: self.yes, False: self.no}).astype(object)

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        return f"IF({row.own(self.target_row)}>0,{text_literal(self.yes)},{text_literal(self.no)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referring(Keyed):
    """How many rows of the other list have this row's key."""

    helper: ClassVar[bool] = True

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        tally = frames.column(self.other, self.other_key).value_counts()
        own = frames.column(self.list_key, self.own_key)
        return own.map(lambda key: int(tally.get(key, 0)) if key else 0).astype(int)

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        own = row.own(self.own_key)
        return f'IF({own}="",0,{counted([row.ranges(self.other, self.other_key)], [own])})'


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled(Keyed):
    """A value rolled up, step by step, from the values of the rows that refer here."""

    rollup: Rollup
    of: str

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        there = pd.DataFrame(
            {"key": frames.column(self.other, self.other_key), "value": frames.column(self.other, self.of)}
        )
        rolled = {key: self._one(set(group)) for key, group in there.groupby("key")["value"] if key}
        own = frames.column(self.list_key, self.own_key)
        return own.map(lambda key: rolled.get(key, unclear())).astype(object)

    def _one(self, values: set[Any]) -> str:
        if unclear() in values:
            if self.rollup.unclear is None:
                return unclear()
            values = values - {unclear()} | {self.rollup.unclear}
        for step in self.rollup.steps:
            if step.all is not None and values <= set(step.all):
                return step.value
            if step.any is not None and values & set(step.any):
                return step.value
        return self.rollup.otherwise or unclear()

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        own, word = row.own(self.own_key), text_literal(unclear())
        keys, cells = row.ranges(self.other, self.other_key), row.ranges(self.other, self.of)
        total, unknown = counted([keys], [own]), counted([keys, cells], [own, word])

        def having(value: str) -> str:
            if is_plain(value):
                return counted([keys, cells], [own, text_literal(value)])
            pairs = zip(keys, cells, strict=True)
            return "+".join(f"SUMPRODUCT(({k}={own})*EXACT({c},{text_literal(value)}))" for k, c in pairs)

        def among(values: tuple[str, ...]) -> str:
            wanted = dict.fromkeys(values)
            return "+".join([having(value) for value in wanted] + [unknown] * (self.rollup.unclear in wanted))

        result = text_literal(self.rollup.otherwise or unclear())
        for step in reversed(self.rollup.steps):
            if step.any is not None:
                result = f"IF({among(step.any)}>0,{text_literal(step.value)},{result})"
            if step.all is not None:
                result = f"IF({among(step.all)}={total},{text_literal(step.value)},{result})"
        if self.rollup.unclear is None:
            result = f"IF({unknown}>0,{word},{result})"
        return f'IF({own}="",{word},IF({total}=0,{word},{result}))'


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme(Keyed):
    """The latest or earliest day of the rows that refer here; blank where one of them has none."""

    take: Literal["latest", "earliest"]
    of: str
    # The same days as numbers, for texts among days would break the formula.
    numbers: str

    def values(self, frames: Frames) -> pd.Series[Any]:
        """Return the column, worked out over the whole frame."""
        days = days_of(frames.column(self.other, self.of))
        there = pd.DataFrame({"key": frames.column(self.other, self.other_key), "day": days})
        grouped = there[there["key"].ne("")].groupby("key")["day"]
        taken = grouped.max() if self.take == "latest" else grouped.min()
        taken = taken.where(grouped.count().eq(grouped.size()))
        own = frames.column(self.list_key, self.own_key)
        return pd.to_datetime(pd.Series(taken.reindex(own).to_numpy(), index=own.index))

    def excel(self, row: RowCells) -> str:
        """Return the row's formula, which says the same."""
        own = row.own(self.own_key)
        keys, days = row.ranges(self.other, self.other_key), row.ranges(self.other, self.numbers)
        dated = counted([keys, days], [own, text_literal(">0")])
        ends = [self._end(one, day, own) for one, day in zip(keys, days, strict=True)]
        joined = ends[0] if len(ends) == 1 else f"{'MAX' if self.take == 'latest' else 'MIN'}({','.join(ends)})"
        return f'IF({own}="","",IF({dated}=0,"",IF({dated}<{counted([keys], [own])},"",{joined})))'

    def _end(self, keys: str, days: str, own: str) -> str:
        """Return the end over one sheet; functions that take a condition are too new for the offices' programs."""
        if self.take == "latest":
            return f"SUMPRODUCT(MAX(({keys}={own})*{days}))"
        return f"({_FAR}-SUMPRODUCT(MAX(({keys}={own})*({_FAR}-{days}))))"
