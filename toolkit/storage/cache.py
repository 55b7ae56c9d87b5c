"""What a run may keep for the next one in the private working folder: never needed, and never believed unproved.

An entry is a file whose name says what it was worked out from. It begins with its proof, an HMAC by a key that is drawn
from a secret of the folder's owner and from where the entries lie: the inode of a marker file and the time it was made,
which no copy, archive or other computer brings along. So an entry that was made elsewhere is not even found, one that
was changed is not read, and nobody can put one in from outside.

Entries are written in one stroke, beside every transaction. Whatever refuses (a full disk, a folder that cannot be
written) ends the keeping, not the run. When a run is done, entries that it did not ask for are removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import FolderError
from toolkit.storage.journal import WORK_FOLDER
from toolkit.storage.store import Store, find_held_store
from toolkit.storage.system import is_link, make_folder

CACHE = "cache"
_MARKER = "place"
_PROOF_LENGTH = 32
# In bytes: the longest entry, all entries of one run, and the share of the free room that they may take.
_MOST, _MOST_TOGETHER, _SHARE = 64 * 1024 * 1024, 1024 * 1024 * 1024, 4
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class FolderCache:
    """The entries of one folder. `damaged` counts those that were no longer as written.

    New ones are written by way of a `scratch` folder on the same disk, none without one, and no more than `room` bytes.
    """

    def __init__(self, folder: Path, key: bytes, scratch: Path | None = None, room: int = 0) -> None:
        self.damaged = 0
        self._folder, self._key, self._scratch, self._room = folder, key, scratch, room
        self._used: set[str] = set()

    def name(self, *parts: bytes) -> str:
        """Return the name of the entry that was worked out from these parts."""
        lengths = b"".join(len(part).to_bytes(8) for part in parts)
        return hmac.new(self._key, lengths + b"".join(parts), hashlib.sha256).hexdigest()

    def load(self, name: str) -> bytes | None:
        """Return what was kept under a name; None where nothing was, or something that is not as it was written."""
        try:
            handle = os.open(self._folder / name, _READING)
        except OSError:
            return None
        facts = os.fstat(handle)
        if stat.S_ISDIR(facts.st_mode):  # of which no file object can be made
            os.close(handle)
            self.damaged += 1
            return None
        with os.fdopen(handle, "rb") as file:
            whole = stat.S_ISREG(facts.st_mode) and facts.st_size <= _MOST + _PROOF_LENGTH
            content = _read(file) if whole else b""
        proof, kept = content[:_PROOF_LENGTH], content[_PROOF_LENGTH:]
        if not hmac.compare_digest(proof, self._prove(name, kept)):
            self.damaged += 1
            return None
        self._used.add(name)
        return kept

    def keep(self, name: str, content: bytes) -> None:
        """Keep something for the next run, where there is room; nothing says so where there is not."""
        if name in self._used:
            return
        self._room -= len(content)
        if self._scratch is None or len(content) > _MOST or self._room < 0:
            return
        fresh = self._scratch / f"kept-{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(fresh, _WRITING, 0o600), "wb") as file:
                file.write(self._prove(name, content))
                file.write(content)
            fresh.replace(self._folder / name)
        except OSError:
            self._room = 0
            with contextlib.suppress(OSError):
                fresh.unlink()
            return
        self._used.add(name)

    def sweep(self) -> None:
        """Remove every entry that this run neither used nor wrote."""
        with contextlib.suppress(OSError):
            for path in list(self._folder.iterdir()):
                if path.name not in self._used and path.name != _MARKER:
                    with contextlib.suppress(OSError):
                        path.unlink()

    def _prove(self, name: str, content: bytes) -> bytes:
        return hmac.digest(self._key, name.encode() + content, "sha256")


@contextlib.contextmanager
def open_cache(store: Store, secret: bytes, *, reading: bool = False) -> Iterator[FolderCache | None]:
    """Give the cache of a folder, None where none can be had.

    Only a run that holds the folder has it to write; it is swept when the body is done. With `reading` nothing is
    written, and nothing removed.
    """
    with contextlib.ExitStack() as stack:
        cache = None
        with contextlib.suppress(OSError, FolderError):
            folder = store.root / WORK_FOLDER / CACHE
            if reading:
                cache = FolderCache(folder, _draw_key(folder, secret))
            elif find_held_store(store.root) is not None:
                _make_place(folder)
                room = min(_MOST_TOGETHER, shutil.disk_usage(folder).free // _SHARE)
                cache = FolderCache(folder, _draw_key(folder, secret), stack.enter_context(store.open_scratch()), room)
        yield cache
        if cache is not None and not reading:
            cache.sweep()


def _make_place(folder: Path) -> None:
    """Make a folder for entries, closed to others, and its marker. Raises OSError."""
    with contextlib.suppress(FileExistsError):
        make_folder(folder, 0o700)
    _stop_at_strange_place(folder)
    if stat.S_IMODE(folder.lstat().st_mode) & 0o077:
        folder.chmod(0o700)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(folder / _MARKER, _WRITING, 0o600))


def _draw_key(folder: Path, secret: bytes) -> bytes:
    """Return the key of a folder's entries, which no copy of the folder has. Raises OSError."""
    _stop_at_strange_place(folder)
    made = (folder / _MARKER).lstat()
    return hmac.digest(secret, f"{made.st_ino} {made.st_ctime_ns}".encode(), "sha256")


def _stop_at_strange_place(folder: Path) -> None:
    facts = folder.lstat()
    if is_link(facts) or not stat.S_ISDIR(facts.st_mode):
        raise NotADirectoryError(str(folder))


def _read(file: BinaryIO) -> bytes:
    try:
        return file.read()
    except OSError:
        return b""
