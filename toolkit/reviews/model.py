"""What the ledger shows and what is read from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.bulletin import TextChoice
from toolkit.campaign import Campaign
from toolkit.errors import Mistake
from toolkit.followup import NOTHING_BEFORE, Closing, Event, Item, ItemKey, Origin, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that a unit named as evidence of an item, in the round in which it did.

    `path` is where a file of this name lies, relative to 回收/, empty where there is none; `beside` tells that it
    lies beside the return.
    """

    item: ItemKey
    round: int
    name: str
    path: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """All that the ledger is to show after a check.

    `opening` is how the round before ended. `refused` says why results took no effect, by where they stand. `today` is
    the day from which days left are counted. `faulty` are the codes of the units whose return has faults.
    """

    campaign: Campaign
    items: tuple[Item, ...]
    events: tuple[Event, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    opening: Closing = NOTHING_BEFORE
    refused: Mapping[Origin, tuple[Mistake, ...]] = field(default_factory=dict)
    today: dt.date
    faulty: frozenset[str] = frozenset()

    def find_parent_texts(self) -> Mapping[ItemKey, Mapping[str, str]]:
        """Return the texts of every item by key."""
        return {item.key: item.texts for item in self.items}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLedger:
    """The office's reviews of the round at work, the events that were logged before, and what is wrong with rows.

    `choice_places` are places in words.
    """

    reviews: tuple[Review, ...] = ()
    events: tuple[Event, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    # What the office chose to print in the bulletin, and where it says so, by list, unit and number.
    choices: Mapping[ItemKey, TextChoice] = field(default_factory=dict)
    choice_places: Mapping[ItemKey, str] = field(default_factory=dict)
