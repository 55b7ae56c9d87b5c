"""What the merged lists say of every item, for the end of a round: the next round compares with it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.definition import ListType
from toolkit.followup import ItemKey
from toolkit.summary.build import Summary
from toolkit.summary.fields.base import UNIT_CODE

FieldValue = str | int | float | None
# Roll-ups and derived columns go by their own keys, which no other column of the list has.
_WORKED = ("rollup.", "derived.")


def collect_item_fields(summary: Summary) -> dict[ItemKey, dict[str, FieldValue]]:
    """Return every field of every numbered record by the key that the definition knows it by; days as ISO texts.

    Where a unit used a number twice, the first record has it. None stands for a blank cell.
    """
    found: dict[ItemKey, dict[str, FieldValue]] = {}
    for list_type in summary.campaign.list_types:
        if list_type.number is None or list_type.key not in summary.planner.fields:
            continue
        columns = _select_columns(summary, list_type)
        units = summary.frames.compute_column(list_type.key, UNIT_CODE)
        numbers = summary.frames.compute_column(list_type.key, list_type.number.key)
        for record, (unit, number) in enumerate(zip(units, numbers, strict=True)):
            key = ItemKey(unit=str(unit), list_key=list_type.key, number=str(number or ""))
            if key.number and key not in found:
                found[key] = {name: values[record] for name, values in columns.items()}
    return found


def _select_columns(summary: Summary, list_type: ListType) -> dict[str, list[FieldValue]]:
    columns: dict[str, list[FieldValue]] = {}
    own = {column.key for column in list_type.columns}
    for key in summary.planner.fields[list_type.key]:
        name = next((key.removeprefix(prefix) for prefix in _WORKED if key.startswith(prefix)), key)
        if name != key or key.partition(".")[0] in own:
            values = summary.frames.compute_column(list_type.key, key).astype(object)
            columns[name] = [_simplify(value) for value in values]
    return columns


def _simplify(value: Any) -> FieldValue:
    if pd.isna(value) or value == "":
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value if isinstance(value, str | float) else int(value)
