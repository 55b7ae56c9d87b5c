"""The columns of a sheet with tables and listings: each block takes as many of them as its own columns need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from toolkit.summary.sheets.workbook_writer import GAP, LETTER, PAGE, Span

_UNIT = 18  # pixels of a column, where blocks of different columns share them
_NARROW = 14.0  # characters: columns up to this hold codes, days and numbers, and keep their width
_LEAST_SHRINK = 0.55  # of the wider columns; beyond that all of them give way
_FEWEST = 4
_MOST_OVER = 1.15  # of a page, by which the columns that tables share may be too wide, and are made narrower


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockColumns:
    """The widths of a sheet's columns in characters, and the columns that each block's own columns take.

    `pixels` are those of a narrow column, 0 where blocks do not take several.
    """

    widths: tuple[float, ...]
    blocks: tuple[tuple[Span, ...], ...]
    pixels: int = 0


def lay_out_blocks(tables: Sequence[Sequence[float]], listings: Sequence[Sequence[float]]) -> BlockColumns:
    """Return the columns for tables, and listings below, each by the widths that its columns need, in characters.

    A sheet of one block has its columns, and so have tables that can share theirs. Else columns are narrow, and a
    block's own column takes several. Listings take the whole page.
    """
    if len(listings) == 1 and not tables:
        widths = [(pixels - GAP) / LETTER for pixels in _fill_page(listings[0])]
        return BlockColumns(widths=tuple(widths), blocks=(_number_columns(len(widths)),))
    shared = _merge_widths(tables)
    if not listings and (len(tables) == 1 or sum(_measure(shared)) <= _MOST_OVER * PAGE):
        return BlockColumns(widths=_narrow(shared), blocks=tuple(_number_columns(len(each)) for each in tables))
    blocks = [_join_units(_shrink_to_page(each)) for each in tables]
    blocks += [_join_units(_fill_page(each)) for each in listings]
    count = max(_FEWEST, *(spans[-1][1] + 1 for spans in blocks))
    return BlockColumns(widths=((_UNIT - GAP) / LETTER,) * count, blocks=tuple(blocks), pixels=_UNIT)


def _number_columns(count: int) -> tuple[Span, ...]:
    return tuple((column, column) for column in range(count))


def _measure(widths: Sequence[float]) -> list[float]:
    return [width * LETTER + GAP for width in widths]


def _merge_widths(tables: Sequence[Sequence[float]]) -> tuple[float, ...]:
    count = max([_FEWEST, *map(len, tables)])
    widest = (max((each[column] for each in tables if column < len(each)), default=12.0) for column in range(count))
    return tuple(widest)


def _narrow(widths: tuple[float, ...]) -> tuple[float, ...]:
    """Return widths that fit across the page; those that are far too wide for it stay."""
    room = (PAGE - GAP * len(widths)) / LETTER
    return tuple(width * room / sum(widths) for width in widths) if room < sum(widths) < _MOST_OVER * room else widths


def _shrink_to_page(needed: Sequence[float]) -> list[float]:
    """Return the pixels of a table's columns: what they need, less where that is too wide for the page."""
    pixels = _measure(needed)
    return [each * min(1.0, PAGE / sum(pixels)) for each in pixels]


def _fill_page(needed: Sequence[float]) -> list[float]:
    """Return the pixels of a listing's columns: the widest gets what is left, wide ones give what is missing."""
    pixels = _measure(needed)
    left = PAGE - sum(pixels)
    if left >= 0:
        pixels[pixels.index(max(pixels))] += left
        return pixels
    wide = [each if width > _NARROW else 0.0 for each, width in zip(pixels, needed, strict=True)]
    shrink = 1 + left / sum(wide) if sum(wide) else 0.0
    if shrink < _LEAST_SHRINK:
        return [each * PAGE / sum(pixels) for each in pixels]
    return [each * shrink if mine else each for each, mine in zip(pixels, wide, strict=True)]


def _join_units(pixels: Sequence[float]) -> tuple[Span, ...]:
    """Return the narrow columns that columns of so many pixels take, one at least."""
    edges = [0]
    for edge in accumulate(pixels):
        edges.append(max(round(edge / _UNIT), edges[-1] + 1))
    return tuple((first, behind - 1) for first, behind in pairwise(edges))
