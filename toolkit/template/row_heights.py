"""The heights of rows that follow from texts of a unit, remembered so that other units' can be worked out alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.excel import BODY_SIZE, compute_row_height

# A sheet and a row of it, from 1.
RowPlace = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedRow:
    """A row as high as the highest of its texts needs in a column so wide, or as `least`, in points.

    Where it `moves` something that stands below, the height is a fact of more than the row.
    """

    place: RowPlace
    cells: tuple[tuple[str, float], ...]
    size: float
    least: float
    moves: bool

    def compute_height(self) -> float:
        """Return the height in points."""
        return max(self.least, compute_row_height(list(self.cells), self.size))


@dataclass(slots=True)
class RowHeights:
    """Sets the heights of rows, and remembers from what they follow; `given` ones are set whatever the texts are."""

    given: Mapping[RowPlace, float] = field(default_factory=dict)
    rows: list[FittedRow] = field(default_factory=list)

    def fit(  # noqa: PLR0913 - what a height follows from
        self,
        sheet: Any,
        row: int,
        cells: Iterable[tuple[str, float]],
        *,
        size: float = BODY_SIZE,
        least: float = 0,
        moves: bool = False,
    ) -> None:
        """Make a row (from 0) as high as its texts need, each with the width of its column."""
        sheet.set_row(row, self.compute(sheet.name, row, cells, size=size, least=least, moves=moves))

    def compute(  # noqa: PLR0913 - what a height follows from
        self,
        sheet: str,
        row: int,
        cells: Iterable[tuple[str, float]],
        *,
        size: float = BODY_SIZE,
        least: float = 0,
        moves: bool = False,
    ) -> float:
        """Return the height of a row (from 0) of the sheet of a name."""
        fitted = FittedRow(place=(sheet, row + 1), cells=tuple(cells), size=size, least=least, moves=moves)
        self.rows.append(fitted)
        return self.given.get(fitted.place, fitted.compute_height())


def render_height(height: float) -> str:
    """Return a height in points as the writing library writes it: in steps of the pixels of a screen."""
    return f"{int(height * 4 / 3 + 0.5) * 0.75:.16g}"
