"""The protocols that rules depend on: tables of returned records, sheets of a workbook, lists of a definition.

Rules know nothing of batches, layouts or files: `records`, `layout` and `definition.lint` implement these
protocols. The comment above each method says what rules rely on.

A path names a column as authors write it: `column`, `column.date` (the day of a date or deadline), or
`reference.column` (a column of the record that a reference leads to). Columns of other lists are written
`list.column`. Rules pass paths on as a whole; only the implementers split them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol

import pandas as pd

Family = Literal["words", "number", "day", "deadline"]


class ColumnCells(NamedTuple):
    """One column of a list over the whole batch, as four series with the table's index."""

    values: pd.Series[Any]  # typed; NA where blank or unknown
    blank: pd.Series[bool]  # nothing was filled in
    unknown: pd.Series[bool]  # filled in, but not understood; rules answer NA here
    lost: pd.Series[bool]  # no such column, or a reference that leads nowhere: not even known to be filled or blank


class Options(NamedTuple):
    """The fixed values that a dropdown offers, and the key of their choice list."""

    key: str
    values: tuple[str, ...]


class Columns(Protocol):
    """The records that a condition is evaluated on."""

    # One label per record; every returned series has this index.
    @property
    def index(self) -> pd.Index[Any]: ...

    # The cells at a path of this list. Behind a reference that leads nowhere they are lost and unknown.
    def find_cells(self, path: str) -> ColumnCells: ...

    # The day that an author calls `@today` (the day figures are as of) or `@meeting`; in rules also `@listed`, the day
    # that counts as the beginning of each record: the meeting's, for one first listed later that of its round.
    def find_anchor_day(self, name: str) -> pd.Timestamp | pd.Series[Any]: ...


class Table(Columns, Protocol):
    """One list of a batch as rules see it: the records of all units, in file order."""

    # Where the returned sheet had no such column at all; reading has reported that, so rules stay silent.
    def find_absent_cells(self, path: str) -> pd.Series[bool]: ...

    # Why a cell is unknown, as the last part of the message key `unknown.<reason>`; empty where it is not.
    def find_unknown_reasons(self, path: str) -> pd.Series[str]: ...

    # The kind (`date`, `integer`, `choice` …) of the column at a path.
    def find_kind(self, path: str) -> str: ...

    # The heading of the column at a path, for sentences.
    def find_label(self, path: str) -> str: ...

    # The name of the list that a `list.column` path leads to, for sentences.
    def find_list_label(self, path: str) -> str: ...

    # The code of the unit that each record came from. Units are never compared with one another.
    def find_units(self) -> pd.Series[str]: ...

    # The values of a choice list. The roster's `@members` and `@leaders` differ by unit: a mapping by unit code.
    def find_allowed_values(self, choices: str) -> frozenset[str] | Mapping[str, frozenset[str]]: ...

    # The values of one of this list's own columns that are not offered any more, though rows issued with them keep them
    # (a member who left), by unit code.
    def find_former_values(self, path: str) -> Mapping[str, frozenset[str]]: ...

    # The filled cells of a `list.column` path, as columns unit and value; None where no unit returned that list.
    def find_other_list_values(self, path: str) -> pd.DataFrame | None: ...

    # The codes of the units that returned the list of a `list.column` path: only these can be judged by it.
    def find_returning_units(self, path: str) -> frozenset[str]: ...

    # Everyone who must appear, in roster order, as columns unit and name. KeyError for an unknown group.
    def find_roster(self, of: str) -> pd.DataFrame: ...


class SheetRow(Protocol):
    """The first row of a sheet's records, as the formulas of conditions see it; lower rows shift the formula."""

    # An expression for the row's value at a path; None where this workbook lacks the column or its list.
    def find_cell(self, path: str) -> str | None: ...

    # The cell that holds `@today` or `@meeting`, or an expression for `@listed` of the row.
    def find_anchor_day(self, name: str) -> str: ...


class Sheet(SheetRow, Protocol):
    """One list of one workbook, as formulas see it; rows are relative, columns fixed."""

    # The absolute range of one of this list's own columns, over all rows made ready.
    def find_column_range(self, path: str) -> str: ...

    # The same range for a `list.column` path; None where this workbook lacks that list.
    def find_other_column_range(self, path: str) -> str | None: ...

    # The values that a `list.column` path has in closed items, which are not in the list any more; None where none is.
    def find_closed_range(self, path: str) -> str | None: ...

    # The hint column's range in the list of a `list.column` path, which is not empty in filled rows; None where this
    # workbook lacks that list. Running numbers are issued in every row, so a number does not prove its row filled.
    def find_hint_range(self, path: str) -> str | None: ...

    # The values of one of this list's own columns that are not offered any more, and that issued rows keep; None where
    # there are none.
    def find_former_range(self, path: str) -> str | None: ...

    # The range of a choice list, `@blanks` or `@deadline_words` on the options sheet; None where it has no values.
    def find_options_range(self, choices: str) -> str | None: ...

    # The same three answers as in Table.
    def find_kind(self, path: str) -> str: ...
    def find_label(self, path: str) -> str: ...
    def find_list_label(self, path: str) -> str: ...

    # The names that must appear in this unit's workbook, in roster order.
    def find_roster_names(self, of: str) -> tuple[str, ...]: ...


class Schema(Protocol):
    """The list that a rule was written for, among all lists of a definition that may still have mistakes.

    Lists and choice lists whose own files are faulty are no fault of the rule: paths into them are accepted.
    """

    # The names of days that an author may use.
    @property
    def anchor_days(self) -> tuple[str, ...]: ...

    # Whether a path leads to a column, or into a list that cannot be judged.
    def accepts_path(self, path: str) -> bool: ...

    # The existing path most similar to a wrong one; empty where none is similar.
    def propose_path(self, path: str) -> str: ...

    # Whether a `list.column` path leads to a column, or into a list that cannot be judged.
    def accepts_other_list_path(self, path: str) -> bool: ...

    # Whether a path is just the key of a column of this list.
    def names_own_column(self, path: str) -> bool: ...

    # The kind of the column at a path; empty where it leads nowhere.
    def find_kind(self, path: str) -> str: ...

    # The family of the values at a path, which may differ from the column's kind (`deadline.date` is a day);
    # None where the path leads nowhere.
    def find_family(self, path: str) -> Family | None: ...

    # The options of the dropdown at a path; None where it leads nowhere, or where anything may be written.
    def find_options(self, path: str) -> Options | None: ...

    # Whether a choice list exists, or cannot be judged.
    def accepts_choices(self, key: str) -> bool: ...

    # The choice list most similar to one that does not exist; empty where none is similar.
    def propose_choices(self, key: str) -> str: ...
