"""Hand out: a workspace comes in, one workbook per unit and the register of what was issued go out."""

from __future__ import annotations

import hashlib
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.followup import Closing, collect_known_texts
from toolkit.leaks import Leak, LeakGuard, stop_leaks
from toolkit.messages import say
from toolkit.pipeline.closing import read_opening
from toolkit.pipeline.files import find_backup_path, read_file, write_files
from toolkit.pipeline.progress_callback import ProgressCallback, track_nothing
from toolkit.pipeline.register import build_register_file, read_issued_hashes
from toolkit.pipeline.workspace import Workspace, write_key
from toolkit.template import build_issue, build_workbook
from toolkit.text import find_nearest


def distribute(  # noqa: PLR0913 - a parameter is an option of the command
    workspace: Workspace,
    *,
    only: str | None = None,
    single: str | None = None,
    force: bool = False,
    opening: Closing | None = None,
    track: ProgressCallback = track_nothing,
) -> list[Path]:
    """Write the workbooks of all units, or of one, or with one list alone, then the register; return their paths.

    `only` is a unit's code or name, `single` a list's key, label or alias, `opening` how the round before ended, None
    where its 期末 says so. A workbook that somebody changed since it was issued is replaced only with `force`, and a
    copy of it kept. Nothing is written where a workbook would show anything of another unit. Raises OperatorError.
    """
    now = workspace.campaign.round
    if now.state == "ended":
        raise OperatorError(make_mistake("round.ended", str(workspace.folders.issued), round=now.number))
    before = read_opening(workspace) if opening is None else opening
    units = [_find_unit(workspace, only)] if only else list(workspace.campaign.units)
    list_key = _find_list_key(workspace, single) if single else None
    contents: dict[Path, bytes] = {}
    known = collect_known_texts(before.items)
    guard, leaks = LeakGuard(workspace.campaign, workspace.stamp, known), dict[str, tuple[Leak, ...]]()
    for unit in track(units, say("progress.distribute")):
        lists = workspace.campaign.find_lists(unit)
        if list_key is not None and all(list_type.key != list_key for list_type in lists):
            continue
        issue = build_issue(
            workspace.campaign,
            unit,
            workspace.stamp,
            round=workspace.folders.round,
            only=list_key,
            opening=before,
        )
        path, content = _build_path(workspace, unit, list_key), build_workbook(issue)
        contents[path] = content
        leaks[str(path)] = guard.find_leaks(unit.code, content, written=known.get(unit.code, ()))
    stop_leaks(workspace.campaign, leaks)
    changed = _find_changed_workbooks(workspace, contents)
    if changed and not force:
        raise FolderError(make_mistake("folder.changed", str(path)) for path in changed)
    write_files({find_backup_path(path.parent / say("folder.backup") / path.name): read_file(path) for path in changed})
    write_key(workspace)
    workspace.folders.returned.mkdir(parents=True, exist_ok=True)
    # A file that exists with the same content keeps its time: it is as old as the register says.
    write_files({path: content for path, content in contents.items() if not _holds_content(path, content)})
    hashes = {path.name: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    write_files(build_register_file(workspace, issued=hashes, opening=before))
    return list(contents)


def _find_unit(workspace: Workspace, text: str) -> Unit:
    unit = workspace.campaign.find_unit(text)
    if unit is None:
        near = find_nearest(text, [unit.name for unit in workspace.campaign.units]) or ""
        raise OperatorError(make_mistake("unit.unknown", text, nearest=near))
    return unit


def _find_list_key(workspace: Workspace, text: str) -> str:
    for list_type in workspace.campaign.list_types:
        if text in (list_type.key, list_type.label, *list_type.aliases):
            return list_type.key
    known = say("list.separator").join(list_type.label for list_type in workspace.campaign.list_types)
    raise OperatorError(make_mistake("list.unknown", text, known=known))


def _build_path(workspace: Workspace, unit: Unit, list_key: str | None) -> Path:
    label = say("output.together")
    if list_key is not None:
        label = workspace.campaign.definition.find_list_type(list_key).label
    folders = workspace.folders
    return folders.locate_unit_folder(folders.issued, unit) / folders.name_workbook(unit, label)


def _find_changed_workbooks(workspace: Workspace, contents: dict[Path, bytes]) -> list[Path]:
    """Return the workbooks in 下发/ that somebody changed since: what was filled in there must not be lost."""
    issued = read_issued_hashes(workspace.folders)
    return [
        path
        for path, content in contents.items()
        if path.is_file()
        and (old := read_file(path)) != content
        and hashlib.sha256(old).hexdigest() != issued.get(path.name)
    ]


def _holds_content(path: Path, content: bytes) -> bool:
    return path.is_file() and read_file(path) == content
