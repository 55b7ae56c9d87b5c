"""The tables of docs/performance.md: what was measured comes in, lines of Markdown go out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Cost
from benchmarks.tasks import OURS, Measured

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_HEAD = (
    "| Job | Who | CPU s | clock s | MB | ms CPU each | times ours (CPU) | times ours (clock) |",
    "|---|---|--:|--:|--:|--:|--:|--:|",
)
_STARTED = "Programs, scripts and libraries were started once before, so that what Python compiled is kept."
# The steps of ours that the ordinary scripts do, too.
_SAME_JOB = ("check", "merge")
# With fewer returns most of the time is the start, and growth is not seen.
_SMALLEST = 100


def render_tables(machine: str, day: str, measured: list[Measured]) -> str:
    """Return the machine's line, the table of costs, and how check and merge grow."""
    rows = [row for one in measured for row in _render_rows(one)]
    return "\n".join([f"Measured {day}: {machine}. {_STARTED}", "", *_HEAD, *rows, *_render_growth(measured)])


def write_tables(path: Path, tables: str) -> None:
    """Put the tables between the markers of a document."""
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n{tables}\n{END}{after}", encoding="utf-8")


def _render_rows(measured: Measured) -> Iterator[str]:
    """Yield a line for every contestant; ours are followed by lines for the steps, where there are several."""
    task = measured.task
    names = [contestant.name for contestant in task.contestants]
    steps = [step for name, step in measured.costs if name == OURS]
    ours = measured.sum_up(OURS, *_SAME_JOB) if len(steps) > 1 else measured.sum_up(OURS) if steps else None
    for name in names:
        if name == OURS and ours:
            yield _render_row(task.title, task.units, name, ours)
        else:
            yield _render_row(task.title, task.units, name, measured.sum_up(name), ours)
    for step in steps if len(steps) > 1 else ():
        yield _render_row(f"– {step}", task.units, OURS, measured.sum_up(OURS, step))


def _render_row(title: str, units: int, name: str, cost: Cost, ours: Cost | None = None) -> str:
    ratios = [f"{cost.cpu / ours.cpu:.2f}", f"{cost.wall / ours.wall:.2f}"] if ours else ["", ""]
    each = _render_milliseconds(cost.cpu / units)
    seconds = [f"{cost.cpu:.2f}", f"{cost.wall:.2f}"]
    return f"| {' | '.join([f'{title}, {units:,}', name, *seconds, f'{cost.memory / 1e6:.0f}', each, *ratios])} |"


def _render_growth(measured: list[Measured]) -> Iterator[str]:
    """Yield how seconds grow with the number of returns: the exponent, and what one more return takes."""
    rounds = [one for one in measured if (OURS, "merge") in one.costs]
    rounds = [one for one in rounds if one.task.units >= _SMALLEST]
    points = [(one.task.units, one.sum_up(OURS, *_SAME_JOB).cpu) for one in rounds]
    if len(points) < 2:
        return
    (first, least), (last, most) = points[0], points[-1]
    sizes = ", ".join(f"{size:,}" for size, _ in points)
    yield ""
    yield (
        f"check + merge of {sizes} returns: CPU seconds grow with the number of returns to the power of "
        f"{fit_exponent(points):.2f}; one more return takes {(most - least) / (last - first) * 1000:.1f} ms."
    )


def fit_exponent(points: list[tuple[int, float]]) -> float:
    """Return the slope of the straight line through the logarithms of sizes and seconds (least squares)."""
    xs, ys = [math.log(size) for size, _ in points], [math.log(seconds) for _, seconds in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _render_milliseconds(seconds: float) -> str:
    """Return milliseconds with three digits at least."""
    return f"{seconds * 1000:,.{max(0, 2 - math.floor(math.log10(max(seconds, 1e-9) * 1000)))}f}"
