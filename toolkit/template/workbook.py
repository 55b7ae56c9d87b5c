"""Assemble one workbook: cover, lists, handbook, and the hidden options and identity sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.excel import DAY, Styles, TypedSheet, count_serial_days, create_workbook
from toolkit.layout import LISTED, SheetView, WorkbookLayout
from toolkit.messages import say
from toolkit.template.book_layout import TODAY_FORMULA
from toolkit.template.closed_sheet import write_closed_items
from toolkit.template.cover import write_cover
from toolkit.template.handbook import write_handbook
from toolkit.template.issue import Issue
from toolkit.template.lists import write_list
from toolkit.template.preview import ShownIssue, show_issues
from toolkit.template.row_heights import FittedRow, RowHeights, RowPlace

TOKEN_PROPERTY = "qingdan"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltWorkbook:
    """A workbook, the parts of its sheets by name, its lists as formulas see them, and what its heights follow from."""

    content: bytes
    parts: Mapping[str, str]
    views: tuple[SheetView, ...]
    heights: tuple[FittedRow, ...]


def build_workbook(issue: Issue, shown: ShownIssue | None = None) -> bytes:
    """Return the bytes of the xlsx file for an issue; the same issue gives the same bytes.

    `shown` is what it shows, if that is known: `show_issues` works it out for many at once.
    """
    return assemble_workbook(issue, shown=shown).content


def assemble_workbook(
    issue: Issue, given: Mapping[RowPlace, float] | None = None, shown: ShownIssue | None = None
) -> BuiltWorkbook:
    """Return the workbook for an issue with what is known of it; `given` heights are set whatever the texts are."""
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, issue.issued, issue.title)
    workbook.worksheet_class = TypedSheet
    styles, heights = Styles(workbook), RowHeights(given or {})
    shown = shown or show_issues([issue])[0]
    book, views, previews = shown.book, shown.list_views(), shown.previews
    write_cover(workbook, styles, issue, views, previews, heights=heights)
    for view, preview in zip(views, previews, strict=True):
        write_list(workbook, styles, issue, view, preview, heights=heights)
    write_closed_items(workbook, styles, issue)
    write_handbook(workbook, styles, issue, views)
    _write_options(workbook, styles, issue, book)
    _write_identity(workbook, issue)
    sheets = {sheet.name: f"xl/worksheets/sheet{n}.xml" for n, sheet in enumerate(workbook.worksheets(), 1)}
    workbook.close()
    return BuiltWorkbook(content=buffer.getvalue(), parts=sheets, views=tuple(views), heights=tuple(heights.rows))


def _write_options(workbook: Any, styles: Styles, issue: Issue, book: WorkbookLayout) -> None:
    sheet = workbook.add_worksheet(book.options_sheet)
    day = workbook.add_format({"num_format": DAY})
    for index, (key, values) in enumerate(book.options.items()):
        sheet.write_string(0, index, key)
        for row, value in enumerate(values, 1):
            if value == TODAY_FORMULA:
                serial = count_serial_days(issue.issued)
                sheet.write_formula(row, index, value, day, serial)
            elif key in ("@today", "@meeting", LISTED) or key.startswith(f"{LISTED}."):
                sheet.write_datetime(row, index, type(issue.issued).fromisoformat(value), day)
            else:
                sheet.write_string(row, index, value)
    sheet.protect()
    sheet.hide()


def _write_identity(workbook: Any, issue: Issue) -> None:
    sheet = workbook.add_worksheet(say("sheet.identity"))
    sheet.write_string(0, 0, say("identity.note"))
    for row, (key, token) in enumerate(sorted(issue.tokens.items()), 1):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, token)
    sheet.protect()
    sheet.hide()
    if issue.find_token():
        workbook.set_custom_property(TOKEN_PROPERTY, issue.find_token())
    if issue.reissue:
        workbook.set_custom_property(say("template.reissue_property"), issue.reissue.words)
