"""Complete the values of a reader with what a scan of the file's own parts found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import Beside, CellValue, Grid, MergedRange
from toolkit.formats.limits import keep_within
from toolkit.formats.plain_text import find_value
from toolkit.formats.shown import ShownCells

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the parts of one sheet say, found independently of the values. All indexes are from 0, ends included.

    `corrections` has, by row and column, the values that the reader gets wrong; `formatted` the cells whose number
    format needs a look, with its code and what they hold; `texts` what cells show by the file's own account. Hidden
    rows and columns are ranges: a file can hide a million rows with a single attribute.
    """

    name: str
    stored: int
    corrections: dict[Range, CellValue] = field(default_factory=dict)
    hidden_rows: tuple[Range, ...] = ()
    hidden_columns: tuple[Range, ...] = ()
    merges: tuple[MergedRange, ...] = ()
    formatted: list[tuple[Range, str, float | str]] = field(default_factory=list)
    texts: dict[Range, str] = field(default_factory=dict)
    from_1904: bool = False
    sum_cells: frozenset[Range] = frozenset()
    beside: tuple[Beside, ...] = ()


def join_scans(grids: tuple[Grid, ...], scans: Iterable[Scan]) -> tuple[Grid, ...]:
    """Return the grids completed by the scans. Raises UnreadableError where these have other sheets."""
    found = tuple(scans)
    if [grid.name for grid in grids] != [scan.name for scan in found]:
        raise UnreadableError("damaged")
    return tuple(_join_scan(grid, scan) for grid, scan in zip(grids, found, strict=True))


def _join_scan(grid: Grid, scan: Scan) -> Grid:
    rows = _correct_values(grid.rows, scan.corrections)
    height, width = len(rows), len(rows[0]) if rows else 0
    completed = replace(
        grid,
        rows=rows,
        stored=scan.stored,
        hidden_rows=frozenset(number + 1 for number in _expand_ranges(scan.hidden_rows, height)),
        hidden_columns=frozenset(_expand_ranges(scan.hidden_columns, width)),
        merges=tuple(merge for merge in scan.merges if merge.top <= height and merge.left < width),
        sum_cells=frozenset((row + 1, column) for row, column in scan.sum_cells),
        beside=scan.beside,
    )
    return _add_shown(completed, scan) if scan.formatted or scan.texts else completed


def _add_shown(grid: Grid, scan: Scan) -> Grid:
    gathered = ShownCells(scan.from_1904)
    for (row, column), code, stored in scan.formatted:
        value = find_value(grid, row + 1, column)
        if value != "":
            gathered.add_formatted((row + 1, column), value, code, stored)
    for (row, column), text in scan.texts.items():
        value = find_value(grid, row + 1, column)
        if value != "":
            gathered.add_text((row + 1, column), value, text)
    return gathered.complete(grid)


def _expand_ranges(ranges: Iterable[Range], end: int) -> Iterable[int]:
    """Return every index in the ranges that is below `end`."""
    return (number for first, last in ranges for number in range(first, min(last + 1, end)))


def _correct_values(rows: list[list[CellValue]], corrections: dict[Range, CellValue]) -> list[list[CellValue]]:
    if not corrections:
        return rows
    height = max(len(rows), 1 + max(row for row, _ in corrections))
    width = max(len(rows[0]) if rows else 0, 1 + max(column for _, column in corrections))
    refuse_huge_extent(height, width)
    blank: list[CellValue] = [""]
    wide = [row + blank * (width - len(row)) for row in rows]
    wide += [blank * width for _ in range(height - len(rows))]
    for (row, column), value in corrections.items():
        wide[row][column] = value
    return wide


def refuse_huge_extent(height: int, width: int) -> None:
    """Raise UnreadableError for a sheet whose rectangle of cells is too large for a dense reader."""
    keep_within("extent", height * width, "too_far")
