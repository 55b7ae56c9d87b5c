"""Bring our cells of one sheet of the ledger up to date, and nothing else on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from toolkit.excel import compute_row_height
from toolkit.formats import find_value, format_plain_text
from toolkit.ooxml import Package, SheetTable, change_names, extend_ranges, extend_tables, put_table, widen_range
from toolkit.reviews.contents import Cells
from toolkit.reviews.pages import LedgerPage
from toolkit.text import tidy


class PagePatch:
    """One sheet of a package that is brought up to date; a cell that says already what it should is not written.

    The office's formulas in our columns stay.
    """

    def __init__(self, package: Package, part: str, page: LedgerPage) -> None:
        self.page, self.changed = page, False
        self._package, self._part = package, part
        self._widths = {column.key: float(column.width) for column in page.form.columns}
        self._last = self._end = max(page.find_rows(page.columns), default=page.head)
        # The last row that we know: the office may have written more below it.
        known = ("status",) if "status" in page.columns else page.columns
        self._settled = max(page.find_rows(known), default=page.head)
        self._hidden = page.grid.hidden_columns
        self._free = self._find_free_rows()

    @cached_property
    def _table(self) -> SheetTable:
        return SheetTable(self._package.read_part(self._part))

    def update_row(self, row: int, cells: Mapping[str, str | int], *, blank_only: bool = False) -> None:
        """Write the cells of a row that differ; with `blank_only` what is filled in stays as it is."""
        for key, value in cells.items():
            column = self.page.columns.get(key)
            if column is None:
                continue
            current = find_value(self.page.grid, row, column)
            if (blank_only and str(current).strip()) or _says_same(current, value):
                continue
            self.put_cell(row, column, value)
            if column not in self._hidden:
                self._table.raise_row(row, compute_row_height([(str(value), self._widths[key])]))

    def put_text(self, row: int, column: int, text: str) -> None:
        """Write a text into a cell that says something else."""
        if not _says_same(find_value(self.page.grid, row, column), text):
            self.put_cell(row, column, text)

    def put_cell(self, row: int, column: int, value: str | int) -> None:
        """Write one cell, unless the office has a formula there."""
        if self._table.holds_formula(row, column):
            return
        if isinstance(value, int):
            self._table.put_number(row, column, value)
        else:
            self._table.put_text(row, column, value)
        self.changed = True

    def append_row(self, cells: Cells) -> int:
        """Write a row into the first free row below the others; return its number."""
        row = next(self._free)
        if self._last > self.page.head:
            for column in range(max(len(self.page.grid.rows[self._last - 1]), *self.page.columns.values()) + 1):
                self._table.copy_style(row, column, (self._last, column))
        self.update_row(row, {key: value for key, value in cells.items() if value != ""})
        self._table.show_row(row)
        self._end = max(self._end, row)
        return row

    def add_column(self, heading: str, model: int) -> int:
        """Add a column behind all others that looks like another one; return its index."""
        rows = self.page.grid.rows
        filled = (at for cells in rows for at, value in enumerate(cells) if str(value).strip())
        column = max([*filled, *self.page.columns.values()]) + 1
        for row in range(self.page.head, self._table.last_row + 1):
            self._table.copy_style(row, column, (row, model))
        self._table.copy_width(column, model)
        self._table.extend_filter(column)
        change_names(self._package, self.page.name, lambda ref: widen_range(ref, column))
        self.put_cell(self.page.head, column, heading)
        return column

    def save(self) -> None:
        """Put the changed part into the package; what covers the rows covers the new ones as well."""
        if not self.changed:
            return
        settled = max(self._settled, self.page.head + 1)
        change_names(self._package, self.page.name, lambda ref: extend_ranges(ref, settled, self._end))
        if self._end > self._last:
            last = max(self._last, self.page.head + 1)
            self._table.extend_rows(last, self._end)
            extend_tables(self._package, self._part, last, self._end)
        put_table(self._package, self._part, self._table)

    def _find_free_rows(self) -> Iterator[int]:
        """Yield the rows below the last one with an entry that hold nothing and are part of no merged range."""
        merged = {row for each in self.page.grid.merges for row in range(each.top, each.bottom + 1)}
        rows, row = self.page.grid.rows, self._last
        while True:
            row += 1
            written = rows[row - 1] if row <= len(rows) else []
            if row in merged or any(str(value).strip() for value in written):
                continue
            if not any(self._table.holds_content(row, column) for column in self.page.columns.values()):
                yield row


def _says_same(current: object, value: str | int) -> bool:
    """Tell whether a cell says already what it should, whatever kind of cell it is."""
    shown = format_plain_text(current)  # type: ignore[arg-type]
    return shown == tidy(str(value))
