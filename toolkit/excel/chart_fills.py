"""The fills of chart series, told apart on a black-and-white printer: by at least 40 grey levels, or by hatching."""

from __future__ import annotations

from typing import NamedTuple

CHART_GRID = "#DDDDDD"
CHART_EDGE = "#404040"
LEAST_GREY_DISTANCE = 40  # of 255


class ChartFill(NamedTuple):
    """The fill of a chart series, and the colour of text on it; `hatch` names lines in black on the colour.

    Any two fills may become neighbours, because a part that is zero has no width.
    """

    colour: str
    ink: str
    hatch: str = ""


# In the order of the series.
CHART_FILLS = (
    ChartFill("#FFFFFF", "#000000"),
    ChartFill("#D2D2D2", "#000000"),
    ChartFill("#797979", "#FFFFFF"),
    ChartFill("#9E2A2B", "#FFFFFF"),
    ChartFill("#A5A5A5", "#000000"),
    ChartFill("#FFFFFF", "#000000", "rising"),
    ChartFill("#FFFFFF", "#000000", "falling"),
    ChartFill("#FFFFFF", "#000000", "crossed"),
)


def choose_fill(number: int) -> ChartFill:
    """Return the fill of a series by its number, from 0."""
    return CHART_FILLS[number % len(CHART_FILLS)]


def measure_grey(colour: str) -> float:
    """Return how light a colour `#RRGGBB` is on a black-and-white printer, 0 to 255 (luma of ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
