"""What a page shows of a round, as plain facts: its files, its units one by one, and what was written for them."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from toolkit.findings import (
    SEVERITIES,
    Finding,
    concerns_clerk,
    render_clerks_way_out,
    render_found,
    render_kind,
    render_way_out,
)
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.register import build_received_files, find_issued_files
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.reporting import ReceivedFile, build_evidence_rows

_SETTLING = 2.0  # seconds: a result is written together with what it was made from


def collect_file_rows(collected: CollectedRound) -> list[dict[str, Any]]:
    """Return one row per returned file, the latest arrival first: whose it is, how it was read, what was found."""
    counts = Counter((finding.at.file, finding.severity) for finding in collected.found)
    rows = [_build_file_row(file, counts) for file in build_received_files(collected)]
    return sorted(rows, key=lambda row: (row["arrived"], row["file"]), reverse=True)


def _build_file_row(file: ReceivedFile, counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    return {
        "file": file.file,
        "code": file.code,
        "unit": file.unit,
        "state": file.state,
        "arrived": f"{file.arrived:%Y-%m-%d %H:%M:%S}" if file.arrived else "",
        "format": file.format,
        "size": file.size,
        "records": list(file.records),
        "findings": [counts[file.file, severity] for severity in SEVERITIES],
        "why": list(file.why),
        "sha256": file.sha256,
    }


def collect_reading_rows(collected: CollectedRound, name: str) -> list[dict[str, str]]:
    """Return why a file, its sheets and headings were taken for what they were, the least certain first."""
    files = [file for file in collected.batch.files if file.name == name]
    heads = ("subject", "file", "sheet", "cell", "seen", "chosen", "sure", "signs", "others")
    return [dict(zip(heads, map(str, row), strict=True)) for row in build_evidence_rows(files)]


def collect_finding_rows(findings: Iterable[Finding], *, for_clerk: bool = False) -> list[dict[str, Any]]:
    """Return one row per finding in the order given: how grave, where, what was found, the way out, the explanation.

    What goes to a unit is put `for_clerk`: without what only the operator can do something about, in the clerk's words.
    """
    return [
        {
            "severity": finding.severity,
            "kind": render_kind(finding),
            "file": finding.at.file,
            "sheet": finding.at.sheet,
            "cell": finding.at.cell or (str(finding.at.row) if finding.at.row else ""),
            "column": finding.at.column,
            "value": str(finding.value),
            "found": render_found(finding),
            "way_out": render_clerks_way_out(finding) if for_clerk else render_way_out(finding),
            "reply": finding.reply.state if finding.reply else "",
            "explained": finding.reply.text if finding.reply else "",
        }
        for finding in findings
        if not for_clerk or concerns_clerk(finding)
    ]


def collect_unit_facts(collected: CollectedRound, code: str) -> dict[str, Any] | None:
    """Return everything about one unit: state, files, findings, what was written for it; None for no unit's code.

    `findings` are those on what counts; `accepted` the doubts that the office accepted.
    """
    campaign = collected.workspace.campaign
    unit = next((unit for unit in campaign.units if unit.code == code), None)
    if unit is None:
        return None
    folders = collected.workspace.folders
    return {
        "code": code,
        "name": unit.name,
        "contact": unit.contact,
        "phone": unit.phone,
        "state": collected.unit_states[code],
        "files": [row for row in collect_file_rows(collected) if row["code"] == code],
        "findings": collect_finding_rows(finding for finding in collected.open_findings if finding.unit == code),
        "accepted": collect_finding_rows(finding for finding in collected.current_accepted if finding.unit == code),
        "issued": [path.name for path in find_issued_files(folders, unit)],
        "copies": find_copies(folders, folders.locate_unit_folder(folders.sent_back, unit)),
        "letter": _read_text(folders.locate_unit_folder(folders.sent_back, unit) / say("output.reminder")),
        "lists": [list_type.label for list_type in campaign.find_lists(unit)],
        "waiting": sum(1 for item in collected.followed.waiting if item.key.unit == code),
    }


def find_copies(folders: CampaignFolders, place: Path) -> list[str]:
    """Return the annotated copies in a unit's folder of 退回/, by their path below the campaign's folder."""
    if not place.is_dir():
        return []
    files = sorted(path for path in place.iterdir() if path.is_file() and path.name != say("output.reminder"))
    shown = (path for path in files if not path.name.startswith(("~$", ".")))
    return [path.relative_to(folders.folder).as_posix() for path in shown]


def list_copies(folders: CampaignFolders) -> list[str]:
    """Return everything that goes back to the units, letters among it, by path below the campaign's folder."""
    found = sorted(path for path in folders.sent_back.glob("*/*") if path.is_file() and not path.name.startswith("."))
    return [path.relative_to(folders.folder).as_posix() for path in found]


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return ""


def list_result_files(folders: CampaignFolders) -> list[str]:
    """Return what was written for a round into 汇总/, by path below the campaign's folder, without hidden files."""
    found = []
    for place, inner, names in os.walk(folders.results):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += [Path(place, name) for name in sorted(names) if not name.startswith((".", "~$"))]
    beside = [path for path in (folders.register, folders.ledger) if path.is_file()]
    return [path.relative_to(folders.folder).as_posix() for path in (*found, *beside)]


def list_issued_files(workspace: Workspace) -> list[dict[str, Any]]:
    """Return each unit with the workbooks that lie for it in 下发/, in roster order."""
    folders = workspace.folders
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "files": [path.relative_to(folders.folder).as_posix() for path in find_issued_files(folders, unit)],
        }
        for unit in workspace.campaign.units
    ]


def is_up_to_date(workspace: Workspace, result: Path) -> bool:
    """Tell by the times of the files whether a result is newer than what came back and than 工作方案.xlsx."""
    folders, plan = workspace.folders, workspace.folders.folder / workspace.campaign.definition.campaign.file
    try:
        written = result.stat().st_mtime + _SETTLING
    except OSError:
        return False
    for place, _, names in os.walk(folders.returned):
        for name in names:
            with contextlib.suppress(OSError):
                facts = Path(place, name).stat()
                if max(facts.st_mtime, facts.st_ctime) > written:
                    return False
    return plan.stat().st_mtime <= written
