"""Files from outside: each waits whole on the disk before it is put in place, and never replaces another.

`hold_back` writes a file into a waiting folder; once it is there, it is safe, whatever becomes of the program. Then
`put_in_place` gives it its place by a second name, in one step.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.storage.confinement import stop_at_links
from toolkit.storage.system import create_file, make_folder, sync_folder

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700
_UNFINISHED = "new-"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that came and has no place yet; `label` is what was to be remembered of it."""

    folder: Path
    label: str
    path: Path

    def discard(self) -> None:
        """Take the file away, once it has its place or is not wanted."""
        shutil.rmtree(self.folder, ignore_errors=True)


def hold_back(waiting: Path, label: str, name: str, content: bytes) -> WaitingFile:
    """Write a file into a waiting folder, whole and on the disk, or not at all. Raises OSError.

    `label` and `name` are names that any disk takes; the label has no point.
    """
    mark = secrets.token_hex(8)
    unfinished, folder = waiting / f"{_UNFINISHED}{mark}", waiting / f"{label}.{mark}"
    make_folder(unfinished, _FOLDER_MODE)
    try:
        create_file(unfinished / name, content, _FILE_MODE)
        sync_folder(unfinished)
        unfinished.rename(folder)
        sync_folder(waiting)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return WaitingFile(folder=folder, label=label, path=folder / name)


def find_waiting(waiting: Path) -> list[WaitingFile]:
    """Return the files that wait, in the order of their labels; remove what was never finished.

    Only whoever alone writes to the folder may ask.
    """
    found: list[WaitingFile] = []
    for folder in sorted(waiting.iterdir()) if waiting.is_dir() else ():
        if folder.name.startswith(_UNFINISHED):
            shutil.rmtree(folder, ignore_errors=True)
            continue
        files = list(folder.iterdir()) if folder.is_dir() else []
        if len(files) == 1:
            found.append(WaitingFile(folder=folder, label=folder.name.partition(".")[0], path=files[0]))
    return found


def put_in_place(root: Path, waiting: WaitingFile, target: Path) -> Path:
    """Give a waiting file its place below the root, or the next free name there; return it.

    What is there is never replaced. The folder it lies in is made. Raises FolderError where the path leads out of the
    root, by a link too, and OSError.
    """
    stop_at_links(root, target)
    with contextlib.suppress(FileExistsError):
        make_folder(target.parent, _FOLDER_MODE)
    for path in number_names(target):
        with contextlib.suppress(FileExistsError):
            _place(waiting.path, path)
            sync_folder(path.parent)
            waiting.discard()
            return path
    raise AssertionError


def number_names(target: Path) -> Iterator[Path]:
    """Yield a path, then the same with numbers from 2."""
    yield target
    yield from (target.with_name(f"{target.stem} ({number}){target.suffix}") for number in itertools.count(2))


def _place(fresh: Path, path: Path) -> None:
    """Give a file a second name; on a disk without links a copy of it. Raises FileExistsError."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        create_file(path, fresh.read_bytes(), _FILE_MODE)
