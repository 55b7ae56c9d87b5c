"""Take the records off a sheet: a grid and its header come in; records, rows left out and the cells' account go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.batch import ABSENT, Change, Ledger, Record, Section
from toolkit.cleaning import Cleaned, Cleaner, plain_text
from toolkit.definition import ListType
from toolkit.opening import CellValue, Grid, is_stored
from toolkit.reading.headers import Header, our_positions
from toolkit.reading.leftover import RowJudge
from toolkit.reading.merges import Filled, fill_down

_NO_COLUMN = Cleaned(text="", unknown=ABSENT)


def read_section(grid: Grid, header: Header, cleaner: Cleaner, *, nil: bool = False) -> Section:
    """Read every row under the header; a row counts as a record when a column the clerk fills in is filled.

    Under a nil return, rows that still are as they were issued (only prefilled columns) are left out.
    """
    filled = fill_down(grid, header)
    reader = _SectionReader(header, cleaner, filled, nil)
    for number, cells in enumerate(grid.rows[header.top : header.end], header.top + 1):
        reader.row(number, cells)
    list_type = header.list_type
    own = [record for record in reader.records if not as_issued(record.written, list_type)]
    return Section(
        list_key=list_type.key,
        sheet=grid.name,
        header_row=header.row + 1,
        positions=dict(header.positions),
        records=tuple(reader.records),
        left_out=tuple(reader.left_out),
        own=len(own),
        numbers=_numbers(own, list_type),
        ledger=reader.account.ledger(),
        findings=filled.findings,
    )


@dataclass(slots=True)
class Account:
    """Counts what becomes of cells."""

    stored: int = 0
    taken: int = 0
    normalised: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, why: str, count: int) -> None:
        """Count cells left out for a reason."""
        if count:
            self.stored += count
            self.left_out[why] = self.left_out.get(why, 0) + count

    def take(self, *, changed: bool) -> None:
        """Count one cell that was read."""
        self.stored += 1
        self.taken += not changed
        self.normalised += changed

    def ledger(self) -> Ledger:
        """Return the counts so far."""
        return Ledger(stored=self.stored, taken=self.taken, normalised=self.normalised, left_out=dict(self.left_out))


class _SectionReader:
    """Reads the rows of one section from the header on."""

    def __init__(self, header: Header, cleaner: Cleaner, filled: Filled, nil: bool) -> None:
        self.header, self.cleaner, self.filled, self.nil = header, cleaner, filled, nil
        self.judge = RowJudge(header, cleaner.definition.vocabulary)
        self.records: list[Record] = []
        self.left_out: list[tuple[int, str]] = []
        self.account = Account()
        self.columns = tuple(header.positions.items())
        self.keys = {position: key for key, position in self.columns}
        self.ours = our_positions(header)
        inputs = {column.key for column in header.list_type.inputs}
        self.inputs = tuple(position for key, position in self.columns if key in inputs)

    def row(self, number: int, cells: list[CellValue]) -> None:
        places = [place for place, value in enumerate(cells) if value != "" and is_stored(value)]
        if not places:
            return
        if number <= self.header.row + 1 or number - 1 in self.header.repeats:
            self.account.leave_out("heading", len(places))
            if number > self.header.row + 1:
                self.left_out.append((number, "header"))
            return
        if not any(place < len(cells) and cells[place] != "" and plain_text(cells[place]) for place in self.inputs):
            self._unfilled(places)
            return
        written = {key: cells[place] if place < len(cells) else "" for key, place in self.columns}
        reason = self.judge.reason(cells, written)
        if self.nil and as_issued(written, self.header.list_type):
            reason = "as_issued"
        if reason:
            self.left_out.append((number, reason))
            self.account.leave_out(reason, len(places))
            return
        self._record(number, written, places)

    def _unfilled(self, places: list[int]) -> None:
        """Account for a row in which nobody filled in a column of the list: a number, a hint, a remark beside."""
        for place in places:
            if place in self.inputs:
                self.account.leave_out("invisible", 1)
            elif place in self.keys:
                self.account.leave_out("numbered_only", 1)
            else:
                self.account.leave_out("hint" if place in self.ours else "beside", 1)

    def _record(self, number: int, written: dict[str, CellValue], places: list[int]) -> None:
        list_type = self.header.list_type
        under = {key: value for key in written if (value := self.filled.values.get((number, key))) is not None}
        written = {**written, **under}
        cleaned = {
            column.key: self.cleaner.clean(list_type.key, column, written[column.key])
            if column.key in written
            else _NO_COLUMN
            for column in list_type.columns
        }
        changes = [
            Change(column=key, old=str(written[key]), new=one.text or "", why=one.change)
            for key, one in cleaned.items()
            if one.change and key not in under
        ]
        changes += [Change(column=key, old="", new=cleaned[key].text or "", why="merged") for key in under]
        shown = {key: plain_text(value) if value != "" else "" for key, value in written.items()}
        self.records.append(Record(row=number, written=shown, cleaned=cleaned, changes=tuple(changes)))
        self._account(places, cleaned)

    def _account(self, places: list[int], cleaned: Mapping[str, Cleaned]) -> None:
        for place in places:
            key = self.keys.get(place)
            if key is not None:
                self.account.take(changed=bool(cleaned[key].change))
            else:
                self.account.leave_out("hint" if place in self.ours else "extra_column", 1)


def _numbers(records: list[Record], list_type: ListType) -> frozenset[str]:
    number = list_type.number
    texts = [record.cleaned[number.key].text or "" for record in records] if number else []
    return frozenset(texts) if all(texts) else frozenset()


def as_issued(written: Mapping[str, CellValue], list_type: ListType) -> bool:
    """Tell whether only columns are filled that were handed out filled."""
    prefill = list_type.prefill
    issued = {*prefill.team, *prefill.member}
    inputs = (column.key for column in list_type.inputs if column.key in written)
    return bool(issued) and all(key in issued for key in inputs if plain_text(written[key]))
