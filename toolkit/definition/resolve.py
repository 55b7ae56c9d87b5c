"""Resolve the paths by which an author of a definition names columns.

Within a list a path is written

* `column` for a column of the list, by its key;
* `column.date` for the day that a deadline says, or a date column itself;
* `reference.column` for a column of another list, in the row that a reference column leads to;
* `reference.column.date` for the day of such a column.

From outside its list a column is written `list.column`, a figure `list.figure`, a table `list.table.scope`.

Paths are split in this module and in `path`, and nowhere else. Other code passes the text on as a whole, or asks for
a `ColumnRef`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from toolkit.definition.column import Column, find_by_key
from toolkit.definition.list_type import ListType
from toolkit.definition.path import split_path

DATE: Literal["date"] = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRef:
    """The column that a path leads to.

    `list_key` is the list that holds the column, `part` is "date" where its day is meant, and `through` is the
    reference column of the path's own list, None where the path stays in its list.
    """

    list_key: str
    column: Column
    part: Literal["", "date"] = ""
    through: Column | None = None

    @property
    def own_column(self) -> Column:
        """The column of the path's own list: the reference column, where the path goes through a reference."""
        return self.through or self.column

    @property
    def matched_key(self) -> str:
        """The key of the column, in the other list, whose numbers the reference column repeats."""
        return split_path((self.through and self.through.refers) or "")[1]


class TablePath(NamedTuple):
    """One table of the summary: `list.table.scope`."""

    list_key: str
    table_key: str
    scope: str


def resolve_column(list_types: Iterable[ListType], list_key: str, path: str) -> ColumnRef:
    """Return the column that a path of one list leads to.

    Raises KeyError where there is no such column, and where `.date` follows a column without days.
    """
    known = tuple(list_types)
    holder, through = find_by_key(known, list_key), None
    key, rest = split_path(path)
    column = holder.find_column(key)
    if rest and rest != DATE and column.refers:
        through = column
        holder = find_by_key(known, split_path(column.refers)[0])
        key, rest = split_path(rest)
        column = holder.find_column(key)
    if not rest:
        return ColumnRef(list_key=holder.key, column=column, through=through)
    if rest != DATE or column.kind not in ("date", "deadline"):
        raise KeyError(path)
    return ColumnRef(list_key=holder.key, column=column, part=DATE, through=through)


def resolve_other_list_column(list_types: Iterable[ListType], path: str) -> ColumnRef:
    """Return the column that `list.column` names; KeyError where there is none."""
    list_key, key = split_path(path)
    return ColumnRef(list_key=list_key, column=find_by_key(list_types, list_key).find_column(key))


def split_figure_path(list_key: str, path: str) -> tuple[str, str]:
    """Return list and key of a figure named by a table of `list_key`: `figure` of that list, or `list.figure`."""
    return split_path(path) if "." in path else (list_key, path)


def split_table_path(path: str) -> TablePath:
    """Return the parts of `list.table.scope`; omitted parts are empty."""
    list_key, rest = split_path(path)
    table_key, _, scope = rest.rpartition(".")
    return TablePath(list_key, table_key, scope)


def is_own_column(path: str) -> bool:
    """Tell whether a path is just a column's key, without `.date` and not through a reference."""
    return "." not in path
