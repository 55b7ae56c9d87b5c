"""Rules on a record and others: of its own list, of a list it refers to, or of a list that refers to it.

Units are never compared with each other: every unit numbers its records from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.excel import build_blank_test
from toolkit.rules.base import Facts, Problem, RecordRule, Scope, clear_unknown_flags
from toolkit.rules.protocols import Schema, Sheet, Table
from toolkit.text import find_nearest


class UniqueRule(RecordRule):
    """No other row of the same unit has the same value among rows with equal values in the columns of `within`."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["unique"] = "unique"
    within: tuple[str, ...] = ()

    def collect_paths(self) -> tuple[str, ...]:
        """Return the own column and those within whose equal values it must be unique."""
        return (self.column, *self.within)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return every row whose value occurs again; blanks are not judged."""
        cells = table.find_cells(self.column)
        keys = self._build_keys(table)
        twins = keys.duplicated(keep=False) & cells.values.notna()
        unknown = [table.find_cells(path).unknown for path in self.collect_paths()]
        return clear_unknown_flags(twins, pd.concat(unknown, axis=1).any(axis=1))

    def _build_keys(self, table: Table) -> pd.DataFrame:
        columns = {path: table.find_cells(path).values.astype(object) for path in self.collect_paths()}
        return pd.DataFrame({"@unit": table.find_units(), **columns}, index=table.index)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the index labels of each record's twins, so that the finding can name their cells."""
        keys = self._build_keys(table)
        groups = keys.groupby(list(keys.columns), dropna=False).groups
        by_row = {row: members for members in groups.values() for row in members}
        return [{"twins": [int(twin) for twin in by_row[row] if twin != row]} for row in rows]

    def find_kind_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield columns that are not the list's own: records that refer to the same row are no twins."""
        if not all(schema.names_own_column(path) for path in self.collect_paths()):
            yield Problem("definition.own_columns", {"kind": self.kind})

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: more than one row of this sheet has the value."""
        cell = sheet.find_cell(self.column)
        if cell is None:
            return None
        same = ",".join(f"--({sheet.find_column_range(path)}={sheet.find_cell(path)})" for path in self.collect_paths())
        return f"IF({build_blank_test(cell)},FALSE,SUMPRODUCT({same})>1)"


def _find_same_number(written: str, known: Iterable[str]) -> str:
    """Return the known number that was meant, as WT-003 for WT-3; empty where there is none.

    Only equal digits count: a number close by is no likelier than any other.
    """
    digits = _read_digits(written)
    same = [number for number in known if digits and _read_digits(number) == digits]
    return find_nearest(written, same) or ""


def _read_digits(number: str) -> str:
    return "".join(re.findall(r"\d+", number)).lstrip("0")


class ReferenceRule(RecordRule):
    """The value is one of another list's numbers, as returned by the same unit."""

    scope: ClassVar[Scope] = "table"
    kind: Literal["reference"] = "reference"
    to: str

    def collect_other_list_paths(self) -> tuple[str, ...]:
        """Return the path of the column referred to."""
        return (self.to,)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return where the number does not exist; NA where the unit did not return the other list."""
        cells = table.find_cells(self.column)
        unanswerable = ~table.find_units().isin(table.find_returning_units(self.to))
        return clear_unknown_flags(cells.values.notna() & ~self._flag_existing(table), cells.unknown | unanswerable)

    def _flag_existing(self, table: Table) -> pd.Series[bool]:
        numbers = table.find_other_list_values(self.to)
        if numbers is None:
            return pd.Series(False, index=table.index)
        known = pd.MultiIndex.from_frame(numbers[["unit", "value"]])
        wanted = pd.MultiIndex.from_arrays([table.find_units(), table.find_cells(self.column).values])
        return pd.Series(wanted.isin(known), index=table.index)

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the name of the list referred to, and its number with the same digits, if any."""
        numbers = table.find_other_list_values(self.to)
        by_unit = {} if numbers is None else numbers.groupby("unit")["value"].agg(list).to_dict()
        units, values = table.find_units(), table.find_cells(self.column).values
        other = table.find_list_label(self.to)
        meant = [_find_same_number(values[row], by_unit.get(units[row], [])) for row in rows]
        return [{"nearest": number, "other": other} for number in meant]

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the list referred to, besides the heading."""
        return {**super().collect_hint_facts(sheet), "other": sheet.find_list_label(self.to)}

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: filled, and not among the numbers of the other list's filled rows."""
        cell, hints = sheet.find_cell(self.column), sheet.find_hint_range(self.to)
        if cell is None or hints is None:
            return None
        matches = f'SUMPRODUCT(--({sheet.find_other_column_range(self.to)}={cell}),--({hints}<>""))'
        if closed := sheet.find_closed_range(self.to):
            matches += f"+SUMPRODUCT(--({closed}={cell}))"
        return f"IF({build_blank_test(cell)},FALSE,{matches}=0)"


class ReferencedRule(RecordRule):
    """At least one row of another list of the same unit refers to this row."""

    scope: ClassVar[Scope] = "table"
    # The number itself is issued; the clerk adds the missing row to the other list.
    mended_elsewhere: ClassVar[bool] = True
    kind: Literal["referenced"] = "referenced"
    by: str

    def collect_other_list_paths(self) -> tuple[str, ...]:
        """Return the path of the column that refers here."""
        return (self.by,)

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return the rows that no row refers to, NA where the unit did not return the other list."""
        cells, others = table.find_cells(self.column), table.find_other_list_values(self.by)
        unanswerable = ~table.find_units().isin(table.find_returning_units(self.by))
        if others is None:
            return clear_unknown_flags(pd.Series(True, index=table.index), unanswerable)
        used = pd.MultiIndex.from_frame(others[["unit", "value"]])
        mine = pd.MultiIndex.from_arrays([table.find_units(), cells.values])
        return clear_unknown_flags(pd.Series(~mine.isin(used), index=table.index), unanswerable | cells.unknown)

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a condition: no cell of the other list's column equals this number."""
        cell, column = sheet.find_cell(self.column), sheet.find_other_column_range(self.by)
        if cell is None or column is None:
            return None
        closed = sheet.find_closed_range(self.by)
        more = f"+SUMPRODUCT(--({closed}={cell}))" if closed else ""
        return f"SUMPRODUCT(--({column}={cell})){more}=0"

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the list in which a row should refer here, and this row's number as understood, "" where blank."""
        values = table.find_cells(self.column).values.fillna("")
        return [{"other": table.find_list_label(self.by), "number": str(values[row])} for row in rows]

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the list in which a row should refer here, besides the heading."""
        return {**super().collect_hint_facts(sheet), "other": sheet.find_list_label(self.by)}
