"""The notes at the head of 填报说明: how the workbook of a round is filled in, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.definition import UNCHANGED, ListType
from toolkit.layout import SheetView
from toolkit.messages import say
from toolkit.template.issue import Issue


def render_notes(issue: Issue, views: list[SheetView]) -> str:
    """Return the notes that fit the workbook's lists, one per line, under a title."""
    own = _render_later_lines(issue) if issue.is_later else []
    lines = [*own, say("handbook.notes.hint"), *_render_several(views), say("handbook.notes.printing")]
    numbered = [say("handbook.notes.line", position=position, text=line) for position, line in enumerate(lines, 1)]
    title = say("handbook.later.title" if issue.is_later else "handbook.notes.title")
    return say("handbook.break").join([title, *numbered])


def _render_several(views: list[SheetView]) -> Iterator[str]:
    """Yield where several rows may be about one item of another list, which clerks would want to insert rows for."""
    for view in views:
        list_type = view.layout.list_type
        if list_type.followup and list_type.has_column(list_type.followup.parent):
            number = list_type.find_column(list_type.followup.parent).label
            yield say("handbook.notes.several", list=list_type.label, number=number)


def _render_later_lines(issue: Issue) -> list[str]:
    lists = issue.list_types
    names = {
        "unchanged": _find_heading(lists, "unchanged"),
        "change_note": _find_heading(lists, "change_note"),
        "everywhere": next((field.label for field in issue.cover_fields if field.key == UNCHANGED), ""),
        "application": next((_find_application(each) for each in lists if each.followup), ""),
        "closed": say("sheet.closed") if issue.has_closed_items else "",
    }
    needed = {
        "issued": (),
        "fixed": ("change_note",),
        "same": ("unchanged", "everywhere"),
        "apply": ("application",),
        "added": (),
        "gone": ("closed",),
    }
    return [
        say(f"handbook.later.{key}", **names) for key, parts in needed.items() if all(names[part] for part in parts)
    ]


def _find_heading(list_types: Iterable[ListType], part: str) -> str:
    """Return the heading of the column that plays a part in a list, in the first list that has one."""
    keys = ((list_type, getattr(list_type, part)) for list_type in list_types)
    return next((list_type.find_column(key).label for list_type, key in keys if list_type.has_column(key)), "")


def _find_application(list_type: ListType) -> str:
    key = list_type.followup.application if list_type.followup else ""
    return list_type.find_column(key).label if list_type.has_column(key) else ""
