"""Compare a unit's return that was set aside with those that count, record by record and cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from toolkit.definition import Column, Definition, ListType
from toolkit.messages import say
from toolkit.records.returned_file import ReturnedFile
from toolkit.records.section import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cell that differs in the file that counts, or a record that only one of the two files has.

    `number` is the record's running number, empty where it has none; `row` is its row in the earlier file, or in the
    later one for an added record. For a whole record `column` is empty; of the two texts one is empty too, and the
    other has every filled cell.
    """

    list_key: str
    kind: Literal["changed", "gone", "added"]
    number: str
    row: int
    column: str = ""
    earlier: str = ""
    later: str = ""


class _RecordTexts(NamedTuple):
    """A record as texts: its row, its running number, and the cleaned text of every other column."""

    row: int
    number: str
    texts: tuple[str, ...]


def find_differences(
    earlier: ReturnedFile, later: Iterable[ReturnedFile], definition: Definition
) -> tuple[Difference, ...]:
    """Compare the lists of a file that do not count with the later files that count for them.

    Records are matched by running number, then by equal texts (a record numbered anew), those without a number by
    row. A list that nobody filled in is not compared: it had nothing to set aside.
    """
    counting = tuple(later)
    found: list[Difference] = []
    for list_key in sorted(earlier.standing.superseded_by):
        others = [file for file in counting if list_key in file.counted]
        if others and earlier.content.has_answer(list_key):
            found += _compare_list(definition.find_list_type(list_key), earlier, others)
    return tuple(found)


def _compare_list(list_type: ListType, earlier: ReturnedFile, later: list[ReturnedFile]) -> Iterator[Difference]:
    columns = [column for column in list_type.columns if column is not list_type.number]
    old = _collect_texts([earlier], list_type, columns)
    pairs, gone, added = _match_records(old, _collect_texts(later, list_type, columns))
    changed = [
        Difference(
            list_key=list_type.key,
            kind="changed",
            number=record.number,
            row=record.row,
            column=column.label,
            earlier=before,
            later=after,
        )
        for record, later_record in pairs
        for column, before, after in zip(columns, record.texts, later_record.texts, strict=True)
        if before != after
    ]
    changed += [
        Difference(
            list_key=list_type.key,
            kind="changed",
            number=record.number,
            row=record.row,
            column=list_type.number.label,
            earlier=record.number,
            later=later_record.number,
        )
        for record, later_record in pairs
        if list_type.number and record.number != later_record.number
    ]
    changed += [
        Difference(
            list_key=list_type.key,
            kind="gone",
            number=record.number,
            row=record.row,
            earlier=_render_record(record, columns),
        )
        for record in gone
    ]
    yield from sorted(changed, key=lambda difference: difference.row)
    for record in added:
        whole = _render_record(record, columns)
        yield Difference(list_key=list_type.key, kind="added", number=record.number, row=record.row, later=whole)


def _collect_texts(files: list[ReturnedFile], list_type: ListType, columns: list[Column]) -> list[_RecordTexts]:
    number = list_type.number
    return [
        _RecordTexts(
            record.row,
            _find_text(record, number.key) if number else "",
            tuple(_find_text(record, column.key) for column in columns),
        )
        for file in files
        for section in file.content.find_sections(list_type.key)
        for record in section.records
    ]


def _find_text(record: Record, key: str) -> str:
    cell = record.cleaned.get(key)
    return (cell.text if cell else "") or ""


def _render_record(line: _RecordTexts, columns: list[Column]) -> str:
    filled = ((column.label, text) for column, text in zip(columns, line.texts, strict=True) if text)
    return say("differences.separator").join(say("differences.cell", label=label, text=text) for label, text in filled)


def _match_records(
    old: list[_RecordTexts], new: list[_RecordTexts]
) -> tuple[list[tuple[_RecordTexts, _RecordTexts]], list[_RecordTexts], list[_RecordTexts]]:
    """Return the pairs of the same record, the records only in `old`, and those only in `new`."""
    pairs: list[tuple[_RecordTexts, _RecordTexts]] = []
    for key in (_key_by_number, _key_by_texts, _key_by_row):
        waiting: dict[object, list[_RecordTexts]] = {}
        for line in new:
            waiting.setdefault(key(line), []).append(line)
        waiting.pop(None, None)
        taken: set[int] = set()
        left: list[_RecordTexts] = []
        for line in old:
            same = waiting.get(key(line))
            if same:
                other = same.pop(0)
                taken.add(id(other))
                pairs.append((line, other))
            else:
                left.append(line)
        old, new = left, [line for line in new if id(line) not in taken]
    return pairs, old, new


def _key_by_number(line: _RecordTexts) -> object:
    return line.number or None


def _key_by_texts(line: _RecordTexts) -> object:
    return line.texts if any(line.texts) else None


def _key_by_row(line: _RecordTexts) -> object:
    return line.row if not line.number else None
