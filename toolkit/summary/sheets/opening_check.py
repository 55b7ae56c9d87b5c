"""Write, for the reconciliation, whether this round opens as the last one closed: a live comparison per number."""

from __future__ import annotations

from typing import Any

from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.sheets.workbook_writer import WorkbookWriter

HEADS = ("what", "", "list", "closed_with", "opened_with", "difference", "verdict")
VERDICT = HEADS.index("verdict")


def write_opening_line(book: WorkbookWriter, summary: Summary, sheet: Any, row: int, index: int) -> bool:
    """Write one comparison but for its verdict; return whether both numbers are the same.

    The number of the last round is what was frozen when it ended; the other is counted over the merged list.
    """
    line = summary.opening_lines[index]
    counted = line.count.compute_value(summary.frames)
    label = book.sheet_ranges.list_sheets[line.list_key].label
    for column, text in enumerate((line.what, "", label)):
        sheet.write_string(row, column, text, book.styles["text"])
    sheet.write_number(row, 3, line.frozen, book.styles["number"])
    book.write_formula(sheet, (row, 4), line.count.build_formula(book.sheet_ranges, book.strange), counted, "number")
    book.write_formula(sheet, (row, 5), f"E{row + 1}-D{row + 1}", counted - line.frozen, "change_number")
    return counted == line.frozen


def render_head(head: str) -> str:
    """Return the heading of a column of the comparison."""
    return say(f"reconcile.{head}") if head else ""
