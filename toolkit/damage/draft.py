"""Hold a workbook under damage: a subject comes in, its package and the records it still holds change together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from toolkit.batch import Section
from toolkit.cleaning import Cleaned
from toolkit.damage.book import Book
from toolkit.damage.model import Expected, Named, Outcome, Subject
from toolkit.damage.sheet import SheetPart
from toolkit.definition import Column, ListType
from toolkit.package import cell_name


@dataclass(slots=True, kw_only=True)
class Line:
    """One record as it now stands: its row, what is written, and what a reader must get of it."""

    row: int
    written: dict[str, str]
    texts: dict[str, str | None]
    # How the undamaged cells were understood.
    cleaned: Mapping[str, Cleaned]


@dataclass(slots=True, kw_only=True)
class Table:
    """One list on its sheet, as it now stands."""

    list_type: ListType
    name: str
    sheet: SheetPart
    header_row: int
    positions: dict[str, int]
    lines: list[Line]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the sheet has, in the list's order."""
        return tuple(one for one in self.list_type.columns if one.key in self.positions)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that the clerk fills in, as far as the sheet has them."""
        return tuple(one for one in self.columns if not one.locked)

    @property
    def width(self) -> int:
        """How many columns from A on the list takes."""
        return max(self.positions.values()) + 1

    @property
    def first_row(self) -> int:
        """The first record's row."""
        return self.lines[0].row

    @property
    def last_row(self) -> int:
        """The last record's row."""
        return self.lines[-1].row

    def gaps(self) -> list[int]:
        """Return the rows of records, but the first, before which another row can be put."""
        return [line.row for line in self.lines[1:] if not self.sheet.splits(line.row)]


@dataclass(slots=True, kw_only=True)
class Mark:
    """A loss that must be named, at a cell that may still move; no row is the whole sheet, no key column A."""

    table: Table
    rules: tuple[str, ...]
    row: int | None = None
    key: str = ""
    # The column's heading must be named, but the reader chooses the cell.
    column: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of one record."""

    table: Table
    line: Line
    column: Column

    @property
    def key(self) -> str:
        """The column's key."""
        return self.column.key

    @property
    def written(self) -> str:
        """What stands in the cell."""
        return self.line.written.get(self.key, "")

    @property
    def cleaned(self) -> Cleaned:
        """How the undamaged cell was understood."""
        return self.line.cleaned.get(self.key, Cleaned())

    @property
    def whole(self) -> bool:
        """Tell whether the cell still means what it did, so that it can be written another way."""
        return not self.cleaned.unknown and self.line.texts.get(self.key) == (self.cleaned.text or "")

    @property
    def filled(self) -> bool:
        """Tell whether the cell still holds what it did, and that is more than a word for blank."""
        return self.whole and bool(self.written) and not self.cleaned.blank

    @property
    def at(self) -> tuple[int, int]:
        """The cell's row and column."""
        return self.line.row, self.table.positions[self.key]

    def write(self, written: str, text: str | None) -> None:
        """Write a text, and note what a reader must get."""
        self.table.sheet.put_text(*self.at, written)
        self.note(written, text)

    def note(self, written: str, text: str | None) -> None:
        """Note what now stands in the cell and what a reader must get."""
        self.line.written[self.key] = written
        self.line.texts[self.key] = text


@dataclass(slots=True)
class Draft:
    """One workbook under damage."""

    subject: Subject
    book: Book
    tables: list[Table]
    marks: list[Mark] = field(default_factory=list)
    nil: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, subject: Subject) -> Draft:
        """Begin with a workbook as it came."""
        book = Book(subject.content)
        return cls(subject, book, [_table(one, subject, book) for one in subject.sections])

    def places(self, *kinds: str, want: Callable[[Place], bool]) -> list[Place]:
        """Return the cells that the clerk fills in, of some kinds (or all), that are wanted."""
        found = (Place(t, line, column) for t in self.tables for line in t.lines for column in t.inputs)
        return [one for one in found if (not kinds or one.column.kind in kinds) and want(one)]

    def filled_tables(self, fewest: int = 1) -> list[Table]:
        """Return the lists with at least so many records."""
        return [one for one in self.tables if len(one.lines) >= fewest]

    def tables_on(self, sheet: SheetPart) -> list[Table]:
        """Return the lists that share a sheet."""
        return [one for one in self.tables if one.sheet is sheet]

    def mark(self, place: Place, *rules: str) -> None:
        """Note that a cell must be named."""
        self.marks.append(Mark(table=place.table, rules=rules, row=place.line.row, key=place.key))

    def mark_row(self, table: Table, row: int, *rules: str) -> None:
        """Note that a row that is no record must be named."""
        self.marks.append(Mark(table=table, rules=rules, row=row))

    def mark_sheet(self, table: Table, *rules: str, column: str = "") -> None:
        """Note that something on a sheet must be named."""
        self.marks.append(Mark(table=table, rules=rules, column=column))

    def insert_rows(self, table: Table, at: int, count: int = 1) -> None:
        """Move rows of a list's sheet down, and with them all that is known of them."""
        table.sheet.insert_rows(at, count)
        self._moved(table.sheet, lambda row: row + count if row >= at else row)

    def delete_line(self, table: Table, line: Line) -> None:
        """Take a record's row out of the sheet."""
        gone = line.row
        table.sheet.delete_row(gone)
        table.lines.remove(line)
        self.marks = [one for one in self.marks if one.table.sheet is not table.sheet or one.row != gone]
        self._moved(table.sheet, lambda row: row - (row > gone))

    def _moved(self, sheet: SheetPart, place: Callable[[int], int]) -> None:
        for table in self.tables:
            if table.sheet is sheet:
                table.header_row = place(table.header_row)
                for line in table.lines:
                    line.row = place(line.row)
        for mark in self.marks:
            if mark.table.sheet is sheet and mark.row is not None:
                mark.row = place(mark.row)

    def move_columns(self, table: Table, place: Callable[[int], int | None]) -> None:
        """Move the columns of a list's sheet."""
        table.sheet.move_columns(place)
        for one in self.tables:
            if one.sheet is table.sheet:
                moved = {key: place(position) for key, position in one.positions.items()}
                one.positions = {key: new for key, new in moved.items() if new is not None}

    def expected(self) -> Expected:
        """Return what a reader owes for the workbook as it now stands."""
        records: dict[str, tuple[dict[str, str | None], ...]] = {}
        for table in self.tables:
            rows = tuple({key: line.texts[key] for key in sorted(table.positions)} for line in table.lines)
            records[table.list_type.key] = (*records.get(table.list_type.key, ()), *rows)
        named = tuple(dict.fromkeys(_named(mark) for mark in self.marks))
        outcome: Outcome = "named" if named else "same"
        return Expected(outcome=outcome, records=records, named=named, nil=tuple(self.nil))


def _table(section: Section, subject: Subject, book: Book) -> Table:
    return Table(
        list_type=subject.definition.list_type(section.list_key),
        name=section.sheet,
        sheet=book.sheet(section.sheet),
        header_row=section.header_row,
        positions=dict(section.positions),
        lines=[
            Line(
                row=record.row,
                written=dict(record.written),
                texts={key: record.cleaned[key].text or "" for key in section.positions},
                cleaned=record.cleaned,
            )
            for record in section.records
        ],
    )


def _named(mark: Mark) -> Named:
    table = mark.table
    cell, label = "", mark.column
    if mark.row is not None:
        cell = cell_name(mark.row, table.positions[mark.key] if mark.key else 0)
        label = table.list_type.column(mark.key).label if mark.key else ""
    return Named(rules=mark.rules, sheet=table.name, cell=cell, column=label)
