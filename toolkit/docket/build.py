"""What a docket is made of: what its workbooks share, and what the one of all units and that of each unit show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.campaign import Campaign, Unit
from toolkit.docket.entries import nest_records
from toolkit.docket.heights import measure_together
from toolkit.docket.page import DocketColumn, DocketPage
from toolkit.docket.pages import plan_pages
from toolkit.docket.paper import PageLook
from toolkit.docket.record import Record
from toolkit.docket.records import ListRecords, RecordReader
from toolkit.docket.unit_docket import DocketPlan, UnitShare
from toolkit.docket.whole_docket import RETURNED, WholeShare
from toolkit.docket.widths import balance_columns, fit_columns
from toolkit.messages import say

_SOME = 80  # records by which the widths of columns are chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketInput:
    """What the docket prints: every list's records (see `collect_paths`), the units' states, the day it is as of."""

    campaign: Campaign
    records: Mapping[str, ListRecords]
    states: Mapping[str, str]
    day: dt.date


@dataclass(slots=True)
class DocketBuilder:
    """Works out what the workbooks share (`plan`), and what each has to show: plain data, to be written anywhere.

    The same input gives the same bytes. Where no list is printed the plan has no looks, and there is no workbook.
    """

    given: DocketInput
    plan: DocketPlan = field(init=False)
    _records: dict[str, dict[str, list[Record]]] = field(default_factory=dict)
    _asked: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        campaign = self.given.campaign
        reader = RecordReader(campaign, self.given.records)
        pages = [self._select_shown(page, reader) for page in plan_pages(campaign)]
        self._records = {
            tier.list_key: reader.read_list(page, position)
            for page in pages
            for position, tier in enumerate(page.tiers)
            if not tier.groups
        }
        self.plan = DocketPlan(
            looks=tuple(map(self._choose_look, pages)),
            signatures=campaign.definition.docket.signatures,
            issued=campaign.issue_date,
            stands=say("docket.stands", round=campaign.round.title, day=say_day(self.given.day)),
        )

    def collect_shares(self) -> dict[str, UnitShare]:
        """Return what there is of each unit that returned, by code: for `build_unit_docket`."""
        states, units = self.given.states, self.given.campaign.units
        return {unit.code: self._collect_share(unit) for unit in units if states.get(unit.code) in RETURNED}

    def _choose_look(self, page: DocketPage) -> PageLook:
        return PageLook(
            page=page,
            meeting=self.given.campaign.title,
            widths=self._choose_widths(page),
            closed=self._find_closed_words(page),
        )

    def _choose_widths(self, page: DocketPage) -> list[float]:
        texts = [self._list_texts(column, at) for at, column in enumerate(page.columns)]
        shares = map(self._collect_share, self.given.campaign.units)
        entries = [entry for share in shares for entry in nest_records(page, share.records).entries]
        some = entries[:: max(1, len(entries) // _SOME)]
        return balance_columns(
            page.columns, fit_columns(page.columns, texts), lambda widths: measure_together(some, widths)
        )

    def _select_shown(self, page: DocketPage, reader: RecordReader) -> DocketPage:
        """Return the page without what this campaign lacks, or what only later rounds fill in."""
        columns = []
        for column in page.columns:
            key = column.list_key
            known = [part for part in column.parts if part.path in self.given.records[key].columns]
            parts = tuple(part for part in known if not part.later or reader.has_anything(key, part.path))
            columns += [replace(column, parts=parts)] if parts else []
        return replace(page, columns=tuple(columns))

    def _list_texts(self, column: DocketColumn, at: int) -> list[str]:
        return [record.shown[at] for own in self._records[column.list_key].values() for record in own]

    def _find_closed_words(self, page: DocketPage) -> dict[int, str]:
        """Return the word for what is closed, by the position of the column that shows the state."""
        definition, words = self.given.campaign.definition, {}
        for position, column in enumerate(page.columns):
            list_type = definition.find_list_type(column.list_key)
            own = [list_type.find_column(path) for path in column.paths if list_type.has_column(path)]
            if list_type.followup and any(each.fill == "state" for each in own):
                words[position] = list_type.followup.states.get("closed", "")
        return words

    def collect_whole(self) -> WholeShare:
        """Return what the workbook of all units shows: for `build_whole_docket`."""
        return WholeShare(
            lead=self.given.campaign.lead,
            units={unit.code: self._collect_share(unit) for unit in self.given.campaign.units},
            states=dict(self.given.states),
        )

    def _collect_share(self, unit: Unit) -> UnitShare:
        """Return what the docket has of a unit."""
        return UnitShare(
            name=unit.name,
            records={key: own[unit.code] for key, own in self._records.items() if unit.code in own},
            asked=self._find_asked(unit),
        )

    def _find_asked(self, unit: Unit) -> frozenset[str]:
        if unit.code not in self._asked:
            self._asked[unit.code] = frozenset(each.key for each in self.given.campaign.find_lists(unit))
        return self._asked[unit.code]


def say_day(day: dt.date) -> str:
    """Return a day as papers write it."""
    return say("docket.day", year=day.year, month=day.month, day=day.day)
