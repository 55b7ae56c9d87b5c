"""The formulas of a merged list's rows: each field's is built once for all rows that it is the same for.

A formula of a row names cells of the row, and ranges that are either whole columns or the block of the row's unit. Both
are left open, as marks, and filled in: the block for each unit, the row where the rows are joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.excel import ROW, column_letters, prepare_formula, quote_sheet_name
from toolkit.summary.fields.base import Field
from toolkit.summary.sheet_ranges import SheetRanges

# Marks of a block's first and last row: its list stands between them.
_OPEN, _CLOSE = "\x01", "\x02"
_BOUND = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_LONGEST_NUMBER = 7  # digits of a row
LONGEST_FORMULA = 8192

Shape = Mapping[str, str]  # the lists in which a unit has a block on one sheet, and that sheet


@dataclass(frozen=True, slots=True)
class RowFormula:
    """A formula with marks, as the program says it and as it stands in a part (`prepare_formula`)."""

    said: str
    prepared: str

    def fill(self, bounds: Mapping[str, str]) -> RowFormula:
        """Return the formula with a unit's blocks; `bounds` are rows by what stands in the marks."""
        if _OPEN not in self.said:
            return self
        return RowFormula(*(_BOUND.sub(lambda found: bounds[found[1]], text) for text in (self.said, self.prepared)))

    def fits(self, row: int | None = None) -> bool:
        """Tell whether the formula has the length that the format takes, in a row (from 1) or in any."""
        digits = _LONGEST_NUMBER if row is None else len(str(row))
        return len(self.said) + self.said.count(ROW) * (digits - 1) < LONGEST_FORMULA


class RowFormulas:
    """The formulas of one list."""

    def __init__(self, sheet_ranges: SheetRanges, list_key: str) -> None:
        self._ranges = sheet_ranges
        positions = sheet_ranges.list_sheets[list_key].positions
        self._columns = {key: f"${column_letters(column)}" for key, column in positions.items()}
        self._built: dict[tuple[str, tuple[tuple[str, str], ...]], RowFormula | None] = {}
        self._units: dict[str | None, tuple[Shape, Mapping[str, str]]] = {}

    def find_formula(self, field: Field, unit: str | None) -> RowFormula | None:
        """Return the formula of a field in the rows of a unit; None where it has none."""
        if unit not in self._units:
            self._units[unit] = self._find_blocks(unit)
        shape, bounds = self._units[unit]
        key = (field.key, tuple(shape.items()))
        if key not in self._built:
            said = field.build_formula(_OpenRow(self._ranges, self._columns, shape))
            self._built[key] = None if said is None else RowFormula(said, prepare_formula(said))
        formula = self._built[key]
        return formula and formula.fill(bounds)

    def _find_blocks(self, unit: str | None) -> tuple[Shape, Mapping[str, str]]:
        shape: dict[str, str] = {}
        bounds: dict[str, str] = {}
        for list_key, blocks in self._ranges.blocks.items():
            block = blocks.get(unit) if unit is not None else None
            if block is None:
                continue
            (sheet, top), (last_sheet, bottom) = map(self._ranges.list_sheets[list_key].find_location, block)
            if sheet == last_sheet:
                shape[list_key] = sheet
                bounds |= {f"-{list_key}": str(top), f"+{list_key}": str(bottom)}
        return shape, bounds


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
        column = column_letters(self.sheet_ranges.list_sheets[list_key].positions[field])
        top, bottom = (f"{_OPEN}{bound}{list_key}{_CLOSE}" for bound in "-+")
        return (f"{quote_sheet_name(sheet)}!${column}${top}:${column}${bottom}",)

    def find_options_range(self, choices: str) -> str:
        return self.sheet_ranges.find_options_range(choices)

    def find_anchor_day(self, name: str) -> str:
        return self.sheet_ranges.find_anchor_day(name)
