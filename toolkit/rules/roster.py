"""Rules on the roster: who must appear in a list. When somebody is missing, no single record is at fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pandas as pd

from toolkit.excel import format_text_literal
from toolkit.messages import say
from toolkit.rules.base import Problem, RosterRule, explode_items
from toolkit.rules.protocols import Schema, Sheet, Table

# Kinds of columns that hold people's names.
_NAME_KINDS = ("choice", "names", "text")


class CoverageRule(RosterRule):
    """Everyone on the roster appears in the column."""

    kind: Literal["coverage"] = "coverage"
    of: Literal["members"] = "members"

    def find_missing(self, table: Table) -> pd.DataFrame:
        """Return the people on the roster who appear in no cell of the column."""
        names = explode_items(table.find_cells(self.column).values)
        units = table.find_units().reindex(names.index)
        present = pd.DataFrame({"unit": units, "name": names}).reset_index(drop=True)
        roster = table.find_roster(self.of)
        expected = roster[roster["unit"].isin(set(present["unit"]))]
        matched = expected.merge(present.drop_duplicates(), how="left", indicator=True)
        return matched.loc[matched["_merge"] == "left_only", ["unit", "name"]].reset_index(drop=True)

    def build_missing_expression(self, sheet: Sheet) -> str | None:
        """Return one joined term per person: the name where no cell of the column equals it."""
        names = sheet.find_roster_names(self.of)
        if not names:
            return None
        column, separator = sheet.find_column_range(self.column), say("list.separator")
        return "&".join(
            f'IF(SUMPRODUCT(--({column}={format_text_literal(name)}))=0,{format_text_literal(separator + name)},"")'
            for name in names
        )

    def find_kind_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield a column that holds no names, or that is not the list's own."""
        if not schema.names_own_column(self.column):
            yield Problem("definition.own_columns", {"kind": self.kind})
        elif schema.find_kind(self.column) not in ("", *_NAME_KINDS):
            yield Problem("definition.unfit", {"attribute": "coverage", "kind": schema.find_kind(self.column)})
