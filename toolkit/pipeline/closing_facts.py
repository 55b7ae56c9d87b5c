"""How a round ended, as JSON and back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from toolkit.followup import Closing, Event, Item, ItemKey, Origin, Review


def dump_closing(closing: Closing) -> bytes:
    """Return a closing as JSON."""
    return json.dumps(asdict(closing), ensure_ascii=False, default=_dump_day).encode()


def parse_closing(content: bytes) -> Closing:
    """Return the closing of these bytes. Raises ValueError, KeyError or TypeError."""
    facts = json.loads(content)
    return Closing(
        round=facts["round"],
        name=facts["name"],
        as_of=_parse_day(facts["as_of"]),
        items=tuple(map(_parse_item, facts["items"])),
        events=tuple(map(_parse_event, facts["events"])),
        figures=facts["figures"],
        history={int(number): figures for number, figures in facts["history"].items()},
    )


def _dump_day(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))


def _parse_day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _parse_item(facts: dict[str, Any]) -> Item:
    days = {key: _parse_day(facts[key]) for key in ("approved", "closed_on")}
    parts = {"key": ItemKey(**facts["key"]), "origin": Origin(**facts["origin"])}
    review = _parse_review(facts["review"]) if facts["review"] else None
    return Item(**{**facts, **days, **parts, "review": review})


def _parse_review(facts: dict[str, Any]) -> Review:
    days = {key: _parse_day(facts[key]) for key in ("approved", "day")}
    return Review(**{**facts, **days, "item": ItemKey(**facts["item"]), "origin": Origin(**facts["origin"])})


def _parse_event(facts: dict[str, Any]) -> Event:
    parts = {"item": ItemKey(**facts["item"]), "origin": Origin(**facts["origin"]), "day": _parse_day(facts["day"])}
    return Event(**{**facts, **parts})
