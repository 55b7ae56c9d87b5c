"""Tell which filled cells have no value that can be trusted, by what stands in them."""

from __future__ import annotations

import re

from toolkit.definition import ErrorWords
from toolkit.formats import CellValue, LostValue

# WPS keeps a picture in a cell as a formula, which other programs show as text.
_PICTURES = ("=DISPIMG(", "=_XLFN.DISPIMG(")
# Spreadsheets keep 15 digits of a number: the last digits of a longer one are lost before anyone reads it.
_EXACT_NUMBERS = 10**15
# A column too narrow for its number shows #, and exports of what is shown keep nothing else.
_TOO_NARROW = re.compile("#{3,}")
# What `find_loss` says.
LOSSES = frozenset({"bad_cell", "digits_lost", "error_value", "no_result", "picture", "too_narrow"})
_CODE = r"\s*[:：]\s*[0-9]{3}"


class LossFinder:
    """Knows the texts that stand for a value which is not there."""

    def __init__(self, words: ErrorWords) -> None:
        self._words = frozenset(word.casefold() for word in words.words)
        numbered = "|".join(map(re.escape, words.numbered)) or "(?!)"
        self._numbered = re.compile(f"(?:{numbered}){_CODE}", re.IGNORECASE)
        self._longest = max((*map(len, words.words), *(len(word) + 8 for word in words.numbered)), default=0)

    def find_loss(self, value: CellValue, text: str) -> str:
        """Return why a filled cell has no value that can be trusted (message `unknown.<why>`); empty where it has."""
        if not isinstance(value, str):
            return "digits_lost" if isinstance(value, float | int) and abs(value) >= _EXACT_NUMBERS else ""
        if isinstance(value, LostValue):
            return value.code
        if text[0] == "=":
            return "picture" if text.upper().startswith(_PICTURES) else ""
        if text[0] == "#" and _TOO_NARROW.fullmatch(text):
            return "too_narrow"
        if len(text) <= self._longest and (text.casefold() in self._words or self._numbered.fullmatch(text)):
            return "error_value"
        return ""
