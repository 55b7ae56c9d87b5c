"""Files from outside that have no place yet: each waits whole on the disk, whatever becomes of the program."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from toolkit.storage.system import make_folder, sync_folder

_UNFINISHED = "new-"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that came and has no place yet; `label` is what was to be remembered of it."""

    label: str
    path: Path

    def discard(self) -> None:
        """Take the file away, once it has its place or is not wanted."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def hold_back(waiting: Path, label: str, name: str, source: Path) -> WaitingFile:
    """Have a file, which is on the disk already, wait under a name: it stays when `source` is removed. Raises OSError.

    `label` and `name` are names that any disk takes; the label has no point. The waiting folder is made.
    """
    if not waiting.is_dir():
        make_folder(waiting, 0o700)
    mark = secrets.token_hex(8)
    unfinished, folder = waiting / f"{_UNFINISHED}{mark}", waiting / f"{label}.{mark}"
    make_folder(unfinished, 0o700)
    try:
        source.rename(unfinished / name)
        sync_folder(unfinished)
        unfinished.rename(folder)
        sync_folder(waiting)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return WaitingFile(label=label, path=folder / name)


def find_waiting(waiting: Path) -> list[WaitingFile]:
    """Return the files that wait, the longest waiting first."""
    folders = [folder for folder in _list_folders(waiting) if not folder.name.startswith(_UNFINISHED)]
    found = [(folder, sorted(folder.iterdir())) for folder in folders]
    return [
        WaitingFile(label=folder.name.partition(".")[0], path=files[0])
        for folder, files in sorted(found, key=lambda each: each[0].stat().st_mtime_ns)
        if len(files) == 1
    ]


def _list_folders(waiting: Path) -> list[Path]:
    return [path for path in waiting.iterdir() if path.is_dir() and not path.is_symlink()] if waiting.is_dir() else []
