"""Check everything returned at once: a batch comes in, findings at file, sheet and cell go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from toolkit.definition import ListType
from toolkit.excel import column_letters
from toolkit.findings import Finding, make_finding
from toolkit.messages import say
from toolkit.records import (
    Batch,
    BatchTable,
    ReturnedFile,
    Section,
    Verdict,
)
from toolkit.rules import RecordRule, RosterRule


def find_findings(batch: Batch, asked: Mapping[str, Iterable[ListType]]) -> list[Finding]:
    """Return the findings of reading, of every rule over the whole batch, and of lists not answered for.

    `asked` gives, by unit code, the lists that the unit must answer for.
    """
    found = [one for file in batch.files for one in file.findings]
    for list_type in _collect_used_lists(asked):
        view = batch.view_list(list_type.key)
        found += _check_list(view)
    for unit, list_types in asked.items():
        files = [file for file in batch.files if file.unit == unit and file.counted]
        if files:
            found += _check_unit(unit, files, list_types)
    return found


def _collect_used_lists(asked: Mapping[str, Iterable[ListType]]) -> list[ListType]:
    used = {one.key: one for list_types in asked.values() for one in list_types}
    return sorted(used.values(), key=lambda one: (one.order, one.key))


def _check_list(view: BatchTable) -> list[Finding]:
    """Apply every rule; a cell that is wrong by itself is not complained of again for what it means in its row."""
    by_scope: dict[str, list[Finding]] = {"cell": [], "row": [], "table": []}
    for rule in view.list_type.record_rules:
        by_scope[rule.scope] += _apply_rule(view, rule)
    wrong = {_build_location_key(one) for one in by_scope["cell"] if one["severity"] == "error"}
    later = [*by_scope["row"], *by_scope["table"]]
    missing = [one for rule in view.list_type.roster_rules for one in _find_missing_people(view, rule)]
    return [*by_scope["cell"], *(one for one in later if _build_location_key(one) not in wrong), *missing]


def _build_location_key(finding: Finding) -> tuple[str, str, str]:
    return finding["file"], finding["sheet"], finding["facts"].get("cell", "")


def _apply_rule(view: BatchTable, rule: RecordRule) -> list[Finding]:
    violations = rule.find_violations(view).fillna(False).astype(bool)
    rows = view.index[violations]
    if rows.empty:
        return []
    own = {"message": rule.message, "fix": rule.fix}
    facts = rule.collect_facts(view, rows)
    said = {key: text for key, text in own.items() if text}
    return [
        _make_row_finding(view, rule, int(row), origin, {**one, **said})
        for row, origin, one in zip(rows, view.table.collect_sources(rows), facts, strict=True)
    ]


def _make_row_finding(
    view: BatchTable, rule: RecordRule, row: int, origin: dict[str, Any], facts: dict[str, Any]
) -> Finding:
    table = view.table
    own_column = view.find_own_column(rule.column)
    key = own_column.key
    section = table.sections[origin["section"]]
    if "twins" in facts:
        facts = {**facts, "twins": _render_twin_cells(view, facts["twins"], key, (origin["file"], origin["sheet"]))}
    return make_finding(
        rule.severity,
        rule.kind,
        list=view.list_type.key,
        unit=origin["unit"],
        file=origin["file"],
        sheet=origin["sheet"],
        row=origin["row"],
        column=own_column.label,
        value=table.written.at[row, key],
        cell=_format_address(section, key, origin["row"]),
        key=key,
        **facts,
    )


def _format_address(section: Section, key: str, row: int) -> str:
    return f"{column_letters(section.positions.get(key, 0))}{row}"


def _render_twin_cells(view: BatchTable, twins: list[int], key: str, here: tuple[str, str]) -> str:
    sources = view.table.collect_sources(twins)
    sections = [view.table.sections[one["section"]] for one in sources]
    cells = [_format_address(section, key, one["row"]) for section, one in zip(sections, sources, strict=True)]
    # An address alone would seem to be the cell itself where the twin stands on another sheet or in another file.
    if len({(one["file"], one["sheet"]) for one in sources} | {here}) > 1:
        cells = [f"{one['sheet']}!{cell}" for one, cell in zip(sources, cells, strict=True)]
    return say("list.separator").join(cells[:5])


def _find_missing_people(view: BatchTable, rule: RosterRule) -> list[Finding]:
    missing = rule.find_missing(view)
    found: list[Finding] = []
    for unit, names in missing.groupby("unit", sort=False)["name"]:
        first = view.table.origin[view.table.origin["unit"] == unit].iloc[0]
        section = view.table.sections[first["section"]]
        row = section.header_row
        found.append(
            make_finding(
                rule.severity,
                rule.kind,
                list=view.list_type.key,
                unit=unit,
                file=first["file"],
                sheet=first["sheet"],
                row=row,
                column=view.find_label(rule.column),
                cell=_format_address(section, rule.column, row),
                key=rule.column,
                names=say("list.separator").join(names),
                list_label=view.list_type.label,
            )
        )
    return found


def _check_unit(unit: str, files: list[ReturnedFile], list_types: Iterable[ListType]) -> list[Finding]:
    """Name the lists a unit did not answer for: absent, empty without a word, or both filled and nil."""
    found: list[Finding] = []
    for list_type in list_types:
        where = {"unit": unit, "list": list_type.key, "list_label": list_type.label}
        counted = [one for one in files if list_type.key in one.counted]
        if not counted:
            found.append(make_finding("error", "list_missing", file=files[0].name, **where))
            continue
        file = counted[-1]
        sections = [section for one in counted for section in one.content.find_sections(list_type.key)]
        count = sum(len(section.records) for section in sections)
        nil = any(list_type.key in one.content.nil for one in counted)
        sheet = sections[0].sheet if sections else ""
        if count == 0 and not nil:
            found.append(make_finding("error", "list_empty", file=file.name, sheet=sheet, **where))
        if count and nil:
            found.append(make_finding("error", "nil_with_rows", file=file.name, sheet=sheet, count=count, **where))
    reporter = any(one.content.cover.get("reporter") for one in files)
    if not reporter:
        nil_only = all(not section.records for one in files for section in one.sections)
        grade = "error" if nil_only else "notice"
        found.append(make_finding(grade, "no_reporter", file=files[0].name, unit=unit))
    return found


def compute_file_states(batch: Batch, findings: pd.DataFrame) -> dict[str, str]:
    """Return each file's state: accepted, faulty, nil, superseded, unreadable, foreign or other."""
    faulty = set(findings.loc[findings["severity"] == "error", "file"])
    return {file.name: _choose_file_state(file, faulty) for file in batch.files}


def _choose_file_state(file: ReturnedFile, faulty: set[str]) -> str:
    match file.verdict:
        case Verdict.UNREADABLE:
            return "unreadable"
        case Verdict.ATTACHMENT | Verdict.LEFT_BEHIND:
            return "other"
        case Verdict.RECOGNISED:
            return _choose_return_state(file, faulty)
        case _:
            return "foreign"


def _choose_return_state(file: ReturnedFile, faulty: set[str]) -> str:
    if not file.counted:
        return "superseded"
    if file.name in faulty:
        return "faulty"
    return "nil" if not any(section.records for section in file.sections) else "accepted"


def compute_unit_states(batch: Batch, findings: pd.DataFrame, units: Iterable[str]) -> dict[str, str]:
    """Return each unit's state: accepted, faulty, nil or missing."""
    by_file = compute_file_states(batch, findings)
    states: dict[str, str] = {}
    for unit in units:
        own = {by_file[file.name] for file in batch.files if file.unit == unit and file.counted}
        order = ("faulty", "accepted", "nil")
        states[unit] = next((state for state in order if state in own), "missing")
    return states
