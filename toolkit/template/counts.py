"""How far a unit has come, in one line: how many of its items are closed, and how many it has to update."""

from __future__ import annotations

from toolkit.definition import ListType
from toolkit.messages import say
from toolkit.template.issue import Issue


def render_counts(issue: Issue) -> str:
    """Return the counts of every list that is followed up; empty where there is nothing to count."""
    return say("cover.counts_separator").join(
        _render_list(issue, list_type)
        for list_type in issue.list_types
        if list_type.followup and issue.items.get(list_type.key)
    )


def _render_list(issue: Issue, list_type: ListType) -> str:
    opened = issue.select_open_items(list_type)
    waiting = sum(1 for each in opened if each.item.is_waiting)
    counts = {"closed": len(issue.select_closed_items(list_type)), "due": len(opened) - waiting, "waiting": waiting}
    return say("cover.counts_waiting" if waiting else "cover.counts", list=list_type.label, **counts)
