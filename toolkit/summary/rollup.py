"""Compute a row's value from the rows of another list that refer to it: a batch comes in, one column goes out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.batch import Batch
from toolkit.definition import ListType, Rollup


def roll_up(batch: Batch, list_type: ListType, rollup: Rollup) -> pd.Series[Any]:
    """Return one value per row of the list; NA where nothing refers to the row or one value is not to be told."""
    number = list_type.number
    table = batch.tables[list_type.key]
    referring = _referring(batch, rollup)
    if number is None or referring.empty or table.origin.empty:
        return pd.Series(pd.NA, index=table.origin.index, dtype=object)
    rolled = referring.groupby(["unit", "number"])["value"].agg(lambda values: _rolled(values, rollup))
    keys = pd.MultiIndex.from_arrays([table.origin["unit"], table.typed[number.key]])
    return pd.Series(rolled.reindex(keys).to_numpy(dtype=object), index=table.origin.index, dtype=object)


def _referring(batch: Batch, rollup: Rollup) -> pd.DataFrame:
    list_key, _, path = rollup.of.partition(".")
    other = batch.view(list_key)
    values = other.cells(path).values.astype(object)
    column = batch.definition.locate(list_key, path).column
    if column.kind == "choice" and column.choices in batch.definition.choice_lists:
        offered = batch.definition.choice_list(column.choices or "").values
        values = values.where(values.isin(offered), None)
    numbers = other.cells(rollup.by.partition(".")[2]).values
    frame = pd.DataFrame({"unit": other.units(), "number": numbers, "value": values})
    return frame[frame["number"].notna()]


def _rolled(values: pd.Series[Any], rollup: Rollup) -> Any:
    # One value that is not to be told leaves the whole untold: a problem with one measure for good
    # (长期坚持) has no last day.
    if values.isna().any():
        return None
    if rollup.take is not None:
        return max(values) if rollup.take == "latest" else min(values)
    for step in rollup.steps:
        if step.all is not None and values.isin(step.all).all():
            return step.value
        if step.any is not None and values.isin(step.any).any():
            return step.value
    return rollup.otherwise
