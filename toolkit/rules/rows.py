"""Rules on one row: several columns of a row come in, where they contradict goes out."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.messages import say
from toolkit.rules.base import (
    Facts,
    Sheet,
    Table,
    WhenRule,
    both,
    either,
    is_blank,
    items,
    known_only,
    moment_words,
    text_literal,
)

Scope = Literal["cell", "row", "table"]
_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "!=": "<>"}


class RequiredIf(WhenRule):
    """The cell is filled in wherever the conditions hold."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["required_if"] = "required_if"

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where the conditions hold and the cell is blank."""
        return table.cells(self.column).blank.astype("boolean") & self.applies(table)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the conditions in words."""
        return [{"when": self.when_words(table)} for _ in rows]

    def excel(self, sheet: Sheet) -> str | None:
        """Return: the conditions hold and the cell is blank."""
        cell, when = sheet.cell(self.column), self.excel_applies(sheet)
        if cell is None or when is None:
            return None
        blanks = sheet.options("@blanks")
        blank = either([is_blank(cell), f"SUMPRODUCT(--({blanks}=TRIM({cell})))>0"])
        return both([*when, blank])

    def words(self, sheet: Sheet) -> Facts:
        """Add the conditions."""
        return {"label": sheet.label(self.column), "when": self.when_words(sheet)}


class ForbiddenIf(WhenRule):
    """The cell is left blank wherever the conditions hold."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["forbidden_if"] = "forbidden_if"

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where the conditions hold and the cell is filled."""
        cells = table.cells(self.column)
        return known_only(~cells.blank, cells.lost) & self.applies(table)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the conditions in words."""
        return [{"when": self.when_words(table)} for _ in rows]

    def excel(self, sheet: Sheet) -> str | None:
        """Return: the conditions hold and the cell is filled."""
        cell, when = sheet.cell(self.column), self.excel_applies(sheet)
        return None if cell is None or when is None else both([*when, f"NOT({is_blank(cell)})"])

    def words(self, sheet: Sheet) -> Facts:
        """Add the conditions."""
        return {"label": sheet.label(self.column), "when": self.when_words(sheet)}


class ExpectedIf(WhenRule):
    """The cell holds only certain values wherever the conditions hold; blank is not judged."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["expected_if"] = "expected_if"
    values: tuple[str, ...]

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where the conditions hold and the value is another."""
        cells = table.cells(self.column)
        foreign = items(cells.values).dropna().map(lambda item: item not in self.values)
        other = foreign.groupby(level=0).any().reindex(table.index, fill_value=False)
        return known_only(other, cells.unknown) & self.applies(table)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the expected values and the conditions in words."""
        return [{"when": self.when_words(table), "values": self._values()} for _ in rows]

    def _values(self) -> str:
        return say("condition.or").join(self.values)

    def excel(self, sheet: Sheet) -> str | None:
        """Return: the conditions hold and the value is another."""
        cell, when = sheet.cell(self.column), self.excel_applies(sheet)
        if cell is None or when is None:
            return None
        others = [f"{cell}<>{text_literal(value)}" for value in self.values]
        return both([*when, f"NOT({is_blank(cell)})", *others])

    def words(self, sheet: Sheet) -> Facts:
        """Add the expected values and the conditions."""
        return {"label": sheet.label(self.column), "when": self.when_words(sheet), "values": self._values()}


class Compare(WhenRule):
    """The cell stands in a relation to another column or to a day; blanks are not judged."""

    scope: ClassVar[Scope] = "row"
    kind: Literal["compare"] = "compare"
    op: Literal["<", "<=", ">", ">=", "=", "!="]
    to: str
    days: int = 0

    def reads(self) -> tuple[str, ...]:
        """Add the other column."""
        other = () if self.to.startswith("@") else (self.to,)
        return (self.column, *other, *self.when)

    def moments(self) -> tuple[str, ...]:
        """Add the day compared with."""
        own = (self.to,) if self.to.startswith("@") else ()
        return own + super().moments()

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where the relation is false; NA where either side is not to be understood."""
        cells = table.cells(self.column)
        unknown = cells.unknown
        right: Any
        if self.to.startswith("@"):
            right = table.moment(self.to) + pd.Timedelta(days=self.days)
        else:
            other = table.cells(self.to)
            unknown = unknown | other.unknown
            right = other.values + pd.Timedelta(days=self.days) if self.days else other.values
        holds = self._holds(cells.values, right)
        judged = cells.values.notna() & (right.notna() if isinstance(right, pd.Series) else True)
        return known_only(~holds.fillna(False).astype(bool) & judged, unknown) & self.applies(table)

    def _holds(self, left: pd.Series[Any], right: Any) -> pd.Series[Any]:
        compare = {"<": left.lt, "<=": left.le, ">": left.gt, ">=": left.ge, "=": left.eq, "!=": left.ne}
        return compare[self.op](right)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the relation and the other side in words."""
        return [{"relation": say(f"relation.{self.op}"), "other": self._other(table)} for _ in rows]

    def _other(self, names: Sheet | Table) -> str:
        other = moment_words(self.to) if self.to.startswith("@") else names.label(self.to)
        return say("relation.days", other=other, days=self.days) if self.days else other

    def excel(self, sheet: Sheet) -> str | None:
        """Return: both sides are numbers and the relation is false."""
        cell, when = sheet.cell(self.column), self.excel_applies(sheet)
        other = sheet.moment(self.to) if self.to.startswith("@") else sheet.cell(self.to)
        if cell is None or when is None or other is None:
            return None
        shifted = f"{other}+{self.days}" if self.days else other
        false = f"IF(AND(ISNUMBER({cell}),ISNUMBER({other})),NOT({cell}{_SIGNS[self.op]}{shifted}),FALSE)"
        return both([*when, false])

    def words(self, sheet: Sheet) -> Facts:
        """Add the relation and the other side."""
        return {
            "label": sheet.label(self.column),
            "relation": say(f"relation.{self.op}"),
            "other": self._other(sheet),
        }
