"""Build the docket: the workbook of all units, and one for each unit that returned."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.campaign import Campaign, Unit
from toolkit.docket.entries import UnitPart, nest_records
from toolkit.docket.heights import measure_entries, measure_together
from toolkit.docket.pages import DocketColumn, DocketPage, plan_pages
from toolkit.docket.pagination import DocketRow, Paginator, stretch_divided
from toolkit.docket.paper import PageLook, PaperWriter
from toolkit.docket.records import ListRecords, Record, RecordReader, join_texts
from toolkit.docket.widths import balance_columns, fit_columns
from toolkit.excel import Styles, compute_row_height, create_workbook
from toolkit.messages import say
from toolkit.stages import open_stage, track_items

_BAND, _SIGNED = 26.0, 56.0
_NOTE_SIZE = 11
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
    builder = _DocketBuilder(given)
    if not builder.looks:
        return Docket(whole=None, by_unit={})
    returned = [unit for unit in given.campaign.units if given.states.get(unit.code) in _RETURNED]
    by_unit = {
        unit.code: content
        for unit in track_items(returned, say("docket.writing_units"))
        if (content := builder.build_unit(unit))
    }
    with open_stage(say("docket.writing")):
        return Docket(whole=builder.build_whole(), by_unit=by_unit)


@dataclass(slots=True)
class _DocketBuilder:
    given: DocketInput
    looks: list[PageLook] = field(default_factory=list)
    _records: dict[str, dict[str, list[Record]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reader = RecordReader(self.given.campaign, self.given.records)
        self._records = {key: reader.read_list(key) for key in self.given.records}
        for page in plan_pages(self.given.campaign):
            shown = self._select_shown(page, reader)
            self.looks.append(
                PageLook(
                    page=shown,
                    meeting=self.given.campaign.title,
                    widths=self._choose_widths(shown),
                    closed=self._find_closed_words(shown),
                )
            )

    def _choose_widths(self, page: DocketPage) -> list[float]:
        texts = [self._list_texts(column) for column in page.columns]
        entries = [entry for unit in self.given.campaign.units for entry in self._nest(page, unit).entries]
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

    def _list_texts(self, column: DocketColumn) -> list[str]:
        records = (record for own in self._records[column.list_key].values() for record in own)
        return [join_texts([record.cells[path] for path in column.paths]) for record in records]

    def _find_closed_words(self, page: DocketPage) -> dict[int, str]:
        """Return the word for what is closed, by the position of the column that shows the state."""
        definition, words = self.given.campaign.definition, {}
        for position, column in enumerate(page.columns):
            list_type = definition.find_list_type(column.list_key)
            own = [list_type.find_column(path) for path in column.paths if list_type.has_column(path)]
            if list_type.followup and any(each.fill == "state" for each in own):
                words[position] = list_type.followup.states.get("closed", "")
        return words

    def build_unit(self, unit: Unit) -> bytes | None:
        """Return the workbook of one unit; None where none of its lists is printed."""
        parts = [(look, self._measure(look, unit)) for look in self.looks]
        wanted = [(look, part) for look, part in parts if not part.is_empty or self._is_asked(unit, look.page)]
        if not wanted:
            return None
        buffer, workbook, styles = self._create_workbook()
        for look, part in wanted:
            pages = self._lay_out(look, part, first=[], heading=None)
            line = (say("docket.unit", unit=unit.name), self._render_counts(look, [part]), self._render_days())
            paper = PaperWriter(workbook, styles, look, look.page.title)
            paper.write(line, pages, self._signatures)
        workbook.close()
        return buffer.getvalue()

    def build_whole(self) -> bytes:
        """Return the workbook of all units; each begins on a new page."""
        buffer, workbook, styles = self._create_workbook()
        for look in self.looks:
            parts = {unit.code: self._measure(look, unit) for unit in self.given.campaign.units}
            line = (
                say("docket.lead", unit=self.given.campaign.lead),
                self._render_counts(look, list(parts.values())),
                self._render_days(),
            )
            for number, pages in enumerate(_divide_sheets(self._lay_out_units(look, parts)), 1):
                title = look.page.title
                name = title if number == 1 else say("docket.next_sheet", title=title[:_TITLE], number=number)
                PaperWriter(workbook, styles, look, name).write(line, pages, self._signatures)
        workbook.close()
        return buffer.getvalue()

    def _create_workbook(self) -> tuple[io.BytesIO, Any, Styles]:
        buffer = io.BytesIO()
        workbook = create_workbook(buffer, self.given.campaign.issue_date, say("docket.document"))
        return buffer, workbook, Styles(workbook)

    def _nest(self, page: DocketPage, unit: Unit) -> UnitPart:
        own = {tier.list_key: self._records[tier.list_key].get(unit.code, []) for tier in page.tiers}
        return nest_records(page, own)

    def _measure(self, look: PageLook, unit: Unit) -> UnitPart:
        """Return what a page shows of a unit, its rows as high as they must be."""
        part = self._nest(look.page, unit)
        return replace(
            part,
            entries=measure_entries(part.entries, look.widths),
            astray=measure_entries(part.astray, look.widths),
        )

    def _is_asked(self, unit: Unit, page: DocketPage) -> bool:
        keys = {list_type.key for list_type in self.given.campaign.find_lists(unit)}
        return any(tier.list_key in keys for tier in page.tiers)

    def _lay_out_units(self, look: PageLook, parts: Mapping[str, UnitPart]) -> Iterator[list[list[DocketRow]]]:
        """Yield the pages of one unit after the other; what is to say of all units stands before the first."""
        notes = self._build_notes(look, parts)
        high = sum(note.height for note in notes) > look.room / 4
        full = [unit for unit in self.given.campaign.units if not parts[unit.code].is_empty]
        if high or not full:
            yield [notes or [self._build_note(look, say("docket.nothing"))]]
            notes = []
        for unit in full:
            part = parts[unit.code]
            counts = self._render_counts(look, [part])
            carried = self.given.states.get(unit.code) == "missing"
            said = say("docket.band_carried" if carried else "docket.band", unit=unit.name, counts=counts)
            band = DocketRow(kind="unit", text=said, own_height=_BAND)
            again = DocketRow(kind="unit", text=say("docket.band_continued", unit=unit.name), own_height=_BAND)
            yield self._lay_out(look, part, first=[*notes, band], heading=again)
            notes = []

    def _lay_out(
        self, look: PageLook, part: UnitPart, *, first: list[DocketRow], heading: DocketRow | None
    ) -> list[list[DocketRow]]:
        """Return one unit's pages; `first` stands at the top of the first, `heading` of every other."""
        paginator = Paginator(room=look.room, heading=heading, pages=[first])
        if part.is_empty:
            paginator.add_row(self._build_note(look, say("docket.nothing")))
        signed = _SIGNED if self._signatures else 0.0
        for position, entry in enumerate(part.entries, 1):
            last = position == len(part.entries) and not part.astray
            paginator.add_entry(entry, reserve=signed if last else 0.0)
        self._add_astray(paginator, look.page, part, signed)
        if signed:
            paginator.add_row(DocketRow(kind="signatures", own_height=_SIGNED))
        stretch_divided(paginator.pages)
        return paginator.pages

    @staticmethod
    def _add_astray(paginator: Paginator, page: DocketPage, part: UnitPart, signed: float) -> None:
        """Add the entries that name no record above them, those of each tier under a caption of their own."""
        for position, tier in enumerate(page.tiers):
            own = [entry for entry in part.astray if entry.tier == position]
            if not own:
                continue
            facts = {"label": tier.label, "above": page.tiers[position - 1].label}
            caption = say("docket.astray", count=len([each for each in own if not each.goes_on]), **facts)
            paginator.add_row(DocketRow(kind="caption", text=caption, own_height=_BAND), own[0].total)
            for number, entry in enumerate(own, 1):
                paginator.add_entry(entry, (None,) * position, signed if number == len(own) else 0.0)

    def _build_notes(self, look: PageLook, parts: Mapping[str, UnitPart]) -> list[DocketRow]:
        """Return the lines on units that have nothing on the page: those that returned nothing, and all others."""
        states, units = self.given.states, self.given.campaign.units
        missing = [unit.name for unit in units if states.get(unit.code) == "missing"]
        asked = [unit for unit in units if states.get(unit.code) in _RETURNED and self._is_asked(unit, look.page)]
        empty = [unit.name for unit in asked if parts[unit.code].is_empty]
        separator = say("list.separator")
        texts = [
            say("docket.missing", count=len(missing), units=separator.join(missing)) if missing else "",
            say("docket.empty", count=len(empty), units=separator.join(empty)) if empty else "",
        ]
        return [self._build_note(look, text) for text in texts if text]

    @staticmethod
    def _build_note(look: PageLook, text: str) -> DocketRow:
        height = compute_row_height([(text, sum(look.widths))], _NOTE_SIZE)
        return DocketRow(kind="note", text=text, own_height=height)

    @staticmethod
    def _render_counts(look: PageLook, parts: Sequence[UnitPart]) -> str:
        tiers = [tier for tier in look.page.tiers if not tier.groups]
        totals = [(tier.label, sum(part.counts[tier.list_key] for part in parts)) for tier in tiers]
        said = (say("docket.count", label=label, count=count) for label, count in totals)
        return say("docket.counts_separator").join(said)

    def _render_days(self) -> str:
        day = self.given.day
        return say("docket.stands", round=self.given.campaign.round.title, day=say_day(day))

    @property
    def _signatures(self) -> tuple[str, ...]:
        return self.given.campaign.definition.docket.signatures


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
        pages = [*pages, *own]
    yield pages
