"""Lay out the docket's pages, and write the workbook of one unit.

What a unit's workbook is made of is plain data, so that it may be written in another process.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.docket.entries import UnitPart, nest_records
from toolkit.docket.heights import measure_entries
from toolkit.docket.pagination import DocketRow, Paginator, stretch_divided
from toolkit.docket.paper import PageLook, PaperWriter
from toolkit.docket.record import Record
from toolkit.excel import Styles, compute_row_height, create_workbook
from toolkit.messages import say

BAND, _SIGNED = 26.0, 56.0
_NOTE_SIZE = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketPlan:
    """What all workbooks of a docket share: its pages, who signs them, and the line that says what they are as of."""

    looks: tuple[PageLook, ...]
    signatures: tuple[str, ...]
    issued: dt.date
    stands: str

    def create_workbook(self) -> tuple[io.BytesIO, Any, Styles]:
        """Return an empty workbook, and the buffer into which it is written when it is closed."""
        buffer = io.BytesIO()
        workbook = create_workbook(buffer, self.issued, say("docket.document"))
        return buffer, workbook, Styles(workbook)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShare:
    """What a docket has of one unit: its name, its records by list, and the keys of the lists it was asked for."""

    name: str
    records: Mapping[str, Sequence[Record]]
    asked: frozenset[str]


def build_unit_docket(plan: DocketPlan, unit: UnitShare) -> bytes | None:
    """Return the workbook of one unit; None where none of its lists is printed."""
    layouts = [PageLayout(look, plan.signatures) for look in plan.looks]
    parts = [(layout, layout.measure(unit.records)) for layout in layouts]
    wanted = [(layout, part) for layout, part in parts if not part.is_empty or layout.is_asked(unit.asked)]
    if not wanted:
        return None
    buffer, workbook, styles = plan.create_workbook()
    for layout, part in wanted:
        pages = layout.lay_out(part, first=[], heading=None)
        line = (say("docket.unit", unit=unit.name), layout.render_counts([part]), plan.stands)
        PaperWriter(workbook, styles, layout.look, layout.look.page.title).write(line, pages, plan.signatures)
    workbook.close()
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Lays out one page of the docket for one unit after the other."""

    look: PageLook
    signatures: tuple[str, ...]

    def measure(self, records: Mapping[str, Sequence[Record]]) -> UnitPart:
        """Return what the page shows of a unit, its rows as high as they must be."""
        part = nest_records(self.look.page, records)
        return replace(
            part,
            entries=measure_entries(part.entries, self.look.widths),
            astray=measure_entries(part.astray, self.look.widths),
        )

    def is_asked(self, keys: frozenset[str]) -> bool:
        """Tell whether any list of the page is among those that a unit was asked for."""
        return any(tier.list_key in keys for tier in self.look.page.tiers)

    def lay_out(self, part: UnitPart, *, first: list[DocketRow], heading: DocketRow | None) -> list[list[DocketRow]]:
        """Return one unit's pages; `first` stands at the top of the first, `heading` of every other."""
        paginator = Paginator(room=self.look.room, heading=heading, pages=[first])
        if part.is_empty:
            paginator.add_row(self.build_note(say("docket.nothing")))
        signed = _SIGNED if self.signatures else 0.0
        for position, entry in enumerate(part.entries, 1):
            last = position == len(part.entries) and not part.astray
            paginator.add_entry(entry, reserve=signed if last else 0.0)
        self._add_astray(paginator, part, signed)
        if signed:
            paginator.add_row(DocketRow(kind="signatures", own_height=_SIGNED))
        stretch_divided(paginator.pages)
        return paginator.pages

    def _add_astray(self, paginator: Paginator, part: UnitPart, signed: float) -> None:
        """Add the entries that name no record above them, those of each tier under a caption of their own."""
        tiers = self.look.page.tiers
        for position, tier in enumerate(tiers):
            own = [entry for entry in part.astray if entry.tier == position]
            if not own:
                continue
            facts = {"label": tier.label, "above": tiers[position - 1].label}
            caption = say("docket.astray", count=len([each for each in own if not each.goes_on]), **facts)
            paginator.add_row(DocketRow(kind="caption", text=caption, own_height=BAND), own[0].total)
            for number, entry in enumerate(own, 1):
                paginator.add_entry(entry, (None,) * position, signed if number == len(own) else 0.0)

    def build_note(self, text: str) -> DocketRow:
        """Return a row that says something over the whole width."""
        height = compute_row_height([(text, sum(self.look.widths))], _NOTE_SIZE)
        return DocketRow(kind="note", text=text, own_height=height)

    def render_counts(self, parts: Sequence[UnitPart]) -> str:
        """Return how many records of each list units have together, in words."""
        tiers = [tier for tier in self.look.page.tiers if not tier.groups]
        totals = [(tier.label, sum(part.counts[tier.list_key] for part in parts)) for tier in tiers]
        said = (say("docket.count", label=label, count=count) for label, count in totals)
        return say("docket.counts_separator").join(said)
