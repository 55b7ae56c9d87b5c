"""Count the records of every row of a table at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from toolkit.summary.counts import Count
from toolkit.summary.fields.base import convert_to_numbers
from toolkit.summary.frames import MergedFrames

Key = tuple[str, ...]


class Tally:
    """Counts every row of a column at once, and each column once."""

    def __init__(self, frames: MergedFrames) -> None:
        self.frames = frames
        self._known: dict[tuple[int, tuple[str, ...]], Mapping[Key, int]] = {}  # by the count's identity

    def count_by_labels(self, count: Count, fields: tuple[str, ...]) -> Mapping[Key, int]:
        """Return the figure per key of labels, and per beginning of a key down to (), the total.

        Keys come in order, short ones first; there are those of which at least one record counts.
        """
        key = (id(count), fields)
        if key not in self._known:
            self._known[key] = self._count_groups(count, fields)
        return self._known[key]

    def _count_groups(self, count: Count, fields: tuple[str, ...]) -> Mapping[Key, int]:
        counted = np.flatnonzero(count.compute_mask(self.frames).to_numpy(dtype=bool))
        amounts = None
        if count.total:
            column = convert_to_numbers(self.frames.compute_column(count.list_key, count.total)).fillna(0)
            amounts = column.astype(int).to_numpy(dtype=np.int64)[counted]
        tally: dict[Key, int] = {(): len(counted) if amounts is None else int(amounts.sum())}
        for depth in range(1, len(fields) + 1):
            groups = self.frames.group_rows(count.list_key, fields[:depth])
            own = groups.numbers[counted]
            records = np.bincount(own, minlength=len(groups.keys) + 1)
            figures = records
            if amounts is not None:
                figures = np.zeros(len(groups.keys) + 1, dtype=np.int64)
                np.add.at(figures, own, amounts)
            found = zip(groups.keys, records.tolist(), figures.tolist(), strict=False)  # the last are of no group
            tally |= {key: figure for key, size, figure in found if size}
        return tally
