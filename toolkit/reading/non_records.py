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
_NUMBERS = re.compile(r"[-+0-9.,%]+")


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
        written = {position: text for position, text in texts.items() if self._is_clerk_text(position, text)}
        if not written:
            return ""
        lines = list(written.values())
        words = [text for at, text in written.items() if not (at in sums or _NUMBERS.fullmatch(text))]
        if self._is_total(lines, words, sums.intersection(written)):
            return "total"
        if len(texts) <= _MOST_CELLS:
            reason = self._judge_short_row(written, len(words) <= _FEW)
            if reason:
                return reason
        if lines[0].isdigit() and _holds_column_numbers(list(texts.values())):
            return "header"
        return "sample" if self._is_sample(texts) else ""

    def _is_total(self, lines: list[str], words: list[str], sums: frozenset[int]) -> bool:
        """Tell whether a row sums up others: by its label, or by its formulas where little else stands in it.

        A row numbered by such a formula is none: `sums` has no cell of the running number.
        """
        patterns = self.patterns
        if patterns.whole_total.fullmatch(words[0] if words else lines[0]):
            return True
        if len(words) > _FEW:
            return False
        if sums - {self.counted} or (words and patterns.total.match(words[0])):
            return True
        # A group's name with what was done to its rows stands beside numbers alone.
        return len(words) == 1 < len(lines) and patterns.subtotal.fullmatch(words[0]) is not None

    def _judge_short_row(self, written: Mapping[int, str], few: bool) -> str:
        texts, patterns = list(written.values()), self.patterns
        signatures = sum(map(patterns.is_signature, texts))
        if patterns.is_signature(texts[0]) and (few or signatures * 2 >= len(texts)):
            return "signature"
        if len(texts) > 1:
            return ""
        if self.free.issuperset(written) and patterns.day.fullmatch(texts[0]):
            return "signature"  # the day under a signature
        if len(texts[0]) <= _LONGEST_TITLE and fold(texts[0]).endswith(tuple(self.titles)):
            return "page_title"
        return "note" if patterns.note.match(texts[0]) else ""

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
