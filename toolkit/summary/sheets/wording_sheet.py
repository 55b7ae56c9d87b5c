"""Write the bulletin's sentences, each as a formula over the figures, to be copied into other papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.bulletin import BulletinTemplate
from toolkit.excel import compute_row_height
from toolkit.messages import say
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths

_WIDTH = 110.0  # of a sentence, in characters


def write_wording(
    book: WorkbookWriter, template: BulletinTemplate, values: Mapping[str, Any], cells: Mapping[str, Any]
) -> None:
    """Write one row per sentence; `cells` holds the formula expressions of the values."""
    sheet = book.open_sheet(say("summary.wording"))
    set_column_widths(sheet, [_WIDTH])
    book.write_narrow_title(sheet, say("summary.wording"), say("spoken.note"))
    for row, line in enumerate(template.unroll(values, cells), 3):
        style = "speech" if line.level is None else "speech_head"
        if line.formula is None:
            book.write_value(sheet, (row, 0), line.text, style)
        else:
            book.write_formula(sheet, (row, 0), line.formula.removeprefix("="), line.text, style)
        book.set_row_height(sheet, row, compute_row_height([(line.text, _WIDTH)], 12))
