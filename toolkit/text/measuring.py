"""Measure texts, and cut them: by their width on paper, by UTF-16 units, by bytes; sort them as people count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


class _Widths(dict[str, int]):
    """The width of every character that was measured so far."""

    def __missing__(self, character: str) -> int:
        self[character] = width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return width


_WIDTHS = _Widths()


def measure_width(text: str) -> int:
    """Return the display width in half-width units: a Chinese character counts two."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


_OPENING = ("Ps", "Pi")  # categories of brackets and quotation marks that open


def wrap_label(text: str, width: int) -> str:
    """Break a long label into lines of this width in half characters.

    No line begins with a mark that closes, or ends with one that opens.
    """
    lines = [""]
    for character in text:
        category = unicodedata.category(character)
        if measure_width(lines[-1] + character) > width and (category[0] != "P" or category in _OPENING):
            kept = lines[-1][:-1] if unicodedata.category(lines[-1][-1:] or " ") in _OPENING else lines[-1]
            lines[-1:] = [kept, lines[-1][len(kept) :]]
        lines[-1] += character
    return "\n".join(line for line in lines if line)


def measure_utf16_length(text: str) -> int:
    """Return the length as spreadsheet programs count it, in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_to_utf16(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many UTF-16 units, in whole characters."""
    return text.encode("utf-16-le", "replace")[: 2 * most].decode("utf-16-le", "ignore")


def cut_to_bytes(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many bytes in UTF-8, in whole characters."""
    return text.encode("utf-8", "ignore")[: max(most, 0)].decode("utf-8", "ignore")


# Digits and the texts between them; text pieces stand before numbers.
NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]
_DIGITS = re.compile("([0-9]+)")


@lru_cache(maxsize=65536)
def build_natural_key(text: str) -> NaturalKey:
    """Return a key that sorts texts as people count: WT-999 before WT-1000, 整2号 before 整10号.

    Full-width digits count as digits; different texts never have equal keys.
    """
    pieces = _DIGITS.split(unicodedata.normalize("NFKC", text))
    # Numbers of any length compare by their length first, and as texts then.
    numbers = (piece.lstrip("0") if at % 2 else piece for at, piece in enumerate(pieces))
    parts = ((at % 2, len(piece) * (at % 2), piece) for at, piece in enumerate(numbers) if at % 2 or piece)
    return tuple(parts), text
