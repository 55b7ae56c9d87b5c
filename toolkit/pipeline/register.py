"""Build the register 收发登记表.xlsx from what lies in a round's folder and what was read of its returns."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from toolkit.campaign import Unit
from toolkit.excel import OFFICE_ZONE, convert_to_office_time
from toolkit.findings import render_found
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound, count_records
from toolkit.pipeline.files import read_file
from toolkit.pipeline.issue_history import (
    IssueHistory,
    IssueLine,
    add_lines,
    find_named_list,
    read_issue_history,
)
from toolkit.pipeline.replies import count_replies
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.records import ReturnedFile
from toolkit.reporting import IssuedFile, ReceivedFile, build_register, format_minute
from toolkit.storage import StagedFile
from toolkit.template import Issue, build_issue
from toolkit.unit_token import WHOLE

# The rules whose findings on a whole file say why it counts or does not.
_REASONS = frozenset(
    {
        "same_bytes",
        "joined",
        "superseded",
        "partly_superseded",
        "unreadable",
        "not_a_workbook",
        "ignored_file",
        "unused",
        "foreign",
        "foreign_campaign",
        "forged",
        "forged_used",
        "revoked",
        "unknown_code",
        "other_round",
        "other_round_used",
        "no_unit",
        "mixed_units",
        "torn",
    }
)


def build_register_file(
    workspace: Workspace,
    collected: CollectedRound | None = None,
    *,
    issued: Iterable[IssueLine] = (),
    opening: Closing = NOTHING_BEFORE,
    pending: Mapping[Path, StagedFile] | None = None,
) -> dict[Path, bytes]:
    """Return the register's bytes by path: all that was ever handed out, and what was read of 回收/ if it was.

    `issued` is what was handed out just now; the lines of earlier times come from the existing register, and stay.
    `opening` is how the round before ended, which collected returns know themselves. `pending` are the workbooks that
    are written together with the register.
    """
    before = collected.opening if collected else opening
    received = None if collected is None else list(build_received_files(collected))
    history = add_lines(read_issue_history(workspace.folders, workspace.campaign), issued)
    files = _build_issued_files(workspace, history, before, pending or {})
    content = build_register(workspace.campaign, files, received)
    return {workspace.folders.register: content}


def find_issued_files(folders: CampaignFolders, unit: Unit) -> list[Path]:
    """Return the workbooks in a unit's folder of 下发/, sorted; lock files and hidden files are left out."""
    folder = _locate_issued(folders, unit)
    files = sorted(folder.glob("*.xlsx")) if folder.is_dir() else []
    return [path for path in files if not path.name.startswith(("~$", "."))]


def _locate_issued(folders: CampaignFolders, unit: Unit) -> Path:
    return folders.locate_unit_folder(folders.issued, unit)


def build_issue_line(  # noqa: PLR0913 - what a line says
    workspace: Workspace,
    issue: Issue,
    path: Path,
    sha256: str,
    *,
    rows: int | None = None,
    changes: str = "",
    plain_sha256: str = "",
    is_written: bool = True,
) -> IssueLine:
    """Return the register's line of a workbook that is handed out; it lies at its path already if it `is_written`.

    It has so many `rows` filled in, None for those of the issue. `sha256` is the file's, `plain_sha256` that of the
    workbook without its password, empty where it has none.
    """
    unit, again = workspace.campaign.find_by_code(issue.unit), issue.reissue
    return IssueLine(
        code=unit.code,
        name=unit.name,
        contact=unit.contact,
        phone=unit.phone,
        file=path.name,
        lists=say("list.separator").join(list_type.label for list_type in issue.list_types),
        rows=count_rows(issue) if rows is None else rows,
        number=again.number if again else 1,
        day=(again.day if again else issue.issued).isoformat(),
        written=_read_file_time(path) if is_written else format_minute(dt.datetime.now(OFFICE_ZONE)),
        changes=changes,
        sha256=sha256,
        plain_sha256=plain_sha256,
    )


def count_rows(issue: Issue) -> int:
    """Return how many rows of a workbook are filled in."""
    return sum(len(issue.collect_prefilled_rows(list_type)) for list_type in issue.list_types)


# -- handed out -----------------------------------------------------------------------------------------


def _build_issued_files(
    workspace: Workspace, history: IssueHistory, opening: Closing, pending: Mapping[Path, StagedFile]
) -> Iterator[IssuedFile]:
    """Yield what each unit was handed, in roster order; units that left the roster come last."""
    by_unit: dict[str, list[IssueLine]] = {unit.code: [] for unit in workspace.campaign.units}
    for line in history.lines:
        by_unit.setdefault(history.trace_unit(line), []).append(line)
    units = {unit.code: unit for unit in workspace.campaign.units}
    folders: dict[Path, list[Path]] = {}
    for path in pending:
        folders.setdefault(path.parent, []).append(path)
    for code, lines in by_unit.items():
        paths = find_issued_files(workspace.folders, units[code]) if code in units else []
        known = {line.file for line in lines}
        written = folders.get(_locate_issued(workspace.folders, units[code]), []) if code in units else []
        here = {path.name: path for path in (*paths, *written)}
        files = [_build_issued_file(history, line, here, pending) for line in lines]
        files += [
            _build_unknown_file(workspace, units[code], path, opening)
            for name, path in here.items()
            if name not in known
        ]
        if not files:
            files = [IssuedFile(kept="not_issued", **_name_unit(units[code]))]
        yield from sorted(files, key=lambda file: (file.file, file.number))


def _build_issued_file(
    history: IssueHistory, line: IssueLine, paths: Mapping[str, Path], pending: Mapping[Path, StagedFile]
) -> IssuedFile:
    path = paths.get(line.file)
    kept = _find_kept_state(path, line.sha256, pending) if history.is_latest(line) else "replaced"
    written = line.written or (_read_file_time(path) if path and path.exists() else "")
    return IssuedFile(kept=kept, **{**asdict(line), "written": written})


def _build_unknown_file(workspace: Workspace, unit: Unit, path: Path, opening: Closing) -> IssuedFile:
    """Return a file in 下发/ that no register knows: it is taken for what would be handed out now."""
    key = find_named_list(workspace.folders, workspace.campaign, path.name)
    only = None if key == WHOLE else key
    number = workspace.folders.round
    issue = build_issue(workspace.campaign, unit, workspace.stamp, round=number, only=only, opening=opening)
    line = build_issue_line(workspace, issue, path, "")
    return IssuedFile(kept="unknown", **asdict(line))


def _name_unit(unit: Unit) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "contact": unit.contact, "phone": unit.phone}


def _find_kept_state(path: Path | None, sha: str, pending: Mapping[Path, StagedFile]) -> str:
    if path is None:
        return "gone"
    here = pending[path].sha256 if path in pending else hashlib.sha256(read_file(path)).hexdigest()
    return "as_issued" if here == sha else "changed"


def _read_file_time(path: Path) -> str:
    return format_minute(dt.datetime.fromtimestamp(path.stat().st_mtime, OFFICE_ZONE))


# -- returned -------------------------------------------------------------------------------------------


def build_received_files(collected: CollectedRound) -> Iterator[ReceivedFile]:
    """Yield what the register says of every returned file, in the batch's order."""
    names = collected.unit_names
    labels = {list_type.key: list_type.label for list_type in collected.workspace.campaign.list_types}
    replies = count_replies([*collected.found, *collected.accepted])
    for file in collected.batch.files:
        unexplained = sum(replies[file.name, state] for state in ("unanswered", "refused", "reopened"))
        yield ReceivedFile(
            code=file.unit,
            unit=names.get(file.unit, ""),
            file=file.name,
            state=collected.file_states[file.name],
            arrived=_convert_to_local(collected.received[file.name]),
            saved=_convert_to_local(file.source.modified) if file.source.modified_by == "property" else None,
            size=file.source.size,
            format=file.source.format,
            records=tuple((labels[key], count) for key, count in count_records(file).items()),
            doubts=(unexplained, replies[file.name, "answered"], replies[file.name, "accepted"]),
            superseded_by=tuple(dict.fromkeys(file.standing.superseded_by.values())),
            why=tuple(_render_reasons(file)),
            sha256=file.source.sha256,
        )


def _render_reasons(file: ReturnedFile) -> Iterator[str]:
    yield from dict.fromkeys(render_found(finding) for finding in file.findings if finding.rule in _REASONS)


def _convert_to_local(timestamp: dt.datetime | None) -> dt.datetime | None:
    """Return a time in UTC as the office's clock shows it."""
    return convert_to_office_time(timestamp) if timestamp else None
