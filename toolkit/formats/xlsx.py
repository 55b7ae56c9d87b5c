"""Read xlsx workbooks: every value is right, or reported as lost.

The native reader gives a blank for #N/A and for a formula whose result was not saved, does not tell which rows are
hidden, and fills the memory for a single cell far away. A scan of the sheet parts by regular expressions finds all
this, usually without a walk from cell to cell. A workbook that has nothing of the kind is read in one pass instead (see
`direct_xlsx`), with the same results. The scan also removes what has no value (formatted blank cells and the texts
of formulas), so that the native reader gets a package of a tenth of the length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from toolkit.formats.beside_xlsx import find_beside
from toolkit.formats.direct_sheet import UnusualError
from toolkit.formats.direct_xlsx import read_directly
from toolkit.formats.errors import UnreadableError
from toolkit.formats.gate_xml import check_markup
from toolkit.formats.grid import CellValue, Grid
from toolkit.formats.limits import keep_within
from toolkit.formats.native_reader import read_native
from toolkit.formats.package import OpenedPackage
from toolkit.formats.plain_text import find_value
from toolkit.formats.rich_values import find_pictures
from toolkit.formats.struck_xlsx import StruckParts, find_struck_cells, find_struck_parts
from toolkit.formats.sum_cells import find_sum_cells
from toolkit.formats.xlsx_grammar import is_usual_strings, is_usual_styles
from toolkit.formats.xlsx_package import Book, build_lean_package, read_book
from toolkit.formats.xlsx_rewrite_shared import BARE_STRINGS, rewrite_strings, rewrite_styles
from toolkit.formats.xlsx_scan import SheetPartScan, SheetScanner, find_no_days, repair_sheet
from toolkit.formats.xlsx_shown import read_number_styles


def read_xlsx(package: OpenedPackage) -> tuple[Grid, ...]:
    """Return every worksheet; cells with errors or unsaved results have a LostValue. Raises UnreadableError."""
    book = read_book(package)
    strings = _read_strings(package.read_member(book.strings, deep=False)) if book.strings else b""
    styles = package.read_member(book.styles) if book.styles else b""
    if styles and not is_usual_styles(styles):
        styles = rewrite_styles(styles)
    struck = find_struck_parts(styles, strings)
    if struck == StruckParts():
        with suppress(UnusualError):
            return read_directly(package, book, strings, styles)
    return read_generally(package, book, strings, styles)


def read_generally(package: OpenedPackage, book: Book, strings: bytes, styles: bytes) -> tuple[Grid, ...]:
    """Return every worksheet, however it is spelled, by the native reader and the scan."""
    scanner, struck = SheetScanner(strings), find_struck_parts(styles, strings)
    try:
        scans = [_scan_part(package, sheet.part, scanner, struck) for sheet in book.sheets]
        return _read_sheets(book, scans, strings, styles, anew=False)
    except UnreadableError as error:
        if error.code != "damaged":
            raise
        # The native reader met what it does not know, such as the index of no shared string.
        scans = [_scan_part(package, sheet.part, scanner, struck, anew=True) for sheet in book.sheets]
        return _read_sheets(book, scans, strings, styles, anew=True)


def _read_strings(part: bytes) -> bytes:
    """Return the table of shared strings without what it says of its own length: the native reader would believe it."""
    if not is_usual_strings(part):
        check_markup(part)
        part = rewrite_strings(part)
    return BARE_STRINGS + part[part.index(b">", part.index(b"<sst")) + 1 :]


def _scan_part(
    package: OpenedPackage, part: str, scanner: SheetScanner, struck: StruckParts, *, anew: bool = False
) -> SheetPartScan:
    """Scan a sheet, and find what stands beside its cells; what follows these in the part is looked at as written."""
    content = package.read_member(part, deep=False)
    tail = content[max(content.rfind(b"sheetData>"), 0) :]
    scan = scanner.scan(content, anew=anew)
    scan.sum_cells = find_sum_cells(package, part, scan.rewritten + tail if scan.rewritten else content)
    scan.rewritten = b""
    scan.lost |= find_pictures(package, scan.lean)
    scan.beside = (*find_beside(package, part, tail), *find_struck_cells(scan.lean, struck))
    return scan


def _read_sheets(
    book: Book, scans: Sequence[SheetPartScan], strings: bytes, styles: bytes, *, anew: bool
) -> tuple[Grid, ...]:
    keep_within("extent", sum(scan.extent for scan in scans), "too_far")
    keep_within("cells", sum(scan.written for scan in scans))
    lean = build_lean_package(book, [repair_sheet(scan.lean, scan, anew=anew) for scan in scans], strings, styles)
    grids = (
        replace(grid, name=sheet.name, hidden=sheet.state != "visible")
        for grid, sheet in zip(read_native(lean), book.sheets, strict=True)
    )
    numbers, completed = read_number_styles(styles), map(_complete_grid, grids, scans)
    return tuple(
        numbers.add_shown(grid, scan.lean, from_1904=book.from_1904)
        for grid, scan in zip(completed, scans, strict=True)
    )


def _complete_grid(grid: Grid, scan: SheetPartScan) -> Grid:
    rows = grid.rows
    for (row, column), number in find_no_days(scan.lean):
        if isinstance(find_value(grid, row, column), dt.time):
            rows[row - 1][column] = number
    if scan.lost:
        rows = _widen_rows(rows, scan.lost)
        for (row, column), lost in scan.lost.items():
            rows[row - 1][column] = lost
    return replace(
        grid,
        rows=rows,
        stored=scan.stored,
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        merges=scan.merges,
        far=tuple(scan.far),
        sum_cells=scan.sum_cells,
        beside=scan.beside,
    )


def _widen_rows(rows: list[list[CellValue]], addresses: Mapping[tuple[int, int], object]) -> list[list[CellValue]]:
    """Return the rows widened to the farthest of these cells: the native reader stops where values end."""
    height = max(len(rows), *(row for row, _ in addresses))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in addresses))
    wide: list[list[CellValue]] = [[*row, *[""] * (width - len(row))] for row in rows]
    wide += [[""] * width for _ in range(height - len(rows))]
    return wide
