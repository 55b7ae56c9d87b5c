"""The records behind every figure of the tables, for the sheet that figures link to.

Records are put in the order of a table's rows, and once more in the order of its columns, so that the records of a
figure stand together and a single link can show them all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.summary.fields.base import convert_to_numbers
from toolkit.summary.frames import MergedFrames, RowGroups
from toolkit.summary.tables import ColumnHead, SummaryTable
from toolkit.summary.tally import Key
from toolkit.summary.tracking import TrackingTable

# More rows would make the workbook slow to open; figures without details lead to the merged list instead.
MOST_DETAILS = 40_000
_NOWHERE = -1  # of a record that no row of the table counts
Stretch = tuple[int, int]  # indexes of the first and the last detail


class Detail(NamedTuple):
    """A record behind a figure: titles of the table, row and column, and the record's index in its list."""

    table: str
    row: str
    column: str
    list_key: str
    record: int


@dataclass(kw_only=True)
class Details:
    """All details in order, and the stretch behind each figure by table key, row index and column index."""

    rows: list[Detail] = field(default_factory=list)
    stretches: dict[tuple[str, int, int], Stretch] = field(default_factory=dict)
    complete: bool = True


def collect_details(
    tables: Iterable[SummaryTable],
    frames: MergedFrames,
    most: int = MOST_DETAILS,
    tracking: Iterable[TrackingTable] = (),
) -> Details:
    """Return the details of every table; a table whose details would exceed `most` rows is left out whole."""
    details = Details()
    for table in tables:
        entries = [(block, _find_entries(table, frames, block)) for block in _find_blocks(table)]
        if len(details.rows) + sum(len(found) for _, found in entries) > most:
            details.complete = False
            continue
        for block, found in entries:
            _add_block(details, table, block, found)
    for lines in tracking:
        if not _add_tracking(details, lines, frames, most):
            details.complete = False
    return details


def _add_tracking(details: Details, table: TrackingTable, frames: MergedFrames, most: int) -> bool:
    """Add the records behind the counts of follow-up; return whether there was room.

    Figures that count all records of a list have none: the merged list itself shows them.
    """
    found = [
        (line, column, label, head, np.flatnonzero(figure.count.compute_mask(frames)).tolist())
        for line, column, label, head, figure in table.list_cells()
        if figure.count is not None and figure.count.conditions and not figure.count.total
    ]
    if len(details.rows) + sum(len(records) for *_, records in found) > most:
        return False
    for line, column, label, head, records in found:
        first = len(details.rows)
        details.rows += [Detail(table.label, label, head, table.list_key, record) for record in records]
        if len(records):
            details.stretches[table.key, line, column] = (first, len(details.rows) - 1)
    return True


class _Block(NamedTuple):
    """A counting column, the cross columns that divide its records, and whether records go by column first."""

    column_index: int
    cross: Sequence[tuple[int, ColumnHead]]
    by_column: bool


def _find_blocks(table: SummaryTable) -> Iterable[_Block]:
    cross = [(index, column) for index, column in enumerate(table.columns) if column.cross]
    yield _Block(table.count_column, cross, False)
    if cross:
        yield _Block(table.count_column, cross, True)
    for index, column in enumerate(table.columns):
        if not column.cross and column.count is not None and index != table.count_column:
            yield _Block(index, (), False)


def _add_block(details: Details, table: SummaryTable, block: _Block, entries: Iterable[tuple[int, int, int]]) -> None:
    count = table.columns[block.column_index].count
    list_key = count.list_key if count else table.list_key
    totals = _find_total_rows(table)
    for (row, column), group in itertools.groupby(entries, key=itemgetter(0, 1)):
        number = len(details.rows)
        labels = _join_labels(table.rows[row].key), _join_labels(table.columns[column].labels)
        details.rows += [Detail(table.title, *labels, list_key, record) for _, _, record in group]
        last = len(details.rows) - 1
        for figure in _find_figures(row, column, block, totals[row]):
            first, _ = details.stretches.get((table.key, *figure), (number, number))
            details.stretches[table.key, *figure] = (first, last)


def _find_total_rows(table: SummaryTable) -> list[list[int]]:
    """Return for every row the totals and subtotals that count its records."""
    sums = [(number, head.key) for number, head in enumerate(table.rows) if head.kind != "row"]
    return [[number for number, key in sums if key in ((), head.key[:1])] for head in table.rows]


def _find_entries(table: SummaryTable, frames: MergedFrames, block: _Block) -> list[tuple[int, int, int]]:
    """Return row index, column index and record of every record of a block, in the block's order."""
    column = table.columns[block.column_index]
    assert column.count is not None
    list_key = column.count.list_key
    mask = column.count.compute_mask(frames).to_numpy(dtype=bool)
    if column.count.total:
        figures = convert_to_numbers(frames.compute_column(list_key, column.count.total)).fillna(0)
        mask = mask & figures.ne(0).to_numpy(dtype=bool)
    records = np.flatnonzero(mask)
    places = {row.key: index for index, row in enumerate(table.rows) if row.kind == "row"}
    rows = _find_places(frames.group_rows(list_key, column.row_fields), places, _NOWHERE)[records]
    columns = np.full(len(records), block.column_index, dtype=np.intp)
    if block.cross:
        groups = frames.group_rows(list_key, _find_cross_fields(block.cross))
        columns = _find_places(groups, {head.key: at for at, head in block.cross}, block.column_index)[records]
    order = np.lexsort((rows, columns) if block.by_column else (columns, rows))
    order = order[rows[order] != _NOWHERE]
    return list(zip(rows[order].tolist(), columns[order].tolist(), records[order].tolist(), strict=True))


def _find_places(groups: RowGroups, places: Mapping[Key, int], other: int) -> NDArray[np.intp]:
    """Return for every row of a list the place of its key, `other` where the key has none."""
    found = [places.get(key, other) for key in groups.keys]
    return np.array([*found, other], dtype=np.intp)[groups.numbers]


def _find_figures(row: int, column: int, block: _Block, totals: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Yield the figures, by row index and column index, that count a record of this block."""
    if block.by_column:
        yield from ((number, column) for number in totals)
        return
    yield row, column
    if column != block.column_index:
        yield row, block.column_index
    yield from ((number, block.column_index) for number in totals)


def _find_cross_fields(cross: Sequence[tuple[int, ColumnHead]]) -> tuple[str, ...]:
    count, depth = cross[0][1].count, len(cross[0][1].key)
    return tuple(label.field for label in count.labels[-depth:]) if count else ()


def _join_labels(parts: Sequence[str]) -> str:
    return " · ".join(parts)
