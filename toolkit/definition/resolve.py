"""What a path of something counted leads to: a definition, a list and a path come in, what stands there goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from toolkit.definition.column import ROSTER_CHOICES, Column
from toolkit.definition.definition import Definition
from toolkit.definition.derived import (
    Bins,
    CountMatching,
    Derived,
    Exists,
    Lookup,
    RemainingDays,
    Rollup,
)
from toolkit.definition.list_type import ListType
from toolkit.definition.report import UNIT, Countable
from toolkit.messages import say
from toolkit.text import find_nearest

# What is counted besides lists: the roster's units, and their members.
UNITS, MEMBERS = "@units", "@members"
_GIVEN = {UNITS: ("state",), MEMBERS: ("name", "post", "state")}
_STATES = ("accepted", "faulty", "nil", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What may stand where a path leads.

    `values` are all there can be besides the unclear, None where anything may be written; `order` are those a
    table lays side by side, None where they are not known beforehand. Only what groups can be rows of a table.
    """

    family: Literal["words", "number", "day"] = "words"
    values: tuple[str, ...] | None = None
    order: tuple[str, ...] | None = None
    blank: bool = False
    groups: bool = True


_NUMBER = Target(family="number", groups=False)
_DAY = Target(family="day", blank=True, groups=False)


class PathResolver:
    """Follows the paths of every list and roster of a definition.

    `lost` names lists and choice lists whose own files have mistakes: what leads there is not judged.
    """

    def __init__(self, definition: Definition, lost: frozenset[str] = frozenset()) -> None:
        self.definition, self.lost = definition, lost
        self._open: set[tuple[str, str]] = set()

    @property
    def list_keys(self) -> tuple[str, ...]:
        """Everything that can be counted: the lists and the two rosters."""
        return (*(one.key for one in self.definition.list_types), UNITS, MEMBERS)

    def find_countable(self, list_key: str) -> Countable:
        """Return a list or a roster; KeyError where there is none."""
        rosters = {UNITS: self.definition.summary.units, MEMBERS: self.definition.summary.members}
        return rosters[list_key] if list_key in rosters else self.definition.find_list_type(list_key)

    def find_label(self, list_key: str) -> str:
        """Return the name of a list, or of a roster's sheet."""
        summary = self.definition.summary
        rosters = {UNITS: summary.units.label, MEMBERS: summary.members.label}
        return rosters.get(list_key) or self.definition.find_list_type(list_key).label

    def collect_plain_paths(self, list_key: str) -> tuple[str, ...]:
        """Return the plain paths of a list, to propose from."""
        countable = self.find_countable(list_key)
        worked = [one.key for one in (*countable.rollups, *countable.derived)]
        return (UNIT, *self.collect_column_keys(list_key), *worked)

    def propose_path(self, list_key: str, path: str, known: Iterable[str]) -> str:
        """Return the known path that is most like one that leads nowhere; an empty text where none is.

        Behind a reference, or before `.date`, only the part that is wrong is replaced.
        """
        known = tuple(known)
        first, _, rest = path.partition(".")
        if rest and first in known:
            other = self.find_referenced_list(list_key, first)
            candidates = (
                [one for one in self.collect_plain_paths(other) if one != UNIT]
                if other in self.list_keys and other
                else ["date"]
            )
            near = find_nearest(rest, candidates)
            return f"{first}.{near}" if near and self.has_target(list_key, f"{first}.{near}") else ""
        near = find_nearest(first, known)
        if rest and near and self.has_target(list_key, f"{near}.{rest}"):
            return f"{near}.{rest}"
        return find_nearest(path, known) or ""

    def has_target(self, list_key: str, path: str) -> bool:
        """Tell whether a path leads anywhere."""
        try:
            self.find_target(list_key, path)
        except KeyError:
            return False
        return True

    def collect_column_keys(self, list_key: str) -> tuple[str, ...]:
        """Return the columns as written or as the roster gives them."""
        countable = self.find_countable(list_key)
        return tuple(c.key for c in countable.columns) if isinstance(countable, ListType) else _GIVEN[list_key]

    def find_referenced_list(self, list_key: str, key: str) -> str | None:
        """Return the list that a reference column leads to; None where the column is no reference."""
        countable = self.find_countable(list_key)
        refers = (
            countable.find_column(key).refers if isinstance(countable, ListType) and countable.has_column(key) else None
        )
        return refers.partition(".")[0] if refers else None

    def find_target(self, list_key: str, path: str) -> Target | None:
        """Return what stands at a path; None where that cannot be told because of another mistake.

        Raises KeyError where the path leads nowhere.
        """
        if path == UNIT:
            return Target()
        if (list_key, path) in self._open:
            return None  # a circle, which is named elsewhere
        self._open.add((list_key, path))
        try:
            return self._resolve_target(list_key, path)
        finally:
            self._open.remove((list_key, path))

    def _resolve_target(self, list_key: str, path: str) -> Target | None:
        countable = self.find_countable(list_key)
        for rollup in countable.rollups:
            if rollup.key == path:
                return self._resolve_rollup(rollup)
        for derived in countable.derived:
            if derived.key == path:
                return self._resolve_derived_column(list_key, derived)
        return (
            self._resolve_column(list_key, path)
            if isinstance(countable, ListType)
            else _resolve_roster_column(list_key, path)
        )

    def _resolve_rollup(self, rollup: Rollup) -> Target:
        if rollup.take is not None:
            return _DAY
        said = [step.value for step in rollup.steps] + ([rollup.otherwise] if rollup.otherwise else [])
        values = tuple(dict.fromkeys(said))
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
            case Bins():
                return Target(values=spec.values, order=spec.values)
            case CountMatching():
                return _NUMBER
            case RemainingDays():
                return Target(family="number", blank=True, groups=False)

    def _find_optional_target(self, list_key: str, path: str) -> Target | None:
        try:
            return self.find_target(list_key, path)
        except KeyError:
            return None

    def _resolve_column(self, list_key: str, path: str) -> Target | None:
        first, _, rest = path.partition(".")
        other = self.find_referenced_list(list_key, first) if rest and rest != "date" else None
        if other is not None and not self.definition.has_list(other):
            return None
        located = self.definition.resolve_path(list_key, path)
        return _DAY if located.part else self._resolve_kind(located.column)

    def _resolve_kind(self, column: Column) -> Target | None:
        if column.kind == "integer":
            return Target(family="number", blank=True, groups=False)
        if column.kind in ("date", "long_text"):
            return _DAY if column.kind == "date" else Target(blank=True, groups=False)
        if column.choices is None or column.choices in ROSTER_CHOICES:
            return Target()
        offered = self.definition.choice_lists.get(column.choices)
        return Target(values=offered.values, order=offered.values) if offered else None


def split_path(path: str) -> tuple[str, str]:
    """Return the two parts of `list.rest` or `reference.rest`."""
    first, _, rest = path.partition(".")
    return first, rest


def _resolve_roster_column(list_key: str, path: str) -> Target:
    if path not in _GIVEN[list_key]:
        raise KeyError(path)
    return Target(values=tuple(say(f"state.{one}") for one in _STATES) if path == "state" else None, blank=True)
