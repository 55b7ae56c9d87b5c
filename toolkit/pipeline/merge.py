"""Merge a round: what came back comes in, 三类清单汇总.xlsx goes out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit.batch import Batch, build_batch
from toolkit.messages import say
from toolkit.pipeline.collect import Collected, units_in
from toolkit.pipeline.files import write_files
from toolkit.summary import FAULTS, SummaryInput, Table, build_summary, merged_list, reconciliation, tabulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The figures of a round: tables in definition order, merged lists by key, the reconciliation."""

    collected: Collected
    tables: tuple[Table, ...]
    lead_tables: dict[str, Table]
    lists: dict[str, pd.DataFrame]
    reconciliation: pd.DataFrame

    @property
    def front(self) -> Table | None:
        """The cross table of subject, class and progress, or whatever the definition puts in front."""
        return next((table for table in self.tables if table.spec.front), None)


def merge(collected: Collected) -> Merged:
    """Compute every table and merged list; nothing is written."""
    campaign, findings = collected.workspace.campaign, collected.findings
    names = collected.unit_names
    lists = {one.key: merged_list(collected.batch, one, findings, names) for one in campaign.list_types}
    return Merged(
        collected=collected,
        tables=_tables(collected.batch, collected, names),
        lead_tables=_lead_tables(collected),
        lists=lists,
        reconciliation=reconciliation(collected.batch, names),
    )


def _tables(batch: Batch, collected: Collected, names: dict[str, str]) -> tuple[Table, ...]:
    list_types = collected.workspace.campaign.list_types
    return tuple(tabulate(batch, one, spec, names) for one in list_types for spec in one.tables)


def _lead_tables(collected: Collected) -> dict[str, Table]:
    """Return the front-page tables of the lead unit alone."""
    lead = collected.workspace.campaign.lead_unit
    if not lead:
        return {}
    batch = collected.batch
    own = [file for file in batch.files if file.unit == lead]
    alone = build_batch(batch.definition, own, batch.roster, batch.days)
    tables = _tables(alone, collected, {lead: collected.unit_names[lead]})
    return {table.spec.key: table for table in tables if table.spec.front}


def write_merge(merged: Merged) -> Path:
    """Write the summary workbook; return its path."""
    collected = merged.collected
    states = list(collected.unit_states.values())
    figures = [
        (say("figure.units"), len(states)),
        (say("figure.returned"), states.count("accepted") + states.count("faulty")),
        (say("figure.nil"), states.count("nil")),
        *(
            (collected.workspace.campaign.definition.list_type(key).label, len(frame))
            for key, frame in merged.lists.items()
        ),
        (say("figure.faults"), sum(int(frame[FAULTS].gt(0).sum()) for frame in merged.lists.values())),
    ]
    summary = SummaryInput(
        campaign=collected.workspace.campaign,
        as_of=collected.batch.days.today.isoformat(),
        coverage=_coverage(collected),
        figures=tuple(figures),
        tables=merged.tables,
        lead_tables=merged.lead_tables,
        merged=merged.lists,
        reconciliation=merged.reconciliation,
        missing=frozenset(_missing(collected)),
    )
    path = collected.workspace.places.summary
    write_files({path: build_summary(summary)})
    return path


def _coverage(collected: Collected) -> str:
    missing, line = _missing(collected), collected.coverage()
    return line + (say("summary.missing", units=say("list.separator").join(missing)) if missing else "")


def _missing(collected: Collected) -> list[str]:
    return [collected.unit_names[code] for code in units_in(collected, "missing")]
