"""The layout that the result workbooks share: a title, a note, headings, and rows as high as their texts need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from toolkit.excel import (
    RESULT_TAB,
    Styles,
    choose_paper,
    compute_row_height,
    fit_widths,
    set_up_page,
)
from toolkit.messages import say

HEAD_ROW, FIRST_ROW = 2, 3  # from 0: title, note, headings, rows
_LONGEST_TEXT = 500  # of a cell quoted on a page
_NOTHING = "—"
Cell = str | int


def shorten_quote(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that was cut ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


class Pages:
    """Adds the sheets of a workbook; every printed page names the collection and the unit in charge of it."""

    def __init__(self, workbook: Any, *, title: str, lead: str) -> None:
        self.workbook, self.title, self.lead = workbook, title, lead
        self.styles = Styles(workbook)

    def add_sheet(self, name: str, heads: Iterable[str], widths: tuple[int, ...], note: str) -> Any:
        """Add a sheet with a title, a note under it, and a row of headings that every printed page repeats.

        `widths` are in characters, one per column; those of texts give way where the page would be too small to read.
        """
        fitting = fit_widths(widths)
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(RESULT_TAB)
        for column, width in enumerate(fitting):
            sheet.set_column(column, column, width)
        last = len(widths) - 1
        title = say("report.heading", title=self.title, sheet=name)
        sheet.merge_range(0, 0, 0, last, title, self.styles["title"])
        sheet.set_row(0, 34)
        sheet.merge_range(1, 0, 1, last, note, self.styles["note"])
        sheet.set_row(1, compute_row_height([(note, sum(fitting))], 11))
        named = tuple(heads)
        for column, head in enumerate(named):
            sheet.write_string(HEAD_ROW, column, head, self.styles["head"])
        shown = [(head, float(width)) for head, width in zip(named, fitting, strict=False)]  # a page may end in blanks
        sheet.set_row(HEAD_ROW, max(24, compute_row_height(shown)))
        sheet.freeze_panes(FIRST_ROW, 0)
        set_up_page(sheet, header=self.title, unit=self.lead, footer=say("page.footer"), repeat_row=HEAD_ROW)
        choose_paper(sheet, fitting)
        return sheet

    def write_row(self, sheet: Any, row: int, cells: Iterable[Cell], widths: tuple[int, ...]) -> None:
        """Write a row (from 0), as high as its texts need; long texts are cut."""
        shown = []
        for column, (cell, width) in enumerate(zip(cells, fit_widths(widths), strict=True)):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, self.styles["number"])
            else:
                style = "centre" if cell == _NOTHING else "text"
                sheet.write_string(row, column, shorten_quote(cell, _LONGEST_TEXT), self.styles[style])
            shown.append((shorten_quote(str(cell), _LONGEST_TEXT), float(width)))
        sheet.set_row(row, compute_row_height(shown))

    def add_table(
        self, name: str, heads: Iterable[str], widths: tuple[int, ...], note: str, rows: Iterable[Iterable[Cell]]
    ) -> Any:
        """Add a sheet with all its rows, and a filter on its headings."""
        sheet = self.add_sheet(name, heads, widths, note)
        last = HEAD_ROW
        for last, cells in enumerate(rows, FIRST_ROW):
            self.write_row(sheet, last, cells, widths)
        sheet.autofilter(HEAD_ROW, 0, last, len(widths) - 1)
        return sheet
