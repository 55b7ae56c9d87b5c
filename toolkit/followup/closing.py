"""How a round ended, as the bytes that its folder keeps, and back."""

from __future__ import annotations

import datetime as dt
import json
import math
import numbers
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from toolkit.campaign import Campaign
from toolkit.followup.follow import Followed
from toolkit.followup.item import Closing, Event, Item, ItemKey
from toolkit.messages import say

# The version of what is written; a reader of an older one refuses it.
CLOSING_FORMAT = 1
_DAY = len("2022-01-20")


class ClosingError(ValueError):
    """Bytes that are no closing of ours; `code` says why: `damaged` (no JSON), `newer` (a later version), `wrong`."""

    def __init__(self, code: Literal["damaged", "newer", "wrong"], detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    closing: Closing


_KEPT = TypeAdapter(_Kept)
_CLOSING, _ITEM, _EVENT = TypeAdapter(Closing), TypeAdapter(Item), TypeAdapter(Event)


def build_closing(
    campaign: Campaign,
    opening: Closing,
    followed: Followed,
    fields_by_item: Mapping[ItemKey, Mapping[str, Any]],
    figures: Mapping[str, float | None],
) -> Closing:
    """Return how the campaign's round ends.

    `fields_by_item` has the values of the merged lists for every item, as they stand in the frames; `figures` are the
    named figures of the bulletin.
    """
    history = dict(opening.history)
    if opening.round:
        history[opening.round] = dict(opening.figures)
    return Closing(
        round=campaign.round.number,
        name=campaign.round.name,
        as_of=campaign.as_of,
        items=tuple(_keep_fields(followed.items, fields_by_item)),
        events=(*opening.events, *followed.events),
        figures={name: _keep_figure(value) for name, value in figures.items()},
        history=history,
    )


def _keep_fields(items: Iterable[Item], fields: Mapping[ItemKey, Mapping[str, Any]]) -> Iterable[Item]:
    for item in items:
        own = fields.get(item.key, {})
        yield replace(item, fields={name: _make_plain(value) for name, value in own.items()})


def _keep_figure(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def _make_plain(value: Any) -> str | int | float | None:
    """Return a value of a frame as JSON has it: days as ISO texts, several values joined, None for what is missing."""
    if isinstance(value, (tuple, list)):
        return say("list.separator").join(map(str, value))
    if value is None or pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()[:_DAY]
    if isinstance(value, numbers.Real):
        return int(value) if isinstance(value, numbers.Integral) else _keep_figure(float(value))
    return str(value)


def dump_closing(closing: Closing) -> bytes:
    """Return a closing as bytes: JSON in UTF-8, the same for equal closings, one item or event in a line."""
    lines = [f"{_dump(name)}: {_dump_lines(part)}" for name, part in list_closing_parts(closing)]
    head = f'{{\n"format": {CLOSING_FORMAT},\n"closing": {{\n'
    return (head + ",\n".join(lines) + "\n}\n}\n").encode()


def list_closing_parts(closing: Closing) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a closing by name, in order, as plain values that are equal where they are read back.

    Items and events are iterators: many are large, and made one by one.
    """
    rest = _CLOSING.dump_python(replace(closing, former={}, items=(), events=()), mode="json")
    for name in sorted(rest.keys() - {"former"}):
        if name == "items":
            yield name, (_make_clean(_ITEM.dump_python(item, mode="json")) for item in closing.items)
        elif name == "events":
            yield name, (_make_clean(_EVENT.dump_python(event, mode="json")) for event in closing.events)
        else:
            yield name, json.loads(_dump(rest[name]).encode(errors="replace"))  # with its names in order


def _make_clean(value: Any) -> Any:
    """Return a plain value; half of a character, which some programs store, has no bytes of its own."""
    text = _dump(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode(errors="replace"))
    return value


def _dump_lines(value: Any) -> str:
    if not isinstance(value, Iterator):
        return _dump(value)
    lines = ",\n".join(map(_dump, value))
    return f"[\n{lines}\n]" if lines else "[]"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse_closing(content: bytes) -> Closing:
    """Return the closing that bytes hold; raises ClosingError for any others."""
    try:
        return _KEPT.validate_json(content, strict=True).closing
    except ValidationError as error:
        raise ClosingError(*_explain(error)) from error


def _explain(error: ValidationError) -> tuple[Literal["damaged", "newer", "wrong"], str]:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    if first["type"] == "json_invalid":
        return "damaged", first["msg"]
    code: Literal["newer", "wrong"] = "newer" if (place, first["type"]) == ("format", "literal_error") else "wrong"
    return code, f"{place}: {first['msg']}"
