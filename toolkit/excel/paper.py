"""Papers and how wide columns are on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

# Widths count digits of the body's font. Where it is missing, a program may take one with digits a quarter wider
# (measured: DejaVu Serif, 0.636 of the size instead of 0.5), and columns with them.
_SLACK = 1.27
LEAST_SCALE = 0.77  # letters of 10.5 points are printed in 8
_MM = 72 / 25.4  # points


class Paper(NamedTuple):
    """A sheet of paper, landscape: the file format's number, and the room within the margins, in points."""

    number: int
    width: float
    height: float


# Margins of 15 mm at the sides and 19 mm above and below.
A4 = Paper(9, (297 - 30) * _MM, (210 - 38) * _MM)
A3 = Paper(8, (420 - 30) * _MM, (297 - 38) * _MM)


def measure_columns(widths: Iterable[float]) -> float:
    """Return how many points wide columns are together on paper, unscaled; `widths` are in characters.

    This is what they take where fonts are replaced, somewhat more than with our own.
    """
    return sum((width * 7 + 5) * 0.75 for width in widths) * _SLACK


def choose_paper(sheet: Any, widths: Sequence[float]) -> Paper:
    """Set A3 for a sheet whose columns, in characters, would be printed too small across A4; return the paper."""
    paper = A4 if measure_columns(widths) * LEAST_SCALE <= A4.width else A3
    sheet.set_paper(paper.number)
    return paper
