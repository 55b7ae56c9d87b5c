"""A workbook being damaged, and what a reader must still get from it; the two change together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from toolkit.cleaning import CleanedCell
from toolkit.damage.book import DamageBook
from toolkit.damage.model import (
    ExpectedFinding,
    ExpectedResult,
    Outcome,
    Subject,
)
from toolkit.damage.sheet import SheetPart
from toolkit.definition import Column, ListType
from toolkit.excel import format_address
from toolkit.records import Section


@dataclass(slots=True, kw_only=True)
class DraftRecord:
    """One record in its present state: its row, what is written, and what a reader must get from it."""

    row: int
    written: dict[str, str]
    texts: dict[str, str | None]
    # How the undamaged cells were understood.
    cleaned: Mapping[str, CleanedCell]


@dataclass(slots=True, kw_only=True)
class DraftTable:
    """One list on its sheet, in its present state."""

    list_type: ListType
    name: str
    sheet: SheetPart
    header_row: int
    positions: dict[str, int]
    records: list[DraftRecord]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the sheet has, in the list's order."""
        return tuple(column for column in self.list_type.columns if column.key in self.positions)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that the clerk fills in, as far as the sheet has them."""
        return tuple(column for column in self.columns if not column.locked)

    @property
    def width(self) -> int:
        """How many columns from A on the list occupies."""
        return max(self.positions.values()) + 1

    @property
    def first_row(self) -> int:
        """The first record's row."""
        return self.records[0].row

    @property
    def last_row(self) -> int:
        """The last record's row."""
        return self.records[-1].row

    def find_gaps(self) -> list[int]:
        """Return the rows of records, except the first, before which another row can be inserted."""
        return [record.row for record in self.records[1:] if not self.sheet.is_inside_merge(record.row)]


@dataclass(slots=True, kw_only=True)
class DraftFinding:
    """A loss that must be reported, at a cell that may still move; without a row the sheet, without a key column A."""

    table: DraftTable
    rules: tuple[str, ...]
    row: int | None = None
    key: str = ""
    # The finding must name the column's heading, but may be at any cell.
    column: str = ""


@dataclass(frozen=True, slots=True)
class DraftCell:
    """One cell of one record."""

    table: DraftTable
    record: DraftRecord
    column: Column

    @property
    def key(self) -> str:
        """The column's key."""
        return self.column.key

    @property
    def written(self) -> str:
        """What stands in the cell."""
        return self.record.written.get(self.key, "")

    @property
    def cleaned(self) -> CleanedCell:
        """How the undamaged cell was understood."""
        return self.record.cleaned.get(self.key, CleanedCell())

    @property
    def whole(self) -> bool:
        """Whether the cell still has its undamaged meaning, so that it can be written another way."""
        return not self.cleaned.unknown and self.record.texts.get(self.key) == (self.cleaned.text or "")

    @property
    def filled(self) -> bool:
        """Whether the cell still has its undamaged content, and this is more than a word for blank."""
        return self.whole and bool(self.written) and not self.cleaned.blank

    @property
    def address(self) -> tuple[int, int]:
        """The cell's row and column."""
        return self.record.row, self.table.positions[self.key]

    def write_text(self, written: str, text: str | None) -> None:
        """Write a text into the cell; `text` is what a reader must get from it."""
        self.table.sheet.put_text(*self.address, written)
        self.update_texts(written, text)

    def update_texts(self, written: str, text: str | None) -> None:
        """Record what is written in the cell now, and what a reader must get from it."""
        self.record.written[self.key] = written
        self.record.texts[self.key] = text


@dataclass(slots=True)
class Draft:
    """One workbook being damaged."""

    subject: Subject
    book: DamageBook
    tables: list[DraftTable]
    findings: list[DraftFinding] = field(default_factory=list)
    nil: list[str] = field(default_factory=list)

    @classmethod
    def from_subject(cls, subject: Subject) -> Draft:
        """Return a draft of an undamaged workbook."""
        book = DamageBook(subject.content)
        return cls(subject, book, [_build_table(section, subject, book) for section in subject.sections])

    def find_cells(self, *kinds: str, want: Callable[[DraftCell], bool]) -> list[DraftCell]:
        """Return the wanted cells in columns that the clerk fills in; without `kinds`, columns of every kind."""
        cells = (
            DraftCell(table, record, column)
            for table in self.tables
            for record in table.records
            for column in table.inputs
        )
        return [cell for cell in cells if (not kinds or cell.column.kind in kinds) and want(cell)]

    def find_filled_tables(self, fewest: int = 1) -> list[DraftTable]:
        """Return the lists with at least so many records."""
        return [table for table in self.tables if len(table.records) >= fewest]

    def find_tables_on(self, sheet: SheetPart) -> list[DraftTable]:
        """Return the lists that share a sheet."""
        return [table for table in self.tables if table.sheet is sheet]

    def expect_finding(self, cell: DraftCell, *rules: str) -> None:
        """Expect a finding on a cell, by one of these rules."""
        self.findings.append(DraftFinding(table=cell.table, rules=rules, row=cell.record.row, key=cell.key))

    def expect_row_finding(self, table: DraftTable, row: int, *rules: str) -> None:
        """Expect a finding on a row that is no record, by one of these rules."""
        self.findings.append(DraftFinding(table=table, rules=rules, row=row))

    def expect_sheet_finding(self, table: DraftTable, *rules: str, column: str = "") -> None:
        """Expect a finding on a sheet, by one of these rules."""
        self.findings.append(DraftFinding(table=table, rules=rules, column=column))

    def insert_rows(self, table: DraftTable, at: int, count: int = 1) -> None:
        """Insert rows into a list's sheet; the rows below move down, with everything expected of them."""
        table.sheet.insert_rows(at, count)
        self._shift_rows(table.sheet, lambda row: row + count if row >= at else row)

    def delete_record(self, table: DraftTable, record: DraftRecord) -> None:
        """Delete a record's row from the sheet."""
        gone = record.row
        table.sheet.delete_row(gone)
        table.records.remove(record)
        self.findings = [
            finding for finding in self.findings if finding.table.sheet is not table.sheet or finding.row != gone
        ]
        self._shift_rows(table.sheet, lambda row: row - (row > gone))

    def _shift_rows(self, sheet: SheetPart, shift: Callable[[int], int]) -> None:
        for table in self.tables:
            if table.sheet is sheet:
                table.header_row = shift(table.header_row)
                for record in table.records:
                    record.row = shift(record.row)
        for finding in self.findings:
            if finding.table.sheet is sheet and finding.row is not None:
                finding.row = shift(finding.row)

    def move_columns(self, table: DraftTable, shift: Callable[[int], int | None]) -> None:
        """Move the columns of a list's sheet."""
        table.sheet.move_columns(shift)
        for other in self.tables:
            if other.sheet is table.sheet:
                moved = {key: shift(position) for key, position in other.positions.items()}
                other.positions = {key: new for key, new in moved.items() if new is not None}

    def build_expected_result(self) -> ExpectedResult:
        """Return what a reader must get from the workbook in its present state."""
        records: dict[str, tuple[dict[str, str | None], ...]] = {}
        for table in self.tables:
            rows = tuple({key: record.texts[key] for key in sorted(table.positions)} for record in table.records)
            records[table.list_type.key] = (*records.get(table.list_type.key, ()), *rows)
        named = tuple(dict.fromkeys(_build_expected_finding(finding) for finding in self.findings))
        outcome: Outcome = "named" if named else "same"
        return ExpectedResult(outcome=outcome, records=records, named=named, nil=tuple(self.nil))


def _build_table(section: Section, subject: Subject, book: DamageBook) -> DraftTable:
    return DraftTable(
        list_type=subject.definition.find_list_type(section.list_key).select_issued_columns(later=False),
        name=section.sheet,
        sheet=book.open_sheet(section.sheet),
        header_row=section.header_row,
        positions=dict(section.positions),
        records=[
            DraftRecord(
                row=record.row,
                written=dict(record.written),
                texts={key: record.cleaned[key].text or "" for key in section.positions},
                cleaned=record.cleaned,
            )
            for record in section.records
        ],
    )


def _build_expected_finding(finding: DraftFinding) -> ExpectedFinding:
    table = finding.table
    cell, label = "", finding.column
    if finding.row is not None:
        cell = format_address(finding.row, table.positions[finding.key] if finding.key else 0)
        label = table.list_type.find_column(finding.key).label if finding.key else ""
    return ExpectedFinding(rules=finding.rules, sheet=table.name, cell=cell, column=label)
