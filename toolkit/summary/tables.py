"""The tables of the summary: row heads, column heads, and the figures counted for them.

Every record is counted exactly once in every table, so that every table of a list has the same total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit.definition import FigureKind, TableSpec
from toolkit.messages import say
from toolkit.summary.counts import Count, Label
from toolkit.summary.tally import Key, Tally

Value = int | float | None  # None is a ratio of nothing, or unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHead:
    """The head of a row: its labels, and whether it is a row of records, a subtotal or the total."""

    key: Key
    kind: str = "row"  # or subtotal, total
    # The unit's state in words, for tables by unit; missing units show no figures.
    state: str = ""
    missing: bool = False
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHead:
    """The head of a column of figures: its headings from the top, and what it counts, or of which counts it is a ratio.

    `row_fields` are the fields of the counted list that hold the labels of the row. `part` and `whole` of a
    ratio are counts themselves. A column with `change` is the difference of two others: their names, now and last.
    """

    name: str
    labels: tuple[str, ...]
    count: Count | None
    row_fields: tuple[str, ...]
    part: Count | None = None
    whole: Count | None = None
    kind: FigureKind = "count"
    change: tuple[str, str] | None = None
    # The values that the record has in the declared columns, empty for totals and further figures.
    key: Key = ()
    cross: bool = False

    @property
    def counts(self) -> tuple[Count, ...]:
        """What the column counts: a single count, or the part and the whole of a ratio; nothing for a difference."""
        return tuple(count for count in (self.count, self.part, self.whole) if count is not None)

    @property
    def is_share(self) -> bool:
        """Tell whether the figures are shares, which are shown in percent."""
        return self.kind == "rate"

    @property
    def style(self) -> str:
        """The name of the style that shows the figures."""
        return choose_figure_style(self.kind, change=self.change is not None)

    def build_labels(self, row: Key, addresses: Sequence[str] = ()) -> tuple[Label, ...]:
        """Return the labels that a record of a row has; `addresses` are the cells of the row's labels."""
        texts = [*addresses, *[""] * (len(row) - len(addresses))]
        return tuple(
            Label(field=field, value=value, address=text)
            for field, value, text in zip(self.row_fields, row, texts, strict=False)
        )


@dataclass(frozen=True, kw_only=True)
class SummaryTable:
    """A table with its figures: subtotals stand behind their rows, the total last."""

    spec: TableSpec
    list_key: str
    scope: str
    title: str
    row_labels: tuple[str, ...]
    rows: tuple[RowHead, ...]
    columns: tuple[ColumnHead, ...]
    values: tuple[tuple[Value, ...], ...]
    by_unit: bool
    # Headings of the row fields that may hold several values, of which the first counts.
    several: tuple[str, ...] = ()
    # What the definition says of the table's figures.
    notes: tuple[str, ...] = ()
    # Short names of row labels, where their choices have some.
    short: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The table's name among all tables."""
        return f"{self.list_key}.{self.spec.key}.{self.scope}"

    @cached_property
    def count_column(self) -> int:
        """The index of the column that counts all records of a row."""
        return next(index for index, column in enumerate(self.columns) if column.name == "count")

    def find_column_index(self, name: str) -> int | None:
        """Return the index of a figure's column by its name, with or without the key of the table's own list."""
        return find_column_index(self.columns, name.removeprefix(f"{self.list_key}."))

    @property
    def rank_position(self) -> int | None:
        """The index of the share by which rows are graded."""
        return self.find_column_index(self.spec.rank) if self.spec.rank else None

    @property
    def total(self) -> int:
        """All records of the table."""
        return int(self.values[-1][self.count_column] or 0)

    @property
    def counts(self) -> pd.DataFrame:
        """The cross columns alone, for programs: a row per row key, a column per value of the declared columns."""
        cross = [(index, column) for index, column in enumerate(self.columns) if column.cross]
        rows = [(row.key, values) for row, values in zip(self.rows, self.values, strict=True) if row.kind == "row"]
        row_index = pd.MultiIndex.from_tuples([key for key, _ in rows], names=self.row_labels) if rows else None
        names: Any = [column.key[0] if len(column.key) == 1 else column.key for _, column in cross]
        return pd.DataFrame(
            [[values[index] for index, _ in cross] for _, values in rows], index=row_index, columns=names
        )


def find_column_index(columns: Sequence[ColumnHead], name: str) -> int | None:
    """Return the index of a column by its name, None without one."""
    return next((index for index, column in enumerate(columns) if column.name == name), None)


def compute_figures(columns: Sequence[ColumnHead], rows: Sequence[RowHead], tally: Tally) -> list[tuple[Value, ...]]:
    """Return every figure, row by row."""
    by_column: list[list[Value]] = []
    by_name: dict[str, list[Value]] = {}
    for column in columns:
        if column.change is not None:
            pairs = zip(*(by_name[name] for name in column.change), strict=True)
            by_column.append([compute_change(now, last, column.kind) for now, last in pairs])
        else:
            by_column.append(_compute_column(column, rows, tally))
        by_name[column.name] = by_column[-1]
    return [tuple(values) for values in zip(*by_column, strict=True)]


def _compute_column(column: ColumnHead, rows: Sequence[RowHead], tally: Tally) -> list[Value]:
    if column.count is not None:
        found = tally.count_by_labels(column.count, column.row_fields)
        return [found.get(row.key, 0) for row in rows]
    assert column.part is not None and column.whole is not None
    part, whole = (tally.count_by_labels(count, column.row_fields) for count in (column.part, column.whole))
    return [compute_ratio(part.get(row.key, 0), whole.get(row.key, 0), column.kind) for row in rows]


def compute_change(now: Value, last: Value, kind: FigureKind = "count") -> Value:
    """Return how much a figure grew; None where either value is unknown."""
    if now is None or last is None:
        return None
    return round(now - last, 1) if kind == "average" else now - last


def choose_figure_style(kind: FigureKind, *, change: bool = False) -> str:
    """Return the name of the style for a kind of figure, or for its change."""
    style = {"count": "number", "rate": "rate", "average": "average"}[kind]
    return f"change_{style}" if change else style


def compute_ratio(part: int, whole: int, kind: FigureKind = "rate") -> float | None:
    """Return a share, or an average rounded half up to one decimal; None where the whole is 0."""
    if not whole:
        return None
    return (20 * part + whole) // (2 * whole) / 10 if kind == "average" else part / whole


def build_ratio_formula(part: str, whole: str, kind: FigureKind = "rate") -> str:
    """Return the same as a formula over two formulas or addresses."""
    ratio = f"ROUND({part}/{whole},1)" if kind == "average" else f"{part}/{whole}"
    return f'IF({whole}=0,"{say("summary.none")}",{ratio})'


def build_change_formula(now: str, last: str, kind: FigureKind = "count") -> str:
    """Return the change between two cells as a formula; a dash where one of them has no number."""
    change = f"ROUND({now}-{last},1)" if kind == "average" else f"{now}-{last}"
    return f'IF(AND(ISNUMBER({now}),ISNUMBER({last})),{change},"{say("summary.none")}")'
