"""Bring 办理台账.xlsx up to date with a round as it was collected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.bulletin import TextChoice
from toolkit.errors import Mistake, make_mistake
from toolkit.followup import Event, ItemKey, render_event
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.ledger import build_ledger_file
from toolkit.reviews import LedgerFacts, find_evidence
from toolkit.stages import open_stage
from toolkit.storage import Changes


@open_stage(say("progress.ledger"))
def build_ledger_update(collected: CollectedRound) -> dict[Path, bytes]:
    """Return the office's ledger with every item as it stands now, by its path; nothing where nothing is new.

    Raises OperatorError where the ledger is open in another program or cannot be changed without loss.
    """
    return build_ledger_file(collected.ledger, build_ledger_facts(collected))


def build_ledger_facts(collected: CollectedRound) -> LedgerFacts:
    """Return what the ledger says of a round as it was collected."""
    campaign, followed, opening = collected.workspace.campaign, collected.followed, collected.opening
    return LedgerFacts(
        campaign=campaign,
        items=followed.items,
        events=(*opening.events, *followed.events),
        evidence=find_evidence(followed.items, campaign, collected.sources),
        opening=opening,
        refused={each.review.origin: each.mistakes for each in followed.rejected},
        today=campaign.as_of or collected.day,
        faulty=frozenset(code for code, state in collected.unit_states.items() if state == "faulty"),
    )


def add_ledger_update(changes: Changes, collected: CollectedRound) -> None:
    """Have the office's ledger written where anything is new, unless somebody saves it in between."""
    for path, content in build_ledger_update(collected).items():
        before = collected.ledger.content
        changes.write(path, content, essential=True, create=before is None, replaces=before)


def find_ledger_mistakes(collected: CollectedRound) -> tuple[Mistake, ...]:
    """Return what is wrong with the ledger: that it is open elsewhere, what is not understood, what takes no effect.

    A result that stands in it no more is named as long as its item waits for another.
    """
    file = collected.ledger
    is_open = (make_mistake("ledger.open", file.path.name, lock=file.lock),) if file.lock else ()
    refused = (mistake for each in collected.followed.rejected for mistake in each.mistakes)
    gone = _name_gone_choices(collected)
    return (*is_open, *file.ledger.mistakes, *refused, *gone, *_name_missing_results(collected))


def find_text_choices(collected: CollectedRound) -> dict[tuple[str, str, str], TextChoice]:
    """Return what the office chose to print in the bulletin, by list, unit and number."""
    chosen = collected.ledger.ledger.choices
    return {(key.list_key, key.unit, key.number): choice for key, choice in chosen.items()}


def _name_gone_choices(collected: CollectedRound) -> Iterator[Mistake]:
    """Name what the office chose for records that are not in the lead unit's lists any more."""
    known = {(item.key.unit, item.key.number) for item in collected.followed.items if item.state != "withdrawn"}
    places = {key.number: place for key, place in collected.ledger.ledger.choice_places.items() if key.unit}
    gone = {key.number for key in collected.ledger.ledger.choices if (key.unit, key.number) not in known}
    for number, place in places.items():
        if number in gone:
            yield make_mistake("ledger.choice_gone", place, number=number)


def _name_missing_results(collected: CollectedRound) -> Iterator[Mistake]:
    """Name the results of this round that were in effect and were deleted, or changed into one that is not."""
    now = collected.workspace.campaign.round.number
    last: dict[ItemKey, Event] = {
        event.item: event
        for event in collected.followed.events
        if event.round == now and event.kind in ("decided", "revoked")
    }
    waiting = {item.key for item in collected.followed.waiting}
    place = say("place.separator").join(
        [say("output.ledger"), collected.workspace.campaign.definition.ledger.waiting.label]
    )
    for key, event in last.items():
        if event.kind == "revoked" and key in waiting:
            what = render_event(event, collected.workspace.campaign.definition)
            yield make_mistake("ledger.taken_back", place, number=key.number, unit=key.unit, what=what)
