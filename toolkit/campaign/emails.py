"""Read the e-mail addresses of a roster: what mail programs can send to, and hints about all else."""

from __future__ import annotations

import re
import unicodedata

from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.text import keep_visible

_SEPARATORS = re.compile(r"[;,、\s/|]+")
_NAMED = re.compile(r"<([^<>]*@[^<>]*)>")
_SCHEME = re.compile(r"^mailto:", re.IGNORECASE)
# What mail programs accept in practice: no quotes, no addresses by number, a domain with a dot.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+=?^_`{}~-]+(?:\.[A-Za-z0-9!#$%&'*+=?^_`{}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_LONGEST_LOCAL, _LONGEST = 64, 254


class EmailReader:
    """Reads the cells of one roster; `hints` gather on the way. An address that cannot be right is left out."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hints: list[Mistake] = []
        self._seen: dict[str, tuple[str, str]] = {}  # by address in lower case: the unit's code, and the cell

    def read(self, code: str, text: str, address: str) -> tuple[str, ...]:
        """Return the addresses in the cell of a unit, in order and each once."""
        good: dict[str, None] = {}
        for piece in _split_addresses(text):
            if not is_address(piece):
                self._add_hint("campaign.email", address, value=piece)
                continue
            good.setdefault(piece)
            owner, other = self._seen.setdefault(piece.casefold(), (code, address))
            if owner != code:
                self._add_hint("campaign.email_twice", address, value=piece, other=other)
        return tuple(good)

    def _add_hint(self, key: str, address: str, **facts: str) -> None:
        self.hints.append(make_mistake(key, say("place.separator").join([self.name, address]), **facts))


def is_address(text: str) -> bool:
    """Tell whether a text can be an e-mail address: a name, @, and a domain of at least two parts."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    return bool(
        at
        and len(text) <= _LONGEST
        and len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and len(labels[-1]) > 1
        and not labels[-1].isdigit()
    )


def _split_addresses(text: str) -> list[str]:
    """Return the pieces of a cell: full-width letters made plain, names before addresses in <> left out."""
    plain = unicodedata.normalize("NFKC", keep_visible(text)).replace("。", ".")
    named = _NAMED.findall(plain)
    pieces = named or _SEPARATORS.split(plain)
    return [_SCHEME.sub("", piece.strip()) for piece in pieces if piece.strip()]
