"""Write the workbook of all units: each begins on a new page.

What it is made of is plain data, so that it may be written in another process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.docket.entries import UnitPart
from toolkit.docket.pagination import DocketRow
from toolkit.docket.paper import PaperWriter
from toolkit.docket.printed_list import PrintedList
from toolkit.docket.record import Record
from toolkit.docket.unit_docket import BAND, DocketPlan, PageLayout, UnitShare, build_unit_docket
from toolkit.messages import say

_TITLE = 26  # characters of a title that leave room for a number in the name of a sheet
_MOST_BREAKS = 1000  # on a sheet; the programs allow 1023
RETURNED = frozenset({"accepted", "faulty", "nil"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeShare:
    """What the docket of all units shows: who leads them, and what there is of each, by code in roster order.

    `asked` are the keys of the lists that a unit was asked for; `lists` are the records, by the key of their list.
    """

    lead: str
    names: Mapping[str, str]
    asked: Mapping[str, frozenset[str]]
    lists: Mapping[str, PrintedList]
    states: Mapping[str, str]

    def find_records(self, code: str) -> dict[str, Sequence[Record]]:
        """Return the records of one unit by list."""
        return {key: own.find_unit(code) for key, own in self.lists.items() if code in own.rows}


def build_any_docket(plan: DocketPlan, share: WholeShare | UnitShare) -> bytes | None:
    """Return the workbook of one unit or of all: whatever there is to write, for whoever writes it."""
    return build_whole_docket(plan, share) if isinstance(share, WholeShare) else build_unit_docket(plan, share)


def build_whole_docket(plan: DocketPlan, whole: WholeShare) -> bytes:
    """Return the workbook of all units."""
    buffer, workbook, styles = plan.create_workbook()
    for look in plan.looks:
        layout = PageLayout(look, plan.signatures)
        parts = {code: layout.measure(whole.find_records(code)) for code in whole.names}
        lead = say("docket.lead", unit=whole.lead)
        line = (lead, layout.render_counts(list(parts.values())), plan.stands)
        for number, pages in enumerate(_divide_sheets(_lay_out_units(layout, whole, parts)), 1):
            title = look.page.title
            name = title if number == 1 else say("docket.next_sheet", title=title[:_TITLE], number=number)
            PaperWriter(workbook, styles, look, name).write(line, pages, plan.signatures)
    workbook.close()
    return buffer.getvalue()


def _lay_out_units(
    layout: PageLayout, whole: WholeShare, parts: Mapping[str, UnitPart]
) -> Iterator[list[list[DocketRow]]]:
    """Yield the pages of one unit after the other; what is to say of all units stands before the first."""
    notes = _build_notes(layout, whole, parts)
    high = sum(note.height for note in notes) > layout.look.room / 4
    full = [code for code in whole.names if not parts[code].is_empty]
    if high or not full:
        yield [notes or [layout.build_note(say("docket.nothing"))]]
        notes = []
    for code in full:
        part, name = parts[code], whole.names[code]
        counts = layout.render_counts([part])
        carried = whole.states.get(code) == "missing"
        said = say("docket.band_carried" if carried else "docket.band", unit=name, counts=counts)
        band = DocketRow(kind="unit", text=said, own_height=BAND)
        again = DocketRow(kind="unit", text=say("docket.band_continued", unit=name), own_height=BAND)
        yield layout.lay_out(part, first=[*notes, band], heading=again)
        notes = []


def _build_notes(layout: PageLayout, whole: WholeShare, parts: Mapping[str, UnitPart]) -> list[DocketRow]:
    """Return the lines on units that have nothing on the page: those that returned nothing, and all others."""
    missing = [name for code, name in whole.names.items() if whole.states.get(code) == "missing"]
    returned = {code: name for code, name in whole.names.items() if whole.states.get(code) in RETURNED}
    asked = {code: name for code, name in returned.items() if layout.is_asked(whole.asked[code])}
    empty = [name for code, name in asked.items() if parts[code].is_empty]
    separator = say("list.separator")
    texts = [
        say("docket.missing", count=len(missing), units=separator.join(missing)) if missing else "",
        say("docket.empty", count=len(empty), units=separator.join(empty)) if empty else "",
    ]
    return [layout.build_note(text) for text in texts if text]


def _divide_sheets(units: Iterator[list[list[DocketRow]]]) -> Iterator[list[list[DocketRow]]]:
    """Yield the pages of every sheet: those of a unit stay together, and none has more breaks than programs allow."""
    pages: list[list[DocketRow]] = []
    for own in units:
        if pages and len(pages) + len(own) > _MOST_BREAKS:
            yield pages
            pages = []
        pages += own
    yield pages
