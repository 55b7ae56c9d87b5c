"""The sheet 已销号: the items that are closed or withdrawn, for information; they are in no list any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.definition import Column, ListType
from toolkit.excel import HELP_TAB, Styles, compute_row_height, set_up_page
from toolkit.followup import Item
from toolkit.messages import say
from toolkit.template.issue import Issue
from toolkit.template.issued_item import IssuedItem

_HEADS = ("list", "number", "content", "state", "day", "reviewer", "round")
WIDTHS = (16, 10, 90, 10, 12, 12, 8)
_HEADING_ROW = 2  # from 0


def write_closed_items(workbook: Any, styles: Styles, issue: Issue) -> None:
    """Add the sheet after the lists; nothing where no item of the unit is closed."""
    if not issue.has_closed_items:
        return
    sheet = workbook.add_worksheet(say("sheet.closed"))
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, say("closed.title"), styles["title"])
    sheet.set_row(0, 34)
    sheet.merge_range(1, 0, 1, len(WIDTHS) - 1, say("closed.note"), styles["subtitle"])
    for index, head in enumerate(_HEADS):
        sheet.write_string(_HEADING_ROW, index, say(f"closed.{head}"), styles["head"])
    sheet.set_row(1, 22)
    sheet.set_row(_HEADING_ROW, 24)
    row = _HEADING_ROW + 1
    for list_type in issue.list_types:
        for item in issue.select_closed_items(list_type):
            _write_item(sheet, styles, row, _render_item(issue, list_type, item), item.item)
            row += 1
    sheet.freeze_panes(_HEADING_ROW + 1, 2)
    sheet.autofilter(_HEADING_ROW, 0, row - 1, len(WIDTHS) - 1)
    sheet.set_tab_color(HELP_TAB)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    set_up_page(sheet, header=issue.title, unit=issue.unit_name, footer=say("page.footer"), repeat_row=_HEADING_ROW)


def _render_item(issue: Issue, list_type: ListType, issued: IssuedItem) -> dict[str, str]:
    """Return the texts of an item's row by heading."""
    return {
        "list": list_type.label,
        "number": issued.number,
        "content": _render_content(list_type, issued),
        "state": _render_state(issue, issued),
        "reviewer": issued.item.closed_by,
    }


def _write_item(sheet: Any, styles: Styles, row: int, texts: Mapping[str, str], item: Item) -> None:
    for index, head in enumerate(_HEADS):
        style = styles["long" if head == "content" else "centre"]
        if head == "day" and item.closed_on:
            sheet.write_datetime(row, index, item.closed_on, styles["date"])
        elif head == "round" and item.closed_round:
            sheet.write_number(row, index, item.closed_round, styles["centre"])
        elif text := texts.get(head, ""):
            sheet.write_string(row, index, text, style)
        else:
            sheet.write_blank(row, index, None, style)
    shown = zip(_HEADS, WIDTHS, strict=True)
    sheet.set_row(row, compute_row_height([(texts.get(head, ""), width) for head, width in shown]))


def _render_content(list_type: ListType, issued: IssuedItem) -> str:
    """Return what an item is about: its main texts, each with its heading."""
    lines = [
        say("closed.line", label=column.label, text=issued.texts[column.key])
        for column in _find_main_columns(list_type)
        if column.key in issued.texts
    ]
    return say("closed.break").join(lines)


def _find_main_columns(list_type: ListType) -> list[Column]:
    """Return the columns that say what a record is about: required and fixed ones, else the required, else all."""
    own = [column for column in list_type.columns if not column.closed_to_units]
    required = [column for column in own if column.required]
    return [column for column in required if column.later == "fixed"] or required or own


def _render_state(issue: Issue, issued: IssuedItem) -> str:
    """Return the office's word for the state that an item ended in, by the first list that gives one."""
    state = issued.item.state
    for list_type in issue.definition.list_types:
        if list_type.followup and state in list_type.followup.states:
            return list_type.followup.states[state]
    return ""
