"""Build the docket: the workbook of all units, and one for each unit that returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.campaign import Campaign, Unit
from toolkit.docket.entries import UnitPart, nest_records
from toolkit.docket.heights import measure_together
from toolkit.docket.pages import DocketColumn, DocketPage, plan_pages
from toolkit.docket.pagination import DocketRow
from toolkit.docket.paper import PageLook, PaperWriter
from toolkit.docket.record import Record
from toolkit.docket.records import ListRecords, RecordReader
from toolkit.docket.unit_docket import BAND, DocketPlan, PageLayout, UnitShare, build_unit_docket
from toolkit.docket.widths import balance_columns, fit_columns
from toolkit.messages import say
from toolkit.stages import open_stage, track_items

_SOME = 80  # records by which the widths of columns are chosen
_TITLE = 26  # characters of a title that leave room for a number in the name of a sheet
_MOST_BREAKS = 1000  # on a sheet; the programs allow 1023
_RETURNED = frozenset({"accepted", "faulty", "nil"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketInput:
    """What the docket prints: every list's records (see `collect_paths`), the units' states, the day it is as of."""

    campaign: Campaign
    records: Mapping[str, ListRecords]
    states: Mapping[str, str]
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """The workbook of all units, and those of the units that returned, by code; None where no list is printed."""

    whole: bytes | None
    by_unit: Mapping[str, bytes]


def build_docket(given: DocketInput) -> Docket:
    """Return the workbooks; the same input gives the same bytes."""
    builder = DocketBuilder(given)
    if not builder.plan.looks:
        return Docket(whole=None, by_unit={})
    shares = builder.collect_shares()
    made = {
        code: build_unit_docket(builder.plan, shares[code]) for code in track_items(shares, say("docket.writing_units"))
    }
    by_unit = {code: content for code, content in made.items() if content is not None}
    with open_stage(say("docket.writing")):
        return Docket(whole=builder.build_whole(), by_unit=by_unit)


@dataclass(slots=True)
class DocketBuilder:
    """Works out what the workbooks share (`plan`) and what each unit has in them, and writes that of all units."""

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
        """Return what there is of each unit that returned, by code: plain data, for `build_unit_docket` anywhere."""
        states, units = self.given.states, self.given.campaign.units
        return {unit.code: self._collect_share(unit) for unit in units if states.get(unit.code) in _RETURNED}

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

    def build_whole(self) -> bytes:
        """Return the workbook of all units; each begins on a new page."""
        buffer, workbook, styles = self.plan.create_workbook()
        shares = {unit.code: self._collect_share(unit) for unit in self.given.campaign.units}
        for look in self.plan.looks:
            layout = PageLayout(look, self.plan.signatures)
            parts = {code: layout.measure(share.records) for code, share in shares.items()}
            lead = say("docket.lead", unit=self.given.campaign.lead)
            line = (lead, layout.render_counts(list(parts.values())), self.plan.stands)
            for number, pages in enumerate(_divide_sheets(self._lay_out_units(layout, parts)), 1):
                title = look.page.title
                name = title if number == 1 else say("docket.next_sheet", title=title[:_TITLE], number=number)
                PaperWriter(workbook, styles, look, name).write(line, pages, self.plan.signatures)
        workbook.close()
        return buffer.getvalue()

    def _lay_out_units(self, layout: PageLayout, parts: Mapping[str, UnitPart]) -> Iterator[list[list[DocketRow]]]:
        """Yield the pages of one unit after the other; what is to say of all units stands before the first."""
        notes = self._build_notes(layout, parts)
        high = sum(note.height for note in notes) > layout.look.room / 4
        full = [unit for unit in self.given.campaign.units if not parts[unit.code].is_empty]
        if high or not full:
            yield [notes or [layout.build_note(say("docket.nothing"))]]
            notes = []
        for unit in full:
            part = parts[unit.code]
            counts = layout.render_counts([part])
            carried = self.given.states.get(unit.code) == "missing"
            said = say("docket.band_carried" if carried else "docket.band", unit=unit.name, counts=counts)
            band = DocketRow(kind="unit", text=said, own_height=BAND)
            again = DocketRow(kind="unit", text=say("docket.band_continued", unit=unit.name), own_height=BAND)
            yield layout.lay_out(part, first=[*notes, band], heading=again)
            notes = []

    def _build_notes(self, layout: PageLayout, parts: Mapping[str, UnitPart]) -> list[DocketRow]:
        """Return the lines on units that have nothing on the page: those that returned nothing, and all others."""
        states, units = self.given.states, self.given.campaign.units
        missing = [unit.name for unit in units if states.get(unit.code) == "missing"]
        returned = [unit for unit in units if states.get(unit.code) in _RETURNED]
        asked = [unit for unit in returned if layout.is_asked(self._find_asked(unit))]
        empty = [unit.name for unit in asked if parts[unit.code].is_empty]
        separator = say("list.separator")
        texts = [
            say("docket.missing", count=len(missing), units=separator.join(missing)) if missing else "",
            say("docket.empty", count=len(empty), units=separator.join(empty)) if empty else "",
        ]
        return [layout.build_note(text) for text in texts if text]

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


def _divide_sheets(units: Iterator[list[list[DocketRow]]]) -> Iterator[list[list[DocketRow]]]:
    """Yield the pages of every sheet: those of a unit stay together, and none has more breaks than programs allow."""
    pages: list[list[DocketRow]] = []
    for own in units:
        if pages and len(pages) + len(own) > _MOST_BREAKS:
            yield pages
            pages = []
        pages += own
    yield pages
