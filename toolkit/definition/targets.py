"""Find which values a path can have, for checking a definition and for the tables of the summary.

Besides written columns (see `resolve`), the paths of tables and figures lead to roll-ups, derived columns, the unit
that returned a record, and the columns of the campaign's roster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from toolkit.definition.column import ROSTER_CHOICES, Column
from toolkit.definition.definition import Definition
from toolkit.definition.derived import (
    Bins,
    CountItems,
    CountMatching,
    Derived,
    Exists,
    FirstCase,
    Lookup,
    RemainingDays,
    ReturnedRows,
    Rollup,
)
from toolkit.definition.list_type import ListType
from toolkit.definition.pairs import DAY, FIRST, MET, PAIR_COLUMNS, SECOND, STATE, TIMES, TYPE, PairsSpec
from toolkit.definition.path import split_path
from toolkit.definition.report import MEMBERS, UNIT, UNITS
from toolkit.definition.resolve import DATE
from toolkit.messages import say
from toolkit.text import find_nearest

_ROSTER_COLUMNS = {UNITS: (STATE,), MEMBERS: ("name", "post", STATE)}
_STATES = ("accepted", "faulty", "nil", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The values that a path can have.

    `values` has every possible value but the unclear one, None where anything may be written; `order` has the values
    that a table lays side by side, None where they are not known beforehand. `blank` tells whether cells can be
    blank, `groups` whether the values can be the rows of a table.
    """

    family: Literal["words", "number", "day"] = "words"
    values: tuple[str, ...] | None = None
    order: tuple[str, ...] | None = None
    blank: bool = False
    groups: bool = True

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The values that a table lays side by side, the unclear one last; None where they are not known beforehand."""
        return None if self.order is None else put_unclear_last(self.order)


def put_unclear_last(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values in order, followed by the word for the unclear value."""
    unclear = say("summary.unclear")
    return (*(value for value in values if value != unclear), unclear)


_NUMBER = Target(family="number", groups=False)
_DAY = Target(family="day", blank=True, groups=False)


class TargetFinder:
    """Finds what the paths of every list and roster of a definition lead to.

    `lost` has the keys of lists and choice lists whose own files have mistakes: paths into them are not checked.
    """

    def __init__(self, definition: Definition, lost: frozenset[str] = frozenset()) -> None:
        self.definition, self.lost = definition, lost
        self._open: set[tuple[str, str]] = set()

    @property
    def list_keys(self) -> tuple[str, ...]:
        """The keys of everything that can be counted: the lists, their pairs, and the two rosters."""
        return (*(list_type.key for list_type in self.definition.list_types), *self.definition.pairs, UNITS, MEMBERS)

    def collect_plain_paths(self, list_key: str) -> tuple[str, ...]:
        """Return every path of a list that does not go through a reference, for proposals."""
        countable = self.definition.find_countable(list_key)
        worked = [column.key for column in (*countable.rollups, *countable.derived)]
        return (UNIT, *self.collect_column_keys(list_key), *worked)

    def propose_path(self, list_key: str, path: str, known: Iterable[str]) -> str:
        """Return the existing path most similar to a wrong one; an empty text where none is similar.

        In a path of several steps only the wrong step is replaced; `known` has the possible first steps.
        """
        known = tuple(known)
        first, rest = split_path(path)
        if rest and first in known:
            other = self.find_referenced_list(list_key, first)
            near = find_nearest(rest, self._collect_continuations(other))
            return f"{first}.{near}" if near and self.has_target(list_key, f"{first}.{near}") else ""
        near = find_nearest(first, known)
        if rest and near and self.has_target(list_key, f"{near}.{rest}"):
            return f"{near}.{rest}"
        return find_nearest(path, known) or ""

    def _collect_continuations(self, other: str | None) -> list[str]:
        """Return what may follow a column in a path: paths of the list that it refers to, else `date`."""
        if other is None or other not in self.list_keys:
            return [DATE]
        return [path for path in self.collect_plain_paths(other) if path != UNIT]

    def has_column(self, list_key: str, path: str) -> bool:
        """Tell whether a path leads to a written column, in its own list or through a reference."""
        try:
            self.definition.resolve_path(list_key, path)
        except KeyError:
            return False
        return True

    def accepts_path(self, list_key: str, path: str) -> bool:
        """Tell whether a path leads to a written column, or into a list that is not checked."""
        return self.has_column(list_key, path) or self.find_referenced_list(list_key, split_path(path)[0]) in self.lost

    def accepts_other_list_path(self, path: str) -> bool:
        """Tell whether `list.column` leads to a written column, or into a list that is not checked."""
        list_key, key = split_path(path)
        if list_key in self.lost:
            return True
        return self.definition.has_list(list_key) and self.definition.find_list_type(list_key).has_column(key)

    def has_target(self, list_key: str, path: str) -> bool:
        """Tell whether a path leads anywhere."""
        try:
            self.find_target(list_key, path)
        except KeyError:
            return False
        return True

    def collect_column_keys(self, list_key: str) -> tuple[str, ...]:
        """Return the keys of a list's written columns, or of the columns of a roster or of pairs."""
        countable = self.definition.find_countable(list_key)
        if isinstance(countable, ListType):
            return tuple(column.key for column in countable.columns)
        return PAIR_COLUMNS if isinstance(countable, PairsSpec) else _ROSTER_COLUMNS[list_key]

    def find_referenced_list(self, list_key: str, key: str) -> str | None:
        """Return the key of the list that a reference column leads to; None where the column is no reference."""
        countable = self.definition.find_countable(list_key)
        if not isinstance(countable, ListType) or not countable.has_column(key):
            return None
        refers = countable.find_column(key).refers
        return split_path(refers)[0] if refers else None

    def find_target(self, list_key: str, path: str) -> Target | None:
        """Return the target of a path; None where another mistake makes it unknown.

        Raises KeyError where the path leads nowhere.
        """
        if path == UNIT:
            return Target()
        if (list_key, path) in self._open:
            return None  # a circle of columns, which lint reports
        self._open.add((list_key, path))
        try:
            return self._resolve_target(list_key, path)
        finally:
            self._open.remove((list_key, path))

    def _resolve_target(self, list_key: str, path: str) -> Target | None:
        countable = self.definition.find_countable(list_key)
        worked = countable.find_worked_column(path)
        if isinstance(worked, Rollup):
            return self._resolve_rollup(worked)
        if worked is not None:
            return self._resolve_derived_column(list_key, worked)
        if isinstance(countable, ListType):
            return self._resolve_column(list_key, path)
        if isinstance(countable, PairsSpec):
            return _resolve_pair_column(countable, path)
        return _resolve_roster_column(list_key, path)

    def _resolve_rollup(self, rollup: Rollup) -> Target:
        if rollup.take is not None:
            return _DAY
        values = rollup.values
        source = self._find_optional_target(*split_path(rollup.of))
        order = source.order if source and source.order and set(values) <= set(source.order) else values
        return Target(values=values, order=order)

    def _resolve_derived_column(self, list_key: str, spec: Derived) -> Target | None:
        match spec:
            case Lookup():
                reference, rest = split_path(spec.of)
                return self._find_optional_target(self.find_referenced_list(list_key, reference) or "", rest)
            case Exists():
                return Target(values=(spec.yes, spec.no), order=(spec.yes, spec.no))
            case Bins() | FirstCase():
                return Target(values=spec.values, order=spec.values)
            case CountMatching() | CountItems():
                return _NUMBER
            case ReturnedRows() | RemainingDays():
                return Target(family="number", blank=True, groups=False)

    def _find_optional_target(self, list_key: str, path: str) -> Target | None:
        try:
            return self.find_target(list_key, path)
        except KeyError:
            return None

    def _resolve_column(self, list_key: str, path: str) -> Target | None:
        first, rest = split_path(path)
        other = self.find_referenced_list(list_key, first) if rest and rest != DATE else None
        if other is not None and not self.definition.has_list(other):
            return None
        ref = self.definition.resolve_path(list_key, path)
        return _DAY if ref.part else self._resolve_kind(ref.column)

    def _resolve_kind(self, column: Column) -> Target | None:
        if column.kind == "integer":
            return Target(family="number", blank=True, groups=False)
        if column.kind in ("date", "long_text"):
            return _DAY if column.kind == "date" else Target(blank=True, groups=False)
        if column.choices is None or column.choices in ROSTER_CHOICES:
            return Target()
        offered = self.definition.choice_lists.get(column.choices)
        return Target(values=offered.values, order=offered.values) if offered else None


def _resolve_roster_column(list_key: str, path: str) -> Target:
    if path not in _ROSTER_COLUMNS[list_key]:
        raise KeyError(path)
    return _find_states() if path == STATE else Target(blank=True)


def _resolve_pair_column(pairs: PairsSpec, path: str) -> Target:
    closed = {TYPE: pairs.types, MET: (pairs.met, pairs.missing)}
    other = {TIMES: _NUMBER, DAY: _DAY, STATE: _find_states(), FIRST: Target(), SECOND: Target()}
    return Target(values=closed[path], order=closed[path]) if path in closed else other[path]


def _find_states() -> Target:
    return Target(values=tuple(say(f"state.{state}") for state in _STATES), blank=True)
