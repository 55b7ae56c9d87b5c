"""Recognise filled rows that are no records: totals, signatures, notes, samples, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from toolkit.definition import TEXT_KINDS, Vocabulary
from toolkit.reading.headers import Header, find_helper_positions
from toolkit.text import tidy

_FEW = 3  # the most texts that a total or signature line has beside its numbers
_MOST_CELLS = 9  # the most cells of such a line in all, with number and hint
# A word counts when it stands alone or before punctuation: 注：… is a note, 注重实效 is not; 合计 12 is a total,
# 合计划 is not; a signature also stands before a short name: 填表人张三, but not 签字背书流于形式.
_AFTER_NOTE, _AFTER_TOTAL = r"(?=\W|[0-9]|$)", r"(?=\W|[0-9]|$)"
_AFTER_SIGNATURE = r"(?=\W|$|\w{1,4}\W*$)"
_NUMBERS = re.compile(r"[0-9.,%]+")


class RowJudge:
    """Judges the filled rows under one header."""

    def __init__(self, header: Header, vocabulary: Vocabulary) -> None:
        self.header, self.ours = header, find_helper_positions(header)
        words = vocabulary.rows
        self.total, self.whole_total = (
            _build_prefix_pattern(words.total, _AFTER_TOTAL),
            _build_whole_pattern(words.total),
        )
        self.signature, self.note = (
            _build_prefix_pattern(words.signature, _AFTER_SIGNATURE),
            _build_prefix_pattern(words.note, _AFTER_NOTE),
        )
        self.sample = _build_prefix_pattern((word for word in words.sample if len(word) > 1), _AFTER_NOTE)
        self.whole_sample = _build_whole_pattern(words.sample)
        columns = {header.positions[c.key]: c for c in header.list_type.columns if c.key in header.positions}
        self.inputs = frozenset(position for position, column in columns.items() if not column.locked)
        self.examples = {position: tidy(column.example) for position, column in columns.items() if column.example}
        self.free = frozenset(position for position, column in columns.items() if column.kind in TEXT_KINDS)
        number = header.list_type.number
        self.counted = header.positions.get(number.key) if number else None
        before, _, after = (number.numbering or "#" if number else "#").partition("#")
        self.number = re.compile(rf"(?:{re.escape(before)})?\d{{1,9}}{re.escape(after.lstrip('#'))}")

    def find_reason(self, texts: Mapping[int, str]) -> str:
        """Return why a filled row is no record (message `left_out.<reason>`), empty where it is one.

        `texts` are the row's filled cells, tidied, by position from 0.
        """
        first = next((text for position, text in texts.items() if self._is_clerk_text(position, text)), "")
        if not first:
            return ""
        if self.whole_total.fullmatch(first):
            return "total"
        if len(texts) <= _MOST_CELLS:
            reason = self._judge_short_row(
                [text for position, text in texts.items() if self._is_clerk_text(position, text)]
            )
            if reason:
                return reason
        if first.isdigit() and _holds_column_numbers(list(texts.values())):
            return "header"
        return "sample" if self._is_sample(texts) else ""

    def _judge_short_row(self, texts: list[str]) -> str:
        first, few = texts[0], self._has_few_texts(texts)
        if few and self.total.match(first):
            return "total"
        signatures = sum(1 for text in texts if self.signature.match(text))
        if self.signature.match(first) and (few or signatures * 2 >= len(texts)):
            return "signature"
        return "note" if len(texts) == 1 and self.note.match(first) else ""

    def _has_few_texts(self, texts: list[str]) -> bool:
        return sum(1 for text in texts if not _NUMBERS.fullmatch(text)) <= _FEW

    def _is_clerk_text(self, position: int, text: str) -> bool:
        """Tell whether a clerk wrote a text: not a running number, hint or helper, which every issued row has."""
        return position not in self.ours and not (position == self.counted and self.is_running_number(text))

    def has_stray_text(self, texts: Mapping[int, str]) -> bool:
        """Tell whether the column of the running number holds something that is no number."""
        text = texts.get(self.counted, "") if self.counted is not None else ""
        return bool(text) and not self.is_running_number(text)

    def is_running_number(self, text: str) -> bool:
        """Tell whether a text is a running number."""
        return self.number.fullmatch(text) is not None

    def _is_sample(self, texts: Mapping[int, str]) -> bool:
        for text in islice(texts.values(), 2):
            if self.sample.match(text) or self.whole_sample.fullmatch(text):
                return True
        shown = [(position, text) for position, text in texts.items() if position in self.inputs]
        same = sum(1 for position, text in shown if text == self.examples.get(position))
        # Dropdown choices coincide easily by chance; free texts do not.
        written = any(position in self.free for position, _ in shown)
        return written and same >= _FEW and same == len(shown)


def _holds_column_numbers(texts: list[str]) -> bool:
    """Tell whether a row only counts the columns: 1, 2, 3, as it stands under many a header."""
    if len(texts) < _FEW or not all(text.isdigit() for text in texts):
        return False
    counted = [int(text) for text in texts]
    return counted == list(range(counted[0], counted[0] + len(counted)))


def _build_start_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for texts that begin with a word, whatever punctuation stands before it or spaces in it."""
    spaced = (r"\s*".join(re.escape(character) for character in word if not character.isspace()) for word in words)
    return re.compile(rf"\W*(?:{'|'.join(sorted(spaced)) or '(?!)'})")


def _build_prefix_pattern(words: Iterable[str], after: str) -> re.Pattern[str]:
    """Return a pattern for texts that begin with a word, or several (填表人签字), and go on as `after` says."""
    return re.compile(_build_start_pattern(words).pattern + r"+\s*" + after)


def _build_whole_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for texts that are one of the words, with nothing but punctuation around it."""
    return re.compile(_build_start_pattern(words).pattern + r"\W*")
