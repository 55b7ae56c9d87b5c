"""The formulas of a table's figures: a column's is built once for all rows that it is the same for.

A figure's formula names cells of its own row, and ranges that are either whole columns or the block of the row's unit.
Both are left open (`unit_blocks`): what is built for one row holds for every row with as many labels, whose unit has
blocks on the same sheets, and whose labels counting functions find just as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.excel import ROW, column_letters, is_plain
from toolkit.summary.counts import Count
from toolkit.summary.fields.base import UNIT_NAME
from toolkit.summary.sheet_ranges import SheetRanges
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.sheets.unit_blocks import RowFormula, Shape, UnitBlocks, build_open_range
from toolkit.summary.tables import (
    ColumnHead,
    build_change_formula,
    build_ratio_formula,
    find_column_index,
)
from toolkit.summary.tally import Key


class FigureFormulas:
    """The formulas of one table."""

    def __init__(self, blocks: UnitBlocks, strange: frozenset[str], written: TableLocation) -> None:
        self._blocks, self._ranges = blocks, blocks.ranges
        self._strange, self._written = strange, written
        self._built: dict[tuple[int, int, bool, tuple[tuple[str, str], ...]], RowFormula] = {}

    def find_formula(self, at: int, key: Key) -> RowFormula:
        """Return the formula of a figure by its column's index and the labels of its row; the row is left open."""
        column = self._written.table.columns[at]
        unit = dict(zip(column.row_fields, key, strict=False)).get(UNIT_NAME)
        shape, bounds = self._blocks.find(unit)
        found = (at, len(key), self._are_plain(key), tuple(shape.items()))
        if found not in self._built:
            ranges = _OpenBlocks(self._ranges, unit, shape)
            self._built[found] = RowFormula.from_formula(self._build_formula(column, key, ranges))
        return self._built[found].fill(bounds)

    def _are_plain(self, key: Key) -> bool:
        """Tell whether counting functions find a row's labels exactly."""
        return all(is_plain(label) and label not in self._strange for label in key)

    def _build_formula(self, column: ColumnHead, key: Key, ranges: _OpenBlocks) -> str:
        if column.change is not None:
            return self._build_change_formula(column)
        if column.count is None:
            return self._build_ratio_formula(column, key, ranges)
        return self._build_count_formula(column.count, column, key, ranges)

    def _build_count_formula(self, count: Count, column: ColumnHead, key: Key, ranges: _OpenBlocks) -> str:
        shown = [f"${column_letters(self._written.find_span(level)[0])}{ROW}" for level in range(len(key))]
        labelled = count.add_labels(*column.build_labels(key, shown))
        return labelled.build_formula(ranges, self._strange)

    def _build_change_formula(self, column: ColumnHead) -> str:
        columns = self._written.table.columns
        now, last = (self._name_cell(find_column_index(columns, name) or 0) for name in column.change or ())
        return build_change_formula(now, last, column.kind)

    def _build_ratio_formula(self, column: ColumnHead, key: Key, ranges: _OpenBlocks) -> str:
        cells = []
        for count in (column.whole, column.part):
            assert count is not None
            at = next((at for at, other in enumerate(self._written.table.columns) if other.count == count), None)
            own = f"({self._build_count_formula(count, column, key, ranges)})"
            cells.append(own if at is None else self._name_cell(at))
        whole, part = cells
        return build_ratio_formula(part, whole, column.kind)

    def _name_cell(self, at: int) -> str:
        """Return the address of a figure in the same row."""
        return f"{column_letters(self._written.find_span(self._written.left + at)[0])}{ROW}"


@dataclass(frozen=True, slots=True)
class _OpenBlocks:
    """The ranges of the lists as a count's formula sees them (`Ranges`), those of one unit's blocks left open."""

    sheet_ranges: SheetRanges
    unit: str | None
    shape: Shape

    def is_empty(self, list_key: str) -> bool:
        return self.sheet_ranges.is_empty(list_key)

    def find_ranges(self, list_key: str, field: str, unit: str | None = None) -> tuple[str, ...]:
        sheet = self.shape.get(list_key) if unit is not None and unit == self.unit else None
        if sheet is None:
            return self.sheet_ranges.find_ranges(list_key, field, unit)
        return (build_open_range(self.sheet_ranges, list_key, field, sheet),)

    def find_anchor_day(self, name: str) -> str:
        return self.sheet_ranges.find_anchor_day(name)
