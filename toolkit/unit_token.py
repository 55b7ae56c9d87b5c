"""Tokens that say whose a workbook is, and codes: which file an annotated copy was made from, which doubt is meant."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

WHOLE = "all"  # the list part of a token that stands for the whole workbook
SHORTEST = len("QD1.000000.1.a.1.00000000.00000000")
CODE = r"[A-Za-z0-9-]{1,20}"
_TOKEN = re.compile(
    rf"QD1\.([0-9a-f]{{6}})\.({CODE})\.([a-z][a-z0-9_]*)\.(\d{{1,3}})(?:-(\d{{1,3}}))?\.([0-9a-f]{{8}})\.([0-9a-f]{{8}})"
)
# Office programs turn a hyphen into a dash.
_REVISION = re.compile(r"QD[-\u2010-\u2015]R1\.([0-9a-f]{16})(?![0-9a-f])")
_DOUBT = re.compile(r"QD[-\u2010-\u2015]D1\.([0-9a-f]{16})\.([0-9a-f]{8})(?:\.([0-9a-f]{8}))?(?![0-9a-f])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token says; `signature` is eight hexadecimal digits of HMAC-SHA-256 over the rest.

    `issue` counts from 1 how often the workbook was handed out in its round; a first one goes unsaid.
    """

    campaign: str
    unit: str
    list_key: str
    round: int
    digest: str
    issue: int = 1
    signature: str = ""

    @property
    def body(self) -> str:
        """The signed part."""
        number = f"{self.round}-{self.issue}" if self.issue > 1 else f"{self.round}"
        return f"QD1.{self.campaign}.{self.unit}.{self.list_key}.{number}.{self.digest}"

    def __str__(self) -> str:
        return f"{self.body}.{self.signature}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Issues and recognises the tokens of one campaign; the key never leaves the campaign's folder."""

    key: bytes

    @property
    def campaign(self) -> str:
        """The campaign's public name: six hexadecimal digits of the key's hash."""
        return hashlib.sha256(self.key).hexdigest()[:6]

    def issue_token(self, *, unit: str, list_key: str, round: int, digest: str, issue: int = 1) -> Token:
        """Return a signed token."""
        bare = Token(campaign=self.campaign, unit=unit, list_key=list_key, round=round, digest=digest, issue=issue)
        return replace(bare, signature=self._sign_body(bare.body))

    def is_genuine(self, token: Token) -> bool:
        """Tell whether this campaign issued the token and nobody changed it."""
        return hmac.compare_digest(self._sign_body(token.body), token.signature)

    def _sign_body(self, body: str) -> str:
        return hmac.new(self.key, body.encode(), hashlib.sha256).hexdigest()[:8]


def find_tokens(texts: Iterable[str]) -> list[Token]:
    """Return every token in the texts, each once, in order; full-width forms are understood."""
    found: dict[str, Token] = {}
    for text in texts:
        if "QD1" not in text and "ＱＤ１" not in text:
            continue
        for parts in _TOKEN.findall(unicodedata.normalize("NFKC", text)):
            campaign, unit, list_key, number, issue, digest, signature = parts
            token = Token(
                campaign=campaign,
                unit=unit,
                list_key=list_key,
                round=int(number),
                digest=digest,
                issue=int(issue or 1),
                signature=signature,
            )
            found.setdefault(str(token), token)
    return list(found.values())


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
