"""The records of a list as they are held while a round is worked on: flat, and made anew when they are asked for.

A round of 10,000 returns has a million cells, and a dict of texts and one of meanings for every record take more than
all that was written (38 kB a return of 20 records; so 16). Here a cell is two references, which columns a record has is
told once for all that have the same, and equal short texts and cells are one object.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, overload

from toolkit.cleaning import BLANK_CELL, CleanedCell
from toolkit.records.compact_texts import CompactTexts
from toolkit.records.returned_file import ReturnedFile
from toolkit.records.section import Change, Explanation, Record, Section

# Longer texts rarely occur twice in a round; within a list they may.
_SHORT = 40
_Keys = tuple[str, ...]
_Rest = tuple[tuple[Change, ...], str, bool]
_NO_REST: Mapping[int, _Rest] = {}
_USUAL: _Rest = ((), "", False)


class _Columns(NamedTuple):
    """Which columns a record has: with a text, with a meaning, and with one that is not blank."""

    written: _Keys
    blank: Mapping[str, CleanedCell]  # a blank cell for every column with a meaning, in their order
    filled: _Keys


class CompactRecords(Sequence[Record]):
    """Records equal to those given, in their order; each is a new object whenever it is asked for."""

    __slots__ = ("_cell_ends", "_cells", "_columns", "_rest", "_rows", "_text_ends", "_texts")

    def __init__(self, records: Iterable[Record]) -> None:
        """Take over records; what was given may then be let go."""
        rows: list[int] = []
        columns: list[_Columns] = []
        texts: list[str] = []
        cells: list[CleanedCell] = []
        text_ends, cell_ends = [0], [0]
        rest: dict[int, _Rest] = {}
        known = _Known()
        for record in records:
            if record.changes or record.item or record.unchanged:
                rest[len(rows)] = record.changes, record.item, record.unchanged
            meant = {key: known.share_cell(cell) for key, cell in record.cleaned.items()}
            filled = tuple(key for key, cell in meant.items() if cell is not BLANK_CELL)
            rows.append(record.row)
            columns.append(_share_columns(tuple(record.written), tuple(meant), filled))
            texts += map(known.share_text, record.written.values())
            cells += map(meant.__getitem__, filled)
            text_ends.append(len(texts))
            cell_ends.append(len(cells))
        self._rows, self._text_ends, self._cell_ends = (array("I", each) for each in (rows, text_ends, cell_ends))
        self._columns, self._texts, self._cells = tuple(columns), tuple(texts), tuple(cells)
        self._rest = rest or _NO_REST

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Record]:
        return map(self._make, range(len(self._rows)))

    @overload
    def __getitem__(self, position: int) -> Record: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, position: int | slice) -> Record | tuple[Record, ...]:
        chosen = range(len(self._rows))[position]
        return self._make(chosen) if isinstance(chosen, int) else tuple(map(self._make, chosen))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as of a tuple of records, which hold mappings

    def __repr__(self) -> str:
        return repr(tuple(self))

    def _make(self, position: int) -> Record:
        columns = self._columns[position]
        texts = self._texts[self._text_ends[position] : self._text_ends[position + 1]]
        cells = self._cells[self._cell_ends[position] : self._cell_ends[position + 1]]
        cleaned = dict(columns.blank)
        cleaned.update(zip(columns.filled, cells, strict=True))
        changes, item, unchanged = self._rest.get(position, _USUAL)
        return Record(
            row=self._rows[position],
            written=dict(zip(columns.written, texts, strict=True)),
            cleaned=cleaned,
            changes=changes,
            item=item,
            unchanged=unchanged,
        )


class _Known:
    """The long texts of a list, and the cells with them, each kept once."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._cells: dict[Any, CleanedCell] = {}

    def share_text(self, text: str) -> str:
        """Return the one text that is kept of equal ones; a text of a class of ours as it is."""
        if text.__class__ is not str:
            return text
        return sys.intern(text) if len(text) <= _SHORT else self._texts.setdefault(text, text)

    def share_cell(self, cell: CleanedCell) -> CleanedCell:
        """Return the one cell that is kept of those that are equal in every part."""
        text, value = cell.text, cell.value
        parts = text, value, cell.date, cell.unknown, cell.change, cell.doubt
        if parts == _BLANK:
            return BLANK_CELL
        if text is None or text.__class__ is not str or (value.__class__ is not str and isinstance(value, str)):
            return cell
        if len(text) <= _SHORT:
            return _share_short_cell(*parts)
        found = self._cells.get(parts)
        if found is None:
            shared = [self.share_text(part) if isinstance(part, str) else part for part in parts]
            found = self._cells[parts] = _make_cell(shared)
        return found


_BLANK = (None, None, None, "", "", "")


@lru_cache(maxsize=4096, typed=True)
def _share_short_cell(*parts: Any) -> CleanedCell:
    return _make_cell(sys.intern(part) if part.__class__ is str else part for part in parts)


def _make_cell(parts: Iterable[Any]) -> CleanedCell:
    text, value, date, unknown, change, doubt = parts
    return CleanedCell(text=text, value=value, date=date, unknown=unknown, change=change, doubt=doubt)


@lru_cache(maxsize=1024)
def _share_columns(written: _Keys, cleaned: _Keys, filled: _Keys) -> _Columns:
    return _Columns(written, dict.fromkeys(cleaned, BLANK_CELL), filled)


def compact_file(file: ReturnedFile) -> ReturnedFile:
    """Return a file whose records are held compactly; a file without records as it is."""
    if not any(section.records for section in file.sections):
        return file
    sections = tuple(map(_compact_section, file.sections))
    return replace(file, content=replace(file.content, sections=sections))


def _compact_section(section: Section) -> Section:
    texts = CompactTexts(section.texts_by_number) if section.texts_by_number else section.texts_by_number
    return replace(
        section,
        positions=_share_positions(tuple(section.positions.items())),
        records=compact_records(section.records),
        texts_by_number=texts,
        explanations=tuple(map(_share_explanation, section.explanations)),
    )


@lru_cache(maxsize=1024)
def _share_positions(positions: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    return dict(positions)


@lru_cache(maxsize=4096, typed=True)
def _share_explanation(explanation: Explanation) -> Explanation:
    """Return the one that is kept of equal ones: most sheets are known by the same signs."""
    return explanation


def compact_records(records: Sequence[Record]) -> CompactRecords:
    """Return records held compactly, as they are where they are held so already."""
    return records if isinstance(records, CompactRecords) else CompactRecords(records)
