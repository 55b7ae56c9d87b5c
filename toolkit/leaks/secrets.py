"""Names, contacts, texts and tokens of a campaign: which unit owns each, and which of them a text contains.

Only whole items count, never parts of a word: a text is cut at everything that is neither letter nor digit, so that a
member called 安全 is not found in 安全生产. Long free texts are compared as wholes, by their letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from toolkit.campaign import Campaign
from toolkit.leaks.row_index import SHORTEST_TEXT, RowIndex
from toolkit.leaks.texts import decode_text
from toolkit.messages import load_catalogue
from toolkit.text import fold, fold_name, tidy, unify_characters, unify_ideographs
from toolkit.unit_token import find_tokens

SecretKind = Literal["token", "name", "contact", "row"]
_SHORTEST_PHONE = 7
_LONGEST_SHOWN = 40
_REMEMBERED = 1 << 14  # texts in the cache; the workbooks of a run share about three thousand
_PIECE = re.compile(r"[、，,;；:：/|\n\r\t<>{}()\[\]“”‘’《》「」\"'=&]+")
_ITEM = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[“”\"\n]+")
_PHONE = re.compile(r"(?<![\d.])\d[\d\s()\-\u2010-\u2015]{5,}\d(?![\d.])")
_PHONE_PART = re.compile(r"\d{7,}")
_EMAIL = re.compile(r"[\w.!#$%&'*+=?^`{}~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NOT_DIGIT = re.compile(r"\D+")


class Secret(NamedTuple):
    """One item that belongs to some unit: its kind, and the text that it is recognised by."""

    kind: SecretKind
    key: str


class Secrets:
    """All secrets of one campaign and their owners.

    A name is no secret if it is also an ordinary word: a word of the definition, of our own messages, of the
    campaign's title, or a unit's name. The members of the lead unit appear in every unit's dropdown of leaders.
    """

    def __init__(self, campaign: Campaign, texts: Mapping[str, Iterable[str]]) -> None:
        vocabulary = campaign.definition.vocabulary
        self._titles = tuple(sorted(vocabulary.titles, key=len, reverse=True))
        self._owners: dict[Secret, dict[str, None]] = {}
        self._shown: dict[Secret, str] = {}
        self._people: dict[str, Secret] = {}
        self._told_apart: dict[str, Secret] = {}  # names with brackets, by their fold
        self._phones: dict[str, Secret] = {}
        self._emails: dict[str, Secret] = {}
        # The words of each unit's own roster entries: to that unit they are no secret, whoever else owns them.
        self._own = {unit.code: self._collect_roster_words(campaign, unit.code) for unit in campaign.units}
        ordinary, everyday = self._collect_ordinary_words(campaign)
        leaders = {
            _strip_punctuation(_normalise_text(member.name)) for member in campaign.find_members(campaign.lead_unit)
        }
        self._add_people(campaign, ordinary | leaders)
        self._add_phones(campaign, ordinary)
        self._add_emails(campaign)
        # A cell with several choices or units is long, and yet has only ordinary words.
        self._rows = RowIndex(texts, lambda key, text: key not in everyday and _says_more(text, ordinary))
        self.find_secrets = lru_cache(maxsize=_REMEMBERED)(self._find_secrets)

    def is_foreign(self, secret: Secret, unit: str) -> bool:
        """Tell whether a secret belongs to other units and not to this one."""
        is_of = self._rows.is_of(secret.key, unit) if secret.kind == "row" else unit in self._owners[secret]
        return not is_of and secret.key not in self._own.get(unit, ())

    def find_owner(self, secret: Secret) -> str:
        """Return the code of the unit that owns a secret, of several the first on the roster."""
        return self._rows.find_owner(secret.key) if secret.kind == "row" else next(iter(self._owners[secret]))

    def render_secret(self, secret: Secret) -> str:
        """Return a secret as it is written."""
        row = tidy(self._rows.find_text(secret.key)) if secret.kind == "row" else ""
        text = row or self._shown.get(secret, secret.key)
        return text if secret.kind == "token" or len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"

    # -- what is whose ------------------------------------------------------------------------------

    def _collect_roster_words(self, campaign: Campaign, code: str) -> set[str]:
        unit = campaign.find_by_code(code)
        texts = [unit.contact, *(text for member in campaign.find_members(code) for text in (member.name, member.post))]
        return {word for text in texts for word in self._split_words(_normalise_text(text))} | set(
            _find_phones(_normalise_text(unit.phone))
        )

    def _collect_ordinary_words(self, campaign: Campaign) -> tuple[set[str], set[str]]:
        """Return the words of texts common to all units, and those texts folded."""
        own = [campaign.heading, campaign.lead, *(name for name, _ in campaign.collect_unit_names())]
        texts = {*_collect_strings(campaign.definition.model_dump()), *load_catalogue().values(), *own}
        words: set[str] = set()
        for text in map(_normalise_text, texts):
            words.update(self._split_words(text), _find_phones(text))
        return words, {fold(text) for text in texts}

    def _add_people(self, campaign: Campaign, ordinary: set[str]) -> None:
        people: list[tuple[str, str, SecretKind]] = [(member.unit, member.name, "name") for member in campaign.members]
        for unit in campaign.units:
            people += [(unit.code, name, "contact") for name in _PIECE.split(unit.contact)]
        for code, name, kind in people:
            key = _strip_punctuation(_normalise_text(name))
            # A single character or a number is no name.
            if len(key) > 1 and not key.isdigit() and key not in ordinary:
                secret = self._people.setdefault(key, Secret(kind, key))
                self._add_secret(secret, code, name.strip())
                if "(" in fold_name(name):
                    self._told_apart[fold_name(name)] = secret

    def _add_phones(self, campaign: Campaign, ordinary: set[str]) -> None:
        for unit in campaign.units:
            keys = [key for key in _find_phones(_normalise_text(unit.phone)) if key not in ordinary]
            for key in keys:
                secret = self._phones.setdefault(key, Secret("contact", keys[0]))
                self._add_secret(secret, unit.code, unit.phone)

    def _add_emails(self, campaign: Campaign) -> None:
        for unit in campaign.units:
            for address in unit.emails:
                secret = self._emails.setdefault(address.casefold(), Secret("contact", address.casefold()))
                self._add_secret(secret, unit.code, address)

    def _add_secret(self, secret: Secret, code: str, shown: str) -> None:
        self._owners.setdefault(secret, {})[code] = None
        self._shown.setdefault(secret, shown)

    # -- what a text holds --------------------------------------------------------------------------

    def _find_secrets(self, written: bytes) -> frozenset[Secret]:
        """Return every secret in a text, given as written in its part, in UTF-8."""
        text = _normalise_text(decode_text(written))
        found = {self._people[word] for word in self._split_words(text) if word in self._people}
        if self._told_apart and "(" in text:
            folded = fold_name(text)
            found |= {secret for name, secret in self._told_apart.items() if name in folded}
        found |= {self._phones[number] for number in _find_phones(text) if number in self._phones}
        if self._emails and "@" in text:
            found |= {self._emails[key] for each in _EMAIL.findall(text) if (key := each.casefold()) in self._emails}
        if len(text) >= SHORTEST_TEXT:
            keys = {fold(piece) for piece in (text, *_QUOTED.split(text))}
            found |= {Secret("row", key) for key in keys if self._rows.holds(key)}
        if "QD" in text:
            found |= {Secret("token", str(token)) for token in find_tokens([text])}
        return frozenset(found)

    def _split_words(self, text: str) -> Iterator[str]:
        """Yield a text's items: pieces between punctuation, and their words, each with and without its title."""
        for piece in _PIECE.split(text):
            # Most pieces are one word, of letters and digits alone.
            for word in (piece,) if piece.isalnum() else {piece, *piece.split(), *_ITEM.findall(piece)}:
                bare = _strip_punctuation(word)
                yield bare
                if bare.endswith(self._titles):
                    yield next(bare.removesuffix(title) for title in self._titles if bare.endswith(title))


def _collect_strings(value: Any) -> Iterator[str]:
    """Yield every text in nested values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _collect_strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _collect_strings(item)


def _says_more(text: str, ordinary: Set[str]) -> bool:
    """Tell whether a text has words that are not ordinary."""
    return any(word[0] not in ordinary for word in _ITEM.finditer(_normalise_text(text)))


def _normalise_text(text: str) -> str:
    return text if text.isascii() else unify_characters(unify_ideographs(tidy(text)))


def _strip_punctuation(text: str) -> str:
    """Return a name without punctuation inside it: the dot of 买买提·艾山 is written in many ways."""
    return text if text.isalnum() else "".join(_ITEM.findall(text))


def _find_phones(text: str) -> Iterator[str]:
    """Yield the digits of every phone number, whole and without the area code."""
    for number in _PHONE.findall(text):
        whole = _NOT_DIGIT.sub("", number)
        if len(whole) >= _SHORTEST_PHONE:
            yield whole
        yield from _PHONE_PART.findall(number)
