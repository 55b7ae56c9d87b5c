"""Find what is struck out in the cells of an xls workbook: whole cells by their font, words by a font of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import xlrd
from xlrd.sheet import Sheet

from toolkit.excel import format_address
from toolkit.formats.grid import Beside, Grid, is_stored
from toolkit.formats.struck import cut_runs, join_struck


def add_struck_cells(grids: tuple[Grid, ...], book: xlrd.Book) -> tuple[Grid, ...]:
    """Return the sheets with their struck-out cells; unchanged where no font strikes out, or fonts are unreadable."""
    fonts = frozenset(number for number, font in enumerate(book.font_list) if font.struck_out)
    if not (book.formatting_info and fonts):
        return grids
    looks = frozenset(number for number, look in enumerate(book.xf_list) if look.font_index in fonts)
    return tuple(
        replace(grid, beside=(*grid.beside, *_find_struck_cells(grid, sheet, looks, fonts)))
        for grid, sheet in zip(grids, book.sheets(), strict=True)
    )


def _find_struck_cells(grid: Grid, sheet: Sheet, looks: frozenset[int], fonts: frozenset[int]) -> Iterator[Beside]:
    for number, row in enumerate(grid.rows):
        filled = [column for column, value in enumerate(row) if value != "" and is_stored(value)]
        for column in (column for column in filled if column < sheet.row_len(number)):
            struck = sheet.cell_xf_index(number, column) in looks
            runs = sheet.rich_text_runlist_map.get((number, column))
            if not (struck or runs):
                continue
            words = join_struck(cut_runs(str(row[column]), struck, ((at, font in fonts) for at, font in runs or ())))
            if words is not None:
                yield Beside(kind="struck", cell=format_address(number + 1, column), text=words)
