"""What a docket is made of: what its workbooks share, and what the one of all units and that of each unit show."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from toolkit.campaign import Campaign, Unit
from toolkit.docket.entries import Entry, nest_records
from toolkit.docket.heights import measure_together
from toolkit.docket.page import DocketPage
from toolkit.docket.pages import plan_pages
from toolkit.docket.paper import PageLook
from toolkit.docket.printed_list import PrintedList
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
    _lists: dict[str, PrintedList] = field(default_factory=dict)
    _asked: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        campaign = self.given.campaign
        reader = RecordReader(campaign, self.given.records)
        pages = [self._select_shown(page, reader) for page in plan_pages(campaign)]
        self._lists = {
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
        texts = [self._lists[column.list_key].list_texts(at) for at, column in enumerate(page.columns)]
        some = self._select_entries(page)
        return balance_columns(
            page.columns, fit_columns(page.columns, texts), lambda widths: measure_together(some, widths)
        )

    def _select_entries(self, page: DocketPage) -> list[Entry]:
        """Return some entries of a page, as far apart as all of them allow; those of all units never are at once."""
        units = self.given.campaign.units
        counts = [len(self._nest(page, unit)) for unit in units]
        starts = list(accumulate(counts, initial=0))
        chosen = range(0, starts[-1], max(1, starts[-1] // _SOME))
        by_unit = groupby(chosen, key=lambda place: bisect_right(starts, place) - 1)
        return [
            entries[place - starts[at]]
            for at, places in by_unit
            for entries in (self._nest(page, units[at]),)
            for place in places
        ]

    def _nest(self, page: DocketPage, unit: Unit) -> Sequence[Entry]:
        return nest_records(page, self._collect_share(unit).records).entries

    def _select_shown(self, page: DocketPage, reader: RecordReader) -> DocketPage:
        """Return the page without what this campaign lacks, or what only later rounds fill in."""
        columns = []
        for column in page.columns:
            key = column.list_key
            known = [part for part in column.parts if part.path in self.given.records[key].columns]
            parts = tuple(part for part in known if not part.later or reader.has_anything(key, part.path))
            columns += [replace(column, parts=parts)] if parts else []
        return replace(page, columns=tuple(columns))

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
        units = self.given.campaign.units
        return WholeShare(
            lead=self.given.campaign.lead,
            names={unit.code: unit.name for unit in units},
            asked={unit.code: self._find_asked(unit) for unit in units},
            lists=self._lists,
            states=dict(self.given.states),
        )

    def _collect_share(self, unit: Unit) -> UnitShare:
        """Return what the docket has of a unit."""
        return UnitShare(
            name=unit.name,
            records={key: own.find_unit(unit.code) for key, own in self._lists.items() if unit.code in own.rows},
            asked=self._find_asked(unit),
        )

    def _find_asked(self, unit: Unit) -> frozenset[str]:
        if unit.code not in self._asked:
            self._asked[unit.code] = frozenset(each.key for each in self.given.campaign.find_lists(unit))
        return self._asked[unit.code]


def say_day(day: dt.date) -> str:
    """Return a day as papers write it."""
    return say("docket.day", year=day.year, month=day.month, day=day.day)
