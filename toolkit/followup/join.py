"""Join the returns of a round with how the round before ended: each row with its item, and what nobody returned.

In the first round there is nothing to join; only what stands in the office's columns is taken out, as in every round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.campaign import Campaign
from toolkit.definition import CHANGE_NOTE, UNCHANGED
from toolkit.findings import Finding, make_finding
from toolkit.followup.carried import build_carried_files, find_reported_columns
from toolkit.followup.fills import FillRenderer
from toolkit.followup.former_values import report_former_values
from toolkit.followup.issued import IssuedTexts, ListColumns, sort_columns
from toolkit.followup.item import Closing, Event, Item, ItemKey
from toolkit.followup.list_join import JoinedList, ListJoiner, ListReturn, Place
from toolkit.followup.office_cells import clear_office_cells, count_cells
from toolkit.followup.recoding import report_recoded_units
from toolkit.records import Record, ReturnedFile, compact_file
from toolkit.text import fold

_TWIN = "as_issued_here"  # why a row is left out: another file of the unit has it filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedReturns:
    """The returns of a round joined with the items of the round before.

    `files` are the files in the order of the units, each unit's followed by those that its carried records came from.
    Records that continue an item have its number, as cell and as `Record.item`. `changed` are items whose unit
    reported anything new, `unchanged` those it said that nothing changed in, `carried` those without a row in this
    round; rows left as they were are in neither. `withdrawn` were left out with the office's consent; they are
    carried, too. `events` are those of kind `changed` and `withdrawn`.
    """

    files: tuple[ReturnedFile, ...]
    findings: tuple[Finding, ...] = ()
    changed: frozenset[ItemKey] = frozenset()
    unchanged: frozenset[ItemKey] = frozenset()
    carried: frozenset[ItemKey] = frozenset()
    withdrawn: frozenset[ItemKey] = frozenset()
    events: tuple[Event, ...] = ()


def join_opening(opening: Closing, files: Iterable[ReturnedFile], campaign: Campaign) -> JoinedReturns:
    """Join files, which have their standing, with the items that the round opened with.

    Fixed cells count as they were issued unless the office accepted another text; what a unit wrote into the office's
    columns counts nowhere. Items without a row come in as carried sections.
    """
    return _Joiner(opening, campaign).join(tuple(files))


class _Joiner:
    def __init__(self, opening: Closing, campaign: Campaign) -> None:
        self.campaign, self.definition = campaign, campaign.definition
        self.issued, self.fills = IssuedTexts(campaign), FillRenderer(campaign)
        self.yes = {fold(word) for word in self.definition.vocabulary.yes}
        self.columns: dict[str, ListColumns] = {}
        self.items: dict[str, dict[str, list[Item]]] = {}
        known = {unit.code for unit in campaign.units}
        lists = {list_type.key for list_type in campaign.list_types}
        left: Counter[str] = Counter()
        for item in opening.items:
            if item.key.list_key in lists and item.key.unit in known:
                self.items.setdefault(item.key.unit, {}).setdefault(item.key.list_key, []).append(item)
            elif item.key.list_key in lists:
                left[item.key.unit] += 1
        self.found: list[JoinedList] = []
        self.findings = [
            *report_recoded_units(opening.items, opening.round, campaign),
            *report_former_values(opening, campaign),
            *(_report_left_unit(code, count, campaign) for code, count in sorted(left.items())),
        ]

    def join(self, files: tuple[ReturnedFile, ...]) -> JoinedReturns:
        order = {unit.code: position for position, unit in enumerate(self.campaign.units)}
        by_unit: dict[str, list[ReturnedFile]] = {}
        for file in files:
            by_unit.setdefault(file.unit, []).append(file)
        joined: list[ReturnedFile] = []
        carried: set[ItemKey] = set()
        for unit in sorted({*by_unit, *self.items}, key=lambda code: order.get(code, len(order))):
            own, missing = self._join_unit(unit, by_unit.get(unit, []))
            joined += [*own, *map(compact_file, build_carried_files(unit, missing, self.issued))]
            carried |= {item.key for item in missing}
        return JoinedReturns(
            files=tuple(joined),
            findings=(*self.findings, *(finding for each in self.found for finding in each.findings)),
            changed=frozenset(key for each in self.found for key in each.changed),
            unchanged=frozenset(key for each in self.found for key in each.unchanged),
            carried=frozenset(carried),
            withdrawn=frozenset(key for each in self.found for key in each.withdrawn),
            events=tuple(event for each in self.found for event in each.events),
        )

    def _join_unit(self, unit: str, files: Sequence[ReturnedFile]) -> tuple[list[ReturnedFile], list[Item]]:
        """Return a unit's files as they count, and its items that none of them has."""
        items = self.items.get(unit, {})
        records: dict[Place, Record] = {}
        dropped: set[Place] = set()
        returned: set[ItemKey] = set()
        for list_key, own in items.items():
            given = self._gather_list(unit, files, list_key)
            if given.files:
                joined = ListJoiner(given, own, self._find_columns(list_key), self.issued).join()
                self.found.append(joined)
                records |= joined.records
                joined.records = {}  # they live on in the files
                dropped |= joined.dropped
                returned |= joined.returned
        missing = [item for own in items.values() for item in own if item.key not in returned]
        by_number = {key: {item.key.number: item for item in own} for key, own in items.items()}
        whole = (_put_records(file, position, records, dropped) for position, file in enumerate(files))
        cleared = [clear_office_cells(file, self.definition, self.fills, by_number) for file in whole]
        self.findings += [finding for _, found in cleared for finding in found]
        return [compact_file(file) for file, _ in cleared], missing

    def _find_columns(self, list_key: str) -> ListColumns:
        if list_key not in self.columns:
            self.columns[list_key] = sort_columns(find_reported_columns(self.definition, list_key))
        return self.columns[list_key]

    def _gather_list(self, unit: str, files: Sequence[ReturnedFile], list_key: str) -> ListReturn:
        counted = {position: file for position, file in enumerate(files) if list_key in file.counted}
        notes = dict.fromkeys(file.content.cover.get(CHANGE_NOTE, "") for file in counted.values())
        return ListReturn(
            unit=unit,
            files=counted,
            ticked=frozenset(at for at, file in counted.items() if self._is_ticked(file)),
            note=" ".join(note for note in notes if note),
            places=tuple(
                Place(at, position, row)
                for at, file in counted.items()
                for position, section in enumerate(file.sections)
                if section.list_key == list_key
                for row in range(len(section.records))
            ),
        )

    def _is_ticked(self, file: ReturnedFile) -> bool:
        return fold(file.content.cover.get(UNCHANGED, "")) in self.yes


def _report_left_unit(code: str, count: int, campaign: Campaign) -> Finding:
    """Report a unit that left the roster with items: they stand in no table any more."""
    sheet = campaign.definition.campaign.units.label
    return make_finding("warning", "unit_left", sheet=sheet, code=code, count=count)


def _put_records(
    file: ReturnedFile, position: int, records: Mapping[Place, Record], dropped: Collection[Place]
) -> ReturnedFile:
    """Return a file with the joined records in their places, without those that another file has filled in."""
    changed = {place.section for place in (*records, *dropped) if place.file == position}
    if not changed:
        return file
    sections = list(file.sections)
    for number in changed:
        section = sections[number]
        own = [Place(position, number, row) for row in range(len(section.records))]
        kept = tuple(records.get(place, section.records[place.record]) for place in own if place not in dropped)
        left = [section.records[place.record] for place in own if place in dropped]
        ledger = section.ledger.leave_out(_TWIN, *count_cells(left))
        left_out = (*section.left_out, *((record.row, _TWIN) for record in left))
        sections[number] = replace(section, records=kept, left_out=left_out, ledger=ledger)
    return replace(file, content=replace(file.content, sections=tuple(sections)))
