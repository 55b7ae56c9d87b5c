"""Check all returns of a round together: the findings of reading and of every rule, and the states they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from toolkit.definition import ListType
from toolkit.excel import column_letters
from toolkit.findings import Finding, Location, make_finding
from toolkit.records import (
    Batch,
    BatchTable,
    ReturnedFile,
    Section,
    Verdict,
)
from toolkit.rules import RecordRule, RosterRule

_MOST_TWINS = 5  # equal cells named in one finding
_REPORTER = "reporter"  # the cover's field with the name of who filled the workbook in


def find_findings(batch: Batch, asked: Mapping[str, Iterable[ListType]]) -> list[Finding]:
    """Return the findings of reading, of every rule over the whole batch, and on lists that a unit did not report on.

    `asked` gives, by unit code, the lists that the unit must report on. The findings are not sorted; a unit that
    returned nothing has none.
    """
    findings = [finding for file in batch.files for finding in file.findings]
    for list_type in _collect_used_lists(asked):
        findings += _check_list(batch.view_list(list_type.key), list_type)
    counted, carried = (_group_counted(files) for files in (batch.files, batch.carried))
    for unit, list_types in asked.items():
        files = counted.get(unit)
        if files:
            own = tuple(list_types)
            earlier = frozenset().union(*(file.counted for file in carried.get(unit, ())))
            findings += _check_unit(unit, files, own, earlier)
            findings += _check_reporter(batch, unit, files, own)
    return findings


def _group_counted(files: Iterable[ReturnedFile]) -> dict[str, list[ReturnedFile]]:
    """Return the files that count for any list by their unit's code."""
    grouped: dict[str, list[ReturnedFile]] = {}
    for file in files:
        if file.counted:
            grouped.setdefault(file.unit, []).append(file)
    return grouped


def _collect_used_lists(asked: Mapping[str, Iterable[ListType]]) -> list[ListType]:
    used = {list_type.key: list_type for list_types in asked.values() for list_type in list_types}
    return sorted(used.values(), key=lambda list_type: (list_type.order, list_type.key))


def _check_list(view: BatchTable, list_type: ListType) -> list[Finding]:
    """Apply every rule of a list as it was issued; a cell wrong by itself is not reported again by other rules."""
    by_scope: dict[str, list[Finding]] = {"cell": [], "row": [], "table": []}
    for rule in list_type.record_rules:
        by_scope[rule.scope] += _apply_rule(view, rule)
    wrong = {_build_cell_key(finding) for finding in by_scope["cell"] if finding.severity == "error"}
    later = [*by_scope["row"], *by_scope["table"]]
    unanswered = (finding for finding in later if _build_cell_key(finding) not in wrong)
    missing = (finding for rule in list_type.roster_rules for finding in _find_missing_people(view, rule))
    return [*by_scope["cell"], *unanswered, *missing]


def _build_cell_key(finding: Finding) -> tuple[str, str, str]:
    return finding.at.file, finding.at.sheet, finding.at.cell


def _apply_rule(view: BatchTable, rule: RecordRule) -> list[Finding]:
    violations = rule.find_violations(view).fillna(False).astype(bool)
    rows = view.index[violations]
    if view.table.quiet:
        rows = rows[~rows.isin(view.table.quiet)]
    if rows.empty:
        return []
    authored = {name: text for name, text in (("message", rule.message), ("fix", rule.fix)) if text}
    facts = rule.collect_facts(view, rows)
    return [
        _make_row_finding(view, rule, int(row), source, {**row_facts, **authored})
        for row, source, row_facts in zip(rows, view.table.collect_sources(rows), facts, strict=True)
    ]


def _make_row_finding(
    view: BatchTable, rule: RecordRule, row: int, source: dict[str, Any], facts: dict[str, Any]
) -> Finding:
    """Build the finding on one record; `source` has its unit, file, sheet, row and section."""
    table = view.table
    column = view.find_own_column(rule.column)
    key = column.key
    written = table.written.at[row, key]
    if str(facts.get("item", "")) not in str(written):
        facts = {**facts, "item": written}  # quoted as written, not as it was understood
    if "twins" in facts:
        facts = {**facts, **_locate_twins(view, facts["twins"], key, source)}
    return make_finding(
        rule.severity,
        rule.kind,
        list=view.list_type.key,
        unit=source["unit"],
        file=source["file"],
        sheet=source["sheet"],
        row=source["row"],
        column=column.label,
        value=written,
        cell=_format_cell(table.sections[source["section"]], key, source["row"]),
        key=key,
        **facts,
    )


def _format_cell(section: Section, key: str, row: int) -> str:
    return f"{column_letters(section.positions.get(key, 0))}{row}"


def _locate_twins(view: BatchTable, twins: Sequence[int], key: str, source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first cells equal to that of `source`, and whether any is on another sheet or in another file."""
    sources = view.table.collect_sources(twins)
    sheet = source["file"], source["sheet"]
    return {
        "twins": tuple(_locate_record(view, twin, key) for twin in sources[:_MOST_TWINS]),
        "elsewhere": any((twin["file"], twin["sheet"]) != sheet for twin in sources),
    }


def _locate_record(view: BatchTable, source: Mapping[str, Any], key: str) -> Location:
    cell = _format_cell(view.table.sections[source["section"]], key, source["row"])
    return Location(file=source["file"], sheet=source["sheet"], row=source["row"], cell=cell)


def _find_missing_people(view: BatchTable, rule: RosterRule) -> list[Finding]:
    missing = rule.find_missing(view)
    findings: list[Finding] = []
    for unit, names in missing.groupby("unit", sort=False)["name"]:
        own = view.table.origin[view.table.origin["unit"] == unit]
        returned = own[~own.index.isin(view.table.quiet)]
        if returned.empty:  # its records were carried, or nothing changed
            continue
        first = returned.iloc[0]
        section = view.table.sections[first["section"]]
        row = section.header_row
        findings.append(
            make_finding(
                rule.severity,
                rule.kind,
                list=view.list_type.key,
                unit=unit,
                file=first["file"],
                sheet=first["sheet"],
                row=row,
                column=view.find_label(rule.column),
                cell=_format_cell(section, rule.column, row),
                key=rule.column,
                names=tuple(names),
                list_label=view.list_type.label,
            )
        )
    return findings


def _check_unit(
    unit: str, files: list[ReturnedFile], list_types: Iterable[ListType], carried: frozenset[str]
) -> list[Finding]:
    """Find lists missing, empty without a nil report, or both filled and nil.

    `carried` are the lists of which earlier rounds have records: a sheet without rows says that none were added.
    """
    findings: list[Finding] = []
    for list_type in list_types:
        about = {"unit": unit, "list": list_type.key, "list_label": list_type.label}
        counted = [file for file in files if list_type.key in file.counted]
        if not counted:
            findings.append(make_finding("error", "list_missing", file=files[0].name, **about))
            continue
        latest = counted[-1]
        sections = [section for file in counted for section in file.content.find_sections(list_type.key)]
        count = sum(len(section.records) for section in sections)
        nil = any(list_type.key in file.content.nil for file in counted)
        sheet = sections[0].sheet if sections else ""
        if count == 0 and not nil and list_type.key not in carried:
            findings.append(make_finding("error", "list_empty", file=latest.name, sheet=sheet, **about))
        if count and nil:
            findings.append(make_finding("error", "nil_with_rows", file=latest.name, sheet=sheet, count=count, **about))
    return findings


def _check_reporter(
    batch: Batch, unit: str, files: list[ReturnedFile], list_types: Iterable[ListType]
) -> Iterator[Finding]:
    """Find that nobody is named on the cover: wrong where every list is declared empty, as the cover itself says."""
    asked = any(field.key == _REPORTER for field in batch.definition.cover.fields)
    if not asked or any(file.content.cover.get(_REPORTER) for file in files):
        return
    nil = {key for file in files for key in file.content.nil & file.counted}
    severity = "error" if nil.issuperset(list_type.key for list_type in list_types) else "notice"
    yield make_finding(severity, "no_reporter", file=files[0].name, unit=unit)


def compute_file_states(batch: Batch, findings: Iterable[Finding]) -> dict[str, str]:
    """Return each file's state by name: accepted, faulty, nil, superseded, unreadable, foreign, other_round or
    other.

    A file that counts is faulty with at least one error; `other` are attachments and what a program left behind.
    """
    faulty = {finding.at.file for finding in findings if finding.severity == "error"}
    return {file.name: _choose_file_state(file, faulty) for file in batch.files}


def _choose_file_state(file: ReturnedFile, faulty: set[str]) -> str:
    match file.verdict:
        case Verdict.UNREADABLE:
            return "unreadable"
        case Verdict.ATTACHMENT | Verdict.LEFT_BEHIND:
            return "other"
        case Verdict.OTHER_ROUND:
            return "other_round"
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


def compute_unit_states(batch: Batch, file_states: Mapping[str, str], units: Iterable[str]) -> dict[str, str]:
    """Return each unit's state by code, in the order of `units`: accepted, faulty, nil or missing.

    One faulty file among those that count makes a unit faulty; any file with records outweighs a nil return.
    """
    states: dict[str, str] = {}
    counted = _group_counted(batch.files)
    for unit in units:
        own = {file_states[file.name] for file in counted.get(unit, ())}
        states[unit] = next((state for state in ("faulty", "accepted", "nil") if state in own), "missing")
    return states
