"""Take from a written heading what is not its name: the number before it (1.问题编号), remarks (整改类别（必填）)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from toolkit.definition import HeadingWords
from toolkit.text import fold, tidy

_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = chr(0x4E00), chr(0x9FFF)
_OPENING, _CLOSING = r"[(\[【〔]?\s*", r"\s*[)\]】〕]?\s*[.、,:]?\s*"


class HeadingStripper:
    """Knows what a heading of one definition may have besides its name."""

    def __init__(self, words: HeadingWords) -> None:
        numerals = re.escape(words.numerals)
        numeral = rf"[0-9]{{1,2}}|[{numerals}]{{1,3}}" if numerals else "[0-9]{1,2}"
        # A letter counts only with punctuation behind it.
        self._number = re.compile(rf"\s*{_OPENING}(?:(?:{numeral}){_CLOSING}|[a-zA-Z]\s*[)\]】〕.、:]\s*)")
        remarks = sorted({fold(remark.replace("#", "0")) for remark in words.remarks if fold(remark)}, key=len)
        pattern = "|".join(re.escape(remark).replace("0", "[0-9]+") for remark in reversed(remarks)) or "(?!)"
        self._before, self._behind = re.compile(f"(?:{pattern})+"), re.compile(f"(?:{pattern})+$")
        self._remark = re.compile(pattern)
        self._numerals = frozenset(words.numerals)

    def is_bare(self, text: str) -> bool:
        """Tell quickly whether a text surely has neither a number before it nor a remark; most texts have not."""
        first = text[:1]
        return (
            _FIRST_IDEOGRAPH <= first <= _LAST_IDEOGRAPH
            and first not in self._numerals
            and not self._remark.search(fold(text))
        )

    def find_names(self, text: str) -> Iterator[str]:
        """Yield the folded names that a heading may have without what surrounds them, the most of it kept first."""
        plain = unicodedata.normalize("NFKC", tidy(text))
        number = self._number.match(plain)
        for part in (plain, plain[number.end() :] if number else ""):
            name = fold(part)
            if not name:
                continue
            yield name
            behind, before = self._behind.search(name), self._before.match(name)
            if behind:
                yield name[: behind.start()]
            if before:
                yield name[before.end() :]
