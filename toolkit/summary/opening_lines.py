"""Whether this round opens as the last one closed: what was frozen then, beside what the merged lists say of it now."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.definition import LAST, Column, ListType
from toolkit.followup import Closing, Item
from toolkit.messages import say
from toolkit.rules import Condition
from toolkit.summary.counts import Count, Label
from toolkit.summary.fields.base import Dimension
from toolkit.summary.tabulate import Tabulator

_OPENED = f"{LAST}opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """One comparison: what is counted, the number at the end of the last round, and the count over the merged list."""

    list_key: str
    what: str
    frozen: int
    count: Count


def plan_opening(tabulator: Tabulator, opening: Closing) -> tuple[OpeningLine, ...]:
    """Return the comparisons for every list whose office's columns say how its records stood a round ago."""
    if not tabulator.has_last:
        return ()
    lines: list[OpeningLine] = []
    for list_type in tabulator.planner.definition.list_types:
        if tabulator.planner.has_list(list_type.key):
            items = [item for item in opening.items if item.key.list_key == list_type.key]
            with contextlib.suppress(KeyError):
                lines += _plan_list(tabulator, list_type, items)
    return tuple(lines)


def _plan_list(tabulator: Tabulator, list_type: ListType, items: Sequence[Item]) -> Iterator[OpeningLine]:
    """Yield the number of a list's records, and their numbers by each value that the office recalls."""
    for column in sorted(list_type.columns, key=lambda column: column.fill != _OPENED):
        if column.fill == _OPENED:
            count = tabulator.build_count(list_type.key, {column.key: Condition(min=1)})
            yield OpeningLine(list_key=list_type.key, what=say("opening.items"), frozen=len(items), count=count)
        elif column.fill.startswith(LAST):
            yield from _plan_values(tabulator, list_type, column, items)


def _plan_values(
    tabulator: Tabulator, list_type: ListType, column: Column, items: Sequence[Item]
) -> Iterator[OpeningLine]:
    field = tabulator.planner.plan_field(list_type.key, column.key)
    if not isinstance(field, Dimension) or field.choices is None:
        return
    base, name = tabulator.build_count(list_type.key), column.fill.removeprefix(LAST)
    values = Counter(str(item.fields.get(name)) for item in items)
    for value in field.order or ():
        if values[value]:
            yield OpeningLine(
                list_key=list_type.key,
                what=say("opening.value", column=column.label, value=value),
                frozen=values[value],
                count=base.add_labels(Label(field=field.key, value=value)),
            )
