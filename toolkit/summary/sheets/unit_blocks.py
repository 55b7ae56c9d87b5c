"""Formulas with open places: the row they stand in, and the block of records of one unit, are filled in later.

A formula that is the same in many rows is built once. The row is filled in where rows are joined (`ROW`), the first
and the last row of a unit's block for each unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.excel import ROW, column_letters, prepare_formula, quote_sheet_name
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

    @classmethod
    def from_formula(cls, said: str) -> RowFormula:
        """Return a formula that was built with marks, without `=`."""
        return cls(said, prepare_formula(said))

    def fill(self, bounds: Mapping[str, str]) -> RowFormula:
        """Return the formula with a unit's blocks; `bounds` are rows by what stands in the marks."""
        if _OPEN not in self.said:
            return self
        return RowFormula(*(_BOUND.sub(lambda found: bounds[found[1]], text) for text in (self.said, self.prepared)))

    def fits(self, row: int | None = None, more: int = 0) -> bool:
        """Tell whether the formula and `more` characters around it have the length that the format takes.

        The row (from 1) is the one it stands in, None for any.
        """
        digits = _LONGEST_NUMBER if row is None else len(str(row))
        return len(self.said) + self.said.count(ROW) * (digits - 1) + more < LONGEST_FORMULA


class UnitBlocks:
    """The block of every unit in every list, each looked up once."""

    def __init__(self, sheet_ranges: SheetRanges) -> None:
        self.ranges = sheet_ranges
        self._units: dict[str | None, tuple[Shape, Mapping[str, str]]] = {}

    def find(self, unit: str | None) -> tuple[Shape, Mapping[str, str]]:
        """Return the shape of a unit's blocks, and their bounds for `RowFormula.fill`; both empty without blocks."""
        if unit not in self._units:
            self._units[unit] = self._find_blocks(unit)
        return self._units[unit]

    def _find_blocks(self, unit: str | None) -> tuple[Shape, Mapping[str, str]]:
        shape: dict[str, str] = {}
        bounds: dict[str, str] = {}
        for list_key, blocks in self.ranges.blocks.items():
            block = blocks.get(unit) if unit is not None else None
            if block is None:
                continue
            (sheet, top), (last_sheet, bottom) = map(self.ranges.list_sheets[list_key].find_location, block)
            if sheet == last_sheet:
                shape[list_key] = sheet
                bounds |= {f"-{list_key}": str(top), f"+{list_key}": str(bottom)}
        return shape, bounds


def build_open_range(sheet_ranges: SheetRanges, list_key: str, field: str, sheet: str) -> str:
    """Return the range of a field in a block on a sheet, its rows left open."""
    column = column_letters(sheet_ranges.list_sheets[list_key].positions[field])
    top, bottom = (f"{_OPEN}{bound}{list_key}{_CLOSE}" for bound in "-+")
    return f"{quote_sheet_name(sheet)}!${column}${top}:${column}${bottom}"
