"""Read what a clerk wrote beside the doubts on the review sheet of an annotated copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.formats import Grid, format_shown_text
from toolkit.messages import say
from toolkit.records import WrittenReply
from toolkit.text import fold, keep_visible
from toolkit.unit_token import find_doubt_code, find_revision

_DEEPEST_REVISION = 10
_DEEPEST_HEADINGS = 20
_HEADS = ("reply", "value", "found", "code")


def is_review_sheet(grid: Grid) -> bool:
    """Tell whether a sheet is the review sheet we put in front of an annotated copy, even if it was renamed."""
    return bool(find_revision(cell for row in grid.rows[:_DEEPEST_REVISION] for cell in row if isinstance(cell, str)))


def read_replies(grids: Iterable[Grid]) -> tuple[WrittenReply, ...]:
    """Return every explanation on the review sheets of a file, in the order of sheets and rows."""
    return tuple(reply for grid in grids if is_review_sheet(grid) for reply in _read_sheet(grid))


def _read_sheet(grid: Grid) -> Iterator[WrittenReply]:
    """Yield what is written beside the doubts; one text in cells merged downwards is said of each of them."""
    start, columns = _find_headings(grid)
    if "reply" not in columns:
        return
    spread = {
        row: merge.top
        for merge in grid.merges
        if merge.left <= columns["reply"] <= merge.right and merge.left == columns["reply"]
        for row in range(merge.top, merge.bottom + 1)
    }
    for row in range(start + 1, len(grid.rows) + 1):
        text = keep_visible(format_shown_text(grid, spread.get(row, row), columns["reply"]))
        code = next((str(found) for cell in grid.rows[row - 1] if (found := find_doubt_code(str(cell)))), "")
        shown = {key: format_shown_text(grid, row, columns[key]) for key in ("value", "found") if key in columns}
        if text and (code or shown.get("found")):
            yield WrittenReply(text=text, code=code, **shown)


def _find_headings(grid: Grid) -> tuple[int, dict[str, int]]:
    """Return the row number of the headings, from 1, and the position of each column by key; 0 without headings."""
    wanted = {fold(say(f"review.{key}")): key for key in _HEADS}
    for number, cells in enumerate(grid.rows[:_DEEPEST_HEADINGS], 1):
        columns = {wanted[text]: at for at, cell in enumerate(cells) if (text := fold(str(cell))) in wanted}
        if columns.keys() >= {"reply", "found"}:
            return number, columns
    return 0, {}
