"""What happened to items in a round, each with where it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.definition import ApplicationKey
from toolkit.followup.item import Event, EventKind, Item, ItemKey, Origin, Review

_DECISIONS = ("decided", "revoked")


@dataclass(slots=True)
class EventRecorder:
    """Records the events of one round in the order in which they happened to each item."""

    round: int
    unit_names: Mapping[str, str]
    events: list[Event] = field(default_factory=list)

    def record(self, item: ItemKey, kind: EventKind, origin: Origin, **facts: str) -> None:
        """Record what a unit did."""
        who = self.unit_names.get(item.unit, "")
        self.events.append(Event(item=item, round=self.round, kind=kind, origin=origin, who=who, facts=facts))

    def record_report(self, item: Item, before: Item | None, words: tuple[str, str]) -> None:
        """Record that an item was listed, or reported with another progress; `words` are the progress then and now."""
        if before is None:
            self.record(item.key, "listed", item.origin, progress=words[1])
        elif words[0] != words[1]:
            self.record(item.key, "progressed", item.origin, old=words[0], new=words[1])

    def record_application(self, item: Item, application: ApplicationKey) -> None:
        """Record that a unit applied for something."""
        self.record(item.key, "applied", item.origin, application=application)

    def record_decisions(self, item: ItemKey, effective: Sequence[Review], logged: Iterable[Event]) -> None:
        """Record the results in effect, and those of the log that are so no more; what was logged stands."""
        now = [build_decision(review) for review in effective]
        kept = [event for event in logged if event.kind in _DECISIONS]
        active = _find_active(kept)
        self.events += kept
        for event in active:
            if not any(_says_same(event, other) for other in now):
                self.events.append(_revoke(event))
        self.events += [event for event in now if not any(_says_same(other, event) for other in active)]


def build_decision(review: Review) -> Event:
    """Return the event of a result that takes effect."""
    facts = {
        "result": review.result,
        "opinion": review.opinion,
        "requirement": review.requirement,
        "approved": review.approved.isoformat() if review.approved else "",
    }
    return Event(
        item=review.item,
        round=review.round,
        kind="decided",
        origin=review.origin,
        day=review.day,
        who=review.reviewer,
        facts=facts,
    )


def group_logged(events: Iterable[Event], round_number: int) -> dict[ItemKey, list[Event]]:
    """Return the events of a round that were written down before, by item."""
    by_item: dict[ItemKey, list[Event]] = defaultdict(list)
    for event in events:
        if event.round == round_number:
            by_item[event.item].append(event)
    return by_item


def _find_active(logged: Iterable[Event]) -> list[Event]:
    """Return the decisions of a log that it does not say are taken back."""
    active: list[Event] = []
    for event in logged:
        if event.kind == "decided":
            active.append(event)
        else:
            taken_back = next((one for one in reversed(active) if _says_same(one, event)), None)
            if taken_back:
                active.remove(taken_back)
    return active


def _says_same(one: Event, other: Event) -> bool:
    """Tell whether two events are about the same decision, by what both of them say of it."""
    shared = one.facts.keys() & other.facts.keys()
    same = (one.who, one.day) == (other.who, other.day)
    return same and bool(shared) and all(one.facts[key] == other.facts[key] for key in shared)


def _revoke(event: Event) -> Event:
    return Event(
        item=event.item,
        round=event.round,
        kind="revoked",
        origin=event.origin,
        day=event.day,
        who=event.who,
        facts=event.facts,
    )
