"""What a unit hands in at the door: taken whole or not at all, once, and put into 回收/<unit>/ when nothing is at work.

A command may be reading or ending the round meanwhile. Then the file waits, safe on the disk, and gets its place when
the command is done; the unit has its receipt either way.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.errors import FolderError, InUseError, NotWrittenError, make_mistake
from toolkit.messages import say
from toolkit.pipeline.arriving import Placed, Upload, open_inbox, place_arrivals
from toolkit.pipeline.arriving_names import clean_name, number_path
from toolkit.pipeline.door_book import DoorBook, Receipt
from toolkit.pipeline.door_folder import DoorFolder
from toolkit.pipeline.door_log import DoorEntry
from toolkit.pipeline.workspace import CampaignFolders, Workspace, open_workspace
from toolkit.storage import WaitingFile, find_waiting, hold_back, render_system_error

_LABEL = re.compile(r"([1-9]\d{0,2})-([A-Za-z0-9-]{1,20})")


def locate_own_folder(folders: CampaignFolders, unit: Unit) -> Path:
    """Return the folder below 回收/ for what a unit hands in at the door."""
    return folders.locate_unit_folder(folders.returned, unit)


def list_own_files(folders: CampaignFolders, unit: Unit) -> list[Path]:
    """Return the files that a unit handed in at the door in this round, the earliest first."""
    own = locate_own_folder(folders, unit)
    if own.is_symlink() or not own.is_dir():
        return []
    files = [path for path in own.iterdir() if path.is_file() and not path.is_symlink()]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def foresee_name(folders: CampaignFolders, unit: Unit, name: str) -> str:
    """Return the path below 回收/ that a file of this name will get, if no other one comes first."""
    target = locate_own_folder(folders, unit) / clean_name(name, with_folders=False).name
    free = next(path for path in number_path(target) if not path.exists())
    return free.relative_to(folders.returned).as_posix()


def take_in(  # noqa: PLR0913 - what is known of a return
    workspace: Workspace, unit: Unit, upload: Upload, book: DoorBook, *, origin: str, now: dt.datetime
) -> Receipt:
    """Take a file that came whole, and return its receipt; `origin` is the machine it came from.

    The same bytes twice are one: the receipt is that of the first time. Raises FolderError where the round has ended,
    NotWrittenError where the disk refuses; then nothing was taken.
    """
    folders, door = workspace.folders, book.folder
    _stop_at_ended_round(workspace)
    earlier = book.find_receipt(unit, folders.round, upload.sha256)
    if earlier is not None and (not earlier.place or (folders.folder / earlier.place).is_file()):
        return replace(earlier, again=True)
    name = clean_name(upload.name.name, with_folders=False).name
    came = _describe(unit, folders.round, upload, name=name, time=now, origin=origin)
    try:
        with workspace.store.hold_briefly():
            placed = _place(workspace, unit, upload)
    except InUseError:
        _let_wait(door, f"{folders.round}-{unit.code}", name, upload)
        book.write(came)
    else:
        book.write(replace(came, what="placed", path=_name_place(folders, placed)))
    receipt = book.find_receipt(unit, folders.round, upload.sha256)
    assert receipt is not None
    return receipt


def place_waiting(root: Path, book: DoorBook, *, now: dt.datetime) -> int:
    """Put what waits into 回收/ of the round in progress, and return how many files that were.

    Nothing is put anywhere while a command is at work or no round is in progress; it waits on. Raises OperatorError.
    """
    waiting = find_waiting(book.folder.waiting)
    if not waiting:
        return 0
    workspace, done = open_workspace(root), 0
    if workspace.campaign.round.state == "ended":
        return 0
    for file in waiting:
        unit = _find_unit(workspace, file)
        if unit is None:
            continue
        with open_inbox(root) as inbox:
            upload = inbox.begin(file.path.name, with_folders=False)
            upload.write(file.path.read_bytes())
            upload.finish()
            try:
                with workspace.store.hold_briefly():
                    placed = _place(workspace, unit, upload)
            except InUseError:
                return done
        entry = _describe(unit, workspace.folders.round, upload, name=file.path.name, time=now)
        book.write(replace(entry, what="placed", path=_name_place(workspace.folders, placed)))
        file.discard()
        done += 1
    return done


def _describe(  # noqa: PLR0913 - what an entry says
    unit: Unit, round: int, upload: Upload, *, name: str, time: dt.datetime, origin: str = ""
) -> DoorEntry:
    """Return the entry of a file that was taken."""
    return DoorEntry(
        time=time,
        what="taken",
        unit=unit.code,
        origin=origin,
        round=round,
        name=name,
        size=upload.size,
        sha256=upload.sha256,
    )


def _let_wait(door: DoorFolder, label: str, name: str, upload: Upload) -> None:
    try:
        door.make()
        hold_back(door.waiting, label, name, upload.path)
    except OSError as error:
        why = render_system_error(error)
        raise NotWrittenError(make_mistake("folder.not_writable", str(door.path), why=why)) from error


def _name_place(folders: CampaignFolders, placed: Placed) -> str:
    return f"{folders.returned.relative_to(folders.folder).as_posix()}/{placed.name}"


def _place(workspace: Workspace, unit: Unit, upload: Upload) -> Placed:
    folders = workspace.folders
    below = locate_own_folder(folders, unit).relative_to(folders.returned).as_posix()
    if (folders.returned / below).is_symlink() or folders.returned.is_symlink():
        raise FolderError(make_mistake("storage.link", str(folders.returned / below)))
    return place_arrivals(folders.returned, [upload], below=below)[0]


def _find_unit(workspace: Workspace, file: WaitingFile) -> Unit | None:
    found = _LABEL.fullmatch(file.label)
    return workspace.campaign.find_unit(workspace.campaign.trace_code(int(found[1]), found[2])) if found else None


def _stop_at_ended_round(workspace: Workspace) -> None:
    now = workspace.campaign.round
    if now.state == "ended":
        raise FolderError(make_mistake("door.ended", say("round.label", number=now.number)))
