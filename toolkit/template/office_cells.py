"""The office's own columns in the row of an item: where it stands, and what the office decided."""

from __future__ import annotations

from toolkit.definition import LAST, FollowUp, ListType
from toolkit.followup import Item, render_review


def render_office_cells(list_type: ListType, item: Item) -> dict[str, str]:
    """Return the texts of the office's columns by column key, without blank ones."""
    cells = {
        column.key: _render_fill(column.fill, list_type.followup, item)
        for column in list_type.columns
        if column.later == "office" and column.fill
    }
    return {key: text for key, text in cells.items() if text}


def _render_fill(fill: str, followup: FollowUp | None, item: Item) -> str:
    """Return what of an item's history a column shows, as it stood when the last round ended."""
    if fill.startswith(LAST):
        value = item.fields.get(fill.removeprefix(LAST))
        return "" if value is None else str(value)
    plain = {
        "opened": str(item.opened),
        "cycle": str(item.cycle),
        "unchanged_rounds": str(item.unchanged_rounds),
        "approved": item.approved.isoformat() if item.approved else "",
        "close_date": item.closed_on.isoformat() if item.closed_on else "",
        "closed_by": item.closed_by,
    }
    if fill in plain or followup is None:
        return plain.get(fill, "")
    if fill == "state":
        return followup.states.get(item.state, "") if item.state else ""
    return render_review(item.review, followup) if fill == "review" and item.review else ""
