"""What every rule kind shares: a table of one list comes in, a boolean column with a third value goes out.

A rule kind has three faces. `violations` looks at the whole batch at once; `facts` says what the
sentence of a finding needs; `excel` is the same question as a formula for the clerk's own sheet.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from toolkit.excel import build_blank_test, format_text_literal, join_by_and, join_by_or
from toolkit.messages import say

Severity = Literal["error", "warning", "notice"]
Facts = dict[str, Any]


class ColumnCells(NamedTuple):
    """One column of one list over the whole batch; the four series share the table's index."""

    values: pd.Series[Any]  # typed; NA where blank or unknown
    blank: pd.Series[bool]  # nothing was filled in
    unknown: pd.Series[bool]  # filled in, but not to be understood; rules answer NA here
    lost: pd.Series[bool]  # no such column, or a reference that leads nowhere: not even filled or blank is known


class Columns(Protocol):
    """Rows that conditions ask about. A path is `column`, `column.date` or `reference.column`."""

    @property
    def index(self) -> pd.Index[Any]:
        """Row labels shared by every series."""

    def find_cells(self, path: str) -> ColumnCells:
        """Return the column at a path."""

    def find_anchor_day(self, name: str) -> pd.Timestamp:
        """Return the day called `@today` or `@meeting`."""


class Table(Columns, Protocol):
    """One list of a batch, as rules see it."""

    def find_absent_cells(self, path: str) -> pd.Series[bool]:
        """Return where the returned sheet had no such column at all."""

    def find_label(self, path: str) -> str:
        """Return the heading of the column at a path."""

    def find_list_label(self, path: str) -> str:
        """Return the name of the list that a `list.column` path leads to."""

    def find_units(self) -> pd.Series[str]:
        """Return the code of the unit that each row came from."""

    def find_allowed_values(self, choices: str) -> frozenset[str] | Mapping[str, frozenset[str]]:
        """Return a choice list's values; for `@members` and `@leaders` by unit code."""

    def find_other_list_values(self, path: str) -> pd.DataFrame | None:
        """Return another list's column as a frame of unit and value; None where no unit returned that list."""

    def find_returning_units(self, list_key: str) -> frozenset[str]:
        """Return the codes of the units that returned this list."""

    def find_roster(self, of: str) -> pd.DataFrame:
        """Return who must appear: one row per unit and name."""


class SheetRow(Protocol):
    """One row of a sheet, as the formulas of conditions see it."""

    def find_cell(self, path: str) -> str | None:
        """Return an expression for the row's value at a path, None where this workbook lacks it."""

    def find_anchor_day(self, name: str) -> str:
        """Return an expression for `@today` or `@meeting`."""


class Sheet(SheetRow, Protocol):
    """One list of one workbook, as formulas see it; the row is relative, the column fixed."""

    def find_column_range(self, path: str) -> str | None:
        """Return the absolute range of a whole column, own or of another list (`list:column`)."""

    def find_options_range(self, choices: str) -> str | None:
        """Return the range of a choice list on the options sheet."""

    def find_kind(self, path: str) -> str:
        """Return the kind of the column at a path."""

    def find_label(self, path: str) -> str:
        """Return the heading of the column at a path."""

    def find_list_label(self, path: str) -> str:
        """Return the name of the list that a `list.column` path leads to."""

    def find_roster_names(self, of: str) -> tuple[str, ...]:
        """Return the names that must appear in this unit's workbook."""


def clear_unknown_flags(flags: pd.Series[Any], unknown: pd.Series[bool]) -> pd.Series[Any]:
    """Return the flags as a nullable boolean with NA wherever the rule cannot tell."""
    return flags.astype("boolean").mask(unknown.astype(bool))


class Condition(BaseModel):
    """When a rule applies: what one column must hold. Several keys must all be true."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    among: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = Field(default=None, alias="not")
    min: float | None = None
    max: float | None = None
    filled: bool | None = None
    before: str | None = None
    after: str | None = None

    @model_validator(mode="after")
    def _check_not_empty(self) -> Condition:
        asked = (self.among, self.exclude, self.min, self.max, self.filled, self.before, self.after)
        if all(one is None or one == () for one in asked):
            raise PydanticCustomError("empty_condition", "empty condition")
        return self

    def flag_rows(self, table: Columns, path: str) -> pd.Series[Any]:
        """Return where the condition is true; NA where the column is not to be understood."""
        cells = table.find_cells(path)
        flags = pd.Series(True, index=table.index)
        if self.among is not None:
            flags &= contains_any(cells.values, self.among)
        if self.exclude is not None:
            flags &= ~contains_any(cells.values, self.exclude)
        if self.filled is not None:
            flags &= ~cells.blank if self.filled else cells.blank
        numbers = cells.values
        if self.min is not None:
            flags &= (numbers >= self.min).fillna(False).astype(bool)
        if self.max is not None:
            flags &= (numbers <= self.max).fillna(False).astype(bool)
        if self.before is not None:
            flags &= (numbers < table.find_anchor_day(self.before)).fillna(False).astype(bool)
        if self.after is not None:
            flags &= (numbers > table.find_anchor_day(self.after)).fillna(False).astype(bool)
        return clear_unknown_flags(flags, cells.unknown if self.filled is None else cells.lost)

    def build_excel_condition(self, sheet: SheetRow, path: str) -> str | None:
        """Return the same question as a formula, None where this workbook lacks the column."""
        cell = sheet.find_cell(path)
        if cell is None:
            return None
        parts: list[str] = []
        if self.among is not None:
            parts.append(join_by_or([f"{cell}={format_text_literal(value)}" for value in self.among]))
        if self.exclude is not None:
            parts.append(join_by_and([f"{cell}<>{format_text_literal(value)}" for value in self.exclude]))
        if self.filled is not None:
            parts.append(f"NOT({build_blank_test(cell)})" if self.filled else build_blank_test(cell))
        for bound, sign in ((self.min, ">="), (self.max, "<=")):
            if bound is not None:
                parts.append(f"IF(ISNUMBER({cell}),{cell}{sign}{bound:.15g},FALSE)")
        for moment, sign in ((self.before, "<"), (self.after, ">")):
            if moment is not None:
                parts.append(f"IF(ISNUMBER({cell}),{cell}{sign}{sheet.find_anchor_day(moment)},FALSE)")
        return join_by_and(parts)

    def render_condition(self, label: str) -> str:
        """Say the condition in words, for sentences and the handbook."""
        said: list[str] = []
        if self.among is not None:
            said.append(say("condition.among", label=label, values=say("condition.or").join(self.among)))
        if self.exclude is not None:
            said.append(say("condition.exclude", label=label, values=say("condition.or").join(self.exclude)))
        if self.filled is not None:
            said.append(say("condition.filled" if self.filled else "condition.blank", label=label))
        if self.min is not None:
            said.append(say("condition.min", label=label, bound=f"{self.min:.15g}"))
        if self.max is not None:
            said.append(say("condition.max", label=label, bound=f"{self.max:.15g}"))
        if self.before is not None:
            said.append(say("condition.before", label=label, moment=render_anchor_day(self.before)))
        if self.after is not None:
            said.append(say("condition.after", label=label, moment=render_anchor_day(self.after)))
        return say("condition.and").join(said)


def render_anchor_day(name: str) -> str:
    """Say `@today` or `@meeting` in words."""
    return say("moment.today") if name == "@today" else say("moment.meeting")


def _expand_shorthand(value: Any) -> Any:
    return {"among": value} if isinstance(value, list | tuple) else value


When = dict[str, Annotated[Condition, BeforeValidator(_expand_shorthand)]]


def contains_any(values: pd.Series[Any], wanted: tuple[str, ...]) -> pd.Series[bool]:
    """Return where a value, or any item of a several-valued cell, is one of the wanted; blank is False."""
    return explode_items(values).isin(wanted).groupby(level=0).any().reindex(values.index, fill_value=False)


def explode_items(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return one row per item of several-valued cells (tuples), the index repeated."""
    return values.explode() if values.dtype == object else values


class Rule(BaseModel, ABC):
    """One rule of one list: which column it judges, how grave a violation is, and its own words if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    scope: ClassVar[Literal["cell", "row", "table"]]
    # A rule of list scope judges the list as a whole, not one of its rows.
    per_row: ClassVar[bool] = True

    kind: str
    column: str
    severity: Severity = "error"
    message: str | None = None
    fix: str | None = None

    def collect_paths(self) -> tuple[str, ...]:
        """Return the paths of this list that the rule reads, its own column first."""
        return (self.column,)

    def collect_other_list_paths(self) -> tuple[str, ...]:
        """Return the `list.column` paths of other lists that the rule reads."""
        return ()

    def collect_anchor_days(self) -> tuple[str, ...]:
        """Return the day names that the rule uses."""
        return ()

    @abstractmethod
    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return a nullable boolean per row: True is a violation, NA cannot tell."""

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return what the sentence needs beyond place and value, one dict per violating row."""
        return [{} for _ in rows]

    @abstractmethod
    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a formula condition that is true where the row violates; None where not to be asked here."""

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the facts of the short hint and of the handbook's line."""
        return {"label": sheet.find_label(self.column)}

    def render_hint(self, sheet: Sheet) -> str:
        """Return the short words shown in the clerk's hint column."""
        return self.message or say(f"hint.{self.kind}", **self.collect_hint_facts(sheet))


class WhenRule(Rule, ABC):
    """A rule that applies only to rows where every condition of `when` holds."""

    when: When = Field(default_factory=dict)

    def collect_paths(self) -> tuple[str, ...]:
        """Return the own column and every column of the conditions."""
        return (self.column, *self.when)

    def collect_anchor_days(self) -> tuple[str, ...]:
        """Return the day names used by the conditions."""
        return tuple(m for c in self.when.values() for m in (c.before, c.after) if m is not None)

    def flag_applicable_rows(self, table: Table) -> pd.Series[Any]:
        """Return where all conditions hold; NA where one cannot tell and none is false."""
        flags = pd.Series(True, index=table.index, dtype="boolean")
        for path, condition in self.when.items():
            flags &= condition.flag_rows(table, path)
        return flags

    def build_when_conditions(self, sheet: Sheet) -> list[str] | None:
        """Return the conditions as formulas, None where this workbook lacks one of the columns."""
        parts = [condition.build_excel_condition(sheet, path) for path, condition in self.when.items()]
        return None if None in parts else [part for part in parts if part]

    def render_conditions(self, sheet: Sheet | Table) -> str:
        """Say the conditions in words."""
        return say("condition.and").join(c.render_condition(sheet.find_label(path)) for path, c in self.when.items())
