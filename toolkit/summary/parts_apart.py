"""Sum up a round unit by unit in other processes, or on a cluster, and add what they counted.

Each call gets the records of some units and answers with their counts, as plain data. The caller holds one answer and
the sum; where the groups come from an iterator, it need not hold the records of all units either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.execution import Shared, run_batches, share
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.records import Batch, ListTable, add_ledgers
from toolkit.summary.build import sum_up
from toolkit.summary.part_data import PlainPart, pack_part, unpack_part
from toolkit.summary.parts import Part, add_parts, summarize_part

# What workers import before their limits hold.
PART_MODULES = ("toolkit.summary.parts_apart",)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGroup:
    """What some units returned: their records, the findings on them (a frame), and the units' states by code."""

    batch: Batch
    findings: pd.DataFrame
    states: Mapping[str, str]


def split_units(
    batch: Batch, findings: pd.DataFrame, states: Mapping[str, str], units_a_group: int
) -> Iterator[UnitGroup]:
    """Yield a round in groups of so many units, in their order."""
    codes = list(states)
    for first in range(0, len(codes), units_a_group):
        group = codes[first : first + units_a_group]
        yield UnitGroup(
            batch=_select_batch(batch, frozenset(group)),
            findings=findings[findings["unit"].isin(group)],
            states={code: states[code] for code in group},
        )


def sum_up_in_parts(
    campaign: Campaign, groups: Iterable[UnitGroup], executor: Executor, opening: Closing = NOTHING_BEFORE
) -> Part:
    """Return the counts of all groups; a group whose worker is lost is summed up again."""
    shared = share((campaign, opening))
    answers = run_batches(executor, partial(_answer_group, shared), groups, weigh=lambda _: 1, most_bytes=1)
    return add_parts(unpack_part(_require(answer)) for answer in answers)


def _require(answer: PlainPart | Exception) -> PlainPart:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer_group(shared: Shared, group: UnitGroup) -> PlainPart:
    """Return the counts of some units as plain data: what a worker does."""
    campaign, opening = shared.load()
    return pack_part(summarize_group(campaign, group, opening))


def summarize_group(campaign: Campaign, group: UnitGroup, opening: Closing = NOTHING_BEFORE) -> Part:
    """Return the counts of some of a campaign's units."""
    own = select_units(campaign, group.states)
    summary = sum_up(own, group.batch, group.findings, group.states, opening)
    kinds = zip(group.findings["severity"], group.findings["rule"], strict=True)
    return summarize_part(summary, group.states, kinds, add_ledgers(file.ledger for file in group.batch.files))


def select_units(campaign: Campaign, codes: Iterable[str]) -> Campaign:
    """Return the campaign as if it had these units alone."""
    chosen = frozenset(codes)
    return replace(
        campaign,
        units=tuple(unit for unit in campaign.units if unit.code in chosen),
        members=tuple(member for member in campaign.members if member.unit in chosen),
    )


def _select_batch(batch: Batch, codes: frozenset[str]) -> Batch:
    return replace(
        batch,
        files=tuple(file for file in batch.files if file.unit in codes),
        carried=tuple(file for file in batch.carried if file.unit in codes),
        tables={key: _select_table(table, codes) for key, table in batch.tables.items()},
    )


def _select_table(table: ListTable, codes: frozenset[str]) -> ListTable:
    kept = table.origin["unit"].isin(codes)
    rows = [row for row, keep in enumerate(kept) if keep]
    places: Sequence[int] = sorted(set(table.origin["section"][kept]))
    order = {place: new for new, place in enumerate(places)}
    frames = {
        name: getattr(table, name)[kept].reset_index(drop=True) for name in ("written", "typed", "unknown", "origin")
    }
    frames["origin"] = frames["origin"].assign(section=frames["origin"]["section"].map(order).astype(int))
    return ListTable(
        **frames,
        sections=tuple(table.sections[place] for place in places),
        quiet=frozenset(new for new, row in enumerate(rows) if row in table.quiet),
    )
