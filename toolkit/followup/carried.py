"""Bring in the records that nobody returned in a round, as they were last reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.cleaning import CleanedCell
from toolkit.definition import Definition, ListType
from toolkit.followup.issued import IssuedTexts
from toolkit.followup.item import Item, Origin
from toolkit.messages import say
from toolkit.records import FileContent, FileRecognition, FileStanding, Record, ReturnedFile, Section, SourceFile


def build_carried_files(unit: str, items: Iterable[Item], issued: IssuedTexts) -> Iterator[ReturnedFile]:
    """Yield a file for each place where any of a unit's items was last reported, with a carried section per sheet.

    The files are named by their path in the campaign's folder. They count for their lists, and have no bytes.
    """
    by_file: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        by_file.setdefault((item.origin.round, item.origin.file), []).append(item)
    for own in by_file.values():
        sections = tuple(_build_sections(own, issued))
        yield ReturnedFile(
            source=SourceFile(name=render_path(own[0].origin), sha256="", size=0),
            recognition=FileRecognition(unit=unit),
            content=FileContent(sections=sections),
            standing=FileStanding(counted=frozenset(section.list_key for section in sections)),
        )


def _build_sections(items: Iterable[Item], issued: IssuedTexts) -> Iterator[Section]:
    by_sheet: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        by_sheet.setdefault((item.key.list_key, item.origin.sheet), []).append(item)
    for (list_key, sheet), own in by_sheet.items():
        list_type = find_reported_columns(issued.campaign.definition, list_key)
        records = tuple(_build_record(item, list_type, issued) for item in own)
        yield Section(list_key=list_key, sheet=sheet, header_row=1, positions={}, records=records, carried=True)


def _build_record(item: Item, list_type: ListType, issued: IssuedTexts) -> Record:
    cleaned = {column.key: issued.clean(item, list_type, column) for column in list_type.columns}
    number = list_type.number
    if number:
        cleaned[number.key] = CleanedCell(text=item.key.number, value=item.key.number)
    written = {key: text for key, text in item.texts.items() if text and key in cleaned}
    written |= {number.key: item.key.number} if number else {}
    return Record(row=item.origin.row, written=written, cleaned=cleaned, item=item.key.number)


def find_reported_columns(definition: Definition, list_key: str) -> ListType:
    """Return a list with the columns that its units report on, in any round."""
    return definition.find_list_type(list_key).select_issued_columns(later=True)


def render_path(origin: Origin) -> str:
    """Return the path of a returned file in the campaign's folder, as `第1期/回收/…`."""
    return "/".join((say("folder.round", round=origin.round), say("folder.returned"), origin.file))
