"""Hand out: a workspace comes in, one workbook per unit and the register of what was issued go out."""

from __future__ import annotations

import hashlib
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.errors import FolderError, OperatorError, mistake
from toolkit.leaks import Leak, LeakGuard, stop_leaks
from toolkit.messages import say
from toolkit.pipeline.files import backup_name, read_file, write_files
from toolkit.pipeline.register import issued_hashes, register_file
from toolkit.pipeline.track import Track, no_track
from toolkit.pipeline.workspace import Workspace, keep_key
from toolkit.template import build_workbook, issue_for
from toolkit.text import file_name, nearest


def distribute(
    workspace: Workspace,
    *,
    only: str | None = None,
    single: str | None = None,
    force: bool = False,
    track: Track = no_track,
) -> list[Path]:
    """Write the workbooks of all units, or of one, or with one list alone, then the register; return their paths.

    A workbook that somebody changed since it was issued is not replaced unless `force`, and then kept
    aside. Nothing is written where a workbook would show what is another unit's. Raises OperatorError.
    """
    units = [_unit(workspace, only)] if only else list(workspace.campaign.units)
    list_key = _list_key(workspace, single) if single else None
    contents: dict[Path, bytes] = {}
    guard, leaks = LeakGuard(workspace.campaign, workspace.stamp), dict[str, tuple[Leak, ...]]()
    for unit in track(units, say("progress.distribute")):
        lists = workspace.campaign.lists_of(unit)
        if list_key is not None and all(one.key != list_key for one in lists):
            continue
        issue = issue_for(workspace.campaign, unit, workspace.stamp, round=workspace.places.round, only=list_key)
        path, content = _path(workspace, unit, list_key), build_workbook(issue)
        contents[path], leaks[str(path)] = content, guard.leaks(unit.code, content)
    stop_leaks(workspace.campaign, leaks)
    changed = _changed(workspace, contents)
    if changed and not force:
        raise FolderError(mistake("folder.changed", str(path)) for path in changed)
    write_files({backup_name(path.parent / say("folder.backup") / path.name): read_file(path) for path in changed})
    keep_key(workspace)
    workspace.places.returned.mkdir(parents=True, exist_ok=True)
    # What is there already keeps its own time: it is as old as the register says.
    write_files({path: content for path, content in contents.items() if not _holds(path, content)})
    hashes = {path.name: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    write_files(register_file(workspace, issued=hashes))
    return list(contents)


def _unit(workspace: Workspace, text: str) -> Unit:
    unit = workspace.campaign.find_unit(text)
    if unit is None:
        near = nearest(text, [one.name for one in workspace.campaign.units]) or ""
        raise OperatorError(mistake("unit.unknown", text, nearest=near))
    return unit


def _list_key(workspace: Workspace, text: str) -> str:
    for one in workspace.campaign.list_types:
        if text in (one.key, one.label, *one.aliases):
            return one.key
    known = say("list.separator").join(one.label for one in workspace.campaign.list_types)
    raise OperatorError(mistake("list.unknown", text, known=known))


def _path(workspace: Workspace, unit: Unit, list_key: str | None) -> Path:
    label = say("output.together")
    if list_key is not None:
        label = workspace.campaign.definition.list_type(list_key).label
    places = workspace.places
    return places.unit_folder(places.issued, unit) / f"{file_name(f'{unit.code}-{unit.name}-{label}')}.xlsx"


def _changed(workspace: Workspace, contents: dict[Path, bytes]) -> list[Path]:
    """Return the workbooks that somebody changed where they were issued: what was filled in must not be lost."""
    issued = issued_hashes(workspace.places)
    return [
        path
        for path, content in contents.items()
        if path.is_file()
        and (old := read_file(path)) != content
        and hashlib.sha256(old).hexdigest() != issued.get(path.name)
    ]


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and read_file(path) == content
