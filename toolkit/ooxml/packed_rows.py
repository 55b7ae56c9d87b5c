"""Rows of a sheet by their number, of which only those at work lie open: the others are packed to a tenth."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_ROWS_A_GROUP = 64
_MOST_OPEN = 8  # groups
_LEVEL = 1  # packs 64 rows in some milliseconds
_Group = dict[int, bytes]


class PackedRows:
    """What was put in by number, in groups of neighbours; rows are asked for nearly in their order."""

    def __init__(self) -> None:
        self._open: dict[int, _Group] = {}  # the one that was asked for last is the last
        self._lengths: dict[int, dict[int, int]] = {}
        self._packed: dict[int, bytes] = {}

    def __contains__(self, number: int) -> bool:
        group = number // _ROWS_A_GROUP
        return number in (self._open[group] if group in self._open else self._lengths.get(group, ()))

    def __iter__(self) -> Iterator[int]:
        """Yield all numbers, in no order."""
        for group in self._open.values():
            yield from group
        for number, lengths in self._lengths.items():
            yield from lengths if number not in self._open else ()

    def __getitem__(self, number: int) -> bytes:
        return self._fetch(number // _ROWS_A_GROUP)[number]

    def __setitem__(self, number: int, row: bytes) -> None:
        group = number // _ROWS_A_GROUP
        self._fetch(group)[number] = row
        self._lengths.pop(group, None)
        self._packed.pop(group, None)  # as it was before

    def get(self, number: int) -> bytes | None:
        """Return a row, None where there is none."""
        return self._fetch(number // _ROWS_A_GROUP).get(number)

    def _fetch(self, number: int) -> _Group:
        """Return a group, open; one that was not asked for lately is packed instead."""
        group = self._open.pop(number, None)
        if group is None:
            group = self._unpack(number)
            if len(self._open) >= _MOST_OPEN:
                self._put_away(next(iter(self._open)))
        self._open[number] = group
        return group

    def _put_away(self, number: int) -> None:
        """Pack a group, unless it is packed already as it is now."""
        group = self._open.pop(number)
        if group and number not in self._packed:
            self._lengths[number] = {row: len(written) for row, written in group.items()}
            self._packed[number] = zlib.compress(b"".join(group.values()), _LEVEL)

    def _unpack(self, number: int) -> _Group:
        if number not in self._packed:
            return {}
        whole, group, begin = zlib.decompress(self._packed[number]), _Group(), 0
        for row, length in self._lengths[number].items():
            group[row] = whole[begin : begin + length]
            begin += length
        return group
