"""期末.json: a round as it ended, with what it was made from, signed with the campaign's key.

The same round gives the same bytes. A file that was reformatted is still trusted; one whose content was changed, cut or
taken from elsewhere is refused, with the reason.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from toolkit.campaign import Round
from toolkit.followup import CLOSING_FORMAT, Closing, list_closing_parts, parse_closing
from toolkit.pipeline.seals import FileSeal
from toolkit.pipeline.signed_text import ENCODING, Entries, render_signed, sign_body
from toolkit.unit_token import Stamp

FORMAT, VERSION = "qingdan-closing", 1
_FAULTS = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


class FrozenError(Exception):
    """期末.json cannot be trusted; `code` says why (message `closing.<code>`)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRound:
    """A round as it ended.

    `round` has the days as they stood before it ended, `planned` is the next one if 期次 had it already, `ended` is the
    day on which it ended, `digest` that of the definition's lists. `facts` are what the commands say of it from now on:
    `overview`, `front`, `status`, `check`, `merge`, and the exit codes (`exit`). `sources` are the files it was made
    from, `results` those in its 汇总.
    """

    round: Round
    planned: Round | None
    ended: dt.date
    digest: str
    closing: Closing
    facts: Mapping[str, Any]
    sources: tuple[FileSeal, ...] = ()
    results: tuple[FileSeal, ...] = ()


def dump_frozen(frozen: FrozenRound, stamp: Stamp) -> Iterator[bytes]:
    """Return the bytes of 期末.json, made piece by piece as they are asked for."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "campaign": stamp.campaign,
        "round": dump_round(frozen.round),
        "planned": dump_round(frozen.planned) if frozen.planned else None,
        "ended": frozen.ended.isoformat(),
        "digest": frozen.digest,
        "closing": {"format": CLOSING_FORMAT, "closing": _list_parts(frozen.closing)},
        "facts": dict(frozen.facts),
        "sources": _dump_seals(frozen.sources),
        "results": _dump_seals(frozen.results),
    }
    return render_signed(body, stamp.key)


def _list_parts(closing: Closing) -> dict[str, Any]:
    """Return the parts of a closing by name; items and events are made when they are written."""
    made = dict(list_closing_parts(closing))
    many = {name for name, part in made.items() if isinstance(part, Iterator)}
    return {name: Entries(partial(_make_part, closing, name)) if name in many else made[name] for name in made}


def _make_part(closing: Closing, name: str) -> Iterator[Any]:
    return iter(dict(list_closing_parts(closing))[name])


def parse_frozen(content: bytes, stamp: Stamp, number: int) -> FrozenRound:
    """Return the round that 期末.json holds, which must be this one. Raises FrozenError, whatever the bytes."""
    body = _load_object(content)
    if body.get("format") != FORMAT:
        raise FrozenError("not_ours")
    version = body.get("version")
    if isinstance(version, int) and version > VERSION:
        raise FrozenError("newer")
    # A round that ended before the key was exchanged has the signature of the old one.
    signer = next((each for each in stamp.all_keys if each.campaign == body.get("campaign")), None)
    if signer is None:
        raise FrozenError("other_campaign")
    signature = body.pop("signature", "")
    if not hmac.compare_digest(sign_body(body, signer.key).encode(), str(signature).encode(*ENCODING)):
        raise FrozenError("edited")
    try:
        frozen = FrozenRound(
            round=_parse_round(body["round"]),
            planned=_parse_round(body["planned"]) if body["planned"] else None,
            ended=dt.date.fromisoformat(body["ended"]),
            digest=body["digest"],
            closing=parse_closing(json.dumps(body.pop("closing"), ensure_ascii=False).encode()),
            facts=body["facts"],
            sources=_parse_seals(body["sources"]),
            results=_parse_seals(body["results"]),
        )
    except _FAULTS as error:
        raise FrozenError("edited") from error
    if frozen.round.number != number:
        raise FrozenError("other_round")
    return frozen


def read_signer(content: bytes) -> str:
    """Return the public name of the campaign that 期末.json names, which proves nothing; empty where it names none."""
    try:
        return str(_load_object(content).get("campaign", ""))
    except FrozenError:
        return ""


def sign_anew(content: bytes, stamp: Stamp, number: int) -> bytes:
    """Return 期末.json with another key's signature in the place of one that nobody can check any more.

    Raises FrozenError where it is not the whole 期末 of that round.
    """
    body = {**_load_object(content), "campaign": stamp.campaign}
    body.pop("signature", None)
    signed = json.dumps({**body, "signature": sign_body(body, stamp.key)}, ensure_ascii=False).encode(*ENCODING)
    return b"".join(dump_frozen(parse_frozen(signed, stamp, number), stamp))


def _load_object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content.decode(*ENCODING).removeprefix("\ufeff"), object_pairs_hook=_build_object)
    except _FAULTS as error:
        raise FrozenError("torn") from error
    if not isinstance(body, dict):
        raise FrozenError("not_ours")
    return body


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; one that has a key twice reads differently in every program, and is refused."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("key twice")
    return dict(pairs)


def dump_round(round: Round) -> dict[str, Any]:
    """Return a round's number, name, state and days as plain facts."""
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in asdict(round).items()}


def _parse_round(facts: Mapping[str, Any]) -> Round:
    return Round(
        number=facts["number"],
        name=facts["name"],
        issue_date=dt.date.fromisoformat(facts["issue_date"]),
        due_date=dt.date.fromisoformat(facts["due_date"]),
        as_of=dt.date.fromisoformat(facts["as_of"]) if facts["as_of"] else None,
        state=facts["state"],
    )


def _dump_seals(seals: Iterable[FileSeal]) -> list[dict[str, Any]]:
    return [asdict(seal) for seal in seals]


def _parse_seals(facts: Iterable[Mapping[str, Any]]) -> tuple[FileSeal, ...]:
    return tuple(FileSeal(**seal) for seal in facts)
