"""Rules over many rows: a whole list (and the lists it refers to) comes in, where it fails goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.excel import build_blank_test
from toolkit.rules.base import (
    Facts,
    Rule,
    Sheet,
    Table,
    clear_unknown_flags,
)
from toolkit.text import find_nearest

Scope = Literal["cell", "row", "table"]


class UniqueRule(Rule):
    """No other row of the same unit has the same value, within equal values of some other columns."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["unique"] = "unique"
    within: tuple[str, ...] = ()

    def collect_paths(self) -> tuple[str, ...]:
        """Add the columns that bound the comparison."""
        return (self.column, *self.within)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return every row that has a twin; blanks are not judged."""
        cells = table.find_cells(self.column)
        keys = self._build_keys(table)
        twins = keys.duplicated(keep=False) & cells.values.notna()
        unknown = [table.find_cells(path).unknown for path in self.collect_paths()]
        return clear_unknown_flags(twins, pd.concat(unknown, axis=1).any(axis=1))

    def _build_keys(self, table: Table) -> pd.DataFrame:
        columns = {path: table.find_cells(path).values.astype(object) for path in self.collect_paths()}
        return pd.DataFrame({"@unit": table.find_units(), **columns}, index=table.index)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the twin rows' labels, so that the sentence can name their places."""
        keys = self._build_keys(table)
        groups = keys.groupby(list(keys.columns), dropna=False).groups
        by_row = {row: members for members in groups.values() for row in members}
        return [{"twins": [int(t) for t in by_row[row] if t != row]} for row in rows]

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return: more than one row of this sheet has the value."""
        cell, ranges = sheet.find_cell(self.column), [sheet.find_column_range(path) for path in self.collect_paths()]
        if cell is None or None in ranges:
            return None
        same = ",".join(f"--({r}={sheet.find_cell(p)})" for r, p in zip(ranges, self.collect_paths(), strict=True))
        return f"IF({build_blank_test(cell)},FALSE,SUMPRODUCT({same})>1)"


def _find_same_number(written: str, known: Iterable[str]) -> str:
    """Return the number that was written otherwise, as WT-3 for WT-003; the next number is no likelier than any."""
    digits = "".join(re.findall(r"\d+", written)).lstrip("0")
    alike = [one for one in known if digits and "".join(re.findall(r"\d+", one)).lstrip("0") == digits]
    return find_nearest(written, alike) or ""


class ReferenceRule(Rule):
    """The value is one of another list's numbers, as returned by the same unit."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["reference"] = "reference"
    to: str

    def collect_other_list_paths(self) -> tuple[str, ...]:
        """Return the column referred to."""
        return (self.to,)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the number does not exist; NA where the unit did not return the other list."""
        cells = table.find_cells(self.column)
        absent = ~table.find_units().isin(table.find_returning_units(self.to.partition(".")[0]))
        return clear_unknown_flags(cells.values.notna() & ~self._flag_existing(table), cells.unknown | absent)

    def _flag_existing(self, table: Table) -> pd.Series[bool]:
        numbers = table.find_other_list_values(self.to)
        if numbers is None:
            return pd.Series(False, index=table.index)
        known = pd.MultiIndex.from_frame(numbers[["unit", "value"]])
        wanted = pd.MultiIndex.from_arrays([table.find_units(), table.find_cells(self.column).values])
        return pd.Series(wanted.isin(known), index=table.index)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the label of the column referred to and the nearest number that exists."""
        numbers = table.find_other_list_values(self.to)
        by_unit = {} if numbers is None else numbers.groupby("unit")["value"].agg(list).to_dict()
        units, values = table.find_units(), table.find_cells(self.column).values
        other = table.find_list_label(self.to)
        near = [_find_same_number(values[row], by_unit.get(units[row], [])) for row in rows]
        return [{"nearest": one, "other": other} for one in near]

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Add the list referred to."""
        return {"label": sheet.find_label(self.column), "other": sheet.find_list_label(self.to)}

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return: filled, and not among the numbers of the other list's filled rows."""
        cell, numbers = sheet.find_cell(self.column), sheet.find_column_range(f"{self.to.partition('.')[0]}:@filled")
        if cell is None or numbers is None:
            return None
        exists = f'SUMPRODUCT(--({sheet.find_column_range(self.to.replace(".", ":"))}={cell}),--({numbers}<>""))'
        return f"IF({build_blank_test(cell)},FALSE,{exists}=0)"


class ReferencedRule(Rule):
    """At least one row of another list of the same unit refers to this row."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["referenced"] = "referenced"
    by: str

    def collect_other_list_paths(self) -> tuple[str, ...]:
        """Return the column that refers here."""
        return (self.by,)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return the rows nobody refers to; NA where the unit did not return the other list."""
        cells, others = table.find_cells(self.column), table.find_other_list_values(self.by)
        unanswerable = ~table.find_units().isin(table.find_returning_units(self.by.partition(".")[0]))
        if others is None:
            return clear_unknown_flags(pd.Series(True, index=table.index), unanswerable)
        used = pd.MultiIndex.from_frame(others[["unit", "value"]])
        mine = pd.MultiIndex.from_arrays([table.find_units(), cells.values])
        return clear_unknown_flags(pd.Series(~mine.isin(used), index=table.index), unanswerable | cells.unknown)

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return: no cell of the other list's column equals this number."""
        cell, column = sheet.find_cell(self.column), sheet.find_column_range(self.by.replace(".", ":"))
        return None if cell is None or column is None else f"SUMPRODUCT(--({column}={cell}))=0"

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the list in which a row should refer here."""
        return [{"other": table.find_list_label(self.by)} for _ in rows]

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Add the list in which a row should refer here."""
        return {"label": sheet.find_label(self.column), "other": sheet.find_list_label(self.by)}
