"""Rules over the roster: who must appear in a list."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pandas as pd

from toolkit.excel import format_text_literal
from toolkit.messages import say
from toolkit.rules.base import (
    Rule,
    Sheet,
    Table,
    explode_items,
)
from toolkit.rules.table import Scope


class CoverageRule(Rule):
    """Everyone on the roster appears in the column; judged once per unit that returned the list."""

    scope: ClassVar[Scope] = "table"
    per_row: ClassVar[bool] = False
    kind: Literal["coverage"] = "coverage"
    of: Literal["members"] = "members"

    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return False for every row: no row is at fault when somebody is missing."""
        return pd.Series(False, index=table.index, dtype="boolean")

    def find_missing_names(self, table: Table) -> pd.DataFrame:
        """Return who does not appear: one row per unit and name, for units that returned rows."""
        names = explode_items(table.find_cells(self.column).values)
        there = pd.DataFrame({"unit": table.find_units().reindex(names.index), "name": names}).reset_index(drop=True)
        roster = table.find_roster(self.of)
        asked = roster[roster["unit"].isin(set(there["unit"]))]
        marked = asked.merge(there.drop_duplicates(), how="left", indicator=True)
        return marked.loc[marked["_merge"] == "left_only", ["unit", "name"]].reset_index(drop=True)

    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return the names that do not appear, joined: an expression, not a condition."""
        column = sheet.find_column_range(self.column)
        names = sheet.find_roster_names(self.of)
        if column is None or not names:
            return None
        mark = say("list.separator")
        return "&".join(
            f'IF(SUMPRODUCT(--({column}={format_text_literal(n)}))=0,{format_text_literal(mark + n)},"")' for n in names
        )
