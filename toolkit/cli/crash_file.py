"""Keep a crash note where its operator finds it and nobody else reads it: in the campaign's own folder."""

from __future__ import annotations

import datetime as dt
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from toolkit.storage import Store

_KEY = ".qingdan-key"
_MOST_NOTES = 10
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def keep_crash_note(text: str, arguments: Iterable[str]) -> Path | None:
    """Write a crash note that its owner alone may read and return its path; None where no place can be written.

    It goes below the campaign that is among the arguments, which keeps the last ten. Where there is none, or nothing
    can be written there, it goes to the system's folder for temporary files.
    """
    campaign = find_campaign(arguments)
    if campaign is not None:
        with suppress(OSError):
            return _write_in_campaign(text, campaign)
    with suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="qingdan-", suffix=".txt")
        _write(handle, text)
        return Path(name)
    return None


def find_campaign(arguments: Iterable[str]) -> Path | None:
    """Return the first of the arguments that is the folder of a campaign, or another with workbooks in it."""
    for argument in arguments:
        with suppress(OSError, ValueError):
            store = Store(Path(argument))
            signs = [store.work_folder, store.root / _KEY, *store.root.glob("*.xlsx")]
            if any(os.path.lexists(path) for path in signs):
                return store.root
    return None


def _write_in_campaign(text: str, campaign: Path) -> Path:
    store = Store(campaign)
    folder = store.crash_folder
    for own in (store.work_folder, folder):
        _make_own_folder(own)
    _drop_oldest(folder)
    begun = dt.datetime.now().strftime("%Y%m%d-%H%M%S")
    for path in (folder / f"{begun}{more}.txt" for more in ("", *(f"-{n}" for n in range(2, 100)))):
        with suppress(FileExistsError):
            _write(os.open(path, _NEW, 0o600), text)
            return path
    raise FileExistsError


def _make_own_folder(folder: Path) -> None:
    """Make a folder for the owner alone. Raises OSError where something else has its name, a link among it."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    reparse = getattr(found, "st_file_attributes", 0) & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)
    if not stat.S_ISDIR(found.st_mode) or reparse:
        raise NotADirectoryError


def _drop_oldest(folder: Path) -> None:
    """Leave room for one more note among the most that are kept."""
    notes = sorted(path for path in folder.glob("*.txt") if not path.is_symlink())
    for path in notes[: len(notes) - _MOST_NOTES + 1] if len(notes) >= _MOST_NOTES else ():
        path.unlink(missing_ok=True)


def _write(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)
