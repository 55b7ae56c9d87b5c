"""Which item each record belongs to: by its running number, or by one that it is given.

A record without a number, or with one that another record of the unit's list has, gets the next after the highest
that the list ever had, so that no number is ever used for two things. Numbers that other rows of the unit refer to
are passed over too: what they referred to has lost its number, and which row that was would be a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.definition import ListType, split_path
from toolkit.findings import Finding, make_finding
from toolkit.followup.item import Closing, Item, ItemKey
from toolkit.followup.texts import KeptColumns, read_text, sort_kept_columns
from toolkit.records import Record, ReturnedFile, Section

_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRecord:
    """A record, where it stands, and the item it belongs to; `given` tells that its number was given to it.

    `position` is the record's among those of its section.
    """

    file: ReturnedFile
    section: Section
    position: int
    columns: KeptColumns
    key: ItemKey
    given: bool = False

    @property
    def record(self) -> Record:
        """The record itself."""
        return self.section.records[self.position]

    @property
    def list_type(self) -> ListType:
        """The list that it is a record of."""
        return self.columns.list_type


class Numbering:
    """How the running numbers of a list are written; those of a list without any count from 1."""

    def __init__(self, list_type: ListType) -> None:
        column = list_type.number
        mask = (column.numbering if column else "") or "#"
        self._format = column.format_number if column else str
        self._before, self._after = mask[: mask.find("#")], mask[mask.rfind("#") + 1 :]
        self._positions: dict[str, int] = {}  # by number: every unit has the same numbers

    def format_number(self, position: int) -> str:
        """Return the running number at a position from 1."""
        return self._format(position)

    def find_position(self, number: str) -> int:
        """Return which position a running number stands for; 0 for a number of any other form."""
        known = self._positions.get(number)
        if known is None:
            known = self._positions[number] = self._parse_position(number)
        return known

    def _parse_position(self, number: str) -> int:
        digits = number.removeprefix(self._before).removesuffix(self._after)
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            return 0
        position = int(digits)
        return position if self._format(position) == number else 0

    def build_sort_key(self, number: str) -> tuple[int, str]:
        """Return a key that sorts running numbers by position, and behind them other numbers as texts."""
        return (self.find_position(number) or 10**_MOST_DIGITS, number)


@dataclass(slots=True)
class _UnitNumbers:
    """The numbers of one list of one unit: those that are taken, and the highest ever."""

    numbering: Numbering
    taken: set[str] = field(default_factory=set)
    highest: int = 0

    def note_number(self, number: str) -> None:
        """Remember that a number was used at some time."""
        self.highest = max(self.highest, self.numbering.find_position(number))

    def take_next(self) -> str:
        """Return the next free number, taken now."""
        self.highest += 1
        number = self.numbering.format_number(self.highest)
        self.taken.add(number)
        return number


def place_records(
    list_types: Iterable[ListType], opening: Closing, files: Iterable[ReturnedFile]
) -> list[PlacedRecord]:
    """Return every record that counts with its item's key, in the order of file names, sheets and rows.

    Records carried over keep their numbers before those reported now.
    """
    by_key = {list_type.key: (sort_kept_columns(list_type), Numbering(list_type)) for list_type in list_types}
    groups: dict[tuple[str, str], list[tuple[ReturnedFile, Section]]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.name):
        for section in file.sections:
            if file.unit and section.list_key in file.counted and section.list_key in by_key:
                groups[file.unit, section.list_key].append((file, section))
    known: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in opening.items:
        known[item.key.unit, item.key.list_key].append(item)
    referred = _collect_referred_numbers(by_key, groups)
    placed: list[PlacedRecord] = []
    for (unit, list_key), sections in groups.items():
        columns, numbering = by_key[list_key]
        numbers = _UnitNumbers(numbering)
        for number in referred[unit, list_key]:
            numbers.note_number(number)
        placed += _place_list(unit, columns, numbers, known[unit, list_key], sections)
    return placed


def _collect_referred_numbers(
    by_key: Mapping[str, tuple[KeptColumns, Numbering]],
    groups: Mapping[tuple[str, str], Sequence[tuple[ReturnedFile, Section]]],
) -> Mapping[tuple[str, str], set[str]]:
    """Return the numbers that a unit's rows refer to, by unit and by the key of the list referred to."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (unit, list_key), sections in groups.items():
        for column in by_key[list_key][0].list_type.columns:
            if column.refers:
                numbers = found[unit, split_path(column.refers)[0]]
                numbers |= {_read_number(record, column.key) for _, each in sections for record in each.records}
    return found


def _place_list(
    unit: str,
    columns: KeptColumns,
    numbers: _UnitNumbers,
    known: Sequence[Item],
    sections: Sequence[tuple[ReturnedFile, Section]],
) -> Iterator[PlacedRecord]:
    """Yield the records of one list of one unit: numbered ones first take their numbers, the others get new ones."""
    list_type = columns.list_type
    for item in known:
        numbers.note_number(item.key.number)
    ordered = sorted(sections, key=lambda pair: not pair[1].carried)
    records = [record for _, section in ordered for record in section.records]
    places = [(file, section, place) for file, section in ordered for place in range(len(section.records))]
    own = _find_own_numbers(list_type, known, records)
    kept: dict[int, str] = {}
    # A record that continues an item keeps its number, whatever stands above it.
    for position, number in sorted(enumerate(own), key=lambda pair: not records[pair[0]].item):
        numbers.note_number(number)
        if number and number not in numbers.taken:
            numbers.taken.add(number)
            kept[position] = number
    for position, (file, section, place) in enumerate(places):
        number = kept.get(position) or numbers.take_next()
        yield PlacedRecord(
            file=file,
            section=section,
            position=place,
            columns=columns,
            key=ItemKey(unit=unit, list_key=list_type.key, number=number),
            given=position not in kept and columns.number is not None,
        )


def _find_own_numbers(list_type: ListType, known: Sequence[Item], records: Sequence[Record]) -> list[str]:
    """Return the number that each record has itself, empty where it has none.

    In a list without running numbers, a record continues the item with the same fixed texts.
    """
    column = list_type.number
    if column is not None:
        return [record.item or _read_number(record, column.key) for record in records]
    fixed = [column.key for column in list_type.columns if column.later == "fixed"] or [
        column.key for column in list_type.inputs
    ]
    waiting: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for item in reversed(known):
        waiting[tuple(item.texts.get(key, "") for key in fixed)].append(item.key.number)
    found: list[str] = []
    for record in records:
        same = waiting.get(tuple(read_text(record, key) for key in fixed))
        found.append(record.item or (same.pop() if same else ""))
    return found


def _read_number(record: Record, key: str) -> str:
    cell = record.cleaned.get(key)
    return "" if cell is None or cell.unknown or cell.value is None else str(cell.value)


def find_given_numbers(placed: Iterable[PlacedRecord]) -> list[Finding]:
    """Return a notice per sheet that names the rows which got a number, and the numbers."""
    by_section: dict[tuple[str, int], list[PlacedRecord]] = defaultdict(list)
    for each in placed:
        if each.given:
            by_section[each.file.name, id(each.section)].append(each)
    return [
        make_finding(
            "notice",
            "number_given",
            file=first.file.name,
            unit=first.key.unit,
            list=first.key.list_key,
            sheet=first.section.sheet,
            rows=tuple(each.record.row for each in group),
            numbers=tuple(each.key.number for each in group),
        )
        for group in by_section.values()
        for first in group[:1]
    ]
