"""The pairs of people that a list asks for, as a table of their own: a row per pair, computed over the list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.definition import (
    DAY,
    FIRST,
    MET,
    SECOND,
    STATE,
    TIMES,
    TYPE,
    ListType,
    PairsSpec,
    name_pairs,
)
from toolkit.messages import say
from toolkit.summary.fields.base import UNIT_CODE, UNIT_NAME, Field, InputField
from toolkit.summary.fields.date_fields import DayNumber
from toolkit.summary.fields.pair_fields import FirstMeetingDay, MeetingCount, MetField
from toolkit.summary.merged_lists import ORDER, SOURCE
from toolkit.summary.plan_fields import Planner

_WIDTHS = {UNIT_CODE: 8, UNIT_NAME: 30, FIRST: 12, SECOND: 16, TYPE: 22, STATE: 10}


class Pair(NamedTuple):
    """Two people of a unit who should meet; the second may be a group of people outside the team."""

    first: str
    second: str
    type: str


def list_pairs(pairs: PairsSpec, names: Sequence[str]) -> Iterator[Pair]:
    """Yield the pairs of a team, whose head is its first member, then each member with each group."""
    combine = itertools.permutations if pairs.directed else itertools.combinations
    for first, second in combine(names, 2):
        with_head = pairs.head and names[0] in (first, second)
        yield Pair(first, second, pairs.head if with_head else pairs.others)
    for group in pairs.groups:
        yield from (Pair(name, group.label, group.value) for name in names)


def build_pair_fields(campaign: Campaign, states: Mapping[str, str]) -> dict[str, tuple[InputField, ...]]:
    """Return the given fields of the pairs of every list of this campaign that has some, by the pairs' key."""
    return {
        name_pairs(each.key): _build_fields(campaign, each, each.pairs, states)
        for each in campaign.list_types
        if each.pairs is not None
    }


def _build_fields(
    campaign: Campaign, list_type: ListType, pairs: PairsSpec, states: Mapping[str, str]
) -> tuple[InputField, ...]:
    rows = [
        (unit.code, unit.name, *pair, say(f"state.{states[unit.code]}") if unit.code in states else "")
        for unit in campaign.units
        if list_type.key in (unit.lists or campaign.lists)
        for pair in list_pairs(pairs, tuple(dict.fromkeys(each.name for each in campaign.find_members(unit.code))))
    ]
    frame = pd.DataFrame(rows, columns=list(_WIDTHS), dtype=object)
    labels = {key: say(key if key in SOURCE else f"pairs.{key}") for key in _WIDTHS}
    if pairs.directed:
        labels |= {
            FIRST: list_type.find_column(pairs.from_column).label,
            SECOND: list_type.find_column(pairs.to_column).label,
        }
    key = name_pairs(list_type.key)

    def build_field(name: str, column: pd.Series[Any], heading: str, width: float, **more: Any) -> InputField:
        return InputField(list_key=key, key=name, heading=heading, column=column, width=width, **more)

    order = pd.Series(range(1, len(frame) + 1), index=frame.index)
    orders = {TYPE: {"order": pairs.types}}
    fields = [
        build_field(name, frame[name], labels[name], width, **orders.get(name, {})) for name, width in _WIDTHS.items()
    ]
    return (*fields, build_field(ORDER, order, say("merged.order"), 7, style="plain_number"))


def plan_pairs(planner: Planner, list_type: ListType, pairs: PairsSpec) -> None:
    """Plan the computed fields of a list's pairs: how often the two met, the first day, and whether they did."""
    key = name_pairs(list_type.key)
    common: dict[str, Any] = {
        "list_key": key,
        "records": list_type.key,
        "one": pairs.from_column,
        "other": pairs.to_column,
        "directed": pairs.directed,
        "groups": tuple(group.value for group in pairs.groups),
        "group": planner.plan_field(list_type.key, pairs.group_column).key if pairs.groups else "",
    }
    times = MeetingCount(**common, key=TIMES, heading=say("pairs.times"), style="plain_number", width=8)
    met = MetField(
        list_key=key,
        key=MET,
        heading=say("pairs.met"),
        style="centre",
        order=(pairs.met, pairs.missing),
        met=pairs.met,
        missing=pairs.missing,
    )
    fields: list[Field] = [times, _plan_day(planner, list_type, pairs, common), met]
    planner.fields[key].update({field.key: field for field in fields})


def _plan_day(planner: Planner, list_type: ListType, pairs: PairsSpec, common: Mapping[str, Any]) -> Field:
    """Return the field of the first day; blank in every row where the list has no day."""
    heading, style = say("pairs.day"), "date"
    if not pairs.day:
        order = planner.fields[common["list_key"]][ORDER]
        assert isinstance(order, InputField)
        nothing = pd.Series([None] * len(order.column), dtype=object)
        return InputField(
            list_key=common["list_key"], key=DAY, heading=heading, column=nothing, style=style, aside=True
        )
    field = planner.plan_field(list_type.key, pairs.day)
    days = DayNumber(
        list_key=list_type.key,
        key=f"number.{field.key}",
        heading=say("merged.number", label=field.heading),
        of=field.key,
    )
    planner.fields[list_type.key].setdefault(days.key, days)
    return FirstMeetingDay(**common, key=DAY, heading=heading, days=days.key, style=style)
