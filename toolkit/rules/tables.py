"""Rules over many rows: a whole list (and the lists it refers to) comes in, where it fails goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.messages import say
from toolkit.rules.base import Facts, Rule, Sheet, Table, is_blank, items, known_only, text_literal
from toolkit.text import nearest

Scope = Literal["cell", "row", "table"]


class Unique(Rule):
    """No other row of the same unit has the same value, within equal values of some other columns."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["unique"] = "unique"
    within: tuple[str, ...] = ()

    def reads(self) -> tuple[str, ...]:
        """Add the columns that bound the comparison."""
        return (self.column, *self.within)

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return every row that has a twin; blanks are not judged."""
        cells = table.cells(self.column)
        keys = self._keys(table)
        twins = keys.duplicated(keep=False) & cells.values.notna()
        unknown = [table.cells(path).unknown for path in self.reads()]
        return known_only(twins, pd.concat(unknown, axis=1).any(axis=1))

    def _keys(self, table: Table) -> pd.DataFrame:
        columns = {path: table.cells(path).values.astype(object) for path in self.reads()}
        return pd.DataFrame({"@unit": table.units(), **columns}, index=table.index)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the twin rows' labels, so that the sentence can name their places."""
        keys = self._keys(table)
        groups = keys.groupby(list(keys.columns), dropna=False).groups
        by_row = {row: members for members in groups.values() for row in members}
        return [{"twins": [int(t) for t in by_row[row] if t != row]} for row in rows]

    def excel(self, sheet: Sheet) -> str | None:
        """Return: more than one row of this sheet has the value."""
        cell, ranges = sheet.cell(self.column), [sheet.column(path) for path in self.reads()]
        if cell is None or None in ranges:
            return None
        same = ",".join(f"--({r}={sheet.cell(p)})" for r, p in zip(ranges, self.reads(), strict=True))
        return f"IF({is_blank(cell)},FALSE,SUMPRODUCT({same})>1)"


def _same_number(written: str, known: Iterable[str]) -> str:
    """Return the number that was written otherwise, as WT-3 for WT-003; the next number is no likelier than any."""
    digits = "".join(re.findall(r"\d+", written)).lstrip("0")
    alike = [one for one in known if digits and "".join(re.findall(r"\d+", one)).lstrip("0") == digits]
    return nearest(written, alike) or ""


class Reference(Rule):
    """The value is one of another list's numbers, as returned by the same unit."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["reference"] = "reference"
    to: str

    def refers_to(self) -> tuple[str, ...]:
        """Return the column referred to."""
        return (self.to,)

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return where the number does not exist; NA where the unit did not return the other list."""
        cells = table.cells(self.column)
        absent = ~table.units().isin(table.returned(self.to.partition(".")[0]))
        return known_only(cells.values.notna() & ~self._found(table), cells.unknown | absent)

    def _found(self, table: Table) -> pd.Series[bool]:
        numbers = table.elsewhere(self.to)
        if numbers is None:
            return pd.Series(False, index=table.index)
        known = pd.MultiIndex.from_frame(numbers[["unit", "value"]])
        wanted = pd.MultiIndex.from_arrays([table.units(), table.cells(self.column).values])
        return pd.Series(wanted.isin(known), index=table.index)

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the label of the column referred to and the nearest number that exists."""
        numbers = table.elsewhere(self.to)
        by_unit = {} if numbers is None else numbers.groupby("unit")["value"].agg(list).to_dict()
        units, values = table.units(), table.cells(self.column).values
        other = table.list_label(self.to)
        near = [_same_number(values[row], by_unit.get(units[row], [])) for row in rows]
        return [{"nearest": one, "other": other} for one in near]

    def words(self, sheet: Sheet) -> Facts:
        """Add the list referred to."""
        return {"label": sheet.label(self.column), "other": sheet.list_label(self.to)}

    def excel(self, sheet: Sheet) -> str | None:
        """Return: filled, and not among the numbers of the other list's filled rows."""
        cell, numbers = sheet.cell(self.column), sheet.column(f"{self.to.partition('.')[0]}:@filled")
        if cell is None or numbers is None:
            return None
        exists = f'SUMPRODUCT(--({sheet.column(self.to.replace(".", ":"))}={cell}),--({numbers}<>""))'
        return f"IF({is_blank(cell)},FALSE,{exists}=0)"


class Referenced(Rule):
    """At least one row of another list of the same unit refers to this row."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["referenced"] = "referenced"
    by: str

    def refers_to(self) -> tuple[str, ...]:
        """Return the column that refers here."""
        return (self.by,)

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return the rows nobody refers to; NA where the unit did not return the other list."""
        cells, others = table.cells(self.column), table.elsewhere(self.by)
        unanswerable = ~table.units().isin(table.returned(self.by.partition(".")[0]))
        if others is None:
            return known_only(pd.Series(True, index=table.index), unanswerable)
        used = pd.MultiIndex.from_frame(others[["unit", "value"]])
        mine = pd.MultiIndex.from_arrays([table.units(), cells.values])
        return known_only(pd.Series(~mine.isin(used), index=table.index), unanswerable | cells.unknown)

    def excel(self, sheet: Sheet) -> str | None:
        """Return: no cell of the other list's column equals this number."""
        cell, column = sheet.cell(self.column), sheet.column(self.by.replace(".", ":"))
        return None if cell is None or column is None else f"SUMPRODUCT(--({column}={cell}))=0"

    def facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the list in which a row should refer here."""
        return [{"other": table.list_label(self.by)} for _ in rows]

    def words(self, sheet: Sheet) -> Facts:
        """Add the list in which a row should refer here."""
        return {"label": sheet.label(self.column), "other": sheet.list_label(self.by)}


class Coverage(Rule):
    """Everyone on the roster appears in the column; judged once per unit that returned the list."""

    scope: ClassVar[Scope] = "table"
    per_row: ClassVar[bool] = False
    kind: Literal["coverage"] = "coverage"
    of: Literal["members"] = "members"

    def violations(self, table: Table) -> pd.Series[Any]:
        """Return False for every row: no row is at fault when somebody is missing."""
        return pd.Series(False, index=table.index, dtype="boolean")

    def missing(self, table: Table) -> pd.DataFrame:
        """Return who does not appear: one row per unit and name, for units that returned rows."""
        names = items(table.cells(self.column).values)
        there = pd.DataFrame({"unit": table.units().reindex(names.index), "name": names}).reset_index(drop=True)
        roster = table.roster(self.of)
        asked = roster[roster["unit"].isin(set(there["unit"]))]
        marked = asked.merge(there.drop_duplicates(), how="left", indicator=True)
        return marked.loc[marked["_merge"] == "left_only", ["unit", "name"]].reset_index(drop=True)

    def excel(self, sheet: Sheet) -> str | None:
        """Return the names that do not appear, joined: an expression, not a condition."""
        column = sheet.column(self.column)
        names = sheet.roster(self.of)
        if column is None or not names:
            return None
        mark = say("list.separator")
        return "&".join(f'IF(SUMPRODUCT(--({column}={text_literal(n)}))=0,{text_literal(mark + n)},"")' for n in names)
