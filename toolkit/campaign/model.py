"""One campaign as frozen values: which units report which lists, by when, and what was decided on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from toolkit.definition import Definition, ListType
from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One reporting unit of the roster; `lists` has the keys of the lists it fills in, and is empty for all lists.

    `emails` are the addresses that letters can be sent to, as mail programs take them.
    `former_codes` are codes that the unit had before, as the operator wrote them among its aliases.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    emails: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    lead: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the unit, the official one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a leading team; `unit` is the unit's code."""

    unit: str
    name: str
    post: str = ""


# The meaning of a decision by which a change, a withdrawal or the explanation of a doubt counts, or does not.
ACCEPTED, REFUSED = "accepted", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The operator's decision on something found in returned files; an empty meaning is `not used`.

    The meaning of `spelling` and `file` is the code of a unit, of `column` the label of a column, of `sheet` the key
    of a list, of `change` (of a fixed cell) and `withdrawal` (of an issued row) ACCEPTED, of `doubt` (explained by its
    unit) ACCEPTED or REFUSED.
    """

    kind: str
    found: str
    meaning: str


# A fact of the meeting as the operator wrote it: a text, a number or a day; None where it was left blank.
FactValue: TypeAlias = str | int | dt.date | None
RoundState = Literal["waiting", "running", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One collection (期): its number from 1, its name as the operator gave it, and its days.

    `as_of` is the day that figures are as of, None for the day of the run.
    """

    number: int
    issue_date: dt.date
    due_date: dt.date
    as_of: dt.date | None = None
    name: str = ""
    state: RoundState = "running"

    @property
    def label(self) -> str:
        """The number in words, without the name."""
        return say("round.label", number=self.number)

    @property
    def title(self) -> str:
        """The number and the name in words, for headers and titles."""
        return say("round.title", label=self.label, name=self.name) if self.name else self.label

    @property
    def is_later(self) -> bool:
        """Whether a round went before, so that workbooks show what was reported then."""
        return self.number > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """The campaign as configured; `definition` already has the meeting's aspects and the operator's own options.

    `round` is the round that is worked on, one of `rounds`, which are in order from the first. `hints` are what the
    operator should know and need not mend; `roster_hints` are those about units and members, which matter when
    workbooks are handed out. `facts` are what bulletins say of the meeting, by the name in templates. `recoded` has the
    present code of a unit by a round and the code that the unit had then, where the two differ.
    """

    meeting: str
    title: str
    lead: str
    meeting_date: dt.date
    rounds: tuple[Round, ...]
    round: Round
    definition: Definition
    lists: tuple[str, ...]
    units: tuple[Unit, ...]
    members: tuple[Member, ...]
    decisions: tuple[Decision, ...] = ()
    hints: tuple[Mistake, ...] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    roster_hints: tuple[Mistake, ...] = ()
    recoded: Mapping[tuple[int, str], str] = field(default_factory=dict)
    # Units by code and by all that names them, members by unit, lists by whether the round is a later one: filled when
    # first asked, for thousands are asked for, one after the other.
    _units: dict[str, Unit] = field(init=False, repr=False, compare=False, default_factory=dict)
    _named: dict[tuple[str, str], int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _members: dict[str, tuple[Member, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _issued: dict[bool, tuple[ListType, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def listing_days(self) -> dict[int, dt.date]:
        """The day from which deadlines count, by the round that first listed a record: for the first the meeting's."""
        return {each.number: each.issue_date if each.is_later else self.meeting_date for each in self.rounds}

    @property
    def names_round(self) -> bool:
        """Whether papers say which round they belong to; a first round without a name goes unsaid."""
        return self.round.is_later or bool(self.round.name)

    @property
    def heading(self) -> str:
        """The title for papers of the round, with the round where they say it."""
        named = say("round.heading", title=self.title, round=self.round.title)
        return named if self.names_round else self.title

    @property
    def issue_date(self) -> dt.date:
        """The day on which the round's workbooks are handed out."""
        return self.round.issue_date

    @property
    def due_date(self) -> dt.date:
        """The last day for returning them."""
        return self.round.due_date

    @property
    def as_of(self) -> dt.date | None:
        """The day that the round's figures are as of, None for the day of the run."""
        return self.round.as_of

    def select_round(self, number: int) -> Campaign:
        """Return the campaign at work on another of its rounds; KeyError where there is none of this number."""
        for each in self.rounds:
            if each.number == number:
                return replace(self, round=each)
        raise KeyError(number)

    @property
    def list_types(self) -> tuple[ListType, ...]:
        """The lists of this campaign, in the definition's order."""
        return tuple(list_type for list_type in self.definition.list_types if list_type.key in self.lists)

    @property
    def issued_list_types(self) -> tuple[ListType, ...]:
        """The lists as the round's workbooks show them, in the definition's order."""
        later = self.round.is_later
        if later not in self._issued:
            self._issued[later] = tuple(each.select_issued_columns(later=later) for each in self.list_types)
        return self._issued[later]

    @property
    def lead_unit(self) -> str:
        """The code of the unit whose leading team the meeting is about; empty if none is flagged."""
        return next((unit.code for unit in self.units if unit.lead), "")

    def find_by_code(self, code: str) -> Unit:
        """Return a unit by code; KeyError where there is none."""
        if not self._units:
            self._units.update((unit.code, unit) for unit in reversed(self.units))
        return self._units[code]

    def trace_code(self, round: int, code: str) -> str:
        """Return the code that a unit has now, by the one it had in a round."""
        return self.recoded.get((round, code), code)

    def find_members(self, code: str) -> tuple[Member, ...]:
        """Return a unit's members in roster order."""
        if not self._members:
            by_unit: dict[str, list[Member]] = {}
            for member in self.members:
                by_unit.setdefault(member.unit, []).append(member)
            self._members.update((unit, tuple(members)) for unit, members in by_unit.items())
        return self._members.get(code, ())

    def find_lists(self, unit: Unit) -> tuple[ListType, ...]:
        """Return the lists that a unit fills in, as the round's workbooks show them."""
        wanted = unit.lists or self.lists
        return tuple(list_type for list_type in self.issued_list_types if list_type.key in wanted)

    def collect_unit_names(self) -> Iterator[tuple[str, str]]:
        """Yield every name, alias and decided spelling with the code of its unit."""
        for unit in self.units:
            yield from ((name, unit.code) for name in unit.names)
        spellings = (decision for decision in self.decisions if decision.kind == "spelling" and decision.meaning)
        yield from ((decision.found, decision.meaning) for decision in spellings)

    def collect_decisions(self, kind: str) -> dict[str, str]:
        """Return the decisions of one kind: their meanings by what was found."""
        return {decision.found: decision.meaning for decision in self.decisions if decision.kind == kind}

    def render_decisions(self) -> dict[tuple[str, str], str]:
        """Return the meaning of every decision in words, by kind and what was found: a name, a label, or `not used`."""
        lists = {list_type.key: list_type.label for list_type in self.definition.list_types}
        units = {unit.code: unit.name for unit in self.units}
        form = self.definition.campaign.decisions
        consent = {ACCEPTED: form.accepted}
        doubts = {ACCEPTED: form.agreed, REFUSED: form.refused}
        words = {"file": units, "spelling": units, "sheet": lists, "change": consent, "withdrawal": consent}
        words["doubt"] = doubts
        return {
            (decision.kind, decision.found): words.get(decision.kind, {}).get(decision.meaning, decision.meaning)
            or form.unused
            for decision in self.decisions
        }

    def build_issued_rows(self, code: str, list_type: ListType) -> list[dict[str, str]]:
        """Return the prefilled rows that a unit is issued, each with texts by column key."""
        return build_issued_rows(list_type, self.find_members(code))

    def find_unit(self, text: str) -> Unit | None:
        """Return the unit that a text names by code, name, alias or decided spelling; None where there is none."""
        if not self._named:
            self._named.update(self._index_units())
        code, name = text.strip(), fold(text)
        if (spelled := self._named.get(("spelling", name))) is not None:
            return self.units[spelled]
        found = [self._named[key] for key in (("code", code), ("name", name)) if key in self._named]
        place = min(found) if found else self._named.get(("former", code))
        return None if place is None else self.units[place]

    def _index_units(self) -> dict[tuple[str, str], int]:
        """Return the first unit of each text that names units, by its place on the roster."""
        places: dict[tuple[str, str], int] = {}
        for place, unit in enumerate(self.units):
            names = [("name", fold(name)) for name in unit.names]
            for key in (("code", unit.code), *names, *(("former", code) for code in unit.former_codes)):
                places.setdefault(key, place)
        for decision in self.decisions:
            meant = places.get(("code", decision.meaning)) if decision.kind == "spelling" else None
            if meant is not None:
                places.setdefault(("spelling", fold(decision.found)), meant)
        return places


def build_issued_rows(list_type: ListType, members: Iterable[Member]) -> list[dict[str, str]]:
    """Return the prefilled rows for a unit with these members, each with texts by column key.

    The team's row comes first, if there are members, then one row per member.
    """
    prefill, team = list_type.prefill, tuple(members)
    rows = [dict(prefill.team)] if prefill.team and team else []
    for member in team if prefill.member else ():
        known = {"@name": member.name, "@post": member.post}
        rows.append({key: known.get(value, value) for key, value in prefill.member.items()})
    return rows
