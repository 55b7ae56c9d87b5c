"""Which paper a list is printed on, in how many groups of columns side by side, and down to which row.

No letter of a list may be under 8 points on paper. A list too wide for that is cut at the columns that its definition
names; the column of numbers is repeated on every page. The hint stands between the numbers and the other columns, and
is in none of the groups.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.definition import Column, ListType
from toolkit.excel import (
    A3,
    A4,
    BODY_SIZE,
    Paper,
    compute_row_height,
    measure_columns,
)
from toolkit.layout import FIRST_ROW, HEADER_ROW, ListLayout, ObjectMemory

SMALLEST_LETTER = 8.0  # points on paper
READY_HEIGHT = 24  # of a row without text, in points
TITLE_HEIGHT, UNIT_HEIGHT = 40, 24
_LOWEST_HEADING = 36
_SPARE_ROWS = 5  # that print after rows issued
_MOST_ON_A4 = 3  # groups of columns; a list in more of them goes on A3
_chosen: ObjectMemory[tuple[Paper, tuple[tuple[int, int], ...], int]] = ObjectMemory()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPlan:
    """How a list is printed; `groups` are the first and last column of every group, as indexes from 0.

    `scale` is the per cent at which the widest group fills the paper, `last_row` the last row that prints, from 1.
    """

    paper: Paper
    groups: tuple[tuple[int, int], ...]
    scale: int
    last_row: int


def plan_printing(layout: ListLayout) -> PrintPlan:
    """Return how a list is printed: on the smallest paper and in the fewest groups that leave its letters legible."""
    paper, groups, scale = _chosen.recall((layout.list_type,), "", lambda: _choose_scale(layout))
    return PrintPlan(paper=paper, groups=groups, scale=scale, last_row=_find_last_row(layout, paper, scale))


def _choose_scale(layout: ListLayout) -> tuple[Paper, tuple[tuple[int, int], ...], int]:
    """Return what follows from a list's columns alone: the paper, the groups, and their scale."""
    paper, groups = _choose_groups(layout)
    return paper, groups, int(100 * min(1.0, *(paper.width / width for width in _measure_groups(layout, groups))))


def set_up_printing(sheet: Any, layout: ListLayout, plan: PrintPlan) -> None:
    """Set the paper, the area, the repeated heading and numbers, and the breaks between groups of columns."""
    (first, _), (_, last) = plan.groups[0], plan.groups[-1]
    sheet.set_paper(plan.paper.number)
    sheet.print_area(0, first, plan.last_row - 1, last)
    sheet.repeat_rows(HEADER_ROW - 1)
    if first > layout.hint_column > 0:
        sheet.repeat_columns(0, layout.hint_column - 1)
    if len(plan.groups) > 1:
        # Programs ignore breaks where a sheet is fitted to a number of pages.
        sheet.set_print_scale(plan.scale)
        sheet.set_v_pagebreaks([start for start, _ in plan.groups[1:]])
        sheet.print_across()


def render_heading(column: Column) -> str:
    """Return the heading of a column as the clerk sees it: marked where the clerk must fill it in."""
    return ("★" if needs_entry(column) else "") + column.label


def needs_entry(column: Column) -> bool:
    """Tell whether the clerk must fill in a column."""
    return column.required and not column.closed_to_units


def compute_heading_height(list_type: ListType) -> float:
    """Return the height of the row of headings, in points."""
    return max(_LOWEST_HEADING, compute_row_height([(render_heading(each), each.width) for each in list_type.columns]))


def build_filled_row(layout: ListLayout) -> str:
    """Return an expression for the last row that is filled in, 0 where none is."""
    hints = layout.find_column_range(layout.hint_column)
    return f"SUMPRODUCT(MAX((LEN({hints})>0)*ROW({hints})))"


# -- the groups --------------------------------------------------------------------------------------------------


_Groups = tuple[tuple[int, int], ...]


def _choose_groups(layout: ListLayout) -> tuple[Paper, _Groups]:
    first = layout.hint_column + 1
    breaks = [layout.positions[key] for key in layout.list_type.print_breaks if key in layout.positions]
    declared = sorted({at for at in breaks if first < at <= layout.last_column})
    for paper, most in ((A4, _MOST_ON_A4), (A3, len(declared) + 1)):
        for groups in _collect_splits(layout, declared, most):
            if _is_legible(layout, groups, paper):
                return paper, groups
    return A3, _fill_pages(layout, A3)


def _collect_splits(layout: ListLayout, breaks: Sequence[int], most: int) -> Iterator[_Groups]:
    """Yield the ways to cut a list into groups, those of few groups first, of these the most even first."""
    for count in range(min(most, len(breaks) + 1)):
        splits = (_cut_columns(layout, chosen) for chosen in itertools.combinations(breaks, count))
        yield from sorted(splits, key=lambda groups: max(_measure_groups(layout, groups)))


def _cut_columns(layout: ListLayout, breaks: Iterable[int]) -> _Groups:
    starts = [layout.hint_column + 1, *breaks]
    ends = [*(start - 1 for start in starts[1:]), layout.last_column]
    return tuple(zip(starts, ends, strict=True))


def _fill_pages(layout: ListLayout, paper: Paper) -> _Groups:
    """Return groups of as many columns as fit on a page, for a list whose own breaks do not make it legible."""
    breaks: list[int] = []
    first = layout.hint_column + 1
    for at in range(first + 1, layout.last_column + 1):
        start = breaks[-1] if breaks else first
        if not _is_legible(layout, ((start, at),), paper):
            breaks.append(at)
    return _cut_columns(layout, breaks)


def _is_legible(layout: ListLayout, groups: _Groups, paper: Paper) -> bool:
    return max(_measure_groups(layout, groups)) * SMALLEST_LETTER / BODY_SIZE <= paper.width


def _measure_groups(layout: ListLayout, groups: _Groups) -> list[float]:
    """Return the width of each group in points, with the repeated column of numbers."""
    widths = {layout.positions[column.key]: column.width for column in layout.list_type.columns}
    repeated = [widths[at] for at in range(layout.hint_column)]
    return [measure_columns([*repeated, *(widths[at] for at in range(start, end + 1))]) for start, end in groups]


# -- the rows ----------------------------------------------------------------------------------------------------


def _find_last_row(layout: ListLayout, paper: Paper, scale: int) -> int:
    """Return the last row that prints: some rows after those issued, or as many blank ones as fill a page."""
    spare = layout.list_type.print_rows
    if layout.issued:
        spare = _SPARE_ROWS
    elif spare is None:
        head = TITLE_HEIGHT + UNIT_HEIGHT + compute_heading_height(layout.list_type)
        spare = max(int((paper.height / (scale / 100) - head) / READY_HEIGHT), _SPARE_ROWS)
    return min(FIRST_ROW - 1 + layout.issued + spare, layout.last_row)
