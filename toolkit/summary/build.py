"""Sum up a round: plan every field that is asked for, then count the tables, listings and named figures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.definition import (
    MEMBERS,
    UNITS,
    Countable,
    Scope,
    TableSpec,
    split_path,
)
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.records import Batch
from toolkit.summary.frames import MergedFrames
from toolkit.summary.listing import Listing, fill_listing, plan_listing
from toolkit.summary.merged_lists import build_list_fields, build_roster_fields
from toolkit.summary.opening_lines import OpeningLine, plan_opening
from toolkit.summary.pairs import build_pair_fields, plan_pairs
from toolkit.summary.plan_fields import Planner
from toolkit.summary.quantities import NamedFigure, plan_quantities
from toolkit.summary.roster import SummaryRoster
from toolkit.summary.tables import ColumnHead, SummaryTable, Value
from toolkit.summary.tabulate import Tabulator
from toolkit.summary.tracking import Rounds, TrackingTable, build_rounds, build_tracking_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All figures of a round: tables and listings in the definition's order, named figures with their values.

    `opening` is how the last round ended.
    """

    campaign: Campaign
    opening: Closing
    roster: SummaryRoster
    planner: Planner
    frames: MergedFrames
    tables: tuple[SummaryTable, ...]
    listings: tuple[Listing, ...]
    figures: tuple[tuple[NamedFigure, Value], ...]
    tracking: tuple[TrackingTable, ...] = ()
    # What the last round closed with, beside what the merged lists say of it.
    opening_lines: tuple[OpeningLine, ...] = ()

    @property
    def front(self) -> SummaryTable | None:
        """The table of the first page, over all units: the one with `front` in the definition, else the first."""
        every = [table for table in self.tables if table.scope == "all"]
        return next((table for table in every if table.spec.front), every[0] if every else None)

    def find_table(self, key: str) -> SummaryTable | None:
        """Return a table by its key, None where this campaign has no such table."""
        return next((table for table in self.tables if table.key == key), None)

    @property
    def spared_unit(self) -> str:
        """The unit that papers for all units neither name nor count where they name units; empty where none."""
        return self.roster.lead if self.planner.definition.summary.spare_lead else ""

    @property
    def has_last(self) -> bool:
        """Whether there was a round before this one."""
        return self.opening.round > 0

    @property
    def rounds(self) -> Rounds | None:
        """Some figures of all rounds; None where the definition or the campaign has none."""
        used = {figure.name: (figure, value) for figure, value in self.figures if not figure.unused}
        return build_rounds(self.campaign, self.opening, used)

    @property
    def values(self) -> dict[str, Value]:
        """The named figures' values by name."""
        return {figure.name: value for figure, value in self.figures}

    @property
    def list_keys(self) -> tuple[str, ...]:
        """The lists that were merged, without units, members and pairs."""
        return tuple(key for key in self.planner.fields if not key.startswith("@"))

    @property
    def lists(self) -> dict[str, pd.DataFrame]:
        """The merged lists with all their fields, by key."""
        return {key: self.frames.build_frame(key) for key in self.list_keys}


def sum_up(
    campaign: Campaign,
    batch: Batch,
    findings: pd.DataFrame,
    states: Mapping[str, str],
    opening: Closing = NOTHING_BEFORE,
) -> Summary:
    """Compute every figure; `states` maps unit codes to the units' states, `opening` is how the last round ended."""
    names = {unit.code: unit.name for unit in campaign.units}
    fields = {list_type.key: build_list_fields(batch, list_type, findings, names) for list_type in campaign.list_types}
    fields[UNITS], fields[MEMBERS] = build_roster_fields(campaign, states, _collect_nil_lists(batch))
    fields |= build_pair_fields(campaign, states)
    planner = Planner(campaign.definition, fields)
    for list_type in campaign.list_types:
        if list_type.pairs is not None:
            plan_pairs(planner, list_type, list_type.pairs)
    roster = SummaryRoster.from_campaign(campaign, states)
    tabulator = Tabulator(planner, roster, has_last=opening.round > 0)
    for key, countable in _find_countables(planner):
        for computed in (*countable.rollups, *countable.derived):
            with contextlib.suppress(KeyError):
                planner.plan_field(key, computed.key)
    _plan_series(planner)
    tables = list(_plan_tables(tabulator))
    listings = list(_plan_listings(tabulator))
    figures = plan_quantities(tabulator, opening.figures)
    tracking = build_tracking_tables(tabulator, {figure.name: figure for figure in figures})
    opening_lines = plan_opening(tabulator, opening)
    frames = MergedFrames(planner.fields, today=batch.days.today, meeting=batch.days.meeting)
    return Summary(
        campaign=campaign,
        opening=opening,
        roster=roster,
        planner=planner,
        frames=frames,
        tables=tuple(tabulator.build_table(key, spec, scope, columns, frames) for key, spec, scope, columns in tables),
        listings=tuple(fill_listing(listing, tabulator, frames) for listing in listings),
        figures=tuple((figure, figure.compute_value(frames)) for figure in figures),
        tracking=tracking,
        opening_lines=opening_lines,
    )


def _plan_tables(tabulator: Tabulator) -> Iterator[tuple[str, TableSpec, Scope, tuple[ColumnHead, ...]]]:
    """Yield the tables with their planned columns; one that needs a list which this campaign lacks is left out."""
    for key, countable in _find_countables(tabulator.planner):
        for spec, scope in [(declared, scope) for declared in countable.tables for scope in declared.scopes]:
            if scope == "all" or tabulator.roster.lead:
                with contextlib.suppress(KeyError):
                    yield key, spec, scope, tabulator.plan_columns(key, spec, scope)


def _plan_listings(tabulator: Tabulator) -> Iterator[Listing]:
    for key, countable in _find_countables(tabulator.planner):
        for spec in countable.listings:
            with contextlib.suppress(KeyError):
                yield plan_listing(tabulator, key, spec)


def _collect_nil_lists(batch: Batch) -> dict[str, frozenset[str]]:
    """Return the lists in which units declared that they have nothing to report, by the unit's code."""
    nil: dict[str, frozenset[str]] = {}
    for file in batch.files:
        nil[file.unit] = nil.get(file.unit, frozenset()) | (file.content.nil & file.counted)
    return nil


def _plan_series(planner: Planner) -> None:
    """Plan the fields by which lists of the bulletin find the records within a row."""
    for inner in filter(None, (series.inside for series in planner.definition.summary.series)):
        for path in inner.match:
            with contextlib.suppress(KeyError):  # a list that this campaign does not use
                planner.plan_field(split_path(inner.listing)[0], path)


def _find_countables(planner: Planner) -> list[tuple[str, Countable]]:
    return [(key, planner.definition.find_countable(key)) for key in planner.fields]
