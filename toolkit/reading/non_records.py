"""Recognise filled rows that are no records: totals, signatures, notes, samples, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from toolkit.definition import TEXT_KINDS, Vocabulary
from toolkit.reading.headers import Header, find_helper_positions
from toolkit.reading.row_patterns import build_row_patterns
from toolkit.text import fold, tidy

_FEW = 3  # the most texts that a total or signature line has beside its numbers
_MOST_CELLS = 9  # the most cells of such a line in all, with number and hint
_LONGEST_TITLE = 40
_NUMBERS, _SIGNS = re.compile(r"[-+0-9.,%]+"), frozenset("-+0123456789.,%")


class RowJudge:
    """Judges the filled rows under one header."""

    def __init__(self, header: Header, vocabulary: Vocabulary) -> None:
        self.header, self.ours = header, find_helper_positions(header)
        self.patterns = build_row_patterns(vocabulary)
        columns = {header.positions[c.key]: c for c in header.list_type.columns if c.key in header.positions}
        self.inputs = frozenset(position for position, column in columns.items() if not column.locked)
        self.examples = {position: tidy(column.example) for position, column in columns.items() if column.example}
        self.free = frozenset(position for position, column in columns.items() if column.kind in TEXT_KINDS)
        self.titles = frozenset(fold(name) for name in header.list_type.names)
        number = header.list_type.number
        self.counted = header.positions.get(number.key) if number else None
        before, _, after = (number.numbering or "#" if number else "#").partition("#")
        self.number = re.compile(rf"(?:{re.escape(before)})?\d{{1,9}}{re.escape(after.lstrip('#'))}")

    def find_reason(self, texts: Mapping[int, str], sums: frozenset[int] = frozenset()) -> str:
        """Return why a filled row is no record (message `left_out.<reason>`), empty where it is one.

        `texts` are the row's filled cells, tidied, by position from 0; `sums` the positions of cells that only sum
        up other rows.
        """
        # A record soon has more words than a line of another sort; most rows are records.
        first, words, numbers = "", [], 0
        ours, counted = self.ours, self.counted
        for position, text in texts.items():
            if not text or position in ours or (position == counted and self.is_running_number(text)):
                continue
            first = first or text
            if position in sums or (text[0] in _SIGNS and _NUMBERS.fullmatch(text)):
                numbers += 1
                continue
            words.append(text)
            if len(words) > _FEW:
                break
        if not first:
            return ""
        summed = bool(sums) and any(position in texts for position in sums - self.ours - {self.counted})
        if self._is_total(words, first, numbers, summed):
            return "total"
        if len(texts) <= _MOST_CELLS:
            reason = self._judge_short_row(texts, len(words) <= _FEW)
            if reason:
                return reason
        if first.isdigit() and _holds_column_numbers(list(texts.values())):
            return "header"
        return "sample" if self._is_sample(texts) else ""

    def _is_total(self, words: list[str], first: str, numbers: int, summed: bool) -> bool:
        """Tell whether a row sums up others: by its label, or by its formulas where little else stands in it.

        A row numbered by such a formula is none: `summed` does not mean the running number.
        """
        patterns = self.patterns
        if patterns.whole_total.fullmatch(words[0] if words else first):
            return True
        if len(words) > _FEW:
            return False
        if summed or (words and patterns.total.match(words[0])):
            return True
        # A group's name with what was done to its rows stands beside numbers alone.
        return len(words) == 1 and numbers > 0 and patterns.subtotal.fullmatch(words[0]) is not None

    def _judge_short_row(self, texts: Mapping[int, str], few: bool) -> str:
        written = {at: text for at, text in texts.items() if text and self._is_clerk_text(at, text)}
        lines, patterns = list(written.values()), self.patterns
        if patterns.is_signature(lines[0]) and (few or sum(map(patterns.is_signature, lines)) * 2 >= len(lines)):
            return "signature"
        if len(lines) > 1:
            return ""
        if self.free.issuperset(written) and patterns.day.fullmatch(lines[0]):
            return "signature"  # the day under a signature
        if len(lines[0]) <= _LONGEST_TITLE and fold(lines[0]).endswith(tuple(self.titles)):
            return "page_title"
        return "note" if patterns.note.match(lines[0]) else ""

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
            if self.patterns.sample.match(text) or self.patterns.whole_sample.fullmatch(text):
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
