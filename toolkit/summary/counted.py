"""The records behind one figure of a table, for whoever shows them outside the workbook."""

from __future__ import annotations

from toolkit.summary.fields.base import convert_to_numbers
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import ColumnHead, RowHead


def find_counted_records(frames: MergedFrames, column: ColumnHead, row: RowHead) -> tuple[str, list[int]]:
    """Return the list and the records that a figure counts, in the order of the list; of a share those of its part.

    Of a figure that adds amounts up, these are the records that have one.
    """
    counted = column.counts[0].add_labels(*column.build_labels(row.key))
    mask = counted.compute_mask(frames)
    if counted.total:
        amounts = convert_to_numbers(frames.compute_column(counted.list_key, counted.total)).fillna(0)
        mask &= amounts.ne(0).astype(bool)
    return counted.list_key, [int(index) for index in frames.build_index(counted.list_key)[mask]]
