"""The contract of all rule kinds, and what they share.

A rule is one sentence of a list's definition. Callers distinguish rules by their type (RecordRule or RosterRule),
never by their kind:

* **RecordRule** judges every record of the list.
  `find_violations(table)` answers for the whole batch at once, one nullable boolean per record.
  `collect_facts(table, rows)` gives what the sentence of a finding needs.
  `build_excel_check(sheet)` asks the same question as a formula in the clerk's own sheet. The two answers are
  written by hand on purpose: tests recalculate the formula and compare it with the table's answer.
* **RosterRule** judges the list as a whole: who on the roster is missing from it.
  `find_missing(table)` names them per unit, `build_missing_expression(sheet)` names them on the cover.
* **Both** tell what they read (`collect_paths`, `collect_other_list_paths`, `collect_anchor_days`), how the clerk
  is reminded (`collect_hint_facts`), and what an author can get wrong with them (`find_kind_problems`,
  `collect_expected_families`). The tables, sheets and schemas they are given are described in protocols.py.

Adding a kind is one class in one file of this folder (cell, bounds, row, table or roster), its line in `AnyRule`
of `rules/__init__.py`, and its sentences: `[hint] <kind>` in messages/rules.toml, and `[finding.<kind>]` with
`title`, `found` and `way_out` in messages/findings.toml.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal, NamedTuple, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict

from toolkit.messages import say
from toolkit.rules.protocols import Family, Schema, Sheet, Table
from toolkit.text import measure_utf16_length

Severity = Literal["error", "warning", "notice"]
Scope = Literal["cell", "row", "table"]
Facts = dict[str, Any]

# A text in a formula has at most 255 characters, and in the hint a separator precedes it.
LONGEST_WORDS = 250


class Problem(NamedTuple):
    """An author's mistake in a rule: the key of its message, its facts, and the attribute with the mistake."""

    key: str
    facts: Facts
    attribute: str = ""


def clear_unknown_flags(flags: pd.Series[Any], unknown: pd.Series[bool]) -> pd.Series[Any]:
    """Return the flags as a nullable boolean series, NA where `unknown` says that the rule cannot tell."""
    return flags.astype("boolean").mask(unknown.astype(bool))


def explode_items(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return one row per item of several-valued cells (tuples), with repeated index labels."""
    return values.explode() if values.dtype == object else values


class Rule(BaseModel, ABC):
    """One rule of one list: the column it is about, the severity of a violation, and the author's own words, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    # True where a column is required only sometimes, so that the handbook can say so.
    requires_sometimes: ClassVar[bool] = False

    kind: str
    column: str
    severity: Severity = "error"
    message: str | None = None
    fix: str | None = None

    def collect_paths(self) -> tuple[str, ...]:
        """Return the paths of this list that the rule reads, its own column first."""
        return (self.column,)

    def leave_out(self, is_absent: Callable[[str], bool]) -> Self | None:
        """Return the rule as it reads where the columns at some paths are blank in every row.

        None where it then never finds anything, or asks for what cannot be written.
        """
        return None if any(is_absent(path) for path in self.collect_paths()) else self

    def collect_other_list_paths(self) -> tuple[str, ...]:
        """Return the `list.column` paths of other lists that the rule reads."""
        return ()

    def collect_anchor_days(self) -> tuple[str, ...]:
        """Return the names of the days that the rule uses, such as `@today`."""
        return ()

    def collect_choices(self) -> tuple[str, ...]:
        """Return the keys of the choice lists that the rule compares with."""
        return ()

    def collect_hint_facts(self, sheet: Sheet) -> Facts:
        """Return the facts for the messages of the hint column and the handbook."""
        return {"label": sheet.find_label(self.column)}

    def render_hint(self, sheet: Sheet) -> str:
        """Return the short text shown in the clerk's hint column."""
        return self.message or say(f"hint.{self.kind}", **self.collect_hint_facts(sheet))

    def find_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield everything an author got wrong with this rule."""
        yield from self._find_wrong_names(schema)
        yield from self.find_kind_problems(schema)
        # A rule on values that it cannot judge would fail, or never report anything.
        for path, families in self.collect_expected_families(schema):
            if schema.find_family(path) not in (None, *families):
                yield Problem("definition.unfit", {"attribute": path, "kind": schema.find_kind(path)})
        for attribute, text in (("message", self.message or ""), ("fix", self.fix or "")):
            if measure_utf16_length(text) > LONGEST_WORDS:
                yield Problem("definition.too_long", {"what": text[:20], "limit": LONGEST_WORDS}, attribute)

    def _find_wrong_names(self, schema: Schema) -> Iterator[Problem]:
        for path in self.collect_paths():
            if not schema.accepts_path(path):
                yield Problem("definition.no_column", {"path": path, "nearest": schema.propose_path(path)})
        for path in self.collect_other_list_paths():
            if not schema.accepts_other_list_path(path):
                yield Problem("definition.refers", {"path": path})
        for name in self.collect_anchor_days():
            if name not in schema.anchor_days:
                yield Problem("definition.moment", {"name": name, "known": " ".join(schema.anchor_days)})

    def find_kind_problems(self, schema: Schema) -> Iterator[Problem]:
        """Yield the mistakes that only this kind of rule can have."""
        yield from ()

    def collect_expected_families(self, schema: Schema) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """Yield each path whose values must be of certain families, with these families."""
        yield from ()


class RecordRule(Rule, ABC):
    """A rule that judges every record: by one cell, by its whole row, or by the other rows of the table."""

    # Rules of rows and tables do not report a cell again that is wrong by itself.
    scope: ClassVar[Scope]
    # True where the clerk can mend a violation elsewhere, although the cell itself was issued and locked.
    mended_elsewhere: ClassVar[bool] = False

    @abstractmethod
    def find_violations(self, table: Table) -> pd.Series[Any]:
        """Return a nullable boolean per record: True is a violation, NA cannot tell."""

    def collect_facts(self, table: Table, rows: pd.Index[Any]) -> list[Facts]:
        """Return the facts of each finding besides location and value, one dict per index label in `rows`."""
        return [{} for _ in rows]

    @abstractmethod
    def build_excel_check(self, sheet: Sheet) -> str | None:
        """Return a formula condition that is true for a row that violates the rule; None if not to be checked here."""


class RosterRule(Rule, ABC):
    """A rule that judges a list as a whole, once per unit: who must appear in it but does not."""

    @abstractmethod
    def find_missing(self, table: Table) -> pd.DataFrame:
        """Return who is missing, in roster order, as columns unit and name; only for units that returned records."""

    @abstractmethod
    def build_missing_expression(self, sheet: Sheet) -> str | None:
        """Return an expression that joins the missing names, each after a separator; None where nobody must appear."""
