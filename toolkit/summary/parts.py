"""What some units' returns add up to: counts that can be added to those of others, in any order and grouping.

A figure is kept as what it is made of, a number of records or the two numbers of a ratio, never as the ratio. No field
of a record looks beyond its unit, so the parts of any division of the units add up to what is counted over all of them
at once. What was frozen at the end of the last round belongs to no unit and is in no part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import NamedTuple, TypeVar

from toolkit.definition import FigureKind
from toolkit.records import Ledger
from toolkit.summary.build import Summary
from toolkit.summary.counts import Count
from toolkit.summary.quantities import NamedFigure
from toolkit.summary.tables import ColumnHead, SummaryTable, Value, compute_ratio
from toolkit.summary.tally import Key, Tally

Name = TypeVar("Name")
FindingKind = tuple[str, str]  # severity and rule


class OverlapError(ValueError):
    """The same units are in two parts: their records would be counted twice."""


class Amount(NamedTuple):
    """A figure as numbers that add: a count and 0, or the part and the whole of a ratio."""

    kind: FigureKind
    part: int
    whole: int = 0

    def add(self, other: Amount) -> Amount:
        """Return the amount of both. Raises ValueError for figures of two kinds, which two definitions have."""
        if self.kind != other.kind:
            raise ValueError(f"{self.kind} and {other.kind}")
        return Amount(self.kind, self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> Value:
        """The figure; None is a ratio of nothing."""
        return self.part if self.kind == "count" else compute_ratio(self.part, self.whole, self.kind)


# The amounts of a table by column and row; the rows of subtotals and of the total, (), are among them.
TableAmounts = Mapping[tuple[str, Key], Amount]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The counts of some units.

    `units` are their states by the code that tells them from all others, `records` the rows of every list, `cells` the
    ledger of their files, `findings` how many there are by severity and rule, `figures` and `tables` go by name and
    key. What is not named is zero.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, int] = field(default_factory=dict)
    cells: Ledger = field(default_factory=Ledger)
    findings: Mapping[FindingKind, int] = field(default_factory=dict)
    figures: Mapping[str, Amount] = field(default_factory=dict)
    tables: Mapping[str, TableAmounts] = field(default_factory=dict)

    def place_units(self, place: str) -> Part:
        """Return the same counts, the units of a place named after it: codes of two campaigns may be the same."""
        return replace(self, units={f"{place}/{code}": state for code, state in self.units.items()})

    def find_value(self, table: str, column: str, row: Key) -> Value:
        """Return a figure of a table; 0 where nothing was counted."""
        amount = self.tables.get(table, {}).get((column, row))
        return 0 if amount is None else amount.value


NO_PART = Part()


def combine_parts(one: Part, other: Part) -> Part:
    """Return the counts of both: associative, commutative, and NO_PART changes nothing. Raises OverlapError."""
    both = one.units.keys() & other.units.keys()
    if both:
        raise OverlapError(*sorted(both))
    tables = one.tables.keys() | other.tables.keys()
    return Part(
        units={**one.units, **other.units},
        records=_add_numbers(one.records, other.records),
        cells=one.cells + other.cells,
        findings=_add_numbers(one.findings, other.findings),
        figures=_add_amounts(one.figures, other.figures),
        tables={key: _add_amounts(one.tables.get(key, {}), other.tables.get(key, {})) for key in tables},
    )


def add_parts(parts: Iterable[Part]) -> Part:
    """Return the counts of all parts, one held at a time."""
    return reduce(combine_parts, parts, NO_PART)


def summarize_part(
    summary: Summary,
    states: Mapping[str, str],
    findings: Iterable[FindingKind] = (),
    cells: Ledger | None = None,
) -> Part:
    """Return what a summary counts; `states` are its units' by code, `cells` the ledger of all their files."""
    tally = Tally(summary.frames)
    return Part(
        units=dict(states),
        records={key: rows for key in summary.list_keys if (rows := summary.frames.count_rows(key))},
        cells=cells or Ledger(),
        findings=Counter(findings),
        figures=dict(_measure_figures(summary)),
        tables={table.key: _measure_table(table, tally) for table in summary.tables},
    )


def _measure_figures(summary: Summary) -> Iterable[tuple[str, Amount]]:
    for figure, _ in summary.figures:
        counts = _find_counts(figure)
        if counts and not figure.unused:
            yield figure.name, Amount(figure.kind, *(count.compute_value(summary.frames) for count in counts))


def _measure_table(table: SummaryTable, tally: Tally) -> TableAmounts:
    amounts: dict[tuple[str, Key], Amount] = {}
    for column in table.columns:
        counted = [tally.count_by_labels(count, column.row_fields) for count in _find_counts(column)]
        for key in dict.fromkeys(key for found in counted for key in found):
            amount = Amount(column.kind, *(found.get(key, 0) for found in counted))
            if amount.part or amount.whole:
                amounts[column.name, key] = amount
    return amounts


def _find_counts(figure: NamedFigure | ColumnHead) -> tuple[Count, ...]:
    """Return what a figure counts: one count, or the part and the whole; nothing for what is not counted."""
    return tuple(count for count in (figure.count, figure.part, figure.whole) if count is not None)


def _add_numbers(one: Mapping[Name, int], other: Mapping[Name, int]) -> dict[Name, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


def _add_amounts(one: Mapping[Name, Amount], other: Mapping[Name, Amount]) -> dict[Name, Amount]:
    added = dict(one)
    for key, amount in other.items():
        added[key] = added[key].add(amount) if key in added else amount
    return added
