"""Find what units wrote into the office's columns, and take it out: such values count nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from toolkit.cleaning import CleanedCell
from toolkit.definition import Column, Definition, ListType
from toolkit.excel import format_address, parse_row
from toolkit.findings import Finding, make_finding
from toolkit.followup.fills import FillRenderer
from toolkit.followup.issued import fold_meaning
from toolkit.followup.item import Item
from toolkit.followup.returned_row import put_cells
from toolkit.records import Record, ReturnedFile, Section

_REASON = "office_cells"  # why cells are left out
_CLOSED = "closed"  # the fill that says whether an item is closed, in its second word that it is not
_FILLED_DOWN = "merged"  # a cell under a merge was not stored
_NONE: Mapping[str, Item] = {}
_Place = tuple[str, str, str, str]  # address, column label, written text, what it was read as


def clear_office_cells(
    file: ReturnedFile, definition: Definition, fills: FillRenderer, items: Mapping[str, Mapping[str, Item]]
) -> tuple[ReturnedFile, tuple[Finding, ...]]:
    """Return a file without what stands in the office's columns, and a finding per sheet with cells not as issued.

    `items` are the unit's by list key and running number. What was issued there, and a blank, are no fault.
    """
    sections: list[Section] = []
    found: list[Finding] = []
    for section in file.sections:
        list_type = definition.find_list_type(section.list_key)
        own = items.get(section.list_key, _NONE)
        counts = section.list_key in file.counted
        places = list(_find_places(section, list_type, own, fills, definition)) if counts else []
        if places:
            cell, label, value, _ = places[0]
            labels = tuple(dict.fromkeys(place[1] for place in places))
            facts = {"places": tuple((where, text, "") for where, _, text, _ in places), "labels": labels}
            where = {"file": file.name, "unit": file.unit, "list": section.list_key, "sheet": section.sheet}
            at = {"row": parse_row(cell), "cell": cell, "column": label, "value": value}
            found.append(make_finding("error", "office_column", **where, **at, **facts, count=len(places)))
        sections.append(_clear_section(section, list_type))
    if all(new is old for new, old in zip(sections, file.sections, strict=True)):
        return file, ()
    return replace(file, content=replace(file.content, sections=tuple(sections))), tuple(found)


def _find_places(
    section: Section, list_type: ListType, items: Mapping[str, Item], fills: FillRenderer, definition: Definition
) -> Iterator[_Place]:
    """Yield the cells of the office that hold something else than was issued."""
    columns = [column for column in list_type.columns if column.later == "office" and column.key in section.positions]
    for record in section.records if columns else ():
        item = items.get(record.item)
        for column in columns:
            written, cell = record.written.get(column.key, ""), record.cleaned.get(column.key, CleanedCell())
            if not written or cell.blank:
                continue
            issued = _render_issued(item, column, fills, definition)
            if issued and fold_meaning(issued) == fold_meaning(cell.text or ""):
                continue
            address = format_address(record.row, section.positions[column.key])
            yield address, column.label, written, cell.text or ""


def _render_issued(item: Item | None, column: Column, fills: FillRenderer, definition: Definition) -> str:
    """Return the text that a cell of the office was issued with; of a new row it says only that it is not closed."""
    if item is not None:
        return fills.render(column, item)
    offered = definition.choice_lists.get(column.choices or "") if column.fill == _CLOSED else None
    return offered.values[-1] if offered else ""


def _clear_section(section: Section, list_type: ListType) -> Section:
    """Return a section without its cells in the office's columns, which its account then has as left out."""
    keys = [each.key for each in list_type.columns if each.later == "office" and each.key in section.positions]
    if not any(record.written.get(key) for record in section.records for key in keys):
        return section
    records: list[Record] = []
    taken = normalised = 0
    for record in section.records:
        filled = [key for key in keys if record.written.get(key)]
        counts = count_cells([record], filled)
        taken, normalised = taken + counts[0], normalised + counts[1]
        kept = tuple(change for change in record.changes if change.column not in filled)
        cleared = put_cells(record, dict.fromkeys(filled, ("", CleanedCell()))) if filled else record
        records.append(replace(cleared, changes=kept))
    return replace(section, records=tuple(records), ledger=section.ledger.leave_out(_REASON, taken, normalised))


def count_cells(records: Iterable[Record], keys: Collection[str] | None = None) -> tuple[int, int]:
    """Return how many cells of records were read as written, and how many normalised; `keys` is None for all columns.

    Cells that a merge filled were not stored, and are not counted.
    """
    taken = normalised = 0
    for record in records:
        filled = [key for key, text in record.written.items() if text and (keys is None or key in keys)]
        changes = {change.column: change.why for change in record.changes}
        taken += sum(1 for key in filled if key not in changes)
        normalised += sum(1 for key in filled if changes.get(key, _FILLED_DOWN) != _FILLED_DOWN)
    return taken, normalised
