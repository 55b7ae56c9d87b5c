"""校验报告.xlsx, the operator's report on a round's returns."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.excel import create_workbook, format_text_literal, quote_sheet_name
from toolkit.findings import (
    SEVERITIES,
    Finding,
    Location,
    frame_to_dicts,
    render_facts,
    render_found,
    render_kind,
    render_way_out,
    sort_findings,
)
from toolkit.messages import say
from toolkit.records import ReturnedFile
from toolkit.reporting.decision_sheet import write_questions
from toolkit.reporting.doubt_sheet import render_reply, write_doubts
from toolkit.reporting.overview import Overview, write_overview
from toolkit.reporting.pages import FIRST_ROW, Pages, shorten_quote
from toolkit.reporting.questions import count_waiting, find_questions
from toolkit.reporting.reading_account import (
    CHANGE_HEADS,
    DIFFERENCE_HEADS,
    EVIDENCE_HEADS,
    LEDGER_HEADS,
    build_change_rows,
    build_difference_rows,
    build_evidence_rows,
    build_ledger_rows,
)
from toolkit.text import measure_utf16_length

_STATE_STYLES = {"faulty": "fault", "accepted": "done", "missing": "wait", "nil": "done"}
_COUNTED = ("accepted", "faulty", "nil")  # states of files that count
_LONGEST_LINK, _LONGEST_VALUE = 250, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """What the report shows.

    `files` has one row per file: file, unit, state, records; `read` are the files as they were read, in the
    same order. `folder` is the relative path from the report to the files; those in `packed` lie in archives and
    cannot be linked to. `current` are the findings without those on what a later return replaced. `states` gives
    each unit's state by code, `coverage` is the sentence on how many units returned. `progress` has, by unit code,
    how many faults were solved, are still open and are new since the unit's last return. `accepted` are the doubts on
    `current` files that the office accepted. `reviews` counts the items that wait in the office's ledger.
    """

    campaign: Campaign
    findings: tuple[Finding, ...]
    current: tuple[Finding, ...]
    files: pd.DataFrame
    read: tuple[ReturnedFile, ...]
    states: Mapping[str, str]
    coverage: str
    folder: str
    packed: frozenset[str] = frozenset()
    progress: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    accepted: tuple[Finding, ...] = ()
    reviews: int = 0


def build_report(report: ReportInput) -> bytes:
    """Return the workbook: overview, open decisions, units, kinds, every finding with its link, what reading did."""
    buffer = io.BytesIO()
    campaign = report.campaign
    workbook = create_workbook(buffer, campaign.issue_date, say("report.title"))
    writer = _ReportWriter(Pages(workbook, title=campaign.heading, lead=campaign.lead), report)
    writer.add_overview()
    writer.add_questions()
    writer.add_doubts()
    writer.add_units()
    writer.add_kinds()
    writer.add_findings()
    writer.add_differences()
    writer.add_ledger()
    writer.add_evidence()
    writer.add_changes()
    workbook.close()
    return buffer.getvalue()


class _ReportWriter:
    """Writes the sheets of one report."""

    def __init__(self, pages: Pages, report: ReportInput) -> None:
        self.pages, self.report = pages, report
        self.styles = pages.styles
        self.names = {unit.code: unit.name for unit in report.campaign.units}
        self.labels = {list_type.key: list_type.label for list_type in report.campaign.definition.list_types}
        self.questions = find_questions(report.current, report.campaign)

    def add_overview(self) -> None:
        files = self.report.files
        unused = [finding.at.file for finding in self.report.findings if finding.rule == "unused"]
        nobodys = files[(files["unit"] == "") & (files["state"] != "other") & ~files["file"].isin(unused)]
        overview = Overview(
            states=self.report.states,
            names=self.names,
            findings=self.report.current,
            records=self._count_records(),
            strange=tuple(_render_file_state(file) for file in frame_to_dicts(nobodys)),
            waiting=count_waiting(self.questions),
            reviews=self.report.reviews,
        )
        write_overview(self.pages, overview, self.report.coverage)

    def add_questions(self) -> None:
        write_questions(self.pages, self.questions, self.report.campaign.definition)

    def add_doubts(self) -> None:
        doubts = sort_findings([*self.report.current, *self.report.accepted])
        write_doubts(self.pages, doubts, self.report.campaign)

    def _count_records(self) -> pd.DataFrame:
        """Return how many records of each list came from each unit: key, list, unit, count; one row where none did."""
        used = frame_to_dicts(self._select_counted(self.report.files))
        rows = []
        for list_type in self.report.campaign.list_types:
            counts = [(file["unit"], file["records"].get(list_type.key, 0)) for file in used] or [("", 0)]
            rows += [(list_type.key, list_type.label, *count) for count in counts]
        return pd.DataFrame(rows, columns=["key", "list", "unit", "count"])

    def _select_counted(self, files: pd.DataFrame) -> pd.DataFrame:
        """Return the files that count: not those that were replaced, are another round's, or are nobody's."""
        return files[files["state"].isin(_COUNTED)]

    def add_units(self) -> None:
        heads = (
            "code",
            "unit",
            "state",
            "errors",
            "warnings",
            "answered",
            "accepted",
            "notices",
            "solved",
            "open",
            "added",
            "held",
            "contact",
            "files",
        )
        widths = (8, 24, 10, 7, 7, 8, 8, 7, 8, 7, 7, 44, 20, 40)
        by_unit = Counter((finding.unit, finding.severity) for finding in self.report.current)
        replies = Counter(
            (finding.unit, finding.reply.state)
            for finding in (*self.report.current, *self.report.accepted)
            if finding.reply
        )
        rows = []
        for unit in self.report.campaign.units:
            own = self.report.files[self.report.files["unit"] == unit.code]
            counts = [by_unit[unit.code, severity] for severity in SEVERITIES[:2]]
            counts += [replies[unit.code, state] for state in ("answered", "accepted")]
            counts += [by_unit[unit.code, SEVERITIES[2]]]
            since: tuple[int | str, ...] = self.report.progress.get(unit.code, ("—",) * 3)
            files = "\n".join(_render_file_state(file) for file in frame_to_dicts(own))
            contact = " ".join(part for part in (unit.contact, unit.phone) if part)
            state = say(f"state.{self.report.states[unit.code]}")
            rows.append([unit.code, unit.name, state, *counts, *since, self._render_records(own), contact, files])
        sheet = self._add_table("report.by_unit", heads, widths, self.report.coverage, rows)
        for row, unit in enumerate(self.report.campaign.units, FIRST_ROW):
            style = self.styles[_STATE_STYLES[self.report.states[unit.code]]]
            sheet.conditional_format(row, 2, row, 2, {"type": "no_blanks", "format": style})

    def _render_records(self, files: pd.DataFrame) -> str:
        totals: dict[str, int] = {}
        for records in self._select_counted(files)["records"]:
            for key, count in records.items():
                totals[key] = totals.get(key, 0) + count
        parts = [say("report.records", list=self.labels[key], count=count) for key, count in totals.items()]
        return say("list.separator").join(parts)

    def add_kinds(self) -> None:
        heads = ("severity", "kind", "list", "column", "found", "way_out", "count", "units")
        widths = (8, 28, 18, 18, 52, 52, 8, 10)
        groups: dict[tuple[str, ...], list[Finding]] = {}
        for finding in self.report.findings:
            groups.setdefault(_build_kind_key(finding), []).append(finding)
        rows = []
        for key in sorted(groups, key=lambda key: (SEVERITIES.index(key[0]), -len(groups[key]), key[1:])):
            example = groups[key][0]
            units = {finding.unit for finding in groups[key] if finding.unit}
            rows.append(
                [
                    say(f"severity.{example.severity}"),
                    render_kind(example),
                    self.labels.get(example.list_key, ""),
                    example.at.column,
                    render_found(example),
                    render_way_out(example),
                    len(groups[key]),
                    len(units),
                ]
            )
        self._add_table("report.by_kind", heads, widths, say("report.kinds_note"), rows)

    def add_findings(self) -> None:
        heads = ("severity", "unit", "file", "sheet", "cell", "column", "value", "said", "way_out", "reply")
        widths = (8, 22, 30, 16, 8, 16, 24, 50, 52, 30)
        rows = [
            [
                say(f"severity.{finding.severity}"),
                self.names.get(finding.unit, finding.unit),
                finding.at.file,
                finding.at.sheet,
                finding.at.cell,
                finding.at.column,
                shorten_quote(str(finding.value), _LONGEST_VALUE),
                render_found(finding),
                render_way_out(finding),
                render_reply(finding),
            ]
            for finding in self.report.findings
        ]
        sheet = self._add_table("report.all", heads, widths, say("report.findings_note"), rows)
        for row, finding in enumerate(self.report.findings, FIRST_ROW):
            self._link_address(sheet, row, finding.at)

    def _link_address(self, sheet: Any, row: int, at: Location) -> None:
        """Turn the address into a link to the returned file's cell, where the path is short enough for a formula."""
        if not at.cell or at.file in self.report.packed:
            return
        file = at.file.replace("%", "%25").replace("#", "%23").replace('"', "%22")
        target = f"{self.report.folder}/{file}#{quote_sheet_name(at.sheet)}!{at.cell}"
        if measure_utf16_length(target) <= _LONGEST_LINK:
            formula = f'=HYPERLINK({format_text_literal(target)},"{at.cell}")'
            sheet.write_formula(row, 4, formula, self.styles["link"], at.cell)

    def add_differences(self) -> None:
        widths = (22, 30, 30, 16, 10, 12, 18, 44, 44)
        rows = build_difference_rows(self.report.read, self.names, self.report.campaign.definition)
        self._add_table("report.differences", DIFFERENCE_HEADS, widths, say("report.differences_note"), rows)

    def add_ledger(self) -> None:
        widths = (24, 40, 10, 10, 10, 10, 10, 80)
        rows = build_ledger_rows(self.report.read, self.names)
        self._add_table("report.ledger", LEDGER_HEADS, widths, say("report.ledger_note"), rows)

    def add_evidence(self) -> None:
        widths = (10, 34, 18, 8, 24, 24, 12, 40, 24)
        rows = build_evidence_rows(self.report.read)
        self._add_table("report.evidence", EVIDENCE_HEADS, widths, say("report.evidence_note"), rows)

    def add_changes(self) -> None:
        widths = (24, 34, 18, 8, 18, 40, 40, 22)
        rows = build_change_rows(self.report.read, self.names, self.report.campaign.definition)
        self._add_table("report.changes", CHANGE_HEADS, widths, say("report.changes_note"), rows)

    def _add_table(self, key: str, heads: tuple[str, ...], widths: tuple[int, ...], note: str, rows: Any) -> Any:
        return self.pages.add_table(say(key), [say(f"report.{head}") for head in heads], widths, note, rows)


def _build_kind_key(finding: Finding) -> tuple[str, ...]:
    """Return what the findings counted on one line have in common, their message or reason included."""
    facts = finding.facts
    reason = facts.get("message") or facts.get("code") or render_facts(finding).get("why") or ""
    return finding.severity, finding.list_key, finding.at.column, finding.rule, reason


def _render_file_state(file: dict[str, Any]) -> str:
    return say("report.file_state", file=file["file"], state=say(f"state.{file['state']}"))
