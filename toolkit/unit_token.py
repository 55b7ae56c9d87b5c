"""Tokens that say whose a workbook is, and codes: which file an annotated copy was made from, which doubt is meant."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

WHOLE = "all"  # the list part of a token that stands for the whole workbook
CODE = r"[A-Za-z0-9-]{1,20}"
# Earlier versions signed with 32 bits; now it is 128.
_TOKEN = re.compile(
    rf"QD(?:1|(2))\.([0-9a-f]{{6}})\.({CODE})\.([a-z][a-z0-9_]*)\.(\d{{1,3}})(?:-(\d{{1,3}}))?\.([0-9a-f]{{8}})"
    r"\.((?(1)[0-9a-f]{32}|[0-9a-f]{8}))"
)
_SIGNATURE_DIGITS = {1: 8, 2: 32}
# What was a token once: its mark, and most of its parts behind it.
_BROKEN = re.compile(r"QD\d(?:[.,\u3001\u3002][\w-]+){4,}", re.ASCII | re.IGNORECASE)
SHORTEST = len("QD1.0.1.a.1")
_HINT = re.compile("[Qq\uff31\uff51][Dd\uff24\uff44]")
_CAMPAIGN = re.compile(r"QD[12]\.([0-9a-f]{6})\.")
# Office programs turn a hyphen into a dash.
_DASHES = dict.fromkeys(range(0x2010, 0x2016), "-")
_REVISION = re.compile(r"QD[-\u2010-\u2015]R1\.([0-9a-f]{16})(?![0-9a-f])")
_DOUBT = re.compile(r"QD[-\u2010-\u2015]D1\.([0-9a-f]{16})\.([0-9a-f]{8})(?:\.([0-9a-f]{8}))?(?![0-9a-f])")

# What a token proves: that we issued it; that its key was revoked or lost since; that somebody changed it; that it is
# another campaign's.
TokenStanding = Literal["genuine", "revoked", "forged", "foreign"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token says; `signature` are hexadecimal digits of HMAC-SHA-256 over the rest, 32 of them.

    `issue` counts from 1 how often the workbook was handed out in its round; a first one goes unsaid. `version` 1 are
    the tokens of earlier versions, whose signatures have 8 digits.
    """

    campaign: str
    unit: str
    list_key: str
    round: int
    digest: str
    issue: int = 1
    signature: str = ""
    version: int = 2

    @property
    def body(self) -> str:
        """The signed part."""
        number = f"{self.round}-{self.issue}" if self.issue > 1 else f"{self.round}"
        return f"QD{self.version}.{self.campaign}.{self.unit}.{self.list_key}.{number}.{self.digest}"

    def __str__(self) -> str:
        return f"{self.body}.{self.signature}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Issues and recognises the tokens of one campaign; the key never leaves the campaign's folder.

    `signed_short` tells that earlier versions of the program signed with this key: then their short signatures count.
    `retired` are the keys that this one replaced, the latest first. `lost` are the public names under keys of which
    nothing is left: what they signed can be told from nobody else's. `version` is that of the tokens issued.
    """

    key: bytes = field(repr=False)  # a traceback must not show it
    signed_short: bool = False
    retired: tuple[RetiredKey, ...] = ()
    lost: frozenset[str] = frozenset()
    version: int = 2

    @property
    def campaign(self) -> str:
        """The campaign's public name: six hexadecimal digits of the key's hash."""
        return hashlib.sha256(self.key).hexdigest()[:6]

    @property
    def all_keys(self) -> tuple[Stamp, ...]:
        """This stamp and those of its retired keys."""
        return (self, *(each.stamp for each in self.retired))

    @property
    def campaigns(self) -> frozenset[str]:
        """All public names that the campaign ever had."""
        return self.lost.union(each.campaign for each in self.all_keys)

    def issue_token(self, *, unit: str, list_key: str, round: int, digest: str, issue: int = 1) -> Token:
        """Return a signed token."""
        bare = Token(
            campaign=self.campaign,
            unit=unit,
            list_key=list_key,
            round=round,
            digest=digest,
            issue=issue,
            version=self.version,
        )
        return replace(bare, signature=self._sign_token(bare))

    def is_genuine(self, token: Token) -> bool:
        """Tell whether this very key signed the token and nobody changed it."""
        known = token.version > 1 or self.signed_short
        return known and hmac.compare_digest(self._sign_token(token), token.signature)

    def find_retired(self, token: Token) -> RetiredKey | None:
        """Return the retired key that signed a token, None where none did."""
        return next((each for each in self.retired if each.stamp.is_genuine(token)), None)

    def judge_token(self, token: Token) -> TokenStanding:
        """Tell what a token proves, by the present key and the retired ones."""
        if self.is_genuine(token):
            return "genuine"
        retired = self.find_retired(token)
        if retired is not None:
            return "revoked" if retired.revoked else "genuine"
        if token.campaign in self.lost:
            return "revoked"
        # Another campaign's name over our own signature was put there to hide a change.
        disguised = (each.is_genuine(replace(token, campaign=each.campaign)) for each in self.all_keys)
        return "forged" if token.campaign in self.campaigns or any(disguised) else "foreign"

    def sign_digest(self, text: str, digits: int) -> str:
        """Return the first hexadecimal digits of the key's HMAC-SHA-256 over a text."""
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()[:digits]

    def _sign_token(self, token: Token) -> str:
        return self.sign_digest(token.body, _SIGNATURE_DIGITS[token.version])


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredKey:
    """A key that was exchanged for another: workbooks under it count until their unit is handed another.

    Where it is `revoked` they do not count at all. `round` was in progress then, and `issued` are the first eight
    digits of the SHA-256 of every workbook that had been handed out in it.
    """

    stamp: Stamp
    round: int
    issued: frozenset[str] = frozenset()
    revoked: bool = False

    def has_signed(self, sha256: str) -> bool:
        """Tell whether a workbook of that round was handed out while the key was in use."""
        return sha256[:8] in self.issued


def find_tokens(texts: Iterable[str]) -> list[Token]:
    """Return every token in the texts, each once, in order; full-width forms and dashes are understood."""
    found: dict[str, Token] = {}
    for text in _normalise_texts(texts):
        for parts in _TOKEN.findall(text):
            longer, campaign, unit, list_key, number, issue, digest, signature = parts
            token = Token(
                campaign=campaign,
                unit=unit,
                list_key=list_key,
                round=int(number),
                digest=digest,
                issue=int(issue or 1),
                signature=signature,
                version=2 if longer else 1,
            )
            found.setdefault(str(token), token)
    return list(found.values())


def find_broken_tokens(texts: Iterable[str]) -> list[str]:
    """Return what was a token once and is none any more, each once, in order."""
    rests = (_TOKEN.sub(" ", text) for text in _normalise_texts(texts))
    return list(dict.fromkeys(broken for rest in rests for broken in _BROKEN.findall(rest)))


def find_campaigns(text: str) -> Iterator[str]:
    """Yield the public names of the campaigns that the tokens in a text name."""
    yield from _CAMPAIGN.findall(text)


def may_hold_token(text: str) -> bool:
    """Tell whether a text may have a token, whole or broken; few texts have what every token begins with."""
    return _HINT.search(text) is not None


def _normalise_texts(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that may have tokens, with plain characters, and without blanks and invisible characters."""
    for text in texts:
        if may_hold_token(text):
            plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
            visible = plain if plain.isascii() else (c for c in plain if unicodedata.category(c) != "Cf")
            yield "".join("".join(visible).split())


def format_revision(sha256: str) -> str:
    """Return the revision code for a copy of the file with this SHA-256; sent back, the copy supersedes that file."""
    return f"QD-R1.{sha256[:16]}"


def find_revision(texts: Iterable[str]) -> str:
    """Return the first 16 digits of the SHA-256 in a revision code, empty where no text has one."""
    for text in texts:
        found = _REVISION.search(unicodedata.normalize("NFKC", text)) if "R1" in text or "Ｒ１" in text else None
        if found:
            return found[1]
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtCode:
    """What identifies a doubt wherever it is written: the digests of its place (rule included) and of what stood there.

    `reply` is the digest of the unit's explanation, empty where none is meant.
    """

    place: str
    value: str
    reply: str = ""

    @classmethod
    def parse(cls, text: str) -> DoubtCode:
        """Return the code that a text consists of; ValueError for any other text."""
        code = find_doubt_code(text)
        if code is None or str(code) != text:
            raise ValueError(text)
        return code

    def __str__(self) -> str:
        return f"QD-D1.{self.place}.{self.value}" + (f".{self.reply}" if self.reply else "")


def make_doubt_code(place: str, value: str) -> DoubtCode:
    """Return the code of a doubt from the texts that say where it is and what stood there."""
    return DoubtCode(place=_digest(place)[:16], value=_digest(value)[:8])


def digest_reply(text: str) -> str:
    """Return the digest of an explanation, empty for none."""
    return _digest(text)[:8] if text else ""


def find_doubt_code(text: str) -> DoubtCode | None:
    """Return the first code of a doubt in a text, None where there is none."""
    found = _DOUBT.search(unicodedata.normalize("NFKC", text)) if "D1" in text or "Ｄ１" in text else None
    return DoubtCode(place=found[1], value=found[2], reply=found[3] or "") if found else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
