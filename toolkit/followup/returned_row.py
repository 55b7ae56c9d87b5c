"""Compare one returned row with the item that it continues, and put back what may not change or was left blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.cleaning import CleanedCell
from toolkit.definition import Column
from toolkit.excel import format_address
from toolkit.followup.issued import IssuedTexts, ListColumns, is_absent, read_number
from toolkit.followup.item import Item
from toolkit.records import Record, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedChange:
    """A fixed cell that came back other than it was issued."""

    column: Column
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRow:
    """A row that continues an item, as it counts, and what is different in it.

    `ticked` tells that the unit said that nothing changed. `updated` are the open columns that say something else
    than last time. `note` is the reason given for changed fixed cells.
    """

    item: Item
    section: Section
    record: Record
    ticked: bool
    note: str
    fixed: tuple[FixedChange, ...]
    updated: tuple[Column, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether the unit said that nothing changed, and nothing did."""
        return self.ticked and not self.fixed and not self.updated

    def find_address(self, key: str) -> str:
        """Return the address of the row's cell in a column."""
        return format_address(self.record.row, self.section.positions.get(key, 0))

    def describe_changes(self) -> tuple[tuple[str, str, str, str], ...]:
        """Return the changed fixed cells: address, heading, old and new text."""
        return tuple((self.find_address(each.column.key), each.column.label, each.old, each.new) for each in self.fixed)


@dataclass(frozen=True, slots=True)
class RowComparer:
    """Compares the rows of one list with the items that they continue."""

    columns: ListColumns
    issued: IssuedTexts

    def compare_row(self, item: Item, section: Section, record: Record, *, cover_ticked: bool) -> ReturnedRow:
        """Return a row beside its item; fixed cells are as issued, and under a tick blank open ones as last reported.

        Columns that a table of the clerk's own left out are filled up too: that they are missing is reported once.
        """
        list_type = self.columns.list_type
        ticked = cover_ticked or _is_filled(record, list_type.unchanged)
        fixed = tuple(
            FixedChange(column=column, old=item.texts.get(column.key, ""), new=record.written.get(column.key, ""))
            for column in self.columns.fixed
            if not (is_absent(record, column.key) or self._is_same(item, column, record))
        )
        left = (column for column in self.columns.open if not self._counts_as_issued(item, column, record, ticked))
        updated = (*left, *(column for column in self.columns.anew if _is_filled(record, column.key)))
        restored = [column for column in (*self.columns.fixed, *self.columns.open) if column not in updated]
        row = ReturnedRow(
            item=item,
            section=section,
            record=put_cells(record, {column.key: self._find_issued(item, column) for column in restored}),
            ticked=ticked,
            note=record.cleaned.get(list_type.change_note, CleanedCell()).text or "",
            fixed=fixed,
            updated=updated,
        )
        return replace(row, record=_mark_item(row, self.columns.number))

    def says_anything(self, section: Section, record: Record, items: Mapping[str, Item]) -> bool:
        """Tell whether a row says anything beyond what was issued under its number; `items` are by number."""
        item = items.get(read_number(record, self.columns))
        if item is None:
            return True
        row = self.compare_row(item, section, record, cover_ticked=False)
        return bool(row.ticked or row.fixed or row.updated or row.note)

    def was_handed_out_open(self, item: Item, column: Column) -> bool:
        """Tell whether a fixed cell was handed out to be mended: what stood there had no meaning, or was missing."""
        issued = self.issued.clean(item, self.columns.list_type, column)
        return bool(issued.unknown) or (issued.blank and column.required)

    def _is_same(self, item: Item, column: Column, record: Record) -> bool:
        return self.issued.is_same(item, self.columns.list_type, column, record)

    def _counts_as_issued(self, item: Item, column: Column, record: Record, ticked: bool) -> bool:
        untouched = ticked and not record.written.get(column.key)
        return untouched or is_absent(record, column.key) or self._is_same(item, column, record)

    def _find_issued(self, item: Item, column: Column) -> tuple[str, CleanedCell]:
        return item.texts.get(column.key, ""), self.issued.clean(item, self.columns.list_type, column)


def _is_filled(record: Record, key: str) -> bool:
    cell = record.cleaned.get(key)
    return cell is not None and not cell.blank and not is_absent(record, key)


def _mark_item(row: ReturnedRow, number: str) -> Record:
    """Return the record with its item's number."""
    known = row.item.key.number
    record = replace(row.record, item=known, unchanged=row.is_quiet)
    cell = record.cleaned.get(number)
    if not number or (cell is not None and cell.text == known):
        return record
    return put_cells(record, {number: (known, CleanedCell(text=known, value=known))})


def put_cells(record: Record, cells: Mapping[str, tuple[str, CleanedCell]]) -> Record:
    """Return a record with other texts and meanings in some cells; an empty text makes a cell blank."""
    written, cleaned = dict(record.written), dict(record.cleaned)
    for key, (text, cell) in cells.items():
        cleaned[key] = cell
        if text:
            written[key] = text
        else:
            written.pop(key, None)
    return Record(
        row=record.row,
        written=written,
        cleaned=cleaned,
        changes=record.changes,
        item=record.item,
        unchanged=record.unchanged,
    )


def accept_changes(row: ReturnedRow, returned: Record) -> ReturnedRow:
    """Return the row with its fixed cells as the unit changed them."""
    cells = {
        change.column.key: (change.new, returned.cleaned.get(change.column.key, CleanedCell())) for change in row.fixed
    }
    return replace(row, record=put_cells(row.record, cells))
