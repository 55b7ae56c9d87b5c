"""Fields of the pairs of people: how many records of a list say that two met, the first day, and whether they did.

Names of a cell are looked for whole, between separators, so that no name is found within another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import pandas as pd

from toolkit.definition import FIRST, SECOND, TIMES, TYPE
from toolkit.excel import format_text_literal, join_by_or
from toolkit.messages import say
from toolkit.summary.fields.base import UNIT_CODE, Field, Frames, RowCells, convert_to_numbers, convert_to_texts

_FAR = 10_000_000  # a serial number after every day


class _Meeting(NamedTuple):
    """One record: who is on either side, its group ("" where there are none), and its day as a serial number or 0."""

    one: frozenset[str]
    other: frozenset[str]
    group: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairField(Field):
    """A field computed over the records of `records` that say that the two of a row met.

    `one` and `other` are the fields with the names of the two sides; unless `directed`, either may be on either side. A
    row whose type is one of `groups` asks for any record of its first person in which the field `group` has that type.
    `days` is the field of the records' days as numbers, "" where records have none.
    """

    records: str
    one: str
    other: str
    directed: bool
    group: str = ""
    groups: tuple[str, ...] = ()
    days: str = ""

    def find_meetings(self, frames: Frames) -> Iterator[list[_Meeting]]:
        """Yield for every pair the records that say that the two met."""
        by_unit = self._collect_meetings(frames)
        rows = [frames.compute_column(self.list_key, key) for key in (UNIT_CODE, FIRST, SECOND, TYPE)]
        for unit, first, second, kind in zip(*rows, strict=True):
            yield [each for each in by_unit.get(unit, ()) if self._joins(each, first, second, kind)]

    def _joins(self, meeting: _Meeting, first: str, second: str, kind: str) -> bool:
        if kind in self.groups:
            return meeting.group == kind and first in meeting.one | meeting.other
        if first in meeting.one and second in meeting.other:
            return True
        return not self.directed and second in meeting.one and first in meeting.other

    def _collect_meetings(self, frames: Frames) -> dict[str, list[_Meeting]]:
        mark = say("list.separator")
        texts = [
            convert_to_texts(frames.compute_column(self.records, key)) for key in (UNIT_CODE, self.one, self.other)
        ]
        units, ones, others = texts
        nothing = pd.Series("", index=units.index)
        groups = frames.compute_column(self.records, self.group) if self.group else nothing
        days = frames.compute_column(self.records, self.days) if self.days else nothing.map(lambda _: 0)
        found: dict[str, list[_Meeting]] = {}
        for unit, one, other, group, day in zip(units, ones, others, groups, days, strict=True):
            first, second = (frozenset(filter(None, text.split(mark))) for text in (one, other))
            found.setdefault(unit, []).append(_Meeting(one=first, other=second, group=group, day=int(day)))
        return found

    def build_match(self, row: RowCells, part: int, *, grouped: bool) -> str:
        """Return an expression that is 1 for each record, of a sheet of its list, that says that the two met."""

        def find_range(field: str) -> str:
            return row.find_ranges(self.records, field)[part]

        def find_name(person: str, field: str) -> str:
            mark = format_text_literal(say("list.separator"))
            return f"ISNUMBER(FIND({mark}&{row.find_address(person)}&{mark},{mark}&{find_range(field)}&{mark}))"

        same_unit = f"EXACT({find_range(UNIT_CODE)},{row.find_address(UNIT_CODE)})"
        if grouped:
            either = f"(({find_name(FIRST, self.one)}+{find_name(FIRST, self.other)})>0)"
            return f"{same_unit}*EXACT({find_range(self.group)},{row.find_address(TYPE)})*{either}"
        there = f"{find_name(FIRST, self.one)}*{find_name(SECOND, self.other)}"
        if self.directed:
            return f"{same_unit}*{there}"
        back = f"{find_name(SECOND, self.one)}*{find_name(FIRST, self.other)}"
        return f"{same_unit}*(({there}+{back})>0)"

    def choose_formula(self, row: RowCells, plain: str, grouped: str) -> str:
        """Return the formula for pairs, in rows of a group that for groups."""
        if not self.groups:
            return plain
        is_group = join_by_or([f"EXACT({row.find_address(TYPE)},{format_text_literal(each)})" for each in self.groups])
        return f"IF({is_group},{grouped},{plain})"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCount(PairField):
    """How many records say that the two met."""

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        index = frames.compute_column(self.list_key, UNIT_CODE).index
        return pd.Series([len(meetings) for meetings in self.find_meetings(frames)], index=index, dtype=int)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        parts = range(len(row.find_ranges(self.records, UNIT_CODE)))

        def count(*, grouped: bool) -> str:
            return "+".join(f"SUMPRODUCT({self.build_match(row, part, grouped=grouped)}*1)" for part in parts)

        return self.choose_formula(row, count(grouped=False), count(grouped=True) if self.groups else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMeetingDay(PairField):
    """The first day on which the two met; blank where no record has a day."""

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        index = frames.compute_column(self.list_key, UNIT_CODE).index
        days = [
            min((meeting.day for meeting in meetings if meeting.day > 0), default=None)
            for meetings in self.find_meetings(frames)
        ]
        return pd.to_datetime(pd.Series(days, index=index, dtype="Float64"), unit="D", origin="1899-12-30")

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        plain = self._build_first(row, grouped=False)
        return self.choose_formula(row, plain, self._build_first(row, grouped=True) if self.groups else "")

    def _build_first(self, row: RowCells, *, grouped: bool) -> str:
        """Return the earliest day over all sheets; MINIFS is too new for the offices' programs."""
        latest = [
            f"SUMPRODUCT(MAX({self.build_match(row, part, grouped=grouped)}*({cells}>0)*({_FAR}-{cells})))"
            for part, cells in enumerate(row.find_ranges(self.records, self.days))
        ]
        furthest = latest[0] if len(latest) == 1 else f"MAX({','.join(latest)})"
        return f'IF({furthest}=0,"",{_FAR}-{furthest})'


@dataclass(frozen=True, slots=True, kw_only=True)
class MetField(Field):
    """Whether any record says that the two met, in words."""

    met: str
    missing: str

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        times = convert_to_numbers(frames.compute_column(self.list_key, TIMES))
        return times.gt(0).map({True: self.met, False: self.missing}).astype(object)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        cell = row.find_address(TIMES)
        return f"IF({cell}>0,{format_text_literal(self.met)},{format_text_literal(self.missing)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount(Field):
    """How many values, such as people, stand in a cell; 0 in a blank cell."""

    of: str
    helper: ClassVar[bool] = True

    def compute_values(self, frames: Frames) -> pd.Series[Any]:
        """Compute the column."""
        mark = say("list.separator")
        texts = convert_to_texts(frames.compute_column(self.list_key, self.of))
        return texts.map(lambda text: text.count(mark) + 1 if text else 0).astype(int)

    def build_formula(self, row: RowCells) -> str:
        """Build the formula of a row."""
        cell, mark = row.find_address(self.of), format_text_literal(say("list.separator"))
        return f'IF({cell}="",0,LEN({cell})-LEN(SUBSTITUTE({cell},{mark},""))+1)'
