"""Understand when something is due: a day or a period, a word for always, and what offices write around them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from toolkit.cleaning.dates import DateReader
from toolkit.definition import LastingWords, Vocabulary
from toolkit.text import fold

_ENDS = " \t\n\u3000,.;:、，。；："
_FIRST = r"[\s,.;:、，。；：]"


class Deadline(NamedTuple):
    """What a deadline says: its wording, its day, or why it is unknown; `doubt` tells why its day is not certain."""

    text: str
    date: dt.date | None = None
    unknown: str = ""
    doubt: str = ""


@dataclass(frozen=True)  # without slots: what is built from the vocabulary is kept once it was asked for
class DeadlineReader:
    """Reads deadlines; `issued` is the day after which a day without a year is looked for, None to look for none."""

    vocabulary: Vocabulary
    dates: DateReader
    issued: dt.date | None = None

    def read_words(self, text: str, reason: str) -> Deadline:
        """Return what a text says that is no plain day or period; `reason` is why it is none.

        Of a day with words around it, and of a day without a year, the wording is kept.
        """
        word = self._find_word(text)
        if word:
            return Deadline(word)
        core, lasts = cut_lasting_tail(text, self.vocabulary.lasting)
        if lasts and self._find_word(core):
            return Deadline(text)
        bare = self._cut_words_around(core)
        day, why = self.dates.parse_day(bare, month_ends=True) if bare else (None, reason)
        if day is None and self.issued:
            nearest = self._find_next_day(bare, self.issued)
            return Deadline(text, nearest, doubt="no_year") if nearest else Deadline(text, unknown=_choose(why, reason))
        return Deadline(text, day) if day else Deadline(text, unknown=_choose(why, reason))

    def _find_word(self, text: str) -> str:
        return self._words.get(fold(text), "")

    @cached_property
    def _words(self) -> dict[str, str]:
        words = self.vocabulary.deadline_words
        return {fold(form): word for word, forms in reversed(words.items()) for form in (word, *forms)}

    def _cut_words_around(self, text: str) -> str:
        """Return a text without the words before and behind a day: 确保 … 完成."""
        dates = self.vocabulary.dates
        bare = text.strip(_ENDS)
        for word in _sort_longest(dates.lead_ins):
            bare = bare.removeprefix(word).lstrip(_ENDS)
        for word in _sort_longest(dates.finish):
            bare = bare.removesuffix(word).rstrip(_ENDS)
        return bare

    def _find_next_day(self, text: str, issued: dt.date) -> dt.date | None:
        """Return the first day on or after the day of issue that a text without a year may mean; None for no day."""
        words = self.vocabulary.dates
        for word in _sort_longest(words.years):
            if text.startswith(word):
                text_in_year = f"{issued.year + words.years[word]}{words.year}{text.removeprefix(word)}"
                return self.dates.parse_day(text_in_year, month_ends=True)[0]
        if not self.dates.lacks_year(text):
            return None
        for year in (issued.year, issued.year + 1):
            day, _ = self.dates.parse_day(f"{year}{words.year}{text}", month_ends=True)
            if day and day >= issued:
                return day
        return None


def cut_lasting_tail(text: str, words: LastingWords) -> tuple[str, bool]:
    """Return a text without its tail that what is done goes on (…，并长期坚持), and whether it had one."""
    pattern = _build_tail_pattern(words)
    found = pattern.fullmatch(text) if pattern else None
    return (found[1].rstrip(_ENDS), True) if found else (text, False)


@lru_cache(maxsize=16)
def _build_tail_pattern(words: LastingWords) -> re.Pattern[str] | None:
    tails, joints = "|".join(map(re.escape, words.words)), "|".join(map(re.escape, words.joints))
    joint = f"(?:{joints})" if joints else r"(?!)"
    whole = rf"(.+?)(?:{_FIRST}+{joint}*|{joint}+)\s*(?:{tails}){_FIRST}*"
    return re.compile(whole, re.DOTALL) if tails else None


def _choose(why: str, reason: str) -> str:
    """Return the reason that says more: that of the day inside the words, else that of the whole text."""
    return reason if why == "not_a_date" else why


def _sort_longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
