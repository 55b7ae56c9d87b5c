"""Build the register 收发登记表.xlsx from what lies in a round's folder and what was read of its returns."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.findings import render_found
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.formats import CellValue, UnreadableError, open_workbook
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound, count_records
from toolkit.pipeline.files import read_file
from toolkit.pipeline.replies import count_replies
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.records import ReturnedFile
from toolkit.reporting import IssuedFile, ReceivedFile, build_register
from toolkit.template import Issue, build_issue

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
    issued: Mapping[str, str] | None = None,
    opening: Closing = NOTHING_BEFORE,
) -> dict[Path, bytes]:
    """Build the register anew and return its bytes by path: what lies in 下发/, and what was read of 回收/ if it was.

    `issued` has the SHA-256 of the files issued just now, by name; that of the others comes from the existing register.
    `opening` is how the round before ended, which collected returns know themselves.
    """
    before = collected.opening if collected else opening
    received = None if collected is None else list(_build_received_files(collected))
    content = build_register(workspace.campaign, _build_issued_files(workspace, issued or {}, before), received)
    return {workspace.folders.register: content}


def read_issued_hashes(folders: CampaignFolders) -> dict[str, str]:
    """Return the SHA-256 of every file as it was issued, by file name, from the existing register."""
    return {name: sha for (_, name), sha in _read_recorded_hashes(folders).items()}


def find_issued_files(folders: CampaignFolders, unit: Unit) -> list[Path]:
    """Return the workbooks in a unit's folder of 下发/, sorted; lock files and hidden files are left out."""
    folder = folders.locate_unit_folder(folders.issued, unit)
    files = sorted(folder.glob("*.xlsx")) if folder.is_dir() else []
    return [path for path in files if not path.name.startswith(("~$", "."))]


# -- handed out -----------------------------------------------------------------------------------------


def _read_recorded_hashes(folders: CampaignFolders) -> dict[tuple[str, str], str]:
    """Return the recorded SHA-256 by unit code and file name; earlier versions kept the register elsewhere."""
    path = next((path for path in (folders.register, folders.old_register) if path.is_file()), None)
    if path is None:
        return {}
    try:
        grids = open_workbook(read_file(path)).grids
    except UnreadableError:
        return {}
    own = [grid for grid in grids if grid.name == say("register.issued")] or list(grids[:1])
    return {pair: sha for grid in own for pair, sha in _read_hash_rows(grid.rows)}


def _read_hash_rows(rows: list[list[CellValue]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield unit code, file name and SHA-256 of every row under the headings that name them."""
    wanted = [say("register.code"), say("register.file"), say("register.sha")]
    start = next((index for index, row in enumerate(rows) if set(wanted) <= set(map(str, row))), len(rows))
    for row in rows[start + 1 :]:
        code, name, sha = (str(row[rows[start].index(head)]) for head in wanted)
        if len(sha) == 64:
            yield (code, name), sha


def _build_issued_files(workspace: Workspace, fresh: Mapping[str, str], opening: Closing) -> Iterator[IssuedFile]:
    recorded = _read_recorded_hashes(workspace.folders)
    for unit in workspace.campaign.units:
        paths = {path.name: path for path in find_issued_files(workspace.folders, unit)}
        hashes = {name: sha for (code, name), sha in recorded.items() if code == unit.code}
        hashes |= {name: sha for name, sha in fresh.items() if name in paths}
        if not paths and not hashes:
            yield IssuedFile(unit=unit, kept="not_issued")
            continue
        issue = build_issue(workspace.campaign, unit, workspace.stamp, round=workspace.folders.round, opening=opening)
        for name in sorted({*paths, *hashes}):
            yield _build_issued_file(workspace, issue, name, paths.get(name), hashes.get(name, ""))


def _build_issued_file(workspace: Workspace, issue: Issue, name: str, path: Path | None, sha: str) -> IssuedFile:
    unit, asked = workspace.campaign.find_by_code(issue.unit), issue.list_types
    # A workbook with a single list is named after it.
    folders = workspace.folders
    lists = [list_type for list_type in asked if folders.is_named_after(name, list_type.label)] or list(asked)
    return IssuedFile(
        unit=unit,
        kept=_find_kept_state(path, sha),
        file=name,
        lists=tuple(list_type.label for list_type in lists),
        rows=sum(len(issue.collect_prefilled_rows(list_type)) for list_type in lists),
        written=_read_file_time(path) if path else None,
        sha256=sha,
    )


def _find_kept_state(path: Path | None, sha: str) -> str:
    if path is None:
        return "gone"
    if not sha:
        return "unknown"
    return "as_issued" if hashlib.sha256(read_file(path)).hexdigest() == sha else "changed"


def _read_file_time(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).astimezone()


# -- returned -------------------------------------------------------------------------------------------


def _build_received_files(collected: CollectedRound) -> Iterator[ReceivedFile]:
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
    """Return a time in UTC as the operator's local time."""
    return timestamp.replace(tzinfo=dt.UTC).astimezone() if timestamp else None
