"""The lock of a folder: one run at a time works in it. A killed run's lock is gone with it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import stat
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit.errors import FolderError, InUseError, Mistake, make_mistake
from toolkit.storage.system import NoLocksError, create_file, is_link, is_running, try_lock

_LOCK, _HOLDER = "lock", "holder"
_ATTEMPTS = 20
# Whoever holds a lock for this puts one file in place; other runs wait for that, for so many seconds at most.
BRIEFLY = "receive"
_PATIENCE, _PAUSE = 5.0, 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The run that holds a lock: its command, its start in local time, its computer and process.

    `mark` tells it from every other run.
    """

    command: str
    started: str
    host: str
    process: int
    mark: str = ""


class FolderLock:
    """A lock in the private working folder of a campaign."""

    def __init__(self, folder: Path, command: str) -> None:
        self.folder = folder
        self.holder = Holder(
            command=command,
            started=time.strftime("%Y-%m-%d %H:%M:%S"),
            host=socket.gethostname(),
            process=os.getpid(),
            mark=secrets.token_hex(8),
        )
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises InUseError where another run holds it, OSError where the folder cannot be written."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._acquire_now()
            except InUseError:
                there = read_holder(self.folder / _LOCK)
                if there is None or there.command != BRIEFLY or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _acquire_now(self) -> None:
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(FileNotFoundError):  # the run before has just removed its folder
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if self._try_once():
                    return
        raise InUseError(_name_holder(self.folder, read_holder(self.folder / _LOCK)))

    def release(self) -> None:
        """Give the lock back, and remove its file."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        path = self.folder / (_LOCK if handle >= 0 else _HOLDER)
        try:
            _remove(path)  # while it is held, so that nobody else's is removed; Windows removes no open file
        finally:
            if handle >= 0:
                os.close(handle)
        if os.name == "nt":
            _remove(path)

    def _try_once(self) -> bool:
        """Try to take the lock; False where its file was removed in between, so that it locks nothing."""
        path = self.folder / _LOCK
        _stop_at_strange_file(path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            if not try_lock(handle):
                raise InUseError(_name_holder(self.folder, read_holder(path)))
            if not _is_same_file(handle, path):
                os.close(handle)
                return False
        except NoLocksError:
            os.close(handle)
            path.unlink(missing_ok=True)
            self._take_by_name()
            return True
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        try:
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, self._dump())
        except BaseException:
            self.release()
            raise
        return True

    def _take_by_name(self) -> None:
        """Take the lock by making a file, where the file system has no locks."""
        path = self.folder / _HOLDER
        there = read_holder(path)
        if there is not None and there.host == self.holder.host and not is_running(there.process):
            path.unlink(missing_ok=True)
        try:
            create_file(path, self._dump(), 0o600)
        except FileExistsError as error:
            raise InUseError(_name_holder(self.folder, read_holder(path), path)) from error
        self._handle = -1

    def _dump(self) -> bytes:
        return json.dumps(asdict(self.holder)).encode("ascii")


def _stop_at_strange_file(path: Path) -> None:
    """Raise FolderError where the lock's file leads elsewhere, for it is written to, or is no file."""
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return
    if is_link(facts):
        raise FolderError(make_mistake("storage.link", str(path)))
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1:
        raise FolderError(make_mistake("storage.not_a_file", str(path)))


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def read_holder(path: Path) -> Holder | None:
    """Return who holds a lock by its file, None where it does not say."""
    try:
        facts = json.loads(path.read_bytes())
        return Holder(**facts) if isinstance(facts.get("process"), int) else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _name_holder(folder: Path, holder: Holder | None, path: Path | None = None) -> Mistake:
    place = str(folder.parent)
    if holder is None:
        return make_mistake("storage.in_use_unknown", place)
    facts = {"command": holder.command, "started": holder.started, "host": holder.host, "process": holder.process}
    if path is not None:
        return make_mistake("storage.in_use_elsewhere", place, path=path, **facts)
    return make_mistake("storage.in_use", place, **facts)


def _is_same_file(handle: int, path: Path) -> bool:
    """Tell whether an open file is still the one at its path."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
