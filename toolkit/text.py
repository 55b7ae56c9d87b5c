"""Compare and measure texts: their folded form, their width, their nearest neighbour."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Characters that a file name must not have anywhere, and lengths that leave room: every disk allows 255 bytes.
_RESERVED = re.compile(r'[\\/:*?"<>|\s]+')
_LONGEST_NAME, _MOST_NAME_BYTES = 80, 228
# Zero-width characters, byte order marks and bidi controls: seen in pasted cells, never meant.
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0xAD])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What moves, hides or turns around the characters beside it, breaks a line, or is no character at all.
_TRICKS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")


def tidy(text: str) -> str:
    """Return the text as it was meant: no invisible characters, ends stripped, one kind of line break.

    Inner line breaks and single inner spaces stay; a leading apostrophe (by which spreadsheet
    programs force a text) goes.
    """
    if text.isprintable() and "  " not in text and text[:1] not in "' " and text[-1:] != " ":
        return text  # most texts: a printable one has no invisible character and no space but the plain one
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    text = _SPACES.sub(" ", _CONTROL.sub("", text)).strip()
    return text[1:].lstrip() if text.startswith("'") else text


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text for matching: NFKC, lower case, letters and digits only.

    Spaces, line breaks, ★, brackets and all punctuation are dropped, so that
    “责任领导（认领人）” equals “责任领导(认领人)” and ， equals 、 (NFKC alone unifies neither).
    A text made only of punctuation folds to itself without spaces.
    """
    wide = unicodedata.normalize("NFKC", tidy(text)).lower()
    letters = "".join(c for c in wide if unicodedata.category(c)[0] in "LN")
    return letters or "".join(wide.split())


def find_nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like the word, or None when none is similar enough to suggest.

    One that differs only by a leading character is never suggested: in Chinese that is how a word
    becomes its opposite (采纳, 不采纳).
    """
    wanted = fold(word)
    by_fold = {fold(candidate): candidate for candidate in candidates}
    likely = [candidate for candidate in by_fold if wanted not in (candidate[1:],) and candidate != wanted[1:]]
    found = difflib.get_close_matches(wanted, likely, n=1, cutoff=0.5)
    return by_fold[found[0]] if found else None


def measure_width(text: str) -> int:
    """Return the display width in half-width units: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def measure_utf16_length(text: str) -> int:
    """Return the length as spreadsheet programs count it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def remove_control_characters(text: str) -> str:
    """Return the text fit for a terminal, an XML part or a file name: control characters removed."""
    return _CONTROL.sub("", text.translate(_INVISIBLE)).replace("\x7f", "")


def replace_tricks(text: str, instead: str) -> str:
    """Return the text with `instead` for every character that would trick a screen; all others stay as they are."""
    return _TRICKS.sub(instead, text)


def format_file_name(text: str, ending: str = "") -> str:
    """Return the text as one portable file name part: no separators, no reserved characters, not too long.

    `ending` is never cut: what tells two names of a kind apart belongs there.
    """
    name, tail = (_RESERVED.sub("_", remove_control_characters(part)) for part in (text, ending))
    name = cut_to_bytes(name.strip("._ ")[:_LONGEST_NAME], _MOST_NAME_BYTES - len(tail.encode())).rstrip("._ ")
    return (name or "_") + tail


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
