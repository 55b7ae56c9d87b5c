"""Conditions on the columns of a record, as table flags, as formulas and in words.

They say when a rule applies, and which records figures and tables count.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Self

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from toolkit.excel import build_blank_test, format_text_literal, join_by_and, join_by_or
from toolkit.messages import say
from toolkit.rules.base import Problem, RecordRule, clear_unknown_flags
from toolkit.rules.protocols import Columns, Family, Schema, Sheet, SheetRow, Table
from toolkit.text import find_nearest


class Condition(BaseModel):
    """A condition on one column; several keys must all be true."""

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
        limits = (self.among, self.exclude, self.min, self.max, self.filled, self.before, self.after)
        if all(limit is None or limit == () for limit in limits):
            raise PydanticCustomError("empty_condition", "empty condition")
        return self

    def flag_rows(self, table: Columns, path: str) -> pd.Series[Any]:
        """Return where the condition is true, NA where the cell is unknown."""
        cells = table.find_cells(path)
        flags = pd.Series(True, index=table.index)
        if self.among is not None:
            flags &= contains_any(cells.values, self.among)
        if self.exclude is not None:
            flags &= ~contains_any(cells.values, self.exclude)
        if self.filled is not None:
            flags &= ~cells.blank if self.filled else cells.blank
        if self.min is not None:
            flags &= (cells.values >= self.min).fillna(False).astype(bool)
        if self.max is not None:
            flags &= (cells.values <= self.max).fillna(False).astype(bool)
        if self.before is not None:
            flags &= (cells.values < table.find_anchor_day(self.before)).fillna(False).astype(bool)
        if self.after is not None:
            flags &= (cells.values > table.find_anchor_day(self.after)).fillna(False).astype(bool)
        return clear_unknown_flags(flags, cells.unknown if self.filled is None else cells.lost)

    def build_excel_condition(self, sheet: SheetRow, path: str) -> str | None:
        """Return the condition as a formula, None where this workbook lacks the column."""
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
        for bound, operator in ((self.min, ">="), (self.max, "<=")):
            if bound is not None:
                parts.append(f"IF(ISNUMBER({cell}),{cell}{operator}{bound:.15g},FALSE)")
        for anchor_day, operator in ((self.before, "<"), (self.after, ">")):
            if anchor_day is not None:
                parts.append(f"IF(ISNUMBER({cell}),{cell}{operator}{sheet.find_anchor_day(anchor_day)},FALSE)")
        return join_by_and(parts)

    @property
    def holds_for_blank(self) -> bool:
        """Whether the condition is true of a blank cell."""
        bounds = (self.among, self.min, self.max, self.before, self.after)
        return all(bound is None for bound in bounds) and self.filled is not True

    def render_condition(self, label: str) -> str:
        """Return the condition in words, for sentences and the handbook."""
        phrases: list[str] = []
        if self.among is not None:
            phrases.append(say("condition.among", label=label, values=say("condition.or").join(self.among)))
        if self.exclude is not None:
            phrases.append(say("condition.exclude", label=label, values=say("condition.or").join(self.exclude)))
        if self.filled is not None:
            phrases.append(say("condition.filled" if self.filled else "condition.blank", label=label))
        if self.min is not None:
            phrases.append(say("condition.min", label=label, bound=f"{self.min:.15g}"))
        if self.max is not None:
            phrases.append(say("condition.max", label=label, bound=f"{self.max:.15g}"))
        if self.before is not None:
            phrases.append(say("condition.before", label=label, moment=render_anchor_day(self.before)))
        if self.after is not None:
            phrases.append(say("condition.after", label=label, moment=render_anchor_day(self.after)))
        return say("condition.and").join(phrases)


def render_anchor_day(name: str) -> str:
    """Return `@today`, `@meeting` or `@listed` in words."""
    return say(f"moment.{name.removeprefix('@')}")


def _expand_shorthand(value: Any) -> Any:
    return {"among": value} if isinstance(value, list | tuple) else value


When = dict[str, Annotated[Condition, BeforeValidator(_expand_shorthand)]]


def contains_any(values: pd.Series[Any], wanted: tuple[str, ...]) -> pd.Series[bool]:
    """Return where a value, or any item of a several-valued cell, is among `wanted`; blank is False.

    The cells are looked at one by one: to have pandas take several-valued ones apart took ten times as long.
    """
    among = frozenset(wanted)
    found = [not among.isdisjoint(value) if isinstance(value, tuple) else value in among for value in values.tolist()]
    return pd.Series(found, index=values.index, dtype=bool)


def contains_other(values: pd.Series[Any], wanted: tuple[str, ...]) -> pd.Series[bool]:
    """Return where a value, or any item of a several-valued cell, is not among `wanted`; blank is False."""
    among = frozenset(wanted)
    found = values.notna().tolist()
    for place, value in enumerate(values.tolist()):
        if found[place]:
            found[place] = not among.issuperset(value) if isinstance(value, tuple) else value not in among
    return pd.Series(found, index=values.index, dtype=bool)


class WhenRule(RecordRule, ABC):
    """A rule that applies only to rows where every condition of `when` holds."""

    when: When = Field(default_factory=dict)

    def collect_paths(self) -> tuple[str, ...]:
        """Return the own column and every column of the conditions."""
        return (self.column, *self.when)

    def leave_out(self, is_absent: Callable[[str], bool]) -> Self | None:
        """Return the rule without the conditions that blank columns fulfil; None where they never hold."""
        absent = {path for path in self.when if is_absent(path)}
        if not all(self.when[path].holds_for_blank for path in absent):
            return None
        left = {path: condition for path, condition in self.when.items() if path not in absent}
        kept = self.model_copy(update={"when": left}) if absent else self
        return None if any(is_absent(path) for path in kept.collect_paths()) else kept

    def collect_anchor_days(self) -> tuple[str, ...]:
        """Return the names of the days used by the conditions."""
        limits = ((condition.before, condition.after) for condition in self.when.values())
        return tuple(name for pair in limits for name in pair if name is not None)

    def flag_applicable_rows(self, table: Table) -> pd.Series[Any]:
        """Return where all conditions hold, NA where a condition is unknown and none is false."""
        flags = pd.Series(True, index=table.index, dtype="boolean")
        for path, condition in self.when.items():
            flags &= condition.flag_rows(table, path)
        return flags

    def build_when_conditions(self, sheet: Sheet) -> list[str] | None:
        """Return the conditions as formulas, None where this workbook lacks any of the columns."""
        parts = [condition.build_excel_condition(sheet, path) for path, condition in self.when.items()]
        return None if None in parts else [part for part in parts if part]

    def render_conditions(self, sheet: Sheet | Table) -> str:
        """Return the conditions in words."""
        return say("condition.and").join(
            condition.render_condition(sheet.find_label(path)) for path, condition in self.when.items()
        )

    def find_kind_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield values that no cell can have, so that the condition never holds."""
        for path, condition in self.when.items():
            yield from find_unoffered_values(schema, path, (*(condition.among or ()), *(condition.exclude or ())))

    def collect_expected_families(self, schema: Schema) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """Yield the number families for conditions with bounds, and the day family for those with a day."""
        for path, condition in self.when.items():
            if (condition.min, condition.max) != (None, None):
                yield path, ("number",)
            if (condition.before, condition.after) != (None, None):
                yield path, ("day",)


def find_unoffered_values(schema: Schema, path: str, values: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the values that the dropdown at a path does not offer: a comparison with them never holds."""
    options = schema.find_options(path)
    if options is None:
        return
    for value in values:
        if value not in options.values:
            nearest = find_nearest(value, options.values) or ""
            yield Problem("definition.no_value", {"value": value, "choices": options.key, "nearest": nearest})
