"""A fresh workbook with what a file reports, for files that cannot be marked themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from toolkit.definition import ListType
from toolkit.excel import column_letters, format_address, parse_column
from toolkit.findings import Finding, Location
from toolkit.layout import FIRST_ROW, HEADER_ROW, ListLayout
from toolkit.pipeline.collection import CollectedRound
from toolkit.records import Record, ReturnedFile
from toolkit.template import add_report, build_issue, build_layout, build_workbook

_RowMap = Mapping[tuple[str, int], int]  # the row in the fresh workbook, by sheet and row in the clerk's file


def build_fresh_workbook(
    collected: CollectedRound, file: ReturnedFile, findings: Sequence[Finding]
) -> tuple[bytes, list[Finding]]:
    """Return a workbook of this campaign filled with what a file reports, and the findings relocated to it."""
    workspace = collected.workspace
    unit = workspace.campaign.find_by_code(file.unit)
    number, before = workspace.folders.round, collected.opening
    issue = build_issue(workspace.campaign, unit, workspace.stamp, round=number, opening=before)
    filled: dict[str, list[Mapping[str, str]]] = {}
    rows: dict[tuple[str, int], int] = {}
    as_read = _find_read_records(collected, file)
    for section in file.sections:
        if section.list_key not in file.counted:
            continue
        records = filled.setdefault(section.list_key, [])
        list_type = workspace.campaign.definition.find_list_type(section.list_key)
        office = frozenset(column.key for column in list_type.columns if column.later == "office")
        for record in section.records:
            rows[section.sheet, record.row] = FIRST_ROW + len(records)
            kept = _keep_changes(record, as_read.get((section.sheet, record.row)), list_type)
            records.append(_render_record(kept, office))
    issue = add_report(issue, filled, cover=file.content.cover, nil=file.content.nil)
    layouts = {layout.list_type.key: layout for layout in build_layout(issue).lists}
    return build_workbook(issue), [_relocate_finding(finding, layouts, rows) for finding in findings]


def _find_read_records(collected: CollectedRound, file: ReturnedFile) -> Mapping[tuple[str, int], Record]:
    """Return a file's records as they were read, by sheet and row."""
    read = next((each for each in collected.read if each.name == file.name), file)
    return {(section.sheet, record.row): record for section in read.sections for record in section.records}


def _keep_changes(record: Record, read: Record | None, list_type: ListType) -> Record:
    """Return a record with the issued texts that its unit changed and gave a reason for, as the unit wrote them.

    They do not count yet, but sent back without them the unit's change would be lost.
    """
    if read is None or not record.written.get(list_type.change_note):
        return record
    fixed = [column.key for column in list_type.columns if column.later == "fixed" and column.key in read.cleaned]
    written = {key: read.written[key] for key in fixed if key in read.written}
    cleaned = {key: read.cleaned[key] for key in written}
    return replace(record, written={**record.written, **written}, cleaned={**record.cleaned, **cleaned})


def _render_record(record: Record, office: Collection[str]) -> dict[str, str]:
    """Return a record's texts by column key: in plain form where they were understood, otherwise as written.

    What stands in the columns of the `office` is left out: a workbook gets it from the item.
    """
    texts = {}
    for key in (key for key in record.written if key not in office):
        written = record.written[key]
        cell = record.cleaned[key]
        texts[key] = written if cell.unknown or cell.text is None else cell.text
    return texts


def _relocate_finding(finding: Finding, layouts: Mapping[str, ListLayout], rows: _RowMap) -> Finding:
    """Return a finding with its sheet, row and cell in the fresh workbook."""
    at = _relocate(finding, layouts, rows)
    facts = {**finding.facts, **_relocate_twins(finding, at.cell, rows), **_relocate_changes(finding, layouts, rows)}
    return replace(finding, at=at, facts=facts)


def _relocate_changes(
    finding: Finding, layouts: Mapping[str, ListLayout], rows: _RowMap
) -> dict[str, tuple[tuple[str, str, str, str], ...]]:
    """Return the changed cells of a row, which a finding names, with their addresses in the fresh workbook."""
    changes = finding.facts.get("changes", ())
    own = (replace(finding, at=replace(finding.at, column=label)) for _, label, _, _ in changes)
    cells = (_relocate(each, layouts, rows).cell for each in own)
    moved = tuple((cell, *change[1:]) for cell, change in zip(cells, changes, strict=True))
    return {"changes": moved} if moved else {}


def _relocate(finding: Finding, layouts: Mapping[str, ListLayout], rows: _RowMap) -> Location:
    """Return where a finding is in the fresh workbook; its column's heading where the row is not there."""
    at, layout = finding.at, layouts.get(finding.list_key)
    if layout is None:
        return replace(at, sheet="", row=None, cell="")
    column = next((column for column in layout.list_type.columns if column.label == at.column), None)
    if column is None:
        return replace(at, sheet=layout.sheet, row=None, cell="")
    row = rows.get((at.sheet, at.row or 0), HEADER_ROW)
    cell = f"{column_letters(layout.find_column_index(column.key))}{row}"
    return replace(at, sheet=layout.sheet, row=row, cell=cell)


def _relocate_twins(finding: Finding, cell: str, rows: _RowMap) -> dict[str, tuple[Location, ...]]:
    """Return the equal cells in the fresh workbook, in the column of `cell`, which is the finding's own cell there.

    Where equal cells are on another sheet, perhaps of another file, all stay as they are.
    """
    facts = finding.facts
    if not (cell and "twins" in facts) or facts["elsewhere"]:
        return {}
    numbers = [rows.get((twin.sheet, twin.row)) for twin in facts["twins"]]
    column = parse_column(cell)
    return {"twins": tuple(Location(row=row, cell=format_address(row, column)) for row in numbers if row)}
