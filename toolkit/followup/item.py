"""The items of a campaign: every record that was ever reported, where it stands, and how it came there.

An item is one record of one list of one unit, from the round in which it was first reported to the round in which it is
closed. Items of a list without follow-up have no state; they are carried from round to round all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.definition import ApplicationKey, ResultKey, StateKey

# How an item came into a round: reported in it, reported unchanged, or carried because its unit did not return it.
Reported = Literal["reported", "unchanged", "carried"]
EventKind = Literal[
    "listed",  # reported for the first time
    "progressed",  # reported with another progress
    "applied",
    "decided",
    "revoked",  # a decision taken back, or replaced by another
    "changed",  # a fixed text changed with the office's consent
    "withdrawn",  # taken out of the list with the office's consent
]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ItemKey:
    """What identifies an item in a campaign: the unit's code, the list's key, the running number."""

    unit: str
    list_key: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where something was written: the round, the file (a path under 回收/, or the ledger's name), sheet and cell.

    `row` counts from 1; `cell` is empty where the whole row is meant.
    """

    round: int
    file: str
    sheet: str
    row: int
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One result of the office on one item, as it stands in the ledger.

    `application` is what it answers, None for a result without an application (a reopening, say). `approved` is the
    approved deadline of an extension, `requirement` what the unit must still do.
    """

    item: ItemKey
    round: int
    result: ResultKey
    origin: Origin
    application: ApplicationKey | None = None
    opinion: str = ""
    requirement: str = ""
    approved: dt.date | None = None
    reviewer: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to an item: when, who did it, and where it is written.

    `facts` are raw values for the sentence of the event's kind (message `event.<kind>`). `day` is None where nobody
    wrote one.
    """

    item: ItemKey
    round: int
    kind: EventKind
    origin: Origin
    day: dt.date | None = None
    who: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


# What most items have: one for all, as there may be hundreds of thousands.
NOTHING_ASKED: Mapping[str, str] = {}
NO_FIELDS: Mapping[str, str | int | float | None] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as it stands at the end of a round, or now.

    `texts` are its cells as a workbook shows them, by column key, without the office's columns and without those that
    speak of one round alone (the application, whether and why something changed). `state` is None in a list without
    follow-up, but `closed` for a record whose followed records are all closed, and where a progress is not known.
    `fields` has the values of all merged fields by key (dates as ISO texts), from which `last.<field>` of the next
    round is filled; it is empty until the round was summed up.
    """

    key: ItemKey
    texts: Mapping[str, str]
    origin: Origin
    opened: int
    state: StateKey | None = None
    # Where it stands apart from what it waits for; there it returns when the office refuses an application.
    standing: StateKey | None = None
    cycle: int = 1
    reported: Reported = "reported"
    # The application that waits for the office, and the office's last result in this round or an earlier one.
    pending: ApplicationKey | None = None
    # The texts of the columns of that application, by key, as they were when it was made, and the round of it.
    asked: Mapping[str, str] = field(default_factory=lambda: NOTHING_ASKED)
    asked_round: int = 0
    review: Review | None = None
    approved: dt.date | None = None
    closed_on: dt.date | None = None
    closed_by: str = ""
    closed_round: int = 0
    # For how many rounds in a row nothing changed.
    unchanged_rounds: int = 0
    fields: Mapping[str, str | int | float | None] = field(default_factory=lambda: NO_FIELDS)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do: closed by the office, or withdrawn with its consent."""
        return self.state in ("closed", "withdrawn")

    @property
    def is_waiting(self) -> bool:
        """Whether the office has to decide: on an application, or on an item that is done but not closed."""
        return self.state in ("done", "applied_close", "applied_extend", "applied_lasting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a round ended: its items in the order of units, lists and numbers, and every event up to then.

    `figures` are the named figures of the bulletin by name, `history` those of every earlier round by its number.
    `former` has values of open items that are not offered any more, by unit, list and column; it belongs to the round
    that opens with this and is never kept.
    """

    round: int
    name: str = ""
    as_of: dt.date | None = None
    items: tuple[Item, ...] = ()
    events: tuple[Event, ...] = ()
    figures: Mapping[str, float | None] = field(default_factory=dict)
    history: Mapping[int, Mapping[str, float | None]] = field(default_factory=dict)
    former: Mapping[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)

    def group_former(self) -> dict[str, frozenset[str]]:
        """Return each unit's values that are not offered any more, of units that have any, by code."""
        by_unit: dict[str, set[str]] = {}
        for (unit, _, _), values in self.former.items():
            by_unit.setdefault(unit, set()).update(values)
        return {unit: frozenset(values) for unit, values in by_unit.items()}


NOTHING_BEFORE = Closing(round=0)
