"""Take a several-valued cell apart: at the vocabulary's separators, but never inside brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from toolkit.definition import Vocabulary
from toolkit.text import fold

_LOOSEST = 4
OPENING, CLOSING = "(（\\[［{【〔", ")）\\]］}】〕"
BRACKETED = re.compile(f"[{OPENING}][^{OPENING}{CLOSING}]*[{CLOSING}]")
# 1. · 1、 · (1) · ① before one of several items.
_NUMBER = r"[(（]?(?:([0-9]{1,2})[)）.．、:：]|([①-⑳]))\s*(?=[^\W\d])"
_APART = re.compile(rf"(?:^|(?<=[\s、，,;；/|])){_NUMBER}")
_ANYWHERE = re.compile(_NUMBER)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def is_blank_word(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text only means that there is nothing: 无, —, N/A."""
    words, longest = _fold_words(vocabulary.blanks)
    return len(text) <= longest and fold(text) in words


@lru_cache(maxsize=64)
def _fold_words(words: tuple[str, ...]) -> tuple[frozenset[str], int]:
    """Return the folded words, and the length that the longest may have with spaces or punctuation between letters."""
    return frozenset(fold(word) for word in words), _LOOSEST * max((len(word) for word in words), default=0)


def split_items(text: str, vocabulary: Vocabulary, *, spaces: bool = True) -> list[str]:
    """Split a several-valued cell at the vocabulary's separators (and at spaces), blanks dropped."""
    pattern = build_separator_pattern(vocabulary.separators)
    parts = (part.strip() for part in re.split(rf"{pattern}|\s+" if spaces else pattern, text))
    return [part for part in parts if part and not is_blank_word(part, vocabulary)]


@lru_cache(maxsize=64)
def build_separator_pattern(separators: tuple[str, ...]) -> str:
    """Return the pattern of any of the separators."""
    return "|".join(re.escape(separator) for separator in separators)


def split_outside_brackets(text: str, pattern: str) -> Iterator[str]:
    """Yield the parts of a text between separators that stand in no brackets, ends stripped, blanks dropped."""
    start = 0
    for found in re.finditer(f"{BRACKETED.pattern}|({pattern})", text):
        if found[1] is not None:
            yield from filter(None, [text[start : found.start()].strip()])
            start = found.end()
    yield from filter(None, [text[start:].strip()])


def number_to_separator(text: str, separator: str) -> str:
    """Return the text with a separator in place of the numbers of its items, if they count from 1 on."""
    pattern = _ANYWHERE if _APART.match(text) else _APART
    numbers = [int(unicodedata.numeric(found[2])) if found[2] else int(found[1]) for found in pattern.finditer(text)]
    return pattern.sub(separator, text) if numbers == list(range(1, len(numbers) + 1)) else text


def strip_number(text: str) -> str:
    """Return an item without the number before it; one that has more numbers is several, and stays as it is."""
    found = _ANYWHERE.match(text)
    return text if found is None or _APART.search(text, found.end()) else text[found.end() :]


def is_han(text: str) -> bool:
    """Tell whether a text has ideographs and nothing else."""
    return bool(_HAN.fullmatch(text))


def keep_first(items: Iterable[str]) -> tuple[str, ...]:
    """Return the items without repeats, in order."""
    return tuple(dict.fromkeys(items))
