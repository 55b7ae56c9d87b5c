"""The rows behind the figures: tables come in, one list of records and the stretch behind every figure go out.

Records are put in the order of a table's rows, and once more in the order of its columns, so that the
records of every figure stand together and one link can show them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from toolkit.summary.fields.base import convert_to_numbers
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import ColumnHead, Key, SummaryTable

# More rows would make the workbook slow to open; figures of the tables behind it lead to the merged list.
MOST_DETAILS = 40_000
Stretch = tuple[int, int]  # first and last detail, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One record behind a figure: of which table, row and column, and where it stands."""

    table: str
    row: str
    column: str
    list_key: str
    record: int


@dataclass(kw_only=True)
class Details:
    """All details in order, and the stretch behind each figure by table, row and column position."""

    rows: list[Detail] = field(default_factory=list)
    stretches: dict[tuple[str, int, int], Stretch] = field(default_factory=dict)
    complete: bool = True


def collect_details(tables: Iterable[SummaryTable], frames: MergedFrames, most: int = MOST_DETAILS) -> Details:
    """Return the details of every table, as long as there is room for all of a table's."""
    details = Details()
    for table in tables:
        entries = [(block, _find_entries(table, frames, block)) for block in _find_blocks(table)]
        if len(details.rows) + sum(len(found) for _, found in entries) > most:
            details.complete = False
            continue
        for block, found in entries:
            _add_block(details, table, block, found)
    return details


class _Block(NamedTuple):
    """The position of a counting column, the columns whose records it holds, and whether columns come first."""

    column_index: int
    cross: Sequence[tuple[int, ColumnHead]]
    by_column: bool


def _find_blocks(table: SummaryTable) -> Iterable[_Block]:
    cross = [(place, column) for place, column in enumerate(table.columns) if column.cross]
    yield _Block(table.count_column, cross, False)
    if cross:
        yield _Block(table.count_column, cross, True)
    for place, column in enumerate(table.columns):
        if not column.cross and not column.is_share and place != table.count_column:
            yield _Block(place, (), False)


def _add_block(details: Details, table: SummaryTable, block: _Block, entries: Iterable[tuple[int, int, int]]) -> None:
    for row, at, record in entries:
        number = len(details.rows)
        for figure in _find_figures(table, row, at, block):
            first, _ = details.stretches.get((table.key, *figure), (number, number))
            details.stretches[table.key, *figure] = (first, number)
        count = table.columns[block.column_index].count
        details.rows.append(
            Detail(
                table=table.title,
                row=_join_labels(table.rows[row].key),
                column=_join_labels(table.columns[at].labels),
                list_key=count.list_key if count else table.list_key,
                record=record,
            )
        )


def _find_entries(table: SummaryTable, frames: MergedFrames, block: _Block) -> list[tuple[int, int, int]]:
    """Return row position, column position and record of every record of a block, in its order."""
    column = table.columns[block.column_index]
    assert column.count is not None
    list_key = column.count.list_key
    mask = column.count.compute_mask(frames)
    if column.count.total:
        mask &= convert_to_numbers(frames.compute_column(list_key, column.count.total)).fillna(0).ne(0).astype(bool)
    held = frames.build_index(list_key)[mask]
    rows = {row.key: at for at, row in enumerate(table.rows) if row.kind == "row"}
    keys = _collect_keys(frames, list_key, column.row_fields, held)
    crossed = (
        _collect_keys(frames, list_key, _find_cross_fields(block.cross), held) if block.cross else [()] * len(held)
    )
    columns = {head.key: at for at, head in block.cross}
    entries = [
        (rows[key], columns.get(across, block.column_index), int(record))
        for record, key, across in zip(held, keys, crossed, strict=True)
        if key in rows
    ]
    return sorted(entries, key=lambda entry: (entry[1], entry[0]) if block.by_column else (entry[0], entry[1]))


def _find_figures(table: SummaryTable, row: int, at: int, block: _Block) -> Iterable[tuple[int, int]]:
    """Yield the figures, by row and column position, that count a record of this block."""
    first = table.rows[row].key[:1]
    sums = [number for number, head in enumerate(table.rows) if head.kind != "row" and head.key in ((), first)]
    if block.by_column:
        yield from ((number, at) for number in sums)
        return
    yield row, at
    if at != block.column_index:
        yield row, block.column_index
    yield from ((number, block.column_index) for number in sums)


def _find_cross_fields(cross: Sequence[tuple[int, ColumnHead]]) -> tuple[str, ...]:
    count, depth = cross[0][1].count, len(cross[0][1].key)
    return tuple(label.field for label in count.labels[-depth:]) if count else ()


def _collect_keys(frames: MergedFrames, list_key: str, fields: tuple[str, ...], held: pd.Index[int]) -> list[Key]:
    columns = [frames.compute_column(list_key, name).loc[held].astype(str).tolist() for name in fields]
    return list(zip(*columns, strict=True))


def _join_labels(parts: Sequence[str]) -> str:
    return " · ".join(parts)
