"""Read the rows under a header: the records, the rows left out with their reasons, and an account of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field

from toolkit.cleaning import BLANK_CELL, CleanedCell, Cleaner, format_plain_text
from toolkit.definition import TEXT_KINDS, ListType
from toolkit.formats import CellValue, Grid, is_stored
from toolkit.reading.headers import Header, find_helper_positions
from toolkit.reading.merges import MergedValues, fill_down
from toolkit.reading.non_records import RowJudge
from toolkit.reading.section_doubts import find_section_doubts
from toolkit.reading.shown import STORED_KINDS, SheetCells, collect_shown
from toolkit.records import (
    ABSENT,
    Change,
    Ledger,
    Record,
    Section,
)

_NO_SUMS: frozenset[int] = frozenset()
_NO_COLUMN = CleanedCell(text="", unknown=ABSENT)


def read_section(grid: Grid, header: Header, cleaner: Cleaner, *, nil: bool = False) -> Section:
    """Read every row under the header; a row is a record when a column meant for the clerk is filled.

    Under a nil return, rows unchanged since they were issued (only prefilled columns) are left out.
    """
    filled = fill_down(grid, header)
    reader = _SectionReader(header, cleaner, filled, nil, SheetCells(collect_shown(grid, header), grid.sum_cells))
    for number in sorted(header.above):
        reader.read_filled_row(number, grid.rows[number - 1])
    reader.read_rows(grid.rows[header.top : header.end])
    list_type = header.list_type
    own = [record for record in reader.records if not reader.is_as_issued(record.written)]
    return Section(
        list_key=list_type.key,
        sheet=grid.name,
        header_row=header.row + 1,
        positions=dict(header.positions),
        records=tuple(reader.records),
        left_out=tuple(reader.left_out),
        filled=len(own),
        texts_by_number=collect_texts_by_number(own, list_type),
        ledger=reader.account.build_ledger(),
        extra=dict(sorted(reader.extra.items())),
        findings=(*filled.findings, *find_section_doubts(reader.records, header, grid.name)),
    )


@dataclass(slots=True)
class CellAccount:
    """Counts the cells of a section by what became of them."""

    stored: int = 0
    taken: int = 0
    normalised: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, why: str, count: int) -> None:
        """Count cells left out for a reason."""
        if count:
            self.stored += count
            self.left_out[why] = self.left_out.get(why, 0) + count

    def take_cells(self, same: int, changed: int) -> None:
        """Count cells read as written (`same`), and cells normalised to another text (`changed`)."""
        self.stored += same + changed
        self.taken += same
        self.normalised += changed

    def build_ledger(self) -> Ledger:
        """Return the counts so far."""
        return Ledger(stored=self.stored, taken=self.taken, normalised=self.normalised, left_out=dict(self.left_out))


class _SectionReader:
    """Reads the rows of one section from the header on; `shown` has by row what cells show by their positions."""

    def __init__(self, header: Header, cleaner: Cleaner, filled: MergedValues, nil: bool, sheet: SheetCells) -> None:
        self.header, self.cleaner, self.filled, self.nil, self.shown = header, cleaner, filled, nil, sheet.shown
        self.judge = RowJudge(header, cleaner.definition.vocabulary)
        self.records: list[Record] = []
        self.left_out: list[tuple[int, str]] = []
        self.account = CellAccount()
        self.columns = tuple(header.positions.items())
        self.keys = {position: key for key, position in self.columns}
        self.ours = find_helper_positions(header)
        self.list_type = header.list_type
        inputs = frozenset(column.key for column in header.list_type.inputs)
        prefill = header.list_type.prefill
        self.issued = frozenset({*prefill.team, *prefill.member})
        self.own_inputs = inputs - self.issued  # the columns that are never issued prefilled
        self.inputs = frozenset(position for key, position in self.columns if key in inputs)
        self.under = frozenset(key for _, key in filled.values)
        self.blanks = {c.key: BLANK_CELL if c.key in header.positions else _NO_COLUMN for c in header.list_type.columns}
        self.clean = {c.key: cleaner.build_column_cleaner(header.list_type.key, c) for c in header.list_type.columns}
        self.kinds = {column.key: column.kind for column in header.list_type.columns}
        self.sums = _group_by_row(sheet.sum_cells)
        self.extra: dict[int, tuple[int, int]] = {}
        self.untouched = 0

    def read_rows(self, rows: list[list[CellValue]]) -> None:
        """Read the rows from the header on; issued rows that nobody touched hold only a running number."""
        position, first = self.judge.counted, self.header.row + 2
        for number, cells in enumerate(rows, self.header.top + 1):
            filled = len(cells) - cells.count("")
            if filled == 1 and number >= first and position is not None and self._is_running_number(cells[position]):
                self.untouched += 1
            elif filled:
                self.read_row(number, cells)
        self.account.leave_out("numbered_only", self.untouched)

    def _is_running_number(self, cell: CellValue) -> bool:
        return self.judge.is_running_number(cell if isinstance(cell, str) else format_plain_text(cell))

    def read_row(self, number: int, cells: list[CellValue]) -> None:
        positions = find_stored_positions(cells)
        if not positions:
            return
        if number <= self.header.row + 1 or number - 1 in self.header.repeats:
            self.account.leave_out("heading", len(positions))
            if number > self.header.row + 1:
                self.left_out.append((number, "header"))
            return
        self.read_filled_row(number, cells, positions)

    def read_filled_row(self, number: int, cells: list[CellValue], stored: list[int] | None = None) -> None:
        """Read a row that is no heading; `stored` are the positions of its filled cells where they are known."""
        positions = find_stored_positions(cells) if stored is None else stored
        if self.filled.hidden:
            positions = self._leave_out_hidden_cells(number, positions)
        if self.inputs.isdisjoint(positions):
            self._skip_unfilled_row(number, cells, positions)
            return
        texts = {position: _read_text(cells[position]) for position in positions}
        if number in self.shown:
            self._show_texts(number, texts)
        if not any(text for position, text in texts.items() if position in self.inputs):
            self._skip_unfilled_row(number, cells, positions)
            return
        reason = self._find_reason(number, texts)
        if reason:
            self._leave_out_row(number, reason, positions)
            return
        self._add_record(number, cells, texts)

    def _show_texts(self, number: int, texts: dict[int, str]) -> None:
        """Put what cells show in place of their plain texts; a running number stays one, whatever stands around it."""
        for position, shown in self.shown[number].items():
            if position in texts and not (position == self.judge.counted and self._is_running_number(texts[position])):
                texts[position] = shown

    def _leave_out_hidden_cells(self, number: int, positions: list[int]) -> list[int]:
        """Return the positions that no merge covers; what is under one counts as blank."""
        seen = [position for position in positions if (number, position) not in self.filled.hidden]
        self.account.leave_out("under_merge", len(positions) - len(seen))
        return seen

    def _find_reason(self, number: int, texts: dict[int, str]) -> str:
        if self.nil and self.is_as_issued({self.keys[p]: t for p, t in texts.items() if p in self.keys}):
            return "as_issued"
        return self._judge_row(number, texts)

    def is_as_issued(self, written: Mapping[str, str]) -> bool:
        """Tell whether no column is filled besides those issued prefilled; `written` are texts by column key."""
        return bool(self.issued) and not any(text and key in self.own_inputs for key, text in written.items())

    def _judge_row(self, number: int, texts: Mapping[int, str]) -> str:
        return self.judge.find_reason(texts, self.sums.get(number, _NO_SUMS))

    def _skip_unfilled_row(self, number: int, cells: list[CellValue], positions: list[int]) -> None:
        """Account for a row with no list column filled in: only a number, a hint, or a remark beside the list.

        Any other text in the column of the running number makes the row a signature, a total or a note.
        """
        texts = {position: format_plain_text(cells[position]) for position in positions}
        if self.judge.has_stray_text(texts):
            self._leave_out_row(number, self._judge_row(number, texts) or "stray", positions)
            return
        counted = [position for position in positions if position in self.keys]
        invisible = sum(1 for position in counted if position in self.inputs)
        self.account.leave_out("invisible", invisible)
        self.account.leave_out("numbered_only", len(counted) - invisible)
        if len(counted) < len(positions):
            self._count_outside_cells(
                number, [position for position in positions if position not in self.keys], "beside"
            )

    def _leave_out_row(self, number: int, reason: str, positions: Sized) -> None:
        self.left_out.append((number, reason))
        self.account.leave_out(reason, len(positions))

    def _add_record(self, number: int, cells: list[CellValue], texts: dict[int, str]) -> None:
        keys, clean, shows = self.keys, self.clean, self.shown.get(number, {})
        own: dict[str, CleanedCell] = {}
        written: dict[str, str] = {}
        values: dict[str, CellValue] = {}
        for position, text in texts.items():
            key = keys.get(position)
            if key is not None:
                written[key], values[key] = text, cells[position]
                own[key] = clean[key](cells[position], text, shows.get(position, ""))
        under = {key: v for key in self.under if (v := self.filled.values.get((number, key))) is not None}
        values |= under
        cleaned = {**self.blanks, **own, **{key: self._clean_under(number, key, value) for key, value in under.items()}}
        changes = [
            Change(column=key, old=self._find_old(key, cell, values[key], shows), new=cell.text or "", why=cell.change)
            for key, cell in own.items()
            if cell.change
        ]
        self.account.take_cells(len(own) - len(changes), len(changes))
        if len(texts) > len(own):
            self._count_outside_cells(number, [position for position in texts if position not in keys], "extra_column")
        changes += [Change(column=key, old="", new=cleaned[key].text or "", why="merged") for key in under]
        if shows:
            written |= {key: format_plain_text(values[key]) for key in own if self._is_typed(key, own[key])}
        written |= {key: self.filled.shown.get((number, key)) or format_plain_text(v) for key, v in under.items()}
        self.records.append(Record(row=number, written=written, cleaned=cleaned, changes=tuple(changes)))

    def _clean_under(self, number: int, key: str, value: CellValue) -> CleanedCell:
        return self.clean[key](value, shown=self.filled.shown.get((number, key), ""))

    def _find_old(self, key: str, cell: CleanedCell, value: CellValue, shows: Mapping[int, str]) -> str:
        """Return what a changed cell was before: what it holds, or what it shows where that was read and changed."""
        shown = shows.get(self.header.positions[key], "")
        if shown and cell.change != "shown":
            return shown
        return value if isinstance(value, str) else format_plain_text(value)

    def _is_typed(self, key: str, cell: CleanedCell) -> bool:
        """Tell whether a cell counts by the number or day that it holds, whatever it shows."""
        return self.kinds[key] in STORED_KINDS and cell.change != "shown" and not cell.unknown

    def _count_outside_cells(self, number: int, positions: list[int], why: str) -> None:
        """Account for cells in columns that do not belong to the list."""
        for position in positions:
            if position in self.ours:
                self.account.leave_out("hint", 1)
            else:
                self.account.leave_out(why, 1)
                count, first = self.extra.get(position, (0, number))
                self.extra[position] = count + 1, first


def _group_by_row(addresses: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    rows: dict[int, set[int]] = {}
    for row, position in addresses:
        rows.setdefault(row, set()).add(position)
    return {row: frozenset(positions) for row, positions in rows.items()}


def _read_text(cell: CellValue) -> str:
    """Return a cell's plain text; most texts are tidy as they stand, which `text.tidy` would find out again."""
    if isinstance(cell, str) and cell.isprintable() and "  " not in cell and cell[:1] not in "' " and cell[-1:] != " ":
        return cell
    return format_plain_text(cell)


def find_stored_positions(cells: list[CellValue]) -> list[int]:
    """Return the positions of cells that hold more than white space."""
    return [
        position
        for position, value in enumerate(cells)
        if value != "" and (value.__class__ is not str or not value.isspace() or is_stored(value))
    ]


def collect_texts_by_number(records: list[Record], list_type: ListType) -> dict[str, frozenset[str]]:
    """Return the free texts of records by running number; nothing where any of them has no number."""
    number = list_type.number
    numbers = [record.cleaned[number.key].text or "" for record in records] if number else []
    if not numbers or not all(numbers):
        return {}
    free = [column.key for column in list_type.columns if column.kind in TEXT_KINDS]
    texts = (frozenset(record.written[key] for key in free if record.written.get(key)) for record in records)
    return dict(zip(numbers, texts, strict=True))
