"""Hold what goes out against what is not the receiver's: bytes or a text come in, its leaks or one error go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.errors import OperatorError, mistake
from toolkit.leaks.places import PLACES, Place, Written, is_package, places_of
from toolkit.leaks.secrets import Kind, Secret, Secrets
from toolkit.leaks.texts import texts_of_package
from toolkit.messages import say
from toolkit.stamp import Stamp, find_tokens

_MOST_SAID = 5  # leaks of one file that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """What a file holds of another unit: whose (a unit's code), of what kind, the text, and where in words.

    Of a token of another campaign, the owner is the unit's code there.
    """

    owner: str
    kind: Kind
    text: str
    place: str


class LeakGuard:
    """Knows what is whose in one campaign; built once per run, because it remembers every text it looked at.

    `texts` are, by unit code, the free texts that units wrote in what they returned; short ones are passed over.
    """

    def __init__(self, campaign: Campaign, stamp: Stamp, texts: Mapping[str, Iterable[str]] | None = None) -> None:
        self._secrets = Secrets(campaign, texts or {})
        self._campaign = stamp.campaign

    def leaks(
        self, unit: str, content: bytes, *, original: bytes | None = None, written: Iterable[str] = ()
    ) -> tuple[Leak, ...]:
        """Return what a workbook that goes to a unit holds of others, in the order of its parts.

        `original` is the file that the unit sent, of which the workbook is an annotated copy; `written` are texts
        that it wrote in another file. What it showed itself, on sheets that are not hidden, is its own statement
        and no leak where it is shown again; but tokens of other units always are, and so is everything in hidden
        sheets, names, properties and caches.
        """
        held: set[Secret] = set()
        for text in texts_of_package(content):
            held |= self._secrets.held(text)
        foreign = {secret for secret in held if self._is_foreign(secret, unit)}
        return tuple(self._located(unit, foreign, content, original, written)) if foreign else ()

    def _is_foreign(self, secret: Secret, unit: str) -> bool:
        if secret.kind != "token":
            return self._secrets.is_foreign(secret, unit)
        (token,) = find_tokens([secret.key])
        return token.unit != unit or token.campaign != self._campaign

    def _located(
        self, unit: str, foreign: set[Secret], content: bytes, original: bytes | None, written: Iterable[str]
    ) -> Iterator[Leak]:
        """Yield each leak once per place: looking for places is slow, so it is done only where there are leaks."""
        own = self._own(unit, foreign, original, written)
        told: set[tuple[Secret, str]] = set()
        placed: set[Secret] = set()
        held = self._secrets.held
        for text in places_of(content, lambda text: not foreign.isdisjoint(held(text))):
            for secret in sorted(held(text.content) & foreign):
                placed.add(secret)
                if not _is_own(secret, text, own) and (secret, text.words) not in told:
                    told.add((secret, text.words))
                    yield self._leak(secret, text.words)
        for secret in sorted(foreign - placed):
            yield self._leak(secret, say("leak.place.file"))

    def _own(
        self, unit: str, foreign: set[Secret], original: bytes | None, written: Iterable[str]
    ) -> dict[Place, set[Secret]]:
        """Return what the unit showed itself, by the kind of place where it may stand again.

        What our own hidden sheet offers in dropdowns was issued to the unit, and it stays so where a leader has
        since become another unit's member; the unit's token tells that the file is the one that was issued.
        """
        own: dict[Place, set[Secret]] = {"shown": self._held_in(written)}
        held = self._secrets.held

        def wanted(text: bytes) -> bool:
            return any(one in foreign or one.kind == "token" for one in held(text))

        for text in places_of(original, wanted) if original and is_package(original) else ():
            own.setdefault(text.place, set()).update(held(text.content))
        # An older token of its own, which the unit kept, tells it nothing.
        tokens = {one for held in own.values() for one in held if one.kind == "token" and _unit_of(one) == unit}
        kept: tuple[Place, ...] = ("shown", "title", "author", *(("options",) if self._has_own(tokens) else ()))
        named = {place: {one for one in own.get(place, ()) if one.kind != "token"} for place in kept}
        return {place: named.get(place, set()) | tokens for place in PLACES}

    def _has_own(self, tokens: Iterable[Secret]) -> bool:
        return any(find_tokens([one.key])[0].campaign == self._campaign for one in tokens)

    def _held_in(self, texts: Iterable[str]) -> set[Secret]:
        return {secret for text in texts for secret in self._secrets.held(text.encode("utf-8", "replace"))}

    def _leak(self, secret: Secret, place: str) -> Leak:
        owner = _unit_of(secret) if secret.kind == "token" else self._secrets.owner(secret)
        return Leak(owner=owner, kind=secret.kind, text=self._secrets.shown(secret), place=place)


def _unit_of(token: Secret) -> str:
    return find_tokens([token.key])[0].unit


def _is_own(secret: Secret, text: Written, own: Mapping[Place, set[Secret]]) -> bool:
    """Tell whether the unit showed a thing itself; the name of a visible sheet is repeated all over a workbook."""
    return secret in own[text.place] or secret in own["title"]


def said_of(campaign: Campaign, leaks: tuple[Leak, ...]) -> str:
    """Say what leaks one file has: what of whom, and where."""
    names = {unit.code: unit.name for unit in campaign.units}
    said = [
        say(f"leak.kind.{one.kind}", owner=names.get(one.owner, one.owner), text=one.text, place=one.place)
        for one in leaks[:_MOST_SAID]
    ]
    more = say("leak.more", count=len(leaks)) if len(leaks) > _MOST_SAID else ""
    return say("leak.separator").join(said) + more


def stop_leaks(campaign: Campaign, found: Mapping[str, tuple[Leak, ...]]) -> None:
    """Raise one OperatorError that names every file with a leak, by its path: what of whom it holds, and where."""
    mistakes = [mistake("leak.file", path, leaks=said_of(campaign, leaks)) for path, leaks in found.items() if leaks]
    if mistakes:
        raise OperatorError(mistakes)
