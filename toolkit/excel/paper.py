"""Papers and how wide columns are on them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

# Widths count digits of the body's font. Where it is missing, a program may take one with digits a quarter wider
# (measured: DejaVu Serif, 0.636 of the size instead of 0.5), and columns with them.
_SLACK = 1.27
LEAST_SCALE = 0.77  # letters of 10.5 points are printed in 8
_NARROW = 12  # characters: columns up to this hold numbers, days and codes
_LEAST_ON_A4, _LEAST_ON_A3 = 0.8, 0.45  # of the wide columns
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


def fit_widths(widths: Sequence[float]) -> tuple[float, ...]:
    """Return the widths with which a table can be read on paper, in characters: on A4 if a little is enough, else A3.

    Only wide columns, those of texts, give way.
    """
    wide = sum(width for width in widths if width > _NARROW) * 7 * 0.75 * _SLACK
    for paper, least in ((A4, _LEAST_ON_A4), (A3, _LEAST_ON_A3)):
        missing = measure_columns(widths) * LEAST_SCALE - paper.width
        if missing <= 0:
            return tuple(widths)
        shrink = 1 - missing / LEAST_SCALE / wide if wide else 0.0
        if shrink >= least:
            break
    shrink = max(shrink, _LEAST_ON_A3)
    return tuple(math.floor(width * shrink * 10) / 10 if width > _NARROW else width for width in widths)


def count_pages_across(widths: Sequence[float], repeated: int) -> int:
    """Return over how many pages of A3 columns are spread to be read; the first `repeated` stand on each of them."""
    room, head = A3.width / LEAST_SCALE, measure_columns(widths[:repeated])
    rest = measure_columns(widths[repeated:])
    return max(1, math.ceil(rest / max(room - head, room / 2)))
