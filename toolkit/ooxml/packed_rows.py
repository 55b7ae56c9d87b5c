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
        for open_rows in self._open.values():
            yield from open_rows
        for lengths in self._lengths.values():
            yield from lengths

    def __getitem__(self, number: int) -> bytes:
        return self._fetch(number // _ROWS_A_GROUP)[number]

    def __setitem__(self, number: int, row: bytes) -> None:
        self._fetch(number // _ROWS_A_GROUP)[number] = row

    def get(self, number: int) -> bytes | None:
        """Return a row, None where there is none."""
        return self._fetch(number // _ROWS_A_GROUP).get(number)

    def _fetch(self, number: int) -> _Group:
        """Return a group, open; one that was not asked for lately is packed instead."""
        group = self._open.pop(number, None)
        if group is None:
            group = self._unpack(number)
            if len(self._open) >= _MOST_OPEN:
                self._pack(next(iter(self._open)))
        self._open[number] = group
        return group

    def _pack(self, number: int) -> None:
        group = self._open.pop(number)
        self._lengths[number] = {row: len(written) for row, written in group.items()}
        self._packed[number] = zlib.compress(b"".join(group.values()), _LEVEL)

    def _unpack(self, number: int) -> _Group:
        lengths = self._lengths.pop(number, {})
        whole = zlib.decompress(self._packed.pop(number)) if lengths else b""
        self._packed.pop(number, None)
        group, begin = _Group(), 0
        for row, length in lengths.items():
            group[row] = whole[begin : begin + length]
            begin += length
        return group
