"""Count records by the values of columns: a batch and a definition's table come in, counts go out.

Every record is counted exactly once in every table, so that every table of a list has the same total.
A value that a table cannot place counts as unclear.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.batch import Batch
from toolkit.definition import Definition, ListType, TableSpec
from toolkit.messages import say
from toolkit.summary.rollup import roll_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts: the index has one level per row path, the columns are values; totals are not included.

    Values stand in the order of their choice list, unclear last; rows that count nothing stay, so
    that a zero is seen as a zero.
    """

    spec: TableSpec
    list_type: ListType
    counts: pd.DataFrame
    row_labels: tuple[str, ...]

    @property
    def total(self) -> int:
        """All records of the table."""
        return int(self.counts.to_numpy().sum())


def tabulate(batch: Batch, list_type: ListType, spec: TableSpec, units: dict[str, str]) -> Table:
    """Count one table. `units` names the units that the table must list, by code, in order."""
    dimensions = {path: dimension(batch, list_type, path, units) for path in (*spec.rows, spec.columns)}
    frame = pd.DataFrame({path: values for path, (values, _) in dimensions.items()})
    counts = frame.groupby([*spec.rows, spec.columns]).size() if len(frame) else pd.Series(dtype=int)
    columns = _shown(dimensions[spec.columns], always=True)
    every = _product([_shown(dimensions[path], always=False) for path in spec.rows])
    counted = {row: [int(counts.get((*row, column), 0)) for column in columns] for row in every}
    unclear = say("summary.unclear")
    rows = [row for row in every if unclear not in row or any(counted[row])]
    values = [counted[row] for row in rows]
    names = [path_label(batch.definition, list_type, path) for path in spec.rows]
    index = pd.MultiIndex.from_tuples(rows, names=names)
    return Table(
        spec=spec,
        list_type=list_type,
        counts=pd.DataFrame(values, index=index, columns=columns, dtype=int),
        row_labels=tuple(names),
    )


def dimension(batch: Batch, list_type: ListType, path: str, units: dict[str, str]) -> tuple[pd.Series[Any], list[str]]:
    """Return each record's value at a path in words, and the values in order; unclear where there is none.

    Of several values in one cell the first, which the template asks to be the main one, counts.
    """
    unclear = say("summary.unclear")
    view = batch.view(list_type.key)
    if path == "@unit":
        return view.units().map(units).fillna(unclear), list(units.values())
    rollup = next((one for one in list_type.rollups if one.key == path), None)
    if rollup is not None:
        values, order = roll_up(batch, list_type, rollup), _rollup_order(batch.definition, rollup.of)
    else:
        located = batch.definition.locate(list_type.key, path)
        values, order = view.cells(path).values, _order(batch.definition, located.column.choices)
    first = values.map(lambda value: value[0] if isinstance(value, tuple) and value else value)
    words = first.astype(object).where(first.notna(), unclear)
    if order:
        words = words.where(words.isin(order), unclear)
    else:
        order = sorted(str(value) for value in set(words) - {unclear})
        words = words.astype(str)
    return words, order


def _order(definition: Definition, choices: str | None) -> list[str]:
    return list(definition.choice_list(choices).values) if choices in definition.choice_lists else []


def _rollup_order(definition: Definition, of: str) -> list[str]:
    list_key, _, path = of.partition(".")
    return _order(definition, definition.locate(list_key, path).column.choices)


def path_label(definition: Definition, list_type: ListType, path: str) -> str:
    """Return the heading of a path: a column's, a roll-up's, or the word for unit."""
    if path == "@unit":
        return say("summary.unit")
    rollup = next((one for one in list_type.rollups if one.key == path), None)
    return rollup.label if rollup else definition.locate(list_type.key, path).column.label


def _shown(values: tuple[pd.Series[Any], list[str]], *, always: bool) -> list[str]:
    unclear = say("summary.unclear")
    found, order = values
    return [*order, unclear] if always or found.eq(unclear).any() else list(order)


def _product(levels: Iterable[list[str]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [()]
    for level in levels:
        rows = [(*row, value) for row in rows for value in level]
    return rows
