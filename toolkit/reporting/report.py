"""The report on a round's returns: states and findings come in, the bytes of 校验报告.xlsx go out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.batch import ReturnedFile
from toolkit.campaign import Campaign
from toolkit.findings import SEVERITIES, render_found, render_way_out, rows_of
from toolkit.layout import quoted
from toolkit.messages import say
from toolkit.reporting.account import (
    CHANGE_HEADS,
    EVIDENCE_HEADS,
    LEDGER_HEADS,
    change_rows,
    evidence_rows,
    ledger_rows,
)
from toolkit.style import RESULT_TAB, Styles, new_workbook, print_setup, row_height

_STATE_STYLES = {"faulty": "fault", "accepted": "done", "missing": "wait", "nil": "done"}
_LONGEST_LINK = 250
_LONGEST_TEXT = 500  # of a cell quoted in the report


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """What the report shows.

    `files` has one row per file: file, unit, state, records; `read` are the files as they were read, in the
    same order; `folder` leads to the files, of which those in `packed` lie in archives and cannot be linked to.
    """

    campaign: Campaign
    findings: pd.DataFrame
    files: pd.DataFrame
    read: tuple[ReturnedFile, ...]
    states: Mapping[str, str]
    folder: str
    packed: frozenset[str] = frozenset()


def build_report(report: ReportInput) -> bytes:
    """Write the overviews by unit and by kind, every finding with a link to its cell, and what reading did."""
    buffer = io.BytesIO()
    campaign = report.campaign
    workbook = new_workbook(buffer, campaign.issue_date, say("report.title"))
    writer = _Writer(workbook, report)
    writer.units()
    writer.kinds()
    writer.findings()
    writer.ledger()
    writer.evidence()
    writer.changes()
    workbook.close()
    return buffer.getvalue()


class _Writer:
    """Writes the sheets of one report."""

    def __init__(self, workbook: Any, report: ReportInput) -> None:
        self.workbook, self.report = workbook, report
        self.styles = Styles(workbook)
        self.names = {unit.code: unit.name for unit in report.campaign.units}
        self.labels = {one.key: one.label for one in report.campaign.definition.list_types}

    def units(self) -> None:
        heads = ("code", "unit", "state", "errors", "warnings", "notices", "held", "contact", "files")
        widths = (8, 26, 12, 8, 8, 8, 50, 24, 40)
        sheet = self._sheet("report.by_unit", heads, widths, self._coverage())
        by_unit = self.report.findings.groupby(["unit", "severity"]).size()
        for row, unit in enumerate(self.report.campaign.units, 3):
            state = self.report.states[unit.code]
            own = self.report.files[self.report.files["unit"] == unit.code]
            counts = [int(by_unit.get((unit.code, grade), 0)) for grade in SEVERITIES]
            files = "\n".join(_with_state(f) for f in rows_of(own))
            contact = " ".join(part for part in (unit.contact, unit.phone) if part)
            cells = [unit.code, unit.name, say(f"state.{state}"), *counts, self._records(own), contact, files]
            self._row(sheet, row, cells, widths)
            style = self.styles[_STATE_STYLES[state]]
            sheet.conditional_format(row, 2, row, 2, {"type": "no_blanks", "format": style})
        sheet.autofilter(2, 0, 2 + len(self.report.campaign.units), len(heads) - 1)

    def _coverage(self) -> str:
        states = list(self.report.states.values())
        returned = sum(state in ("accepted", "faulty") for state in states)
        line = say(
            "report.coverage",
            total=len(states),
            returned=returned,
            faulty=states.count("faulty"),
            nil=states.count("nil"),
            missing=states.count("missing"),
        )
        files = self.report.files
        lost = files[(files["unit"] == "") & (files["state"] != "other")]
        unplaced = "".join("\n" + _with_state(f) for f in rows_of(lost))
        return line + (say("report.unplaced") + unplaced if unplaced else "")

    def _records(self, files: pd.DataFrame) -> str:
        totals: dict[str, int] = {}
        for records in files.loc[files["state"] != "superseded", "records"]:
            for key, count in records.items():
                totals[key] = totals.get(key, 0) + count
        parts = [say("report.records", list=self.labels[key], count=count) for key, count in totals.items()]
        return say("list.separator").join(parts)

    def kinds(self) -> None:
        heads = ("severity", "list", "column", "found", "way_out", "count", "units")
        widths = (8, 18, 20, 60, 60, 8, 10)
        sheet = self._sheet("report.by_kind", heads, widths, say("report.kinds_note"))
        findings = self.report.findings
        said = findings["facts"].map(lambda facts: facts.get("message") or facts.get("code") or facts.get("why") or "")
        keys = [findings["severity"], findings["list"], findings["column"], findings["rule"], said]
        groups = [(key, group) for key, group in findings.groupby(keys, sort=False)]
        groups.sort(key=lambda pair: (SEVERITIES.index(pair[0][0]), -len(pair[1]), pair[0][1:]))
        for row, (key, group) in enumerate(groups, 3):
            severity, list_key, column, _, _ = key
            example = group.iloc[0]
            cells = [
                say(f"severity.{severity}"),
                self.labels.get(str(list_key), ""),
                column,
                render_found(example),
                render_way_out(example),
                len(group),
                group.loc[group["unit"] != "", "unit"].nunique(),
            ]
            self._row(sheet, row, cells, widths)
        sheet.autofilter(2, 0, 2 + len(groups), len(heads) - 1)

    def findings(self) -> None:
        heads = ("severity", "unit", "file", "sheet", "cell", "column", "value", "said", "way_out")
        widths = (8, 22, 30, 16, 8, 16, 24, 50, 56)
        sheet = self._sheet("report.all", heads, widths, say("report.findings_note"))
        for row, one in enumerate(rows_of(self.report.findings), 3):
            cells = [
                say(f"severity.{one['severity']}"),
                self.names.get(one["unit"], one["unit"]),
                one["file"],
                one["sheet"],
                one["facts"].get("cell", ""),
                one["column"],
                str(one["value"])[:200],
                render_found(one),
                render_way_out(one),
            ]
            self._row(sheet, row, cells, widths)
            self._link(sheet, row, one)
        sheet.autofilter(2, 0, 2 + len(self.report.findings), len(heads) - 1)

    def _link(self, sheet: Any, row: int, one: dict[str, Any]) -> None:
        """Make the address a link into the returned file, where the path is short enough for a formula."""
        cell = one["facts"].get("cell", "")
        if not cell or one["file"] in self.report.packed:
            return
        file = one["file"].replace("%", "%25").replace("#", "%23")
        target = f"{self.report.folder}/{file}#{quoted(one['sheet'])}!{cell}"
        if len(target) <= _LONGEST_LINK and '"' not in target:
            formula = f'=HYPERLINK("{target}","{cell}")'
            sheet.write_formula(row, 4, formula, self.styles["link"], cell)

    def ledger(self) -> None:
        widths = (24, 40, 10, 10, 10, 10, 10, 80)
        rows = ledger_rows(self.report.read, self.names)
        self._table("report.ledger", LEDGER_HEADS, widths, say("report.ledger_note"), rows)

    def evidence(self) -> None:
        widths = (10, 34, 18, 8, 24, 24, 12, 40, 24)
        rows = evidence_rows(self.report.read)
        self._table("report.evidence", EVIDENCE_HEADS, widths, say("report.evidence_note"), rows)

    def changes(self) -> None:
        widths = (24, 34, 18, 8, 18, 40, 40, 22)
        rows = change_rows(self.report.read, self.names, self.report.campaign.definition)
        self._table("report.changes", CHANGE_HEADS, widths, say("report.changes_note"), rows)

    def _table(
        self, key: str, heads: tuple[str, ...], widths: tuple[int, ...], note: str, rows: Iterable[list[str | int]]
    ) -> None:
        sheet = self._sheet(key, heads, widths, note)
        last = 2
        for last, cells in enumerate(rows, 3):
            self._row(sheet, last, [cell[:_LONGEST_TEXT] if isinstance(cell, str) else cell for cell in cells], widths)
        sheet.autofilter(2, 0, last, len(heads) - 1)

    def _sheet(self, key: str, heads: tuple[str, ...], widths: tuple[int, ...], note: str) -> Any:
        sheet = self.workbook.add_worksheet(say(key))
        sheet.set_tab_color(RESULT_TAB)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        last = len(widths) - 1
        title = say("report.heading", title=self.report.campaign.title, sheet=say(key))
        sheet.merge_range(0, 0, 0, last, title, self.styles["title"])
        sheet.set_row(0, 34)
        sheet.merge_range(1, 0, 1, last, note, self.styles["note"])
        sheet.set_row(1, row_height([(note, sum(widths))], 11))
        for place, head in enumerate(heads):
            sheet.write_string(2, place, say(f"report.{head}"), self.styles["head"])
        sheet.set_row(2, 24)
        sheet.freeze_panes(3, 0)
        unit = self.report.campaign.lead
        print_setup(sheet, header=self.report.campaign.title, unit=unit, footer=say("page.footer"), repeat_row=2)
        return sheet

    def _row(self, sheet: Any, row: int, cells: list[Any], widths: tuple[int, ...]) -> None:
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, place, cell, self.styles["number"])
            else:
                sheet.write_string(row, place, cell, self.styles["text"])
        shown = [(str(cell), float(width)) for cell, width in zip(cells, widths, strict=True)]
        sheet.set_row(row, row_height(shown))


def _with_state(file: dict[str, Any]) -> str:
    return say("report.file_state", file=file["file"], state=say(f"state.{file['state']}"))
