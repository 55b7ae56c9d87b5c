"""Write a bulletin's sentences, each as a formula over the figures, to be copied into other papers."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.bulletin import UnrolledLine
from toolkit.excel import compute_row_height
from toolkit.messages import say
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths

_WIDTH = 110.0  # of a sentence, in characters


def write_wording(book: WorkbookWriter, name: str, lines: Sequence[UnrolledLine]) -> None:
    """Write a sheet with one row per sentence."""
    sheet = book.open_sheet(name)
    set_column_widths(sheet, [_WIDTH])
    book.write_narrow_title(sheet, name, say("spoken.note"))
    for row, line in enumerate(lines, 3):
        style = "speech" if line.level is None else "speech_head"
        if line.formula is None:
            book.write_value(sheet, (row, 0), line.text, style)
        else:
            book.write_formula(sheet, (row, 0), line.formula.removeprefix("="), line.text, style)
        book.set_row_height(sheet, row, compute_row_height([(line.text, _WIDTH)], 12))
