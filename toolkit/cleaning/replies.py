"""Tell whether what a unit wrote about a doubt explains anything."""

from __future__ import annotations

from functools import lru_cache

from toolkit.cleaning.items import is_blank_word
from toolkit.definition import Vocabulary
from toolkit.text import fold

_LONGEST_PHRASE = 60  # letters; a longer text says more than that all is well


def is_empty_phrase(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text says nothing (无) or only that all is well: 情况属实，核实无误。"""
    folded = fold(text)
    if is_blank_word(text, vocabulary) or not any(map(str.isalnum, folded)):
        return True
    return len(folded) <= _LONGEST_PHRASE and _consists_of(folded, _fold_phrases(vocabulary.replies.empty))


def _consists_of(text: str, words: frozenset[str]) -> bool:
    """Tell whether a text is nothing but some of the words in a row."""
    ends = {0}
    for start in range(len(text)):
        if start in ends:
            ends |= {start + len(word) for word in words if text.startswith(word, start)}
    return len(text) in ends


@lru_cache(maxsize=16)
def _fold_phrases(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in phrases)
