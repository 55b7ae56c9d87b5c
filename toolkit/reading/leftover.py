"""Tell rows that are no records: a filled row comes in, the reason why it is none, or nothing, goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from toolkit.definition import Vocabulary
from toolkit.reading.headers import Header, our_positions
from toolkit.text import tidy

_FEW = 3  # a total or signature line holds no more texts beside its numbers
_MOST_SPOKEN = 9  # nor more cells in all, with number and hint
_AFTER_NOTE = re.compile(r"[^\w]|[0-9]|$")
_NUMBERS = re.compile(r"[0-9.,%]+")


class RowJudge:
    """Judges the filled rows under one header."""

    def __init__(self, header: Header, vocabulary: Vocabulary) -> None:
        self.header, self.ours = header, our_positions(header)
        words = vocabulary.rows
        self.total, self.signature = _beginning(words.total), _beginning(words.signature)
        self.sample = _beginning(word for word in words.sample if len(word) > 1)
        self.whole_sample, self.note = _whole(words.sample), words.note
        columns = {header.positions[c.key]: c for c in header.list_type.columns if c.key in header.positions}
        self.inputs = frozenset(place for place, column in columns.items() if not column.locked)
        self.examples = {place: tidy(column.example) for place, column in columns.items() if column.example}
        number = header.list_type.number
        self.counted = header.positions.get(number.key) if number else None

    def reason(self, texts: Mapping[int, str]) -> str:
        """Say why a filled row is no record (message `left_out.<reason>`), or return an empty text.

        `texts` are the row's filled cells, tidied, by position from 0.
        """
        if len(texts) <= _MOST_SPOKEN:
            spoken = [text for place, text in texts.items() if self._speaks(place, text)]
            reason = self._of_few(spoken) if spoken else ""
            if reason:
                return reason
        return "sample" if self._is_sample(texts) else ""

    def _of_few(self, spoken: list[str]) -> str:
        first, few = spoken[0], self._few(spoken)
        if few and self.total.match(first):
            return "total"
        if few and self.signature.match(first):
            return "signature"
        return "note" if len(spoken) == 1 and self._is_note(first) else ""

    def _few(self, spoken: list[str]) -> bool:
        return sum(1 for text in spoken if not _NUMBERS.fullmatch(text)) <= _FEW

    def _speaks(self, place: int, text: str) -> bool:
        """Tell what a clerk wrote from what stands in every row handed out: the running number, hints, helpers."""
        return place not in self.ours and not (place == self.counted and self._counted(text))

    def _counted(self, text: str) -> bool:
        number = self.header.list_type.number
        digits = re.findall(r"[0-9]+", text)
        return bool(number and len(digits) == 1 and text in (number.number(int(digits[0])), digits[0]))

    def _is_note(self, text: str) -> bool:
        """A note begins with its word and a sign: 注：… is one, 注重实效 is not."""
        return any(text.startswith(word) and _AFTER_NOTE.match(text[len(word) :]) for word in self.note)

    def _is_sample(self, texts: Mapping[int, str]) -> bool:
        for text in islice(texts.values(), 2):
            if self.sample.match(text) or self.whole_sample.fullmatch(text):
                return True
        shown = [(place, text) for place, text in texts.items() if place in self.inputs]
        same = sum(1 for place, text in shown if text == self.examples.get(place))
        return same >= _FEW and same == len(shown)


def _beginning(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for texts that begin with a word, whatever signs stand before it or spaces in it."""
    spaced = (r"\s*".join(re.escape(sign) for sign in word if not sign.isspace()) for word in words)
    return re.compile(rf"\W*(?:{'|'.join(sorted(spaced)) or '(?!)'})")


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for texts that are one of the words, with nothing but signs around it."""
    return re.compile(_beginning(words).pattern + r"\W*")
