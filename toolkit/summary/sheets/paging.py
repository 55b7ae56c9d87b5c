"""How the sheets of the summary come onto paper: what fits on a page, where pages begin, which headings repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.excel import LEAST_SCALE, choose_paper, measure_columns

_HEAD_POINTS = 120.0  # of a block's headings and its first rows, which stay on one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table or listing on a sheet: its first row, the rows of its headings, both from 0, and its height in points."""

    top: int
    headings: tuple[int, int]
    points: float


def set_up_pages(sheet: Any, widths: Sequence[float], blocks: Sequence[Block]) -> None:
    """Set paper, pages and repeated headings of a sheet; the first block is the sheet's title.

    What can be read on one page is fitted to it. Else a block begins on a new page where it would be torn; headings
    repeat on the pages of a single block, or of the last.
    """
    paper = choose_paper(sheet, widths)
    if sum(block.points for block in blocks) * LEAST_SCALE <= paper.height:
        sheet.fit_to_pages(1, 1)
        return
    height = paper.height / min(1.0, paper.width / measure_columns(widths))
    sheet.set_h_pagebreaks(_find_breaks(blocks, height))
    if len(blocks) == 2 or blocks[-1].points > height:
        sheet.repeat_rows(*blocks[-1].headings)


def leave_unprinted(sheet: Any) -> None:
    """Keep a sheet from being printed with the workbook: its print area is a cell that stays empty."""
    sheet.print_area(0, _UNUSED_COLUMN, 0, _UNUSED_COLUMN)


_UNUSED_COLUMN = 701  # ZZ


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
