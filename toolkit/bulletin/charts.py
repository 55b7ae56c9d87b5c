"""Draw the charts of the bulletin as PNG pictures that a black-and-white printer can print.

How to add a chart: one that shows a table of the summary needs no code, only its name and table under
[pictures] of summary.toml, and `{{ name }}` in the Word template. A new kind of chart takes a further
value of `ChartData.kind`, a function `_draw_…_bars` below, and the table's numbers in `summary.bulletin_charts`.
"""

from __future__ import annotations

import io
import logging
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from toolkit.bulletin.figures import format_percent
from toolkit.bulletin.fonts import find_usable_font, load_font_library
from toolkit.excel import CHART_GRID, ChartFill, choose_fill
from toolkit.messages import say
from toolkit.text import measure_width, wrap_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Number: TypeAlias = int | float | None

_INK = "#222222"
_WIDTH, _ROW, _EDGES, _TALLEST = 6.3, 0.42, 1.45, 8.6  # inches; a picture and its caption fit on a page
_LABEL_UNITS, _TITLE_UNITS, _LEGEND_UNITS, _LEGEND_MARK = 22, 56, 84, 6  # half characters
_THIN = 0.022  # of the longest bar, per digit
_DPI = 200
_DRAWING = ("matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.ticker")
_SPACE = "mpl_toolkits.mplot3d"
# matplotlib's letters for the hatches of a fill.
_HATCHES = {"": None, "rising": "////", "falling": "\\\\\\\\", "crossed": "xxxx"}
_SETTINGS = {
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "text.color": _INK,
    "font.size": 10.0,
    "svg.hashsalt": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """One chart of horizontal bars: parts of a whole (stacked), numbers (bar), or rates of 0 to 1 (rate).

    `series` are named values, one per category; None where there is no figure.
    """

    key: str
    title: str
    kind: Literal["stacked", "bar", "rate"]
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Number, ...]], ...]


def draw_charts(charts: Sequence[ChartData], fonts: Sequence[str]) -> dict[str, bytes | None]:
    """Return every chart's PNG by key; None where none of the fonts has all its characters, or nothing is to draw.

    matplotlib is loaded when the first chart is drawn, for loading it would slow down the start of every command.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it reports on its font caches
    pictures: dict[str, bytes | None] = {}
    for chart in charts:
        texts = [chart.title, *chart.categories, *(name for name, _ in chart.series), say("bulletin.digits")]
        font = find_usable_font(fonts, texts) if chart.categories and chart.series else None
        pictures[chart.key] = _draw_chart(chart, font) if font else None
    return pictures


def load_drawing() -> None:
    """Load all that draws, for a process that will draw and may not write files any more."""
    load_font_library()
    with _leave_out_space():
        for module in _DRAWING:
            import_module(module)


@contextmanager
def _leave_out_space() -> Iterator[None]:
    """Let the library, if it is loaded meanwhile, do without what draws in three dimensions, as it can: 0.06 s less."""
    if _SPACE in sys.modules:
        yield
        return
    sys.modules[_SPACE] = None  # type: ignore[assignment] # so a missing module is spelt
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        del sys.modules[_SPACE]


def _draw_chart(chart: ChartData, font: str) -> bytes:
    matplotlib = import_module("matplotlib")
    with warnings.catch_warnings(), matplotlib.rc_context():
        warnings.simplefilter("ignore")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**_SETTINGS, "font.family": [font]})
        figure: Figure = import_module("matplotlib.figure").Figure(figsize=(_WIDTH, _compute_height(chart)), dpi=_DPI)
        import_module("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _style_axes(axes, chart)
        _draw_bars(axes, chart)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", bbox_inches="tight", pad_inches=0.08, metadata={"Software": None})
    return stream.getvalue()


def _compute_height(chart: ChartData) -> float:
    per_row = len(chart.series) * 0.7 if chart.kind == "bar" and len(chart.series) > 1 else 1
    return min(_TALLEST, _EDGES + _ROW * per_row * max(2, len(chart.categories)))


def _style_axes(axes: Axes, chart: ChartData) -> None:
    """Set the title, the categories from the top, and a light grid; of the frame only the left line stays."""
    indexes = range(len(chart.categories))
    points = (_compute_height(chart) - _EDGES) / max(2, len(chart.categories)) * 72  # per category
    legend_rows = -(-len(chart.series) // _count_legend_columns(chart)) if len(chart.series) > 1 else 0
    axes.set_title(wrap_label(chart.title, _TITLE_UNITS), fontsize=12, pad=10 + 16 * legend_rows)
    labels = [wrap_label(name, _LABEL_UNITS) for name in chart.categories]
    lines = max(label.count("\n") + 1 for label in labels)
    axes.set_yticks(list(indexes), labels, fontsize=max(5.0, min(9.5, points / lines * 0.8)))
    axes.set_ylim(len(chart.categories) - 0.45, -0.55)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=CHART_GRID, linewidth=0.6)
    axes.tick_params(length=0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(CHART_GRID)
    _set_number_axis(axes, chart)


def _set_number_axis(axes: Axes, chart: ChartData) -> None:
    """Number the axis from 0, with room behind the longest bar for its number; rates in steps of 20 percent."""
    if chart.kind == "rate":
        ticks = [step / 5 for step in range(6)]
        axes.set_xlim(0, 1.14)
        axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks], fontsize=9)
        return
    axes.set_xlim(0, _find_highest_value(chart) * 1.12)
    locator = import_module("matplotlib.ticker").MaxNLocator(nbins=7, integer=True, steps=[1, 2, 5, 10])
    axes.xaxis.set_major_locator(locator)
    axes.tick_params(axis="x", labelsize=9)


def _find_highest_value(chart: ChartData) -> float:
    rows = list(zip(*(values for _, values in chart.series), strict=True))
    combine = sum if chart.kind == "stacked" else max
    return float(max([1, *(combine(value or 0 for value in row) for row in rows)]))


def _draw_bars(axes: Axes, chart: ChartData) -> None:
    if chart.kind == "stacked":
        _draw_stacked_bars(axes, chart)
    else:
        _draw_grouped_bars(axes, chart)
    if len(chart.series) > 1:
        columns = _count_legend_columns(chart)
        position: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "ncols": columns}
        axes.legend(**position, frameon=False, fontsize=9, handlelength=1.4, columnspacing=1.2)


def _count_legend_columns(chart: ChartData) -> int:
    """Return how many entries of the legend stand side by side."""
    longest = max(measure_width(name) for name, _ in chart.series) + _LEGEND_MARK
    return min(len(chart.series), max(1, _LEGEND_UNITS // longest))


def _choose_fill(chart: ChartData, number: int) -> ChartFill:
    """Return the fill of a series, the same as in the workbook's charts; light grey for a single one."""
    return choose_fill(number if len(chart.series) > 1 else 1)


def _build_bar_look(fill: ChartFill) -> dict[str, Any]:
    return {"color": fill.colour, "edgecolor": _INK, "linewidth": 0.5, "hatch": _HATCHES[fill.hatch]}


def _draw_stacked_bars(axes: Axes, chart: ChartData) -> None:
    """Draw parts of a whole; the number of a part too thin to hold it is written behind the bar, with its name."""
    indexes = range(len(chart.categories))
    starts, thin = [0.0] * len(indexes), [""] * len(indexes)
    for number, (name, values) in enumerate(chart.series):
        fill = _choose_fill(chart, number)
        sizes = [float(value or 0) for value in values]
        axes.barh(indexes, sizes, 0.62, starts, label=name, **_build_bar_look(fill))
        for index, value in enumerate(values):
            if value and value < _THIN * len(str(value)) * _find_highest_value(chart):
                thin[index] += f"  {name} {value}"
            elif value:
                look: dict[str, Any] = {"va": "center", "ha": "center", "fontsize": 9, "color": fill.ink}
                if fill.hatch:
                    look["bbox"] = {"facecolor": fill.colour, "edgecolor": "none", "pad": 1.0}
                axes.text(starts[index] + value / 2, index, str(value), **look)
        starts = [start + size for start, size in zip(starts, sizes, strict=True)]
    for index, words in enumerate(thin):
        axes.text(starts[index], index, words, va="center", ha="left", fontsize=8)


def _draw_grouped_bars(axes: Axes, chart: ChartData) -> None:
    """Draw bars side by side, each with its number behind its end, zeros too; a dash where there is no figure."""
    per_row = len(chart.series)
    thickness = 0.62 if per_row == 1 else 0.8 / per_row
    for number, (name, values) in enumerate(chart.series):
        fill = _choose_fill(chart, number)
        rows = [index + (number - (per_row - 1) / 2) * thickness for index in range(len(values))]
        sizes = [float(value or 0) for value in values]
        axes.barh(rows, sizes, thickness, label=name, **_build_bar_look(fill))
        for row, value in zip(rows, values, strict=True):
            axes.text(value or 0, row, f" {_format_value(chart, value)}", va="center", ha="left", fontsize=9)


def _format_value(chart: ChartData, value: Number) -> str:
    if value is None:
        return say("bulletin.dash")
    return str(format_percent(value) if chart.kind == "rate" else value)
