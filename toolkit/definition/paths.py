"""What a path of something counted leads to: a definition, a list and a path come in, what stands there goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from toolkit.definition.column import ROSTER_CHOICES, Column
from toolkit.definition.counting import UNIT, Bands, Countable, Days, Derived, Found, Matching, Rollup, Through
from toolkit.definition.model import Definition, ListType
from toolkit.messages import say
from toolkit.text import nearest

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


class Paths:
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

    def countable(self, list_key: str) -> Countable:
        """Return a list or a roster; KeyError where there is none."""
        rosters = {UNITS: self.definition.summary.units, MEMBERS: self.definition.summary.members}
        return rosters[list_key] if list_key in rosters else self.definition.list_type(list_key)

    def label(self, list_key: str) -> str:
        """Return the name of a list, or of a roster's sheet."""
        summary = self.definition.summary
        rosters = {UNITS: summary.units.label, MEMBERS: summary.members.label}
        return rosters.get(list_key) or self.definition.list_type(list_key).label

    def known(self, list_key: str) -> tuple[str, ...]:
        """Return the plain paths of a list, to propose from."""
        countable = self.countable(list_key)
        worked = [one.key for one in (*countable.rollups, *countable.derived)]
        return (UNIT, *self.columns(list_key), *worked)

    def propose(self, list_key: str, path: str, known: Iterable[str]) -> str:
        """Return the known path that is most like one that leads nowhere; an empty text where none is.

        Behind a reference, or before `.date`, only the part that is wrong is replaced.
        """
        known = tuple(known)
        first, _, rest = path.partition(".")
        if rest and first in known:
            other = self.reference(list_key, first)
            there = [one for one in self.known(other) if one != UNIT] if other in self.list_keys and other else ["date"]
            near = nearest(rest, there)
            return f"{first}.{near}" if near and self.leads(list_key, f"{first}.{near}") else ""
        near = nearest(first, known)
        if rest and near and self.leads(list_key, f"{near}.{rest}"):
            return f"{near}.{rest}"
        return nearest(path, known) or ""

    def leads(self, list_key: str, path: str) -> bool:
        """Tell whether a path leads anywhere."""
        try:
            self.target(list_key, path)
        except KeyError:
            return False
        return True

    def columns(self, list_key: str) -> tuple[str, ...]:
        """Return the columns as written or as the roster gives them."""
        countable = self.countable(list_key)
        return tuple(c.key for c in countable.columns) if isinstance(countable, ListType) else _GIVEN[list_key]

    def reference(self, list_key: str, key: str) -> str | None:
        """Return the list that a reference column leads to; None where the column is no reference."""
        countable = self.countable(list_key)
        refers = countable.column(key).refers if isinstance(countable, ListType) and countable.has(key) else None
        return refers.partition(".")[0] if refers else None

    def target(self, list_key: str, path: str) -> Target | None:
        """Return what stands at a path; None where that cannot be told because of another mistake.

        Raises KeyError where the path leads nowhere.
        """
        if path == UNIT:
            return Target()
        if (list_key, path) in self._open:
            return None  # a circle, which is named elsewhere
        self._open.add((list_key, path))
        try:
            return self._worked(list_key, path)
        finally:
            self._open.remove((list_key, path))

    def _worked(self, list_key: str, path: str) -> Target | None:
        countable = self.countable(list_key)
        for rollup in countable.rollups:
            if rollup.key == path:
                return self._rolled(rollup)
        for derived in countable.derived:
            if derived.key == path:
                return self._derived(list_key, derived)
        return self._column(list_key, path) if isinstance(countable, ListType) else _given(list_key, path)

    def _rolled(self, rollup: Rollup) -> Target:
        if rollup.take is not None:
            return _DAY
        said = [step.value for step in rollup.steps] + ([rollup.otherwise] if rollup.otherwise else [])
        values = tuple(dict.fromkeys(said))
        there = self._there(*split(rollup.of))
        order = there.order if there and there.order and set(values) <= set(there.order) else values
        return Target(values=values, order=order)

    def _derived(self, list_key: str, spec: Derived) -> Target | None:
        match spec:
            case Through():
                reference, rest = split(spec.of)
                return self._there(self.reference(list_key, reference) or "", rest)
            case Found():
                return Target(values=(spec.yes, spec.no), order=(spec.yes, spec.no))
            case Bands():
                return Target(values=spec.values, order=spec.values)
            case Matching():
                return _NUMBER
            case Days():
                return Target(family="number", blank=True, groups=False)

    def _there(self, list_key: str, path: str) -> Target | None:
        try:
            return self.target(list_key, path)
        except KeyError:
            return None

    def _column(self, list_key: str, path: str) -> Target | None:
        first, _, rest = path.partition(".")
        other = self.reference(list_key, first) if rest and rest != "date" else None
        if other is not None and not self.definition.has_list(other):
            return None
        located = self.definition.locate(list_key, path)
        return _DAY if located.part else self._kind(located.column)

    def _kind(self, column: Column) -> Target | None:
        if column.kind == "integer":
            return Target(family="number", blank=True, groups=False)
        if column.kind in ("date", "long_text"):
            return _DAY if column.kind == "date" else Target(blank=True, groups=False)
        if column.choices is None or column.choices in ROSTER_CHOICES:
            return Target()
        offered = self.definition.choice_lists.get(column.choices)
        return Target(values=offered.values, order=offered.values) if offered else None


def split(path: str) -> tuple[str, str]:
    """Return the two parts of `list.rest` or `reference.rest`."""
    first, _, rest = path.partition(".")
    return first, rest


def _given(list_key: str, path: str) -> Target:
    if path not in _GIVEN[list_key]:
        raise KeyError(path)
    return Target(values=tuple(say(f"state.{one}") for one in _STATES) if path == "state" else None, blank=True)
