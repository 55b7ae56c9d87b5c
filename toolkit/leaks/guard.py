"""Search outgoing files for data of units other than the recipient, and stop the run on a leak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.errors import OperatorError, make_mistake
from toolkit.leaks.secrets import Secret, SecretKind, Secrets
from toolkit.leaks.taken_texts import TakenTexts, select_located
from toolkit.leaks.text_locations import VISIBILITIES, LocatedText, Visibility, locate_texts
from toolkit.leaks.texts import PackedPart, open_parts
from toolkit.messages import say
from toolkit.unit_token import Stamp, find_tokens

_MOST_NAMED = 5  # leaks of one file that a message lists
_MOST_PARTS = 1 << 13  # parts that are remembered: most are the same in every workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Data of another unit in a file: its owner (a unit's code), its kind, the text, and the location in words.

    For a token of another campaign, the owner is the unit's code in that campaign.
    """

    owner: str
    kind: SecretKind
    text: str
    location: str


class LeakGuard:
    """Knows what belongs to which unit of a campaign; build it once per run: it remembers texts and parts it examined.

    `texts` has the free texts of each unit's returns by unit code; short ones are ignored. It may make them anew each
    time it is asked for a unit's.
    """

    def __init__(self, campaign: Campaign, stamp: Stamp, texts: Mapping[str, Iterable[str]] | None = None) -> None:
        self._secrets = Secrets(campaign, texts or {})
        self._by_part: dict[tuple[str, bytes], frozenset[Secret]] = {}
        self._campaigns, self._trace_code = stamp.campaigns, campaign.trace_code
        self._units = frozenset(unit.code for unit in campaign.units)

    def find_leaks(
        self, unit: str, content: bytes, *, written: Iterable[str] = (), listed: Iterable[str] = ()
    ) -> tuple[Leak, ...]:
        """Return what one of our own workbooks addressed to a unit contains of other units, in the order of its parts.

        `written` has texts that the unit wrote in another file, `listed` those that stand behind its dropdowns because
        its rows have them: the names of members who left. Tokens of other units always are leaks, and so is everything
        in hidden sheets, defined names, properties and caches.
        """
        comment, parts = open_parts(content)
        contained = set(self._secrets.find_secrets(comment))
        for part in parts:
            contained |= self._find_part_secrets(part)
        foreign = self.select_foreign(unit, contained)
        if not foreign:
            return ()
        own = self._collect_own_secrets(unit, (), written, listed)
        return tuple(self._locate_leaks(foreign, locate_texts(content, self._build_test(foreign)), own))

    def find_leaks_sent_back(
        self, unit: str, taken: TakenTexts, *, written: Iterable[str] = (), listed: Iterable[str] = ()
    ) -> tuple[Leak, ...]:
        """Return the same of the marked copy of a file that the unit sent, which is opened elsewhere.

        What the unit itself showed on visible sheets is no leak where it is shown again.
        """
        foreign = self.select_foreign(unit, self.find_secrets(taken.texts))
        if not foreign:
            return ()
        is_wanted = self._build_test(foreign, "token")
        own = self._collect_own_secrets(unit, select_located(taken.locate_original(), is_wanted), written, listed)
        return tuple(self._locate_leaks(foreign, select_located(taken.locate(), self._build_test(foreign)), own))

    def _build_test(self, foreign: Set[Secret], *kinds: SecretKind) -> Callable[[bytes], bool]:
        """Return a function that tells whether a text has any of some secrets, or one of these kinds."""
        find_secrets = self._secrets.find_secrets
        return lambda text: any(secret in foreign or secret.kind in kinds for secret in find_secrets(text))

    def find_secrets(self, texts: Iterable[bytes]) -> set[Secret]:
        """Return what texts, each as written in its part, contain of any unit."""
        contained: set[Secret] = set()
        for text in texts:
            contained |= self._secrets.find_secrets(text)
        return contained

    def select_foreign(self, unit: str, secrets: Iterable[Secret]) -> set[Secret]:
        """Return those of secrets that belong to other units than this one."""
        return {secret for secret in secrets if self._is_foreign(secret, unit)}

    def _find_part_secrets(self, part: PackedPart) -> frozenset[Secret]:
        """Return every secret in a part and its name; a part that other files have, packed alike, is read once."""
        place = part.name, part.digest
        if place not in self._by_part:
            texts = (part.name.encode("utf-8", "replace"), *part.read_texts())
            if len(self._by_part) >= _MOST_PARTS:
                self._by_part.clear()
            self._by_part[place] = frozenset().union(*map(self._secrets.find_secrets, texts))
        return self._by_part[place]

    def _is_foreign(self, secret: Secret, unit: str) -> bool:
        if secret.kind != "token":
            return self._secrets.is_foreign(secret, unit)
        return self._find_unit(secret) != unit or find_tokens([secret.key])[0].campaign not in self._campaigns

    def _locate_leaks(
        self, foreign: set[Secret], texts: Iterable[LocatedText], own: Mapping[Visibility, set[Secret]]
    ) -> Iterator[Leak]:
        """Yield each leak once per location; locating is slow, so it is done only for files with a leak."""
        reported: set[tuple[Secret, str]] = set()
        located: set[Secret] = set()
        for text in texts:
            for secret in sorted(self._secrets.find_secrets(text.content) & foreign):
                located.add(secret)
                if not _is_own(secret, text, own) and (secret, text.location) not in reported:
                    reported.add((secret, text.location))
                    yield self._make_leak(secret, text.location)
        for secret in sorted(foreign - located):
            yield self._make_leak(secret, say("leak.place.file"))

    def _collect_own_secrets(
        self, unit: str, original: Iterable[LocatedText], written: Iterable[str], listed: Iterable[str]
    ) -> dict[Visibility, set[Secret]]:
        """Return what the unit showed itself, by the visibility at which it may appear again.

        `original` are the texts of the file that it sent. The dropdown values on our hidden sheet were issued to the
        unit, and stay its own even if a leader has since become another unit's member. The unit's token proves that the
        file is the one issued.
        """
        own: dict[Visibility, set[Secret]] = {"shown": self._collect_secrets(written)}
        for text in original:
            own.setdefault(text.visibility, set()).update(self._secrets.find_secrets(text.content))
        # An older token of its own tells the unit nothing new, nor does the token of a code that no unit has now.
        tokens = {
            secret
            for secrets in own.values()
            for secret in secrets
            if secret.kind == "token" and ((owner := self._find_unit(secret)) == unit or owner not in self._units)
        }
        kept: tuple[Visibility, ...] = (
            "shown",
            "title",
            "author",
            *(("options",) if self._has_own_token(tokens) else ()),
        )
        named = {
            visibility: {secret for secret in own.get(visibility, ()) if secret.kind != "token"} for visibility in kept
        }
        all_own = {visibility: named.get(visibility, set()) | tokens for visibility in VISIBILITIES}
        all_own["options"] |= self._collect_secrets(listed)
        return all_own

    def _has_own_token(self, tokens: Iterable[Secret]) -> bool:
        return any(find_tokens([token.key])[0].campaign in self._campaigns for token in tokens)

    def _collect_secrets(self, texts: Iterable[str]) -> set[Secret]:
        return {secret for text in texts for secret in self._secrets.find_secrets(text.encode("utf-8", "replace"))}

    def _find_unit(self, secret: Secret) -> str:
        """Return the code that the unit of a token has now."""
        token = find_tokens([secret.key])[0]
        return self._trace_code(token.round, token.unit) if token.campaign in self._campaigns else token.unit

    def _make_leak(self, secret: Secret, location: str) -> Leak:
        owner = self._find_unit(secret) if secret.kind == "token" else self._secrets.find_owner(secret)
        return Leak(owner=owner, kind=secret.kind, text=self._secrets.render_secret(secret), location=location)


def _is_own(secret: Secret, text: LocatedText, own: Mapping[Visibility, set[Secret]]) -> bool:
    """Tell whether the unit showed a secret itself; the names of visible sheets recur all over a workbook."""
    return secret in own[text.visibility] or secret in own["title"]


def render_leaks(campaign: Campaign, leaks: tuple[Leak, ...]) -> str:
    """Return the leaks of one file in words: what of which unit, and where."""
    names = {unit.code: unit.name for unit in campaign.units}
    phrases = [
        say(f"leak.kind.{leak.kind}", owner=names.get(leak.owner, leak.owner), text=leak.text, place=leak.location)
        for leak in leaks[:_MOST_NAMED]
    ]
    more = say("leak.more", count=len(leaks)) if len(leaks) > _MOST_NAMED else ""
    return say("leak.separator").join(phrases) + more


def stop_leaks(campaign: Campaign, found: Mapping[str, tuple[Leak, ...]]) -> None:
    """Raise one OperatorError that lists the leaks of every file, by its path; do nothing where there are none."""
    mistakes = [
        make_mistake("leak.file", path, leaks=render_leaks(campaign, leaks)) for path, leaks in found.items() if leaks
    ]
    if mistakes:
        raise OperatorError(mistakes)
