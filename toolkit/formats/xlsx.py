"""Read xlsx workbooks: every value is right, or reported as lost.

The native reader gives a blank for #N/A and for a formula whose result was not saved, does not tell which rows are
hidden, and fills the memory for a single cell far away. A scan of the sheet parts by regular expressions finds all
this, usually without a walk from cell to cell. It also removes what has no value (formatted blank cells and the texts
of formulas), so that the native reader gets a package of a tenth of the length.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

from toolkit.formats.beside_xlsx import find_beside
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import Beside, CellValue, Grid
from toolkit.formats.limits import MOST_CELLS, MOST_SHEETS
from toolkit.formats.native_reader import read_native
from toolkit.formats.package import OpenedPackage
from toolkit.formats.rich_values import find_pictures
from toolkit.formats.struck_xlsx import find_struck_cells, find_struck_parts
from toolkit.formats.sum_cells import find_sum_cells
from toolkit.formats.xlsx_scan import (
    SheetPartScan,
    find_white_strings,
    repair_sheet,
    scan_sheet,
)
from toolkit.formats.xlsx_shown import counts_from_1904, read_number_styles
from toolkit.formats.xml_normalise import normalise_xml, strip_prefixes

# The parts that the native reader needs besides the sheets.
_NEEDED = re.compile(
    r"^(?:\[Content_Types\]\.xml|_rels/\.rels|xl[/\\](?:workbook\.xml|_rels[/\\]workbook\.xml\.rels|styles\.xml|"
    r"sharedStrings\.xml))$",
    re.IGNORECASE,
)


def read_xlsx(package: OpenedPackage) -> tuple[Grid, ...]:
    """Return every sheet; cells with errors or unsaved results have a LostValue. Raises UnreadableError."""
    scans: dict[str, SheetPartScan] = {}
    beside: dict[str, tuple[Beside, ...]] = {}
    short = io.BytesIO()
    with zipfile.ZipFile(short, "w") as lean:
        found = _find_sheet_parts(package)
        sheets = {part: name for name, part in found}
        if len(sheets) < len(found) or len(found) > MOST_SHEETS:
            raise UnreadableError("damaged")  # two sheets in one part, which no reader can tell apart
        needed = {part: package.read_member(part) for part in package.names if _NEEDED.search(part)}
        strings = next((part for part in needed if part.lower().endswith("sharedstrings.xml")), "")
        if strings:
            needed[strings] = strip_prefixes(needed[strings])
            needed[strings] = normalise_xml(needed[strings]) if b"<!" in needed[strings] else needed[strings]
        blanks = find_white_strings(needed.get(strings, b""))
        styles = next((content for part, content in needed.items() if part.lower().endswith("styles.xml")), b"")
        struck = find_struck_parts(styles, needed.get(strings, b""))
        for part, name in sheets.items():
            content = strip_prefixes(package.read_member(part))
            scan = scans[name] = scan_sheet(content, blanks)
            scan.sum_cells = find_sum_cells(package, part, content)
            lean.writestr(part, repair_sheet(scan.lean, scan))
            scan.lost |= find_pictures(package, scan.lean)
            beside[name] = (*find_beside(package, part, scan.lean), *find_struck_cells(scan.lean, struck))
        if sum(scan.extent for scan in scans.values()) > MOST_CELLS:
            raise UnreadableError("too_far")
        for part, content_of in needed.items():
            lean.writestr(part, content_of)
    grids = read_native(short.getvalue())
    if any(grid.name not in scans for grid in grids):
        raise UnreadableError("damaged")  # a name that two readers read differently
    numbers, early = read_number_styles(styles), counts_from_1904(needed)
    completed = (replace(_complete_grid(grid, scans[grid.name]), beside=beside[grid.name]) for grid in grids)
    return tuple(numbers.add_shown(grid, scans[grid.name].lean, from_1904=early) for grid in completed)


def _complete_grid(grid: Grid, scan: SheetPartScan) -> Grid:
    rows = grid.rows
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
    )


def _widen_rows(rows: list[list[CellValue]], addresses: Mapping[tuple[int, int], object]) -> list[list[CellValue]]:
    """Return the rows widened to the farthest of these cells: the native reader stops where values end."""
    height = max(len(rows), *(row for row, _ in addresses))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in addresses))
    wide: list[list[CellValue]] = [[*row, *[""] * (width - len(row))] for row in rows]
    wide += [[""] * width for _ in range(height - len(rows))]
    return wide


def _find_sheet_parts(package: OpenedPackage) -> list[tuple[str, str]]:
    """Return each sheet's name and its member's name; an empty list where the package is spelled unusually."""
    names = {name.replace("\\", "/").lower(): name for name in package.names}
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(names):
        return []
    book = ElementTree.fromstring(package.read_member(names["xl/workbook.xml"]))
    links = ElementTree.fromstring(package.read_member(names["xl/_rels/workbook.xml.rels"]))
    targets = {link.get("Id"): (link.get("Target") or "") for link in links}
    found: list[tuple[str, str]] = []
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
            part = targets.get(key, "").removeprefix("/xl/").removeprefix("/")
            part = (part if part.startswith("xl/") else f"xl/{part}").lower()
            found += [(sheet.get("name", ""), names[part])] if part in names else []
    return found
