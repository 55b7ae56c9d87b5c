"""The patterns of rows that are no records, built from the vocabulary's words.

A word counts when it stands alone or before punctuation: 注：… is a note, 注重实效 is not; 合计 12 is a total, 合计划
is not. A signature also stands before a short name (填表人张三, but not 签字背书流于形式), and a seal before a colon or
in brackets, behind a few other words (主要负责人签字：, 单位（盖章）).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.definition import RowWords, Vocabulary

_AFTER_NOTE, _AFTER_TOTAL = r"(?=\W|[0-9]|$)", r"(?=\W|[0-9]|$)"
_AFTER_SIGNATURE = r"(?=\W|$|\w{1,4}\W*$)"
# A total is followed by numbers, or by a few words on them.
_TOTALS = r"(?:\W*$|.*[0-9]|.{1,8}$)"
_BEFORE_SEAL, _OPENING, _CLOSING = r"[^:：。，,；;\n]{0,10}?", r"[(（\[［【〔]\s*", r"\s*[)）\]］】〕]"
_YEAR = r"(?:[0-9]{2,4})?"
Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPatterns:
    """The patterns of one vocabulary; those called whole, `subtotal` and `day` cover a text to its end."""

    total: Pattern
    whole_total: Pattern
    subtotal: Pattern
    signatures: tuple[Pattern, ...]
    day: Pattern
    note: Pattern
    sample: Pattern
    whole_sample: Pattern

    def is_signature(self, text: str) -> bool:
        """Tell whether a text is part of a signature line: a post or name to sign, a seal, a day left open."""
        return any(pattern.match(text) for pattern in self.signatures)


def build_row_patterns(vocabulary: Vocabulary) -> RowPatterns:
    """Return the patterns of a vocabulary; they are built once, and asked for by every header."""
    dates = vocabulary.dates
    return _build_patterns(vocabulary.rows, re.escape(dates.year), re.escape(dates.month), _join_words(dates.day))


@lru_cache(maxsize=8)
def _build_patterns(words: RowWords, year: str, month: str, day: str) -> RowPatterns:
    return RowPatterns(
        total=_build_prefix_pattern(words.total, _AFTER_TOTAL + _TOTALS),
        whole_total=_build_whole_pattern(words.total),
        subtotal=re.compile(rf".*\S\s+{_join_words(words.subtotal)}\W*", re.IGNORECASE),
        signatures=(
            _build_prefix_pattern(words.signature, _AFTER_SIGNATURE),
            _build_seal_pattern(_join_words(words.seal)),
            re.compile(rf"\W*{_YEAR}\s*{year}\s*{month}\s*{day}\W*$"),
        ),
        day=re.compile(rf"\W*{_YEAR}\s*{year}\s*[0-9]{{1,2}}\s*{month}\s*[0-9]{{1,2}}\s*{day}\W*"),
        note=_build_prefix_pattern(words.note, _AFTER_NOTE),
        sample=_build_prefix_pattern((word for word in words.sample if len(word) > 1), _AFTER_NOTE),
        whole_sample=_build_whole_pattern(words.sample),
    )


def _join_words(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, whatever spaces stand in it."""
    spaced = (r"\s*".join(re.escape(character) for character in word if not character.isspace()) for word in words)
    return f"(?:{'|'.join(sorted(spaced, key=lambda word: (-len(word), word))) or '(?!)'})"


def _build_seal_pattern(seals: str) -> Pattern:
    return re.compile(rf"\W*{_BEFORE_SEAL}(?:{seals}(?:{_CLOSING})?\s*[:：]|{_OPENING}{seals}{_CLOSING})")


def _build_prefix_pattern(words: Iterable[str], after: str) -> Pattern:
    """Return a pattern for texts that begin with a word, or several (填表人签字), and go on as `after` says."""
    return re.compile(rf"\W*{_join_words(words)}+\s*{after}", re.IGNORECASE)


def _build_whole_pattern(words: Iterable[str]) -> Pattern:
    """Return a pattern for texts that are one of the words, with nothing but punctuation around it."""
    return re.compile(rf"\W*{_join_words(words)}\W*", re.IGNORECASE)
