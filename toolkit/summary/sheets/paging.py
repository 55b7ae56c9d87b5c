"""How the sheets of the summary come onto paper: what fits on a page, where pages begin, which headings repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Letters of 10.5 points are printed in 8 at this scale.
LEAST_SCALE = 0.77
_A4, _A3 = (757.0, 487.0), (1105.0, 734.0)  # points within the margins, landscape
_A3_NUMBER = 8  # of the file format
# A column's points by its characters: of 7 pixels each and 5 more, and wider where 宋体 is not installed.
_WIDER = 1.28
_LETTER, _GAP = 7 * 0.75 * _WIDER, 5 * 0.75 * _WIDER
_HEAD_POINTS = 120.0  # of a block's headings and its first rows, which stay on one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table or listing on a sheet: its first row, the rows of its headings, both from 0, and its height in points."""

    top: int
    headings: tuple[int, int]
    points: float


def measure_scale(widths: Sequence[float]) -> float:
    """Return the scale at which columns of so many characters fit across A4 landscape, at most 1."""
    return min(1.0, _A4[0] / _measure_points(widths))


def set_up_pages(sheet: Any, widths: Sequence[float], blocks: Sequence[Block]) -> None:
    """Set paper, pages and repeated headings of a sheet; the first block is the sheet's title.

    What can be read on one page is fitted to it. Else a block begins on a new page where it would be torn; headings
    repeat on the pages of a single block, or of the last.
    """
    page = _choose_page(sheet, widths)
    if sum(block.points for block in blocks) * LEAST_SCALE <= page[1]:
        sheet.fit_to_pages(1, 1)
        return
    height = page[1] / min(1.0, page[0] / _measure_points(widths))
    sheet.set_h_pagebreaks(_find_breaks(blocks, height))
    if len(blocks) == 2 or blocks[-1].points > height:
        sheet.repeat_rows(*blocks[-1].headings)


def leave_unprinted(sheet: Any) -> None:
    """Keep a sheet from being printed with the workbook: its print area is a cell that stays empty."""
    sheet.print_area(0, _UNUSED_COLUMN, 0, _UNUSED_COLUMN)


_UNUSED_COLUMN = 701  # ZZ


def _choose_page(sheet: Any, widths: Sequence[float]) -> tuple[float, float]:
    if measure_scale(widths) >= LEAST_SCALE:
        return _A4
    sheet.set_paper(_A3_NUMBER)
    return _A3


def _measure_points(widths: Sequence[float]) -> float:
    return sum(width * _LETTER + _GAP for width in widths)


def _find_breaks(blocks: Sequence[Block], height: float) -> list[int]:
    """Return the rows before which a page ends: of blocks that fit on a page, but not on what is left of one."""
    breaks, used = [], 0.0
    for number, block in enumerate(blocks):
        torn = number > 1 and used + block.points > height
        if torn and (block.points <= height or height - used < _HEAD_POINTS):
            breaks.append(block.top)
            used = 0.0
        used = (used + block.points) % height
    return breaks
