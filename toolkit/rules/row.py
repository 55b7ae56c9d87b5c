"""Rules on the cells of one record: what other columns, or a day, require of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.excel import (
    build_blank_test,
    format_text_literal,
    join_by_and,
    join_by_or,
)
from toolkit.messages import say
from toolkit.rules.base import Facts, Problem, Scope, clear_unknown_flags
from toolkit.rules.condition import WhenRule, contains_other, find_unoffered_values, render_anchor_day
from toolkit.rules.protocols import Family, Schema, Sheet, Table

_EXCEL_OPERATORS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "!=": "<>"}


class RequiredIfRule(WhenRule):
    """The cell is filled in wherever the conditions hold."""

    scope: ClassVar[Scope] = "row"
    requires_sometimes: ClassVar[bool] = True
    kind: Literal["required_if"] = "required_if"

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the conditions hold and the cell is blank."""
        return table.find_cells(self.column).blank.astype("boolean") & self.flag_applicable_rows(table)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the conditions in words."""
        return [{"when": self.render_conditions(table)} for _ in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: the conditions hold and the cell is blank."""
        cell, when = sheet.find_cell(self.column), self.build_when_conditions(sheet)
        if cell is None or when is None:
            return None
        blanks = sheet.find_options_range("@blanks")
        blank = join_by_or([build_blank_test(cell), f"SUMPRODUCT(--({blanks}=TRIM({cell})))>0"])
        return join_by_and([*when, blank])

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the conditions in words, besides the heading."""
        return {**super().collect_hint_facts(sheet), "when": self.render_conditions(sheet)}


class ForbiddenIfRule(WhenRule):
    """The cell is left blank wherever the conditions hold."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["forbidden_if"] = "forbidden_if"

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the conditions hold and the cell is filled."""
        cells = table.find_cells(self.column)
        return clear_unknown_flags(~cells.blank, cells.lost) & self.flag_applicable_rows(table)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the conditions in words."""
        return [{"when": self.render_conditions(table)} for _ in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: the conditions hold and the cell is filled."""
        cell, when = sheet.find_cell(self.column), self.build_when_conditions(sheet)
        return None if cell is None or when is None else join_by_and([*when, f"NOT({build_blank_test(cell)})"])

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the conditions in words, besides the heading."""
        return {**super().collect_hint_facts(sheet), "when": self.render_conditions(sheet)}


class ExpectedIfRule(WhenRule):
    """The cell holds only certain values wherever the conditions hold; blank is not judged."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["expected_if"] = "expected_if"
    values: tuple[str, ...]

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the conditions hold and the value is none of those expected."""
        cells = table.find_cells(self.column)
        other = contains_other(cells.values, self.values)
        return clear_unknown_flags(other, cells.unknown) & self.flag_applicable_rows(table)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the expected values and the conditions in words."""
        return [{"when": self.render_conditions(table), "values": self._render_values()} for _ in rows]

    def _render_values(self) -> str:
        return say("condition.or").join(self.values)

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: the conditions hold and the value is none of those expected."""
        cell, when = sheet.find_cell(self.column), self.build_when_conditions(sheet)
        if cell is None or when is None:
            return None
        others = [f"{cell}<>{format_text_literal(value)}" for value in self.values]
        return join_by_and([*when, f"NOT({build_blank_test(cell)})", *others])

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the conditions and the expected values in words, besides the heading."""
        return {
            **super().collect_hint_facts(sheet),
            "when": self.render_conditions(sheet),
            "values": self._render_values(),
        }

    def find_kind_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield values that the condition's column, or the own column, can never have."""
        yield from super().find_kind_problems(schema)
        yield from find_unoffered_values(schema, self.column, self.values)


class DiffersRule(WhenRule):
    """The cell has nothing in common with another column's; of several values in a cell each is compared."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["differs"] = "differs"
    other: str

    def collect_paths(self) -> tuple[str, ...]:
        """Return the own column, the column it is compared with, and those of the conditions."""
        return (self.column, self.other, *self.when)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where both cells have a value in common, NA where either is unknown."""
        cells, others = table.find_cells(self.column), table.find_cells(self.other)
        pairs = zip(cells.values.astype(object), others.values.astype(object), strict=True)
        shared = [bool(_collect_items(own) & _collect_items(other)) for own, other in pairs]
        flags = pd.Series(shared, index=table.index, dtype=bool)
        return clear_unknown_flags(flags, cells.unknown | others.unknown) & self.flag_applicable_rows(table)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the heading of the other column."""
        return [{"other": table.find_label(self.other)} for _ in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: the one cell's whole text is among the other's values."""
        cell, other, when = sheet.find_cell(self.column), sheet.find_cell(self.other), self.build_when_conditions(sheet)
        if cell is None or other is None or when is None:
            return None
        mark = format_text_literal(say("list.separator"))
        found = [
            f"ISNUMBER(FIND({mark}&TRIM({part})&{mark},{mark}&TRIM({whole})&{mark}))"
            for part, whole in ((cell, other), (other, cell))
        ]
        blanks = [f"NOT({build_blank_test(each)})" for each in (cell, other)]
        return join_by_and([*when, *blanks, join_by_or(found)])

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the heading of the other column, besides the own."""
        return {**super().collect_hint_facts(sheet), "other": sheet.find_label(self.other)}


def _collect_items(value: Any) -> set[Any]:
    """Return the values of a cell: none of a blank one."""
    if isinstance(value, tuple):
        return set(value)
    return set() if pd.isna(value) else {value}


class CompareRule(WhenRule):
    """The cell compares as stated with another column or a day; blanks are not judged."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["compare"] = "compare"
    op: Literal["<", "<=", ">", ">=", "=", "!="]
    to: str
    days: int = 0

    @property
    def _names_day(self) -> bool:
        return self.to.startswith("@")

    def collect_paths(self) -> tuple[str, ...]:
        """Return the own column, the column it is compared with, and those of the conditions."""
        other = () if self._names_day else (self.to,)
        return (self.column, *other, *self.when)

    def collect_anchor_days(self) -> tuple[str, ...]:
        """Return the day compared with, and those of the conditions."""
        own = (self.to,) if self._names_day else ()
        return own + super().collect_anchor_days()

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the relation is false, NA where either side is unknown."""
        cells = table.find_cells(self.column)
        unknown = cells.unknown
        right: Any
        if self._names_day:
            right = table.find_anchor_day(self.to) + pd.Timedelta(days=self.days)
        else:
            other = table.find_cells(self.to)
            unknown = unknown | other.unknown
            right = other.values + pd.Timedelta(days=self.days) if self.days else other.values
        holds = self._compare_values(cells.values, right)
        both_filled = cells.values.notna() & (right.notna() if isinstance(right, pd.Series) else True)
        broken = clear_unknown_flags(~holds.fillna(False).astype(bool) & both_filled, unknown)
        return broken & self.flag_applicable_rows(table)

    def _compare_values(self, left: pd.Series[Any], right: Any) -> pd.Series[Any]:
        compare = {"<": left.lt, "<=": left.le, ">": left.gt, ">=": left.ge, "=": left.eq, "!=": left.ne}
        return compare[self.op](right)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the relation and the other side in words."""
        return [{"relation": say(f"relation.{self.op}"), "other": self._render_other_side(table)} for _ in rows]

    def _render_other_side(self, names: Sheet | Table) -> str:
        other = render_anchor_day(self.to) if self._names_day else names.find_label(self.to)
        return say("relation.days", other=other, days=self.days) if self.days else other

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: both sides are numbers and the relation is false."""
        cell, when = sheet.find_cell(self.column), self.build_when_conditions(sheet)
        other = sheet.find_anchor_day(self.to) if self._names_day else sheet.find_cell(self.to)
        if cell is None or when is None or other is None:
            return None
        shifted = f"{other}+{self.days}" if self.days else other
        broken = f"IF(AND(ISNUMBER({cell}),ISNUMBER({other})),NOT({cell}{_EXCEL_OPERATORS[self.op]}{shifted}),FALSE)"
        return join_by_and([*when, broken])

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the relation and the other side in words, besides the heading."""
        return {
            **super().collect_hint_facts(sheet),
            "relation": say(f"relation.{self.op}"),
            "other": self._render_other_side(sheet),
        }

    def collect_expected_families(self, schema: Schema) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """Yield both sides: days, or numbers where the other side is a number."""
        other = "day" if self._names_day else schema.find_family(self.to)
        yield self.column, ("number" if other == "number" else "day",)
        if not self._names_day:
            yield self.to, ("day", "number")
        yield from super().collect_expected_families(schema)
