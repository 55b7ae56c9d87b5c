"""A record whose followed records are all closed is closed itself: a problem with all its measures, for one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.definition import Definition, ListType
from toolkit.followup.fills import find_parent_list
from toolkit.followup.item import Item, ItemKey


def derive_parents(
    definition: Definition, list_types: Sequence[ListType], items: Mapping[ItemKey, Item]
) -> dict[ItemKey, Item]:
    """Return all items, those that followed records lead to with the state, day and reviewer of these.

    A list that is followed itself has states of its own. Nobody closed what was only withdrawn.
    """
    children: dict[ItemKey, list[Item]] = defaultdict(list)
    derived = set()
    for list_type in list_types:
        parent = find_parent_list(definition, list_type)
        if not parent or definition.find_list_type(parent).followup:
            continue
        derived.add(parent)
        column = list_type.followup.parent if list_type.followup else ""
        for item in items.values():
            if item.key.list_key == list_type.key and column in item.texts:
                children[ItemKey(unit=item.key.unit, list_key=parent, number=item.texts[column])].append(item)
    return {
        key: _derive(item, children[key]) if key.list_key in derived and item.state != "withdrawn" else item
        for key, item in items.items()
    }


def _derive(item: Item, children: Sequence[Item]) -> Item:
    closed = [child for child in children if child.state == "closed"]
    if not closed or not all(child.is_closed for child in children):
        cycle = _find_cycle(children)
        if (item.state, item.closed_on, item.closed_by, item.closed_round, item.cycle) == (None, None, "", 0, cycle):
            return item
        return replace(item, state=None, closed_on=None, closed_by="", closed_round=0, cycle=cycle)
    last = max(closed, key=lambda child: (child.closed_on or dt.date.min, child.key))
    return replace(
        item,
        state="closed",
        closed_on=last.closed_on,
        closed_by=last.closed_by,
        closed_round=max(child.closed_round for child in closed),
        cycle=_find_cycle(children),
    )


def _find_cycle(children: Sequence[Item]) -> int:
    return max((child.cycle for child in children), default=1)
