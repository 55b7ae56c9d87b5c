"""Make what goes back to the units: a collected round comes in; annotated copies by path, and who got none, go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.batch import Record, ReturnedFile
from toolkit.findings import rows_of
from toolkit.layout import FIRST_ROW, HEADER_ROW, ListLayout
from toolkit.messages import say
from toolkit.package import Package, PatchError, Sheets, letters
from toolkit.pipeline.collect import Collected
from toolkit.reporting import Review, annotate_workbook
from toolkit.stamp import revision_mark
from toolkit.template import build_workbook, issue_for, with_report
from toolkit.text import file_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What goes back: the copies' bytes by path, and their paths by unit."""

    copies: dict[Path, bytes] = field(default_factory=dict)
    by_unit: dict[str, tuple[Path, ...]] = field(default_factory=dict)


def send_back(collected: Collected) -> Sent:
    """Annotate every file that its clerk must mend; what came under a password goes out to nobody in clear."""
    copies: dict[Path, bytes] = {}
    by_unit: dict[str, tuple[Path, ...]] = {}
    for file in collected.batch.files:
        if collected.file_states[file.name] == "faulty" and not file.encrypted:
            path, content = _copy(collected, file)
            copies[path] = content
            by_unit[file.unit] = (*by_unit.get(file.unit, ()), path)
    return Sent(copies=copies, by_unit=by_unit)


def _copy(collected: Collected, file: ReturnedFile) -> tuple[Path, bytes]:
    """Return the copy's path and bytes: the clerk's own workbook marked, or where that cannot be, a fresh one."""
    findings = collected.findings[collected.findings["file"] == file.name]
    review = _review(collected, file)
    if file.format == "xlsx":
        content = collected.sources[file.name].content()
        try:
            ending = ".xlsm" if Sheets(Package(content)).holds_macros else ".xlsx"
            return _path(collected, file, ending), annotate_workbook(content, findings, review)
        except PatchError:
            pass  # spelled in a way that cannot be changed without risk: the same as another format
    fresh, moved = _fresh(collected, file, findings)
    shown = Review(
        title=review.title,
        unit=review.unit,
        mark=review.mark,
        progress=review.progress,
        made_from=(file.name.rpartition("/")[2], file.format),
    )
    return _path(collected, file, ".xlsx"), annotate_workbook(fresh, moved, shown)


def _review(collected: Collected, file: ReturnedFile) -> Review:
    campaign = collected.workspace.campaign
    unit = campaign.unit(file.unit).name
    return Review(title=campaign.title, unit=unit, mark=revision_mark(file.sha256))


def _path(collected: Collected, file: ReturnedFile, ending: str) -> Path:
    """Return where a file's copy goes: named by its whole path, so that two of one name in two folders stay two."""
    places, campaign = collected.workspace.places, collected.workspace.campaign
    stem = file_name(file.name.rpartition(".")[0] or file.name)
    while stem.startswith(prefix := say("output.annotated", name="")):
        stem = stem.removeprefix(prefix)
    name = say("output.annotated", name=f"{stem}{ending}")
    return places.unit_folder(places.sent_back, campaign.unit(file.unit)) / name


# -- a fresh workbook -----------------------------------------------------------------------------------


def _fresh(collected: Collected, file: ReturnedFile, findings: pd.DataFrame) -> tuple[bytes, pd.DataFrame]:
    """Return this campaign's workbook with what a file reports filled in, and the findings at their new places."""
    workspace = collected.workspace
    unit = workspace.campaign.unit(file.unit)
    issue = issue_for(workspace.campaign, unit, workspace.stamp, round=workspace.places.round)
    filled: dict[str, list[Mapping[str, str]]] = {}
    rows: dict[tuple[str, int], tuple[str, int]] = {}
    for section in file.sections:
        if section.list_key not in file.counted:
            continue
        held = filled.setdefault(section.list_key, [])
        for record in section.records:
            rows[section.sheet, record.row] = (section.list_key, FIRST_ROW + len(held))
            held.append(_shown(record))
    issue = with_report(issue, filled, cover=file.cover, nil=file.nil)
    layouts = {one.list_type.key: one for one in issue.layout().lists}
    moved = [_moved(one, layouts, rows) for one in rows_of(findings)]
    together = zip(findings["facts"], moved, strict=True)
    placed = findings.assign(
        sheet=[one[0] for one in moved],
        row=pd.array([one[1] for one in moved], dtype="Int64"),
        facts=pd.Series([{**facts, "cell": one[2]} for facts, one in together], index=findings.index, dtype=object),
    )
    return build_workbook(issue), placed


def _shown(record: Record) -> dict[str, str]:
    """Return a record as it is written anew: what was understood in its plain form, the rest as it was written."""
    shown = {}
    for key, written in record.written.items():
        one = record.cleaned[key]
        shown[key] = written if one.unknown or one.text is None else one.text
    return shown


def _moved(
    one: dict[str, Any], layouts: Mapping[str, ListLayout], rows: Mapping[tuple[str, int], tuple[str, int]]
) -> tuple[str, int | None, str]:
    """Return a finding's sheet, row and cell in the fresh workbook; on a row that is not there, the list alone."""
    layout = layouts.get(one["list"])
    if layout is None:
        return "", None, ""
    column = next((c for c in layout.list_type.columns if c.label == one["column"]), None)
    row = rows.get((one["sheet"], 0 if pd.isna(one["row"]) else int(one["row"])))
    if column is None:
        return layout.sheet, None, ""
    number = row[1] if row else HEADER_ROW
    return layout.sheet, number, f"{letters(layout.position(column.key))}{number}"
