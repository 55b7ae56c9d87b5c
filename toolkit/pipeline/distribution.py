"""Hand out: a workspace comes in, one workbook per unit and the register of what was issued go out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.followup import Closing, collect_known_texts
from toolkit.formats import Passwords
from toolkit.leaks import Leak, LeakGuard, StampedGuard, stop_leaks
from toolkit.messages import say
from toolkit.pipeline.closing import read_opening
from toolkit.pipeline.files import find_backup_path, read_file
from toolkit.pipeline.incoming import NO_PASSWORDS
from toolkit.pipeline.issue_history import IssueLine, read_issue_history
from toolkit.pipeline.key_file import KEY_FILE, add_key, read_stamp
from toolkit.pipeline.locks import require_passwords
from toolkit.pipeline.made_workbook import MadeWorkbook, keep_locks, lock_workbooks
from toolkit.pipeline.progress_callback import ProgressCallback
from toolkit.pipeline.register import build_register_file
from toolkit.pipeline.workbook_maker import WorkbookMaker
from toolkit.pipeline.workspace import Workspace
from toolkit.stages import open_stage, track_items
from toolkit.storage import Changes
from toolkit.text import find_nearest


def distribute(  # noqa: PLR0913 - a parameter is an option of the command
    workspace: Workspace,
    *,
    only: str | None = None,
    single: str | None = None,
    force: bool = False,
    opening: Closing | None = None,
    today: dt.date | None = None,
    passwords: Passwords = NO_PASSWORDS,
    plain: bool = False,
    track: ProgressCallback = track_items,
) -> list[Path]:
    """Write the workbooks as `hand_out` does; return their paths."""
    handed = hand_out(
        workspace,
        only=only,
        single=single,
        force=force,
        opening=opening,
        today=today,
        passwords=passwords,
        plain=plain,
        track=track,
    )
    return list(handed.paths)


def hand_out(  # noqa: PLR0913 - a parameter is an option of the command
    workspace: Workspace,
    *,
    only: str | None = None,
    single: str | None = None,
    force: bool = False,
    opening: Closing | None = None,
    today: dt.date | None = None,
    passwords: Passwords = NO_PASSWORDS,
    plain: bool = False,
    track: ProgressCallback = track_items,
) -> HandedOut:
    """Write the workbooks of all units, or of one, or with one list alone, then the register.

    `only` is a unit's code or name, `single` a list's key, label or alias, `opening` how the round before ended, None
    where its 期末 says so, `today` the day of the run. A workbook that differs from the one handed out before is marked
    as handed out again. One that somebody changed since it was issued is replaced only with `force`, and a copy of it
    kept. Nothing is written where a workbook would show anything of another unit.

    With `passwords` every workbook is encrypted, each under its unit's; another password alone does not make it a
    workbook handed out again. One that was encrypted before stays so: without `passwords` it is left as it is where
    nothing in it is different, else the run stops, unless `plain` says to encrypt no more. Raises OperatorError.
    """
    with workspace.store.hold("distribute"), workspace.store.open_scratch() as scratch:
        return _hand_out(
            _take_key(workspace),
            scratch,
            only,
            single,
            force=force,
            opening=opening,
            today=today or dt.date.today(),
            passwords=passwords,
            plain=plain,
            track=track,
        )


def _take_key(workspace: Workspace) -> Workspace:
    """Return the workspace with the key that another run wrote since it was opened, if one did."""
    stamp = read_stamp(workspace.folders.folder)
    is_there = (workspace.folders.folder / KEY_FILE).exists()
    return replace(workspace, stamp=stamp) if is_there and stamp.key != workspace.stamp.key else workspace


@open_stage(say("progress.hand_out"))
def _hand_out(  # noqa: PLR0913 - a parameter is an option of the command
    workspace: Workspace,
    scratch: Path,
    only: str | None,
    single: str | None,
    *,
    force: bool,
    opening: Closing | None,
    today: dt.date,
    passwords: Passwords,
    plain: bool,
    track: ProgressCallback,
) -> HandedOut:
    now = workspace.campaign.round
    if now.state == "ended":
        raise OperatorError(make_mistake("round.ended", str(workspace.folders.issued), round=now.number))
    before = read_opening(workspace) if opening is None else opening
    units = [_find_unit(workspace, only)] if only else list(workspace.campaign.units)
    list_key = _find_list_key(workspace, single) if single else None
    if list_key is not None:
        units = [each for each in units if list_key in {own.key for own in workspace.campaign.find_lists(each)}]
    handed: list[MadeWorkbook] = []
    history = read_issue_history(workspace.folders, workspace.campaign)
    maker = WorkbookMaker(
        workspace,
        before,
        history,
        today=today,
        passwords=passwords,
        scratch=scratch,
        units=units,
        list_key=list_key,
    )
    locks = require_passwords(workspace.campaign, passwords, units) if passwords.all or passwords.file else {}
    known, former = collect_known_texts(before.items), before.group_former()
    guard = StampedGuard(LeakGuard(workspace.campaign, workspace.stamp, known))
    leaks: dict[str, tuple[Leak, ...]] = {}
    for unit in track(units, say("progress.distribute")):
        one, made = maker.make(unit)
        handed.append(one)
        shown = {"written": known.get(unit.code, ()), "listed": former.get(unit.code, frozenset())}
        leaks[str(one.path)] = guard.find_leaks(unit.code, made.content, made.master, made.texts, **shown)
    stop_leaks(workspace.campaign, leaks)
    if locks:
        handed = lock_workbooks(workspace, handed, locks, scratch)
    elif not plain:
        handed = keep_locks(workspace, handed)
    changed = [one.path for one in handed if one.is_changed]
    if changed and not force:
        raise FolderError(make_mistake("folder.changed", str(path)) for path in changed)
    changes = Changes()
    for path in changed:
        changes.write(find_backup_path(path.parent / say("folder.backup") / path.name), read_file(path), essential=True)
    add_key(changes, workspace.folders.folder, workspace.stamp)
    changes.make_folder(workspace.folders.returned)
    # A file that exists with the same content keeps its time: it is as old as the register says.
    pending = {one.path: one.content for one in handed if not one.is_written}
    fresh = [maker.build_line(one) for one in handed if one.is_new]
    relocked = [maker.build_line(one) for one in handed if one.is_relocked]
    register = build_register_file(workspace, issued=[*fresh, *relocked], opening=before, pending=pending)
    # None of these has a second name: the register is what later runs know of all that was handed out.
    changes.write_all(pending, essential=True)
    changes.write_all(register, essential=True)
    workspace.store.apply(changes, "distribute")
    return HandedOut(
        paths=tuple(one.path for one in handed),
        again=tuple(line for line in fresh if line.number > 1),
        relocked=tuple(relocked),
        locked=sum(one.is_locked for one in handed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What was handed out: the workbooks' paths, and the lines of those that had been handed out before.

    `relocked` are the lines of those of which nothing but the password is new, `locked` counts all that have one.
    """

    paths: tuple[Path, ...]
    again: tuple[IssueLine, ...] = ()
    relocked: tuple[IssueLine, ...] = ()
    locked: int = 0


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
