"""Bring our cells of one sheet of the ledger up to date, and nothing else on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from toolkit.excel import compute_row_height
from toolkit.formats import CellValue, format_plain_text
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
        self._last = self._end = page.find_last_row(page.columns)
        # The last row that we know: the office may have written more below it.
        known = ("status",) if "status" in page.columns else page.columns
        self._settled = page.find_last_row(known)
        self._hidden = page.grid.hidden_columns
        self._free = self._find_free_rows()

    @cached_property
    def _table(self) -> SheetTable:
        table = SheetTable(self._package.read_part(self._part))
        self._package.release_part(self._part)  # a large one lies in memory once
        return table

    def update_row(
        self,
        row: int,
        cells: Mapping[str, str | int],
        more: Mapping[int, str] | None = None,
        *,
        blank_only: bool = False,
    ) -> None:
        """Write the cells of a row that differ, and `more` texts by column; no cell in which the office has a formula.

        With `blank_only` what is filled in stays as it is.
        """
        changed, height = self._find_changed(row, cells, more or {}, blank_only)
        if changed:
            self.changed = self._table.write_row(row, changed, height) or self.changed

    def append_row(self, cells: Cells, more: Mapping[int, str] | None = None) -> None:
        """Write a row into the first free row below the others; `more` are texts by column."""
        row = next(self._free)
        filled = {key: value for key, value in cells.items() if value != ""}
        changed, height = self._find_changed(row, filled, more or {})
        self.changed = self._table.write_row(row, changed, height, self._looks) or self.changed
        self._end = max(self._end, row)

    def _find_changed(
        self, row: int, cells: Mapping[str, str | int], more: Mapping[int, str], blank_only: bool = False
    ) -> tuple[dict[int, str | int], float]:
        """Return the cells of a row that say something else, by column, and the height that these need, 0 for any."""
        written = self.page.grid.rows[row - 1] if row <= len(self.page.grid.rows) else []
        width, changed = len(written), dict[int, str | int]()
        heights: list[tuple[str, float]] = []
        for key, value in cells.items():
            column = self.page.columns.get(key)
            if column is None:
                continue
            current = written[column] if column < width else ""
            if (blank_only and str(current).strip()) or _says_same(current, value):
                continue
            changed[column] = value
            if column not in self._hidden:
                heights.append((str(value), self._widths[key]))
        for column, text in more.items():
            if not _says_same(written[column] if column < width else "", text):
                changed[column] = text
        return changed, compute_row_height(heights) if heights else 0

    @cached_property
    def _looks(self) -> Mapping[int, int]:
        """The styles of the last row that had entries, by column; none where no row has any."""
        if self._last == self.page.head:
            return {}
        filled = len(self.page.grid.rows[self._last - 1])
        return self._table.find_looks(self._last, range(max(filled, *self.page.columns.values()) + 1))

    def add_column(self, heading: str, model: int) -> int:
        """Add a column behind all others that looks like another one; return its index."""
        rows = self.page.grid.rows
        filled = (at for cells in rows for at, value in enumerate(cells) if str(value).strip())
        column = max([*filled, *self.page.columns.values()]) + 1
        self._table.copy_looks(column, model, range(self.page.head, self._table.last_row + 1))
        self._table.copy_width(column, model)
        self._table.extend_filter(column)
        change_names(self._package, self.page.name, lambda ref: widen_range(ref, column))
        self.changed = self._table.write_row(self.page.head, {column: heading}) or self.changed
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
        rows, row, columns = self.page.grid.rows, self._last, frozenset(self.page.columns.values())
        while True:
            row += 1
            written = rows[row - 1] if row <= len(rows) else []
            if row in merged or any(str(value).strip() for value in written):
                continue
            if self._table.is_blank(row, columns):
                yield row


def _says_same(current: CellValue, value: str | int) -> bool:
    """Tell whether a cell says already what it should, whatever kind of cell it is."""
    if current == value and not isinstance(current, bool):
        return True  # most cells
    if current == "":
        return isinstance(value, str) and not tidy(value)
    return format_plain_text(current) == tidy(str(value))
