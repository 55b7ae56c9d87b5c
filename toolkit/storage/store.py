"""The folder of a campaign as a place to write: who may change it, with which modes, and all of a command or nothing.

`.qingdan` in it is the private working folder. It is there while a run is at work, and afterwards only where something
lies in it that a person needs, such as details of a crash, or that saves the next run work (`cache`).
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import FolderError, InUseError, NotWrittenError, make_mistake
from toolkit.messages import say
from toolkit.storage.applied import Applied, Modes
from toolkit.storage.changes import Changes
from toolkit.storage.closed_folders import find_closed_folders
from toolkit.storage.confinement import relate_path
from toolkit.storage.journal import WORK_FOLDER, locate_journal
from toolkit.storage.lock import FolderLock
from toolkit.storage.recovery import SCRATCH, recover, sweep
from toolkit.storage.refusals import find_refused
from toolkit.storage.staged import StagedFile, stage_file
from toolkit.storage.system import is_link, make_folder, render_system_error
from toolkit.storage.transaction import apply_changes
from toolkit.storage.undo import find_taken_names

_PRIVATE = Modes(file=0o600, folder=0o700)
_SHARED = Modes(file=0o644, folder=0o755)  # cut by the umask
CRASHES = "crash"


@dataclass(slots=True)
class Store:
    """A folder to write to. It, and all in it, is readable by its owner alone unless it is `shared`.

    Nothing is ever written to or moved out of a folder called `untouched`. Temporary files of earlier versions are
    removed from the folders below the root whose name is `swept`. `notes` are sentences for the operator: what a run
    that was cut off had begun, and results that got a second name.
    """

    root: Path
    shared: bool = False
    untouched: str = ""
    swept: re.Pattern[str] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def work_folder(self) -> Path:
        """The private working folder."""
        return self.root / WORK_FOLDER

    @property
    def crash_folder(self) -> Path:
        """Where details of a crash are kept."""
        return self.work_folder / CRASHES

    @property
    def modes(self) -> Modes:
        """The modes of what is made."""
        return _SHARED if self.shared else _PRIVATE

    @contextlib.contextmanager
    def hold(self, command: str = "", *, reading: bool = False) -> Iterator[None]:
        """Keep other runs out while the body runs; a run that was cut off is undone first. The folder is made.

        Whoever holds it already may hold it again. Raises InUseError where another run does, NotWrittenError where the
        folder cannot be written; a run that only reads goes on then, without the lock, and says so.
        """
        key = _name_root(self.root)
        held = _find_held(key)
        if held is not None:
            held.depth += 1
            try:
                yield
            finally:
                held.depth -= 1
            return
        made = _make_root(self.root, self.modes.folder)
        try:
            lock = self._lock(command, reading=reading)
        except BaseException:
            self._leave(made)
            raise
        if lock is None:
            yield
            return
        _HELD[key] = _Held(store=self, command=command, thread=threading.get_ident(), process=os.getpid())
        done = False
        try:
            self.notes += recover(self.root, self.untouched)
            sweep(self.root, self.swept, self.untouched)
            self._note_closed_folders()
            yield
            done = True
        finally:
            _HELD.pop(key, None)
            lock.release()
            self._leave([] if done else made)

    def _note_closed_folders(self) -> None:
        """Say that what is shared now lies in folders that were made for their owner alone: they stay as they are."""
        closed = find_closed_folders(self.root) if self.shared else []
        if closed:
            self.notes.append(say("storage.closed", folder=closed[0], count=len(closed)))

    def _leave(self, made: Iterable[Path]) -> None:
        """Remove the working folder if nothing is left in it, and folders that were made for nothing."""
        with contextlib.suppress(OSError):
            self.work_folder.rmdir()
        _remove_roots(made)

    def settle(self) -> None:
        """Undo a run that was cut off, if there was one, before anything is read. Raises InUseError like `hold`."""
        if os.path.lexists(locate_journal(self.root)):
            with self.hold(reading=True):
                pass

    def _lock(self, command: str, *, reading: bool) -> FolderLock | None:
        """Return the lock taken; None where a run that only reads cannot have it."""
        lock = FolderLock(self.work_folder, command)
        try:
            with contextlib.suppress(FileNotFoundError):
                facts = self.work_folder.lstat()
                if is_link(facts) or not stat.S_ISDIR(facts.st_mode):
                    key = "storage.link" if is_link(facts) else "storage.not_a_file"
                    raise FolderError(make_mistake(key, str(self.work_folder)))
            lock.acquire()
        except OSError as error:
            if not reading:
                why = render_system_error(error)
                raise NotWrittenError(make_mistake("folder.not_writable", str(self.root), why=why)) from error
            self.notes.append(say("storage.unlocked", folder=self.root, why=render_system_error(error)))
            return None
        return lock

    def apply(self, changes: Changes, command: str = "") -> Applied:
        """Carry out changes, all or none; what got a second name, or could not be removed, is among the notes.

        Raises FolderError, and leaves everything as it was.
        """
        self._stop_at_untouched(changes)
        if not changes:
            return Applied()
        with self.hold(command):
            held = _find_held(_name_root(self.root))
            named = held.command if held else command
            applied = apply_changes(self.root, changes, self.modes, named)
        notes = held.store.notes if held else self.notes
        notes += [
            say(
                "storage.second_name",
                path=each.path,
                actual=each.actual.name,
                holder=each.holder or say("storage.open"),
            )
            for each in applied.second_names
        ]
        notes += [say("storage.kept_open", path=path) for path in applied.kept_open]
        notes += [
            say("storage.outdated", path=change.path, actual=old.name)
            for change in changes
            if change.kind == "write" and not change.essential and applied.locate(change.path) == change.path
            for old in find_taken_names(change.path, "output.second_name", 2)
        ]
        return applied

    def _stop_at_untouched(self, changes: Changes) -> None:
        for change in changes:
            inner = [path for path in (change.path, change.to) if path is not None and self._is_untouched(path)]
            if inner and change.kind != "make":
                raise FolderError(make_mistake("storage.untouched", str(inner[0])))

    def _is_untouched(self, path: Path) -> bool:
        return bool(self.untouched) and self.untouched in relate_path(self.root, path).split("/")[:-1]

    def find_refused(self, paths: Iterable[Path]) -> dict[Path, str]:
        """Return the paths that cannot be written although others can, each with the system's reason.

        Nothing is left behind. Raises FolderError where a path leads out of the folder.
        """
        with self.hold(), self.open_scratch() as scratch:
            return find_refused(self.root, paths, scratch)

    @contextlib.contextmanager
    def open_scratch(self) -> Iterator[Path]:
        """Give a new private folder for temporary files, which is removed afterwards, at the latest by the next run."""
        with self.hold():
            folder = self.work_folder / f"{SCRATCH}{secrets.token_hex(8)}"
            try:
                make_folder(folder, 0o700)
            except OSError as error:
                why = render_system_error(error)
                raise NotWrittenError(make_mistake("folder.not_writable", str(folder), why=why)) from error
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def stage(self, path: Path, content: bytes | Iterable[bytes]) -> StagedFile:
        """Write a file, on demand piece by piece, that waits in a scratch folder until it is put in place.

        Raises NotWrittenError.
        """
        try:
            return stage_file(path, (content,) if isinstance(content, bytes) else content, self.modes.file)
        except OSError as error:
            why = render_system_error(error)
            raise NotWrittenError(make_mistake("folder.not_writable", str(path.parent), why=why)) from error


@dataclass(slots=True, kw_only=True)
class _Held:
    store: Store
    command: str
    thread: int
    process: int
    depth: int = 1


# The folders that this process holds, by their real path.
_HELD: dict[str, _Held] = {}


def find_held_store(root: Path) -> Store | None:
    """Return the store by which this run holds a folder, None where it does not."""
    held = _find_held(_name_root(root))
    return held.store if held else None


def _name_root(root: Path) -> str:
    return os.path.realpath(root)


def _find_held(key: str) -> _Held | None:
    """Return how this thread holds a folder. Raises InUseError where another thread of this process does."""
    held = _HELD.get(key)
    if held is None or held.process != os.getpid():
        return None
    if held.thread != threading.get_ident():
        raise InUseError(make_mistake("storage.in_use_unknown", key))
    return held


def _make_root(root: Path, mode: int) -> list[Path]:
    """Make the root and the folders that it lies in; return those that were made, the innermost first."""
    missing = [path for path in (root, *root.parents) if not path.exists()]
    try:
        for path in reversed(missing):
            with contextlib.suppress(FileExistsError):
                make_folder(path, mode)
        if not root.is_dir():
            raise FolderError(make_mistake("folder.not_a_folder", str(root)))
    except OSError as error:
        _remove_roots(missing)
        raise NotWrittenError(make_mistake("folder.not_writable", str(root), why=render_system_error(error))) from error
    return missing


def _remove_roots(made: Iterable[Path]) -> None:
    """Remove folders that were made for nothing, as far as they are empty."""
    with contextlib.suppress(OSError):
        for path in made:
            path.rmdir()
