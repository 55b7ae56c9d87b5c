"""The records of one list as the docket prints them: held as columns, and made when those of a unit are asked for.

As objects, the records of a round take 70 kB a unit; the columns share nearly all their texts with the merged lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from toolkit.docket.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedList:
    """The records of one list: their columns, and by unit the rows of its own, in print order.

    `shown` has the cells in words by the position of their column on the page, `numbers` and `aboves` what becomes of
    a record's `number` and `above`.
    """

    shown: Mapping[int, Sequence[str]]
    numbers: Sequence[str]
    aboves: Sequence[str]
    rows: Mapping[str, Sequence[int]]

    def find_unit(self, unit: str) -> UnitRecords:
        """Return the records of a unit."""
        return UnitRecords(self, self.rows.get(unit, ()))

    def list_texts(self, at: int) -> list[str]:
        """Return the cells of the column at a position of the page, unit after unit."""
        column = self.shown[at]
        return [column[row] for rows in self.rows.values() for row in rows]

    def make_record(self, row: int) -> Record:
        """Return one record."""
        return Record({at: column[row] for at, column in self.shown.items()}, self.numbers[row], self.aboves[row])


class UnitRecords(Sequence[Record]):
    """The records of one unit, each made anew when it is asked for; pickled, they are a tuple without the list."""

    __slots__ = ("_of", "_rows")

    def __init__(self, of: PrintedList, rows: Sequence[int]) -> None:
        self._of, self._rows = of, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Record]:
        return map(self._of.make_record, self._rows)

    @overload
    def __getitem__(self, position: int) -> Record: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[Record]: ...
    def __getitem__(self, position: int | slice) -> Record | Sequence[Record]:
        found = self._rows[position]
        return self._of.make_record(found) if isinstance(found, int) else UnitRecords(self._of, found)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)
