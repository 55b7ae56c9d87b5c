"""Tell rows that are no records: a filled row comes in, the reason why it is none, or nothing, goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from toolkit.cleaning import plain_text
from toolkit.definition import ListType, Vocabulary
from toolkit.opening import CellValue
from toolkit.reading.headers import Header, our_positions
from toolkit.text import fold

_FEW = 3  # a total or signature line holds no more texts beside its numbers
_AFTER_NOTE = re.compile(r"[^\w]|[0-9]|$")
_NUMBERS = re.compile(r"[0-9.,%]+")


class RowJudge:
    """Judges the filled rows under one header."""

    def __init__(self, header: Header, vocabulary: Vocabulary) -> None:
        self.header, self.ours = header, our_positions(header)
        words = vocabulary.rows
        self.total, self.signature = _folded(words.total), _folded(words.signature)
        self.sample, self.note = _folded(words.sample), words.note
        self.examples = _examples(header.list_type)

    def reason(self, cells: list[CellValue], written: Mapping[str, CellValue]) -> str:
        """Say why a filled row is no record (message `left_out.<reason>`), or return an empty text."""
        texts = [text for cell in self._spoken(cells) if cell != "" and (text := plain_text(cell))]
        if not texts:
            return ""
        first, few = fold(texts[0]), sum(1 for text in texts if not _NUMBERS.fullmatch(text)) <= _FEW
        if first in self.total or (few and len(texts) <= _FEW + 2 and first.startswith(self.total)):
            return "total"
        if few and first.startswith(self.signature):
            return "signature"
        if len(texts) == 1 and self._is_note(texts[0]):
            return "note"
        return "sample" if self._is_sample(first, cells, written) else ""

    def _spoken(self, cells: list[CellValue]) -> Iterator[CellValue]:
        """Yield a row's cells without what stands in every row handed out: the running number, hints, helpers."""
        number = self.header.list_type.number
        counted = self.header.positions.get(number.key) if number else None
        for place, cell in enumerate(cells):
            if place not in self.ours and not (place == counted and self._counted(cell)):
                yield cell

    def _counted(self, cell: CellValue) -> bool:
        number = self.header.list_type.number
        digits = re.findall(r"[0-9]+", plain_text(cell))
        return bool(number and len(digits) == 1 and plain_text(cell) in (number.number(int(digits[0])), digits[0]))

    def _is_note(self, text: str) -> bool:
        """A note begins with its word and a sign: 注：… is one, 注重实效 is not."""
        return any(text.startswith(word) and _AFTER_NOTE.match(text[len(word) :]) for word in self.note)

    def _is_sample(self, first: str, cells: list[CellValue], written: Mapping[str, CellValue]) -> bool:
        marks = [first, fold(plain_text(cells[0]))] if cells else [first]
        if any(mark in self.sample or mark.startswith(tuple(w for w in self.sample if len(w) > 1)) for mark in marks):
            return True
        inputs = {column.key for column in self.header.list_type.inputs}
        shown = {key: fold(plain_text(written[key])) for key in inputs & set(written) if plain_text(written[key])}
        same = sum(1 for key, text in shown.items() if text == self.examples.get(key))
        return same >= _FEW and same == len(shown)


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(word) for word in words)


def _examples(list_type: ListType) -> dict[str, str]:
    return {column.key: fold(column.example) for column in list_type.columns if column.example}
