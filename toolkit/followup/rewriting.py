"""Put into the records what their items say: the office's columns, given numbers, and what decisions changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.campaign import Campaign, build_cleaner
from toolkit.cleaning import CleanedCell
from toolkit.definition import Column, ListType
from toolkit.followup.fills import FillRenderer, find_fill_state
from toolkit.followup.issued import IssuedTexts
from toolkit.followup.item import Item, ItemKey
from toolkit.followup.numbers import PlacedRecord
from toolkit.followup.returned_row import put_cells
from toolkit.followup.texts import read_text
from toolkit.records import CompactRecords, Record, ReturnedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFiles:
    """All files with the office's columns filled (`reported`), and with all that items say (`files`)."""

    files: tuple[ReturnedFile, ...]
    reported: tuple[ReturnedFile, ...]


class RecordWriter:
    """Writes items into the records they belong to."""

    def __init__(
        self, campaign: Campaign, issued: IssuedTexts, items: Mapping[ItemKey, Item], before: Mapping[ItemKey, Item]
    ) -> None:
        self._round = campaign.round.number
        self._cleaner, self._issued = build_cleaner(campaign), issued
        self._items, self._before = items, before
        self._renderer = FillRenderer(campaign)
        self._filled: dict[Hashable, Mapping[str, tuple[str, CleanedCell]]] = {}
        self._fills = {
            list_type.key: tuple(column for column in list_type.columns if column.fill)
            for list_type in campaign.list_types
        }

    def write(self, files: Sequence[ReturnedFile], placed: Iterable[PlacedRecord]) -> WrittenFiles:
        """Return the files with their records written anew; what nothing changes stays as it is."""
        by_section: dict[int, list[PlacedRecord]] = defaultdict(list)
        for each in placed:
            by_section[id(each.section)].append(each)
        full: dict[int, Sequence[Record]] = {}
        own: dict[int, Sequence[Record]] = {}
        for section_id, within in by_section.items():
            pairs = [self._write_record(each) for each in sorted(within, key=lambda each: each.position)]
            own[section_id] = full[section_id] = CompactRecords(filled for filled, _ in pairs)
            if any(filled is not settled for filled, settled in pairs):
                full[section_id] = CompactRecords(settled for _, settled in pairs)
        reported = tuple(_replace_records(file, own) for file in files)
        settled = all(own[key] is full[key] for key in own)
        return WrittenFiles(
            files=reported if settled else tuple(_replace_records(file, full) for file in files), reported=reported
        )

    def _write_record(self, placed: PlacedRecord) -> tuple[Record, Record]:
        """Return a record with the office's columns filled, and with all that its item says."""
        item, record = self._items[placed.key], placed.record
        filled = self._fill_record(record, placed, item)
        changed = self._find_changed(record, placed, item)
        return filled, put_cells(filled, changed) if changed else filled

    def _fill_record(self, record: Record, placed: PlacedRecord, item: Item) -> Record:
        """Return a record with the office's columns filled; of most items they say the same, which is made once."""
        columns = self._fills[placed.key.list_key]
        if not columns:
            return record
        before = self._before.get(placed.key)
        state = find_fill_state(item)
        cells = self._filled.get(state) if before is None else None
        if cells is None:
            cells = {
                column.key: self._clean(placed.list_type, column, self._renderer.render(column, item, before))
                for column in columns
            }
            if before is None:
                self._filled[state] = cells
        return put_cells(record, cells)

    def _clean(self, list_type: ListType, column: Column, text: str) -> tuple[str, CleanedCell]:
        return text, self._cleaner.clean(list_type.key, column, text)

    def _find_changed(self, record: Record, placed: PlacedRecord, item: Item) -> dict[str, tuple[str, CleanedCell]]:
        """Return the cells in which a record says other than its item, as the item has them."""
        columns = placed.columns
        changed: dict[str, tuple[str, CleanedCell]] = {}
        number = columns.number
        is_decided = item.review is not None and item.review.round == self._round
        if item.reported == "carried" or is_decided:
            own = columns.collect_texts(record)
            passing = columns.passing if item.reported == "carried" else frozenset()
            for column in columns.list_type.columns:
                if own.get(column.key, "") != item.texts.get(column.key, ""):
                    text = item.texts.get(column.key, "")
                    changed[column.key] = text, self._issued.clean(item, columns.list_type, column)
                elif column.key in passing and read_text(record, column.key):
                    changed[column.key] = "", CleanedCell()
        if number is not None and read_text(record, number.key) != placed.key.number:
            changed[number.key] = self._clean(placed.list_type, number, placed.key.number)
        return changed


def _replace_records(file: ReturnedFile, records: Mapping[int, Sequence[Record]]) -> ReturnedFile:
    """Return a file with the records of some sections replaced; the file itself where none is its own."""
    if not any(id(section) in records for section in file.sections):
        return file
    sections = tuple(
        replace(section, records=records[id(section)]) if id(section) in records else section
        for section in file.sections
    )
    return replace(file, content=replace(file.content, sections=sections))
