"""What a cell of a list's sheet accepts: dropdowns, days, numbers and lengths, by the kind of its column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from toolkit.definition import TEXT_KINDS, Column
from toolkit.layout import FIRST_ROW, SheetView
from toolkit.messages import say
from toolkit.template.issue import render_bounds

LEADERS = "@leaders"  # the unit's own people, then the members of the lead team
_LONGEST_PROMPT, _LONGEST_GROUP = 255, 7  # characters; the words around a group's names


def build_validation(view: SheetView, column: Column) -> dict[str, Any]:
    """Return the validation for a column's kind; every fixed set of values comes from the options sheet."""
    error = {"error_title": column.label[:32], "error_message": say("template.pick", label=column.label)}
    if column.choices and (options := view.find_options_range(column.choices)):
        # It must stay possible to type several values in one cell, or names not on the roster.
        free = column.open or column.kind != "choice"
        prompt = {"input_message": _name_groups(view, column)} if column.choices == LEADERS else {}
        return {"validate": "list", "source": f"={options}", "show_error": not free, **error, **prompt}
    if source := _build_number_source(view, column):
        return {"validate": "list", "source": source, "error_type": "warning", **error}
    if column.kind == "date":
        bounds = {"minimum": dt.date(2000, 1, 1), "maximum": dt.date(2099, 12, 31)}
        message = say("template.date", label=column.label, example=_choose_day(view, column))
        return {"validate": "date", "criteria": "between", **bounds, **error, "error_message": message}
    if column.kind == "integer":
        low, high = int(column.min or 0), int(column.max if column.max is not None else 999999)
        message = say("template.integer", label=column.label, min=low, max=high)
        limits = {"minimum": low, "maximum": high}
        return {
            "validate": "integer",
            "criteria": "between",
            **limits,
            **error,
            "error_message": message,
        }
    if column.kind in TEXT_KINDS and column.max_length:
        message = say("template.length", label=column.label, bounds=render_bounds(column))
        limit = {"criteria": "between", "minimum": column.min_length or 0, "maximum": column.max_length}
        return {"validate": "length", **limit, **error, "error_message": message}
    return {"validate": "any"}


def _name_groups(view: SheetView, column: Column) -> str:
    """Return a prompt that says who in the dropdown is the unit's own and who stands above; names are cut, not help."""
    own = view.book.members
    above = [name for name in view.book.options.get(LEADERS, ()) if name not in own]
    room = measure_name_room(column)
    first = say("template.people_own", names=cut_names(own, room)) if own else say("template.people_none")
    parts = [column.help, first]
    if above:
        parts.append(say("template.people_above", names=cut_names(above, room)))
    return "\n".join(parts)[:_LONGEST_PROMPT]


def measure_name_room(column: Column) -> int:
    """Return how many characters of names a prompt of leaders has room for, of the own people and of the others."""
    return (_LONGEST_PROMPT - len(column.help)) // 2 - _LONGEST_GROUP


def cut_names(names: Iterable[str], most: int) -> str:
    """Return names in a row, cut where they have more characters."""
    shown = say("list.separator").join(names)
    return shown if len(shown) <= most else shown[: max(most, 1) - 1] + "…"


def _choose_day(view: SheetView, column: Column) -> str:
    """Return a day as an example: the column's own, or that of the meeting."""
    try:
        return dt.date.fromisoformat(column.example).isoformat()
    except ValueError:
        return view.book.options["@meeting"][0]


def _build_number_source(view: SheetView, column: Column) -> str | None:
    """Return a reference column's dropdown: the other list's numbers, down to its last filled row."""
    referenced = view.book.definition.find_referenced_column(column)
    other = view.book.find_list_layout(referenced.list_key) if referenced else None
    if referenced is None or other is None:
        return None
    first = other.find_column_range(other.find_column_index(referenced.column.key), outside=True).split(
        ":", maxsplit=1
    )[0]
    hints = other.find_column_range(other.hint_column, outside=True)
    last = f"SUMPRODUCT(MAX((LEN({hints})>0)*ROW({hints})))"
    return f"=OFFSET({first},0,0,MAX(1,{last}-{FIRST_ROW - 1}),1)"
