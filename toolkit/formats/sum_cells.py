"""Find the cells that only sum up others: formulas over the rows above them, and the totals rows of tables.

Programs write such rows in among the records (subtotals, the totals row of a table part), with any label or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.excel import parse_column_letters
from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import walk_cells

# Any formula of these functions counts visible rows; of the others, one over a stretch of its own sheet's column.
_SUBTOTAL = r"(?:SUBTOTAL|AGGREGATE)\("
_COLUMN = r"\[?\.?(\$?[A-Z]{1,3})\$?([0-9]{1,7})(?::|:\.)\1\$?([0-9]{1,7})\]?"
_SUM = rf"(?:SUM|COUNTA?|AVERAGE|MAX|MIN)\({_COLUMN}\)$"
_SUMMING = re.compile(rf"\s*(?:of:)?=?[+-]?(?:_xlfn\.)?(?:{_SUBTOTAL}|{_SUM})", re.IGNORECASE)
_FORMULA = re.compile(rb"<f(?:\s[^<>]*)?>([^<]*)<")
# Whether a walk from cell to cell is needed at all.
_BEGINS = r"[=+-]?(?:_xlfn\.)?(?:SUBTOTAL|AGGREGATE|SUM|COUNTA?|AVERAGE|MAX|MIN)\("
_ANY_SUM, _SUM_FIRST = re.compile(rb"<f(?: [^<>]*+)?>" + _BEGINS.encode()), re.compile(_BEGINS)
# A search for plain bytes is far quicker, and few sheets have any of them.
_FUNCTIONS = (b"SUBTOTAL(", b"AGGREGATE(", b"SUM(", b"COUNT(", b"COUNTA(", b"AVERAGE(", b"MAX(", b"MIN(")
_TABLE_PARTS, _END_OF_CELLS = b"tablePart", b"</sheetData"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")

Address = tuple[int, int]


def is_sum_formula(formula: str) -> bool:
    """Tell whether a formula sums up other rows, as it is written in xlsx, ods or XML 2003."""
    found = _SUMMING.match(formula)
    return found is not None and found[2] != (found[3] or "")


def find_sum_cells(package: OpenedPackage, part: str, sheet: bytes) -> frozenset[Address]:
    """Return the cells of a sheet's part that sum up others: rows from 1, columns from 0."""
    found: set[Address] = set()
    end = max(sheet.rfind(_END_OF_CELLS), 0)
    if any(sheet.find(function, 0, end) >= 0 for function in _FUNCTIONS) and _ANY_SUM.search(sheet):
        for row, column, _, inner, _ in walk_cells(sheet):
            formula = _FORMULA.search(inner)
            if formula and is_sum_formula(formula[1].decode("utf-8", "replace")):
                found.add((row, column))
    return find_totals_cells(package, part, sheet[end:]) | found


def find_totals_cells(package: OpenedPackage, part: str, tail: bytes) -> frozenset[Address]:
    """Return the cells of the totals rows of a sheet's tables; `tail` is what follows the cells in its part."""
    return frozenset(_find_totals_rows(package, part)) if _TABLE_PARTS in tail else frozenset()


def sums_up(formulas: Iterable[str]) -> frozenset[str]:
    """Return those of the formulas, as written in a part, that sum up other rows."""
    written = frozenset(formulas)
    if not any(_SUM_FIRST.match(formula) for formula in written):
        return frozenset()
    return frozenset(filter(is_sum_formula, written))


def _find_totals_rows(package: OpenedPackage, part: str) -> Iterator[Address]:
    """Yield the cells of the totals rows of a sheet's tables."""
    for name in package.parts.find_related(part, "table"):
        table = package.parts.parse_part(name)
        area = _AREA.fullmatch(table.get("ref", ""))
        if area and table.get("totalsRowCount", "0") not in ("0", ""):
            left, right = (parse_column_letters(area[group].encode()) for group in (1, 3))
            yield from ((int(area[4]), column) for column in range(left, right + 1))
