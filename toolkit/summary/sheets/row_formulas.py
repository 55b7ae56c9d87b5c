"""The formulas of a merged list's rows: each field's is built once for all rows that it is the same for.

A formula of a row names cells of the row, and ranges that are either whole columns or the block of the row's unit. Both
are left open, as marks, and filled in: the block for each unit, the row where the rows are joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.excel import ROW, column_letters
from toolkit.summary.fields.base import Field
from toolkit.summary.sheet_ranges import SheetRanges
from toolkit.summary.sheets.unit_blocks import RowFormula, Shape, UnitBlocks, build_open_range


class RowFormulas:
    """The formulas of one list."""

    def __init__(self, sheet_ranges: SheetRanges, list_key: str) -> None:
        self._ranges = sheet_ranges
        positions = sheet_ranges.list_sheets[list_key].positions
        self._columns = {key: f"${column_letters(column)}" for key, column in positions.items()}
        self._built: dict[tuple[str, tuple[tuple[str, str], ...]], RowFormula | None] = {}
        self._blocks = UnitBlocks(sheet_ranges)

    def find_formula(self, field: Field, unit: str | None) -> RowFormula | None:
        """Return the formula of a field in the rows of a unit; None where it has none."""
        shape, bounds = self._blocks.find(unit)
        key = (field.key, tuple(shape.items()))
        if key not in self._built:
            said = field.build_formula(_OpenRow(self._ranges, self._columns, shape))
            self._built[key] = None if said is None else RowFormula.from_formula(said)
        formula = self._built[key]
        return formula and formula.fill(bounds)


@dataclass(frozen=True, slots=True)
class _OpenRow:
    """A row as the formulas of its fields see it (`RowCells`), its number and its unit's blocks left open."""

    sheet_ranges: SheetRanges
    columns: Mapping[str, str]
    shape: Shape

    @property
    def sheet_rows(self) -> int:
        return next(iter(self.sheet_ranges.list_sheets.values())).sheet_rows

    def find_address(self, field: str) -> str:
        return f"{self.columns[field]}{ROW}"

    def find_ranges(self, list_key: str, field: str, *, whole: bool = False) -> tuple[str, ...]:
        sheet = None if whole else self.shape.get(list_key)
        if sheet is None:
            return self.sheet_ranges.find_ranges(list_key, field)
        return (build_open_range(self.sheet_ranges, list_key, field, sheet),)

    def find_options_range(self, choices: str) -> str:
        return self.sheet_ranges.find_options_range(choices)

    def find_anchor_day(self, name: str) -> str:
        return self.sheet_ranges.find_anchor_day(name)
