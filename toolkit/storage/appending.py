"""A file that only grows: every line of it is written once, after all that stand there, and never again."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

from toolkit.errors import FolderError, make_mistake
from toolkit.storage.system import NoLocksError, is_link, sync_folder, try_lock

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_PAUSE, _ATTEMPTS = 0.01, 1000
# A line is not longer than that, in bytes.
_LONGEST = 64 * 1024


def append_line(path: Path, build: Callable[[str], str]) -> None:
    """Write one more line at the end of a file that its owner alone can read, and have it on the disk.

    `build` is given the last line, empty where there is none, and returns the new one. What a power failure left of a
    line stays, and ends there. Raises OSError where the system refuses, FolderError where the file leads elsewhere
    or another program keeps it locked.
    """
    fresh = _stop_at_strange_file(path)
    handle = os.open(path, _FLAGS, 0o600)
    try:
        _lock(handle, path)
        before = _read_end(handle)
        torn = bool(before) and not before.endswith(b"\n")
        lines = before.removesuffix(b"\n").decode("utf-8", "replace").split("\n")
        line = build(lines[-1])
        _write_whole(handle, (b"\n" if torn else b"") + line.encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    if fresh:
        sync_folder(path.parent)


def _stop_at_strange_file(path: Path) -> bool:
    """Raise FolderError where a path leads elsewhere or is no file; tell whether nothing is there yet."""
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return True
    if is_link(facts):
        raise FolderError(make_mistake("storage.link", str(path)))
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1:
        raise FolderError(make_mistake("storage.not_a_file", str(path)))
    return False


def _lock(handle: int, path: Path) -> None:
    """Keep other programs from writing meanwhile; where nothing can be locked, one stroke of writing has to do."""
    try:
        for _ in range(_ATTEMPTS):
            if try_lock(handle):
                return
            time.sleep(_PAUSE)
    except NoLocksError:
        return
    raise FolderError(make_mistake("storage.in_use_unknown", str(path.parent)))


def _read_end(handle: int) -> bytes:
    size = os.lseek(handle, 0, os.SEEK_END)
    os.lseek(handle, max(0, size - _LONGEST), os.SEEK_SET)
    return os.read(handle, _LONGEST)


def _write_whole(handle: int, content: bytes) -> None:
    """Write all bytes in one stroke; where the disk takes a part alone, say so: the next line begins behind it."""
    if os.write(handle, content) != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
