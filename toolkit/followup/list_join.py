"""Join what one unit returned of one list with its items: what it changed, left out, left as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from toolkit.campaign import ACCEPTED
from toolkit.excel import format_address
from toolkit.findings import Finding, make_finding
from toolkit.followup.issued import IssuedTexts, ListColumns, read_number
from toolkit.followup.item import Event, Item, ItemKey, Origin
from toolkit.followup.matching import match_records
from toolkit.followup.returned_row import ReturnedRow, RowComparer, accept_changes
from toolkit.messages import say
from toolkit.records import Record, ReturnedFile, Section

_LONGEST_ASKED = 60


class Place(NamedTuple):
    """Where a record stands among the files of a round: the positions of file, section and record."""

    file: int
    section: int
    record: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReturn:
    """What one unit returned of one list: its records by place, and whether the cover's tick holds for their files.

    `note` is what the cover says about changes, rows left out among them.
    """

    unit: str
    files: Mapping[int, ReturnedFile]
    ticked: frozenset[int]
    note: str
    places: tuple[Place, ...]

    def find_section(self, place: Place) -> Section:
        """Return the section of a record."""
        return self.files[place.file].sections[place.section]

    def find_record(self, place: Place) -> Record:
        """Return the record at a place."""
        return self.find_section(place).records[place.record]


@dataclass(slots=True)
class JoinedList:
    """What became of one unit's items of one list."""

    records: dict[Place, Record] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    dropped: set[Place] = field(default_factory=set)
    returned: set[ItemKey] = field(default_factory=set)
    changed: set[ItemKey] = field(default_factory=set)
    unchanged: set[ItemKey] = field(default_factory=set)
    withdrawn: set[ItemKey] = field(default_factory=set)


class ListJoiner:
    """Joins one unit's return of one list; `decisions` are the operator's by kind and what was found."""

    def __init__(
        self,
        given: ListReturn,
        items: Sequence[Item],
        columns: ListColumns,
        issued: IssuedTexts,
    ) -> None:
        self.given, self.items, self.columns, self.issued = given, items, columns, issued
        self.comparer = RowComparer(columns, issued)
        self.places = given.places
        self.joined = JoinedList()

    def join(self) -> JoinedList:
        """Return the records as they count, and what is to be said about them."""
        self._drop_twins()
        records = [self.given.find_record(place) for place in self.places]
        matched = match_records(records, self.items, self.columns, self.issued)
        rows: dict[Place, ReturnedRow] = {}
        for position, item in matched.items():
            place = self.places[position]
            section, record = self.given.find_section(place), records[position]
            ticked = place.file in self.given.ticked
            row = self.comparer.compare_row(item, section, record, cover_ticked=ticked)
            rows[place] = self._settle_changes(place, row, record)
        for place, row in sorted(rows.items()):
            self._take_row(place, row)
        self._report_rows(rows)
        self._report_missing()
        return self.joined

    def _drop_twins(self) -> None:
        """Leave out rows that one file has as issued and another filled in: both files count, as parts of a list."""
        if len(self.given.files) < 2:
            return
        items = {item.key.number: item for item in self.items}
        by_number: dict[str, list[Place]] = {}
        for place in self.places:
            by_number.setdefault(read_number(self.given.find_record(place), self.columns), []).append(place)
        for number, places in by_number.items():
            if number not in items or len({place.file for place in places}) < 2:
                continue
            said = [place for place in places if self._says_anything(place, items)] or places[:1]
            self.joined.dropped |= {place for place in places if place not in said}
        self.places = tuple(place for place in self.places if place not in self.joined.dropped)

    def _says_anything(self, place: Place, items: Mapping[str, Item]) -> bool:
        section, record = self.given.find_section(place), self.given.find_record(place)
        return self.comparer.says_anything(section, record, items)

    # -- single rows ------------------------------------------------------------------------------------

    def _settle_changes(self, place: Place, row: ReturnedRow, returned: Record) -> ReturnedRow:
        """Report changed fixed cells; with the office's consent the new texts count."""
        if not row.fixed or row.item.is_closed:
            return row
        row = self._take_mends(place, row, returned)
        if not row.fixed:
            return row
        asked = self._render_change(row) if row.note else ""
        accepted = bool(asked) and self._is_accepted("change", asked)
        if accepted:
            row = accept_changes(row, returned)
            self.joined.changed.add(row.item.key)
            self.joined.events += self._build_change_events(place, row)
        first = row.fixed[0]
        facts = {
            "key": first.column.key,
            "number": row.item.key.number,
            "changes": row.describe_changes(),
            "note": row.note,
            "asked": asked,
        }
        rule, grade = ("fixed_changed_noted", "warning") if row.note else ("fixed_changed", "error")
        if accepted:
            rule, grade = "fixed_changed_accepted", "notice"
        at = {"row": row.record.row, "cell": row.find_address(first.column.key), "column": first.column.label}
        self._add(grade, rule, place, **at, value=first.new, **facts)
        return row

    def _take_mends(self, place: Place, row: ReturnedRow, returned: Record) -> ReturnedRow:
        """Let mends count: fixed cells that were handed out open, for what stood there could not be."""
        mends = tuple(
            change for change in row.fixed if change.new and self.comparer.was_handed_out_open(row.item, change.column)
        )
        if not mends:
            return row
        mended = replace(row, fixed=mends)
        self.joined.changed.add(row.item.key)
        self.joined.events += self._build_change_events(place, replace(mended, note=say("join.mend")))
        key = mends[0].column.key
        facts = {"key": key, "number": row.item.key.number, "changes": mended.describe_changes(), "note": row.note}
        at = {"row": row.record.row, "cell": row.find_address(key), "column": mends[0].column.label}
        grade, rule = "notice", "fixed_mended"
        self._add(grade, rule, place, **at, value=mends[0].new, **facts)
        return replace(
            accept_changes(mended, returned),
            fixed=tuple(change for change in row.fixed if change not in mends),
            updated=(*row.updated, *(change.column for change in mends)),
        )

    def _render_change(self, row: ReturnedRow) -> str:
        """Return what the operator is asked about, the same as long as the same texts were put in."""
        new = say("list.separator").join(
            say("join.change", column=change.column.label, new=_shorten(change.new)) for change in row.fixed
        )
        return say("join.asked", item=self._render_item(row.item), what=new)

    def _render_item(self, item: Item) -> str:
        return say("join.item", unit=item.key.unit, list=self.columns.list_type.label, number=item.key.number)

    def _build_change_events(self, place: Place, row: ReturnedRow) -> Iterator[Event]:
        for change in row.fixed:
            yield Event(
                item=row.item.key,
                round=self.issued.campaign.round.number,
                kind="changed",
                origin=self._build_origin(place, row.find_address(change.column.key)),
                facts={"column": change.column.label, "old": change.old, "new": change.new, "reason": row.note},
            )

    def _build_origin(self, place: Place, cell: str) -> Origin:
        file, section = self.given.files[place.file], self.given.find_section(place)
        row = section.records[place.record].row
        return Origin(round=self.issued.campaign.round.number, file=file.name, sheet=section.sheet, row=row, cell=cell)

    def _take_row(self, place: Place, row: ReturnedRow) -> None:
        self.joined.records[place] = row.record
        key = row.item.key
        self.joined.returned.add(key)
        if row.is_quiet:
            self.joined.unchanged.add(key)
        elif row.updated:
            self.joined.changed.add(key)

    # -- the rows of a list together --------------------------------------------------------------------

    def _report_rows(self, rows: Mapping[Place, ReturnedRow]) -> None:
        contradicting = {place: row for place, row in rows.items() if row.ticked and row.updated}
        self._report("warning", "unchanged_but_changed", contradicting)
        following = bool(self.columns.list_type.unchanged)
        silent = {
            place: row
            for place, row in rows.items()
            if following and not (row.ticked or row.updated or row.fixed or row.item.is_closed or row.item.is_waiting)
        }
        self._report("warning", "not_updated", silent)
        renumbered = {
            place: row
            for place, row in rows.items()
            if self.columns.number and read_number(self.given.find_record(place), self.columns) != row.item.key.number
        }
        self._report("notice", "matched_by_texts", renumbered)
        self._report("notice", "closed_row_returned", {p: row for p, row in rows.items() if row.item.is_closed})
        self._report_taken_numbers(rows)

    def _report_taken_numbers(self, rows: Mapping[Place, ReturnedRow]) -> None:
        """Report new rows under a number that an item has."""
        taken = {item.key.number for item in self.items}
        by_sheet: dict[tuple[int, int], list[tuple[Place, str]]] = {}
        for place in self.places:
            number = read_number(self.given.find_record(place), self.columns)
            if place not in rows and number in taken:
                by_sheet.setdefault((place.file, place.section), []).append((place, number))
        for found in by_sheet.values():
            self._add_list("warning", "number_taken", [place for place, _ in found], [number for _, number in found])

    def _report(self, grade: str, rule: str, rows: Mapping[Place, ReturnedRow]) -> None:
        """Report rows, once for each sheet, with the numbers of their items."""
        by_sheet: dict[tuple[int, int], list[Place]] = {}
        for place in sorted(rows):
            by_sheet.setdefault((place.file, place.section), []).append(place)
        for places in by_sheet.values():
            self._add_list(grade, rule, places, [rows[place].item.key.number for place in places])

    def _add_list(self, grade: str, rule: str, places: Sequence[Place], numbers: Sequence[str]) -> None:
        row = self.given.find_record(places[0]).row
        section = self.given.find_section(places[0])
        at = {"row": row, "cell": format_address(row, section.positions.get(self.columns.number, 0))}
        self._add(grade, rule, places[0], **at, numbers=tuple(numbers), count=len(numbers))

    def _report_missing(self) -> None:
        """Report open items that have no row; with the office's consent they are withdrawn."""
        missing = [item for item in self.items if not item.is_closed and item.key not in self.joined.returned]
        if not missing:
            return
        numbers = tuple(item.key.number for item in missing)
        asked = self._render_withdrawal(missing[0], numbers) if self.given.note else ""
        accepted = bool(asked) and self._is_accepted("withdrawal", asked)
        file = max(self.given.files)
        sections = [each for each in self.given.files[file].sections if each.list_key == self.columns.list_type.key]
        if accepted:
            self.joined.withdrawn |= {item.key for item in missing}
            self.joined.events += [self._build_withdrawal(item, file) for item in missing]
        rule, grade = ("issued_row_missing_noted", "warning") if asked else ("issued_row_missing", "error")
        if accepted:
            rule, grade = "issued_row_withdrawn", "notice"
        at = {"row": sections[0].header_row, "cell": f"A{sections[0].header_row}"} if sections else {}
        facts = {"numbers": numbers, "count": len(numbers), "note": self.given.note, "asked": asked}
        self._add_at(grade, rule, file, sections[0].sheet if sections else "", **at, **facts)

    def _render_withdrawal(self, item: Item, numbers: Iterable[str]) -> str:
        named = _shorten(say("list.separator").join(numbers))
        whole = say("join.item", unit=item.key.unit, list=self.columns.list_type.label, number=named)
        return say("join.asked", item=whole, what=say("join.withdrawn"))

    def _build_withdrawal(self, item: Item, file: int) -> Event:
        number = self.issued.campaign.round.number
        origin = Origin(round=number, file=self.given.files[file].name, sheet="", row=0)
        return Event(item=item.key, round=number, kind="withdrawn", origin=origin, facts={"reason": self.given.note})

    def _is_accepted(self, kind: str, asked: str) -> bool:
        return self.issued.campaign.collect_decisions(kind).get(asked) == ACCEPTED

    def _add(self, grade: str, rule: str, place: Place, **parts: Any) -> None:
        self._add_at(grade, rule, place.file, self.given.find_section(place).sheet, **parts)

    def _add_at(self, grade: str, rule: str, file: int, sheet: str, **parts: Any) -> None:
        where = {"file": self.given.files[file].name, "unit": self.given.unit, "sheet": sheet}
        list_type = self.columns.list_type
        # The round tells a doubt that was accepted from the same one a round later.
        round_number = self.issued.campaign.round.number
        labels = {"list": list_type.key, "list_label": list_type.label, "round": round_number}
        self.joined.findings.append(make_finding(grade, rule, **where, **labels, **parts))


def _shorten(text: str) -> str:
    """Return a text that stands in one cell and yet tells texts apart."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_ASKED:
        return line
    return f"{line[:_LONGEST_ASKED]}…{hashlib.sha256(line.encode()).hexdigest()[:6]}"
