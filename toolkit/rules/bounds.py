"""Rules with a minimum and a maximum: on the length of a text, or the size of a number."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, Literal, Self

import pandas as pd
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from toolkit.excel import build_blank_test, join_by_or
from toolkit.messages import say
from toolkit.rules.base import Facts, RecordRule, Scope, clear_unknown_flags
from toolkit.rules.protocols import Family, Schema, Sheet, Table
from toolkit.text import measure_utf16_length


class BoundedRule(RecordRule, ABC):
    """A rule with a minimum, a maximum, or both; the bounds themselves are allowed."""

    scope: ClassVar[Scope] = "cell"
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _check_bounds(self) -> Self:
        if self.min is None and self.max is None:
            raise PydanticCustomError("no_bounds", "no bounds")
        return self

    @abstractmethod
    def measure_values(self, values: pd.Series[Any]) -> pd.Series[Any]:
        """Return the numbers to compare with the bounds, NA where there is nothing to measure."""

    def render_bounds(self) -> str:
        """Return the bounds in words."""
        limits = {name: f"{limit:.15g}" for name in ("min", "max") if (limit := getattr(self, name)) is not None}
        which = next(iter(limits)) if len(limits) == 1 else "both"
        return say(f"bounds.{self.kind}.{which}", **limits)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where a filled cell lies outside the bounds."""
        cells = table.find_cells(self.column)
        measured = self.measure_values(cells.values)
        flags = pd.Series(False, index=table.index)
        if self.min is not None:
            flags |= (measured < self.min).fillna(False).astype(bool)
        if self.max is not None:
            flags |= (measured > self.max).fillna(False).astype(bool)
        return clear_unknown_flags(flags & ~cells.blank, cells.unknown)

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the bounds in words, besides the heading."""
        return {**super().collect_hint_facts(sheet), "bounds": self.render_bounds()}

    def build_outside_test(self, expression: str) -> str:
        """Return a formula condition: the expression lies outside the bounds."""
        below = [f"{expression}<{self.min:.15g}"] if self.min is not None else []
        above = [f"{expression}>{self.max:.15g}"] if self.max is not None else []
        return join_by_or([*below, *above])


class LengthRule(BoundedRule):
    """The text's length lies within bounds, counted as spreadsheet programs do."""

    kind: Literal["length"] = "length"

    def measure_values(self, values: pd.Series[Any]) -> pd.Series[Any]:
        """Return lengths in UTF-16 units, as LEN counts."""
        return values.map(lambda text: measure_utf16_length(str(text)), na_action="ignore").astype("Float64")

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the length found and the bounds in words."""
        values = table.find_cells(self.column).values
        return [{"length": measure_utf16_length(str(values[row])), "bounds": self.render_bounds()} for row in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: filled, and too short or too long."""
        cell = sheet.find_cell(self.column)
        if cell is None:
            return None
        return f"IF({build_blank_test(cell)},FALSE,{self.build_outside_test(f'LEN(TRIM({cell}))')})"


class BetweenRule(BoundedRule):
    """The number lies within bounds, both included."""

    kind: Literal["between"] = "between"

    def measure_values(self, values: pd.Series[Any]) -> pd.Series[Any]:
        """Return the numbers themselves."""
        return values

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the bounds in words."""
        return [{"bounds": self.render_bounds()} for _ in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: a number outside the bounds."""
        cell = sheet.find_cell(self.column)
        return None if cell is None else f"IF(ISNUMBER({cell}),{self.build_outside_test(cell)},FALSE)"

    def collect_expected_families(self, schema: Schema) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """Yield the own column: a number."""
        yield self.column, ("number",)
