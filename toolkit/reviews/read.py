"""Read what the office decided, and the events logged before, from its ledger."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import Any, get_args

from toolkit.campaign import Campaign
from toolkit.errors import Mistake
from toolkit.followup import NOTHING_BEFORE, Closing, Event, EventKind, ItemKey, Origin, recode_event
from toolkit.formats import find_value
from toolkit.reviews.chosen import ReadChoices, read_choices
from toolkit.reviews.model import ReadLedger
from toolkit.reviews.pages import LedgerPage, open_ledger
from toolkit.reviews.waiting import WaitingReader, WaitingRow

# The keys stand in the order of the fields: `asdict` would copy every value, which takes ten times as long.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_KINDS = frozenset(get_args(EventKind))


def read_reviews(content: bytes, campaign: Campaign, opening: Closing = NOTHING_BEFORE) -> ReadLedger:
    """Return the reviews of the campaign's round, every event logged so far, and what is wrong with single rows.

    `opening` is how the round before ended: rows decided by then are left alone. A row with a mistake gives no review.
    Raises OperatorError where the ledger, or its sheet of decisions, cannot be read.
    """
    book = open_ledger(content, campaign.definition.ledger)
    rows = list(WaitingReader(book.waiting, campaign, opening).read_rows())
    log, chosen = book.pages.get("events"), book.pages.get("chosen")
    read = read_choices(chosen, campaign) if chosen else ReadChoices()
    return ReadLedger(
        reviews=tuple(row.review for row in rows if row.review is not None),
        events=tuple(recode_event(each, campaign) for each in _read_events(log))
        if log and "facts" in log.columns
        else (),
        mistakes=(*book.mistakes, *_collect_mistakes(rows), *read.mistakes),
        choices=read.choices,
        choice_places=read.places,
    )


def _collect_mistakes(rows: list[WaitingRow]) -> Iterator[Mistake]:
    for row in rows:
        yield from row.mistakes


def _read_events(page: LedgerPage) -> Iterator[Event]:
    """Yield the events whose facts can still be read, from top to bottom."""
    for row in page.find_rows(["facts"]):
        event = parse_event(str(find_value(page.grid, row, page.columns["facts"])))
        if event is not None:
            yield event


def dump_event(event: Event) -> str:
    """Return an event as one line for programs."""
    item, origin = event.item, event.origin
    raw = {
        "item": {"unit": item.unit, "list_key": item.list_key, "number": item.number},
        "round": event.round,
        "kind": event.kind,
        "origin": {
            "round": origin.round,
            "file": origin.file,
            "sheet": origin.sheet,
            "row": origin.row,
            "cell": origin.cell,
        },
        "day": event.day.isoformat() if event.day else None,
        "who": event.who,
        "facts": dict(event.facts),
    }
    # These two are no characters: a cell cannot hold them, but a line for programs can name them.
    return _dump(raw).replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")


def parse_event(line: str) -> Event | None:
    """Return the event of a line, None where somebody changed it."""
    try:
        raw: dict[str, Any] = json.loads(line)
        event = Event(
            item=ItemKey(**_check_texts(raw["item"])),
            round=int(raw["round"]),
            kind=raw["kind"],
            origin=_parse_origin(raw["origin"]),
            day=dt.date.fromisoformat(raw["day"]) if raw["day"] else None,
            who=str(raw["who"]),
            facts=_check_texts(raw["facts"]),
        )
    except (ValueError, TypeError, KeyError):
        return None
    return event if event.kind in _KINDS else None


def _parse_origin(raw: dict[str, Any]) -> Origin:
    texts = _check_texts({key: raw[key] for key in ("file", "sheet", "cell")})
    return Origin(round=int(raw["round"]), row=int(raw["row"]), **texts)


def _check_texts(raw: dict[str, Any]) -> dict[str, str]:
    """Return a mapping that has texts alone, each kept once in the program: the events of a round name the same.

    Raises ValueError for any other.
    """
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise ValueError
    return {sys.intern(key): sys.intern(value) for key, value in raw.items()}
