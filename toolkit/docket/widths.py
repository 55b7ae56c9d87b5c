"""Share out the width of A3 landscape among a page's columns, so that it prints at full size.

Short cells get what their longest text needs, and no more than their author gave; long texts share what is left, each
by its author's width and by how much it holds. Widths are in characters of 10.5 points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from toolkit.docket.page import DocketColumn
from toolkit.text import measure_width

# 394 mm between margins of 13 mm are 1489 pixels; a column has 7 per character and 5 beside them. Some of it is left
# free: where the fonts are missing columns come out a quarter wider, and the page must still print at 9 points.
_PAGE, _CHARACTER, _BESIDE, _FREE = 1489, 7, 5, 0.085
_LEAST_LONG, _LEAST_SHORT, _EDGE = 12.0, 5.0, 1.5
# The longest word of a dropdown that stands on one line; longer ones take two.
_ONE_LINE = 12
# How widths are balanced: by how many characters at a time, how often at most, and until what no longer pays.
_STEP, _MOST_STEPS, _GAIN = 2.0, 24, 0.002
# A short column with long words (方面) shares what is left, like a long text.
_LONG_WORDS = 20
_WORDS = frozenset({"choice", "choices"})
_SOLID = frozenset({"code", "reference", "date", "deadline", "integer"})


def fit_columns(columns: Sequence[DocketColumn], texts: Sequence[Sequence[str]]) -> list[float]:
    """Return the width of each column; `texts` are the texts in each."""
    room = (_PAGE * (1 - _FREE) - _BESIDE * len(columns)) / _CHARACTER
    long = [_is_long(column, own) for column, own in zip(columns, texts, strict=True)]
    widths = [
        0.0 if stretched else _fit_short(column, own)
        for column, own, stretched in zip(columns, texts, long, strict=True)
    ]
    weights = [
        _weigh(column, own) if stretched else 0.0 for column, own, stretched in zip(columns, texts, long, strict=True)
    ]
    if not any(weights):
        return [round(width * max(1.0, room / sum(widths)), 1) for width in widths]
    left = room - sum(widths)
    shares = _share(left, weights)
    return [round(share if weight else width, 1) for share, weight, width in zip(shares, weights, widths, strict=True)]


def balance_columns(
    columns: Sequence[DocketColumn], widths: Sequence[float], measure: Callable[[Sequence[float]], float]
) -> list[float]:
    """Return the widths by which records need the least paper: long texts give to each other what lowers the rows.

    `measure` says how high some of the records are together with given widths.
    """
    best, lowest = list(widths), measure(widths)
    long = [at for at, (column, width) in enumerate(zip(columns, widths, strict=True)) if _gives(column, width)]
    for _ in range(_MOST_STEPS):
        moved = [_move(best, giving, taking) for giving in long for taking in long if giving != taking]
        tried = [(measure(each), each) for each in moved if min(each[at] for at in long) >= _LEAST_LONG]
        height, wider = min(tried, default=(lowest, best))
        if height > lowest * (1 - _GAIN):
            break
        best, lowest = wider, height
    return [round(width, 1) for width in best]


def _gives(column: DocketColumn, width: float) -> bool:
    return column.kinds.isdisjoint(_SOLID) and width >= _LEAST_LONG


def _move(widths: Sequence[float], giving: int, taking: int) -> list[float]:
    moved = list(widths)
    moved[giving] -= _STEP
    moved[taking] += _STEP
    return moved


def compute_scale(widths: Sequence[float]) -> float:
    """Return at what scale columns print on one page: 1 where they fit, less where they are too many."""
    pixels = sum(width * _CHARACTER + _BESIDE for width in widths)
    return min(1.0, _PAGE * (1 - _FREE) / pixels)


def _is_long(column: DocketColumn, texts: Sequence[str]) -> bool:
    if "long_text" in column.kinds:
        return True
    return column.kinds.isdisjoint(_SOLID) and _measure_longest(texts) > _LONG_WORDS


def _fit_short(column: DocketColumn, texts: Sequence[str]) -> float:
    heading = max(_halve(measure_width(part.heading)) for part in column.parts)
    if len(column.parts) > 1 or column.kinds <= _WORDS:
        words = {line for text in set(texts) for line in text.split("\n")}
        needed = max((_halve(wide) if (wide := measure_width(word)) > _ONE_LINE else wide for word in words), default=0)
    else:
        needed = min(_measure_longest(texts), int(column.width - _EDGE))
    return max(_LEAST_SHORT, needed + _EDGE, heading + 1)


def _halve(width: int) -> int:
    """Return the width of a text on two lines, neither of which ends within a wide character."""
    return math.ceil(width / 4) * 2


def _weigh(column: DocketColumn, texts: Sequence[str]) -> float:
    """Return how much of what is left a column asks for."""
    filled = [measure_width(text) for text in texts if text]
    return math.sqrt(column.width * max(sum(filled) / max(len(filled), 1), column.width / 4))


def _share(left: float, weights: Sequence[float]) -> list[float]:
    """Share out a width by weight; nobody who has a weight gets less than a text needs to be read."""
    least = {at for at, weight in enumerate(weights) if weight and left * weight / sum(weights) < _LEAST_LONG}
    rest = sum(weight for at, weight in enumerate(weights) if at not in least)
    free = max(left - _LEAST_LONG * len(least), 0.0)
    return [
        _LEAST_LONG if at in least else max(free * weight / rest, _LEAST_LONG) if weight else 0.0
        for at, weight in enumerate(weights)
    ]


def _measure_longest(texts: Sequence[str]) -> int:
    return max((measure_width(line) for text in set(texts) for line in text.split("\n")), default=0)
