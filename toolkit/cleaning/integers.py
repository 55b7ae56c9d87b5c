"""Understand written whole numbers: 3,500 and 3项 and 1.2万."""

from __future__ import annotations

import re
import unicodedata

from toolkit.definition import NumberWords

_SPACES = re.compile(r"\s+")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(?![0-9,])")
_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,12})?")


def parse_integer(text: str, words: NumberWords) -> int | None:
    """Return the whole number that a text means, None where it means none for certain."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    if _THOUSANDS.match(plain):  # 3,500 is a number; 3,5 is two, or a slip
        plain = plain.replace(",", "")
    for counter in words.counters:
        plain = plain.removesuffix(counter)
    word = next((word for word in words.scales if plain.endswith(word)), "")
    scale, plain = words.scales.get(word, 1), plain.removesuffix(word)
    if not _NUMBER.fullmatch(plain):
        return None
    number = round(float(plain) * scale, 6)
    return int(number) if number.is_integer() else None
