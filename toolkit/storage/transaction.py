"""Carry out a set of changes: all new bytes are on the disk before anything is replaced, and all come or none."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import FolderError, NotWrittenError, make_mistake
from toolkit.messages import say
from toolkit.stages import track_items
from toolkit.storage.applied import Applied, Modes, SecondName
from toolkit.storage.changes import Change, Changes
from toolkit.storage.confinement import relate_path, stop_at_links
from toolkit.storage.journal import (
    STAGING_BESIDE,
    WORK_FOLDER,
    Journal,
    Step,
    hash_file,
    locate_journal,
    locate_next_journal,
)
from toolkit.storage.moves import SavedMeanwhileError, create_in_place, put_in_place, rename_to_free, set_aside
from toolkit.storage.occupied import find_holder, refuse_write
from toolkit.storage.plan import Plan, PlannedStep, find_present_folder, plan_steps
from toolkit.storage.staged import adopt_file
from toolkit.storage.system import (
    create_file,
    is_open_elsewhere,
    is_refused,
    make_folder,
    render_system_error,
    sync_folder,
)
from toolkit.storage.undo import find_free_name, undo_steps

# Seconds that a set of changes waits in all for programs that have its files open.
PATIENCE = 5.0
_PAUSE = 0.2


class _OtherDiskError(Exception):
    """A folder, below the root, lies on another disk than the working folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder


@dataclass(slots=True, kw_only=True)
class _Outcome:
    second_names: list[SecondName] = field(default_factory=list)
    kept_open: list[Path] = field(default_factory=list)
    existing: list[Path] = field(default_factory=list)


def apply_changes(root: Path, changes: Changes, modes: Modes, command: str) -> Applied:
    """Carry out changes below the root, all or none; the working folder is there, and the lock is held.

    Raises FolderError, and leaves everything as it was, where a path leads elsewhere or a file was saved meanwhile;
    NotWrittenError where the system or another program refuses.
    """
    beside: set[str] = set()
    while True:
        try:
            return _Transaction(root, changes, modes, command, beside).carry_out()
        except _OtherDiskError as error:
            if error.folder in beside:
                why = render_system_error(OSError(errno.EXDEV, os.strerror(errno.EXDEV)))
                raise NotWrittenError(make_mistake("folder.not_writable", str(root / error.folder), why=why)) from error
            beside.add(error.folder)


class _Transaction:
    """One attempt to carry out a set of changes."""

    def __init__(self, root: Path, changes: Changes, modes: Modes, command: str, beside: set[str]) -> None:
        self.root, self.modes = root, modes
        self.plan: Plan = plan_steps(root, changes, secrets.token_hex(8), beside)
        self.steps: list[PlannedStep] = self.plan.steps
        self.journal = Journal(
            command=command,
            started=time.strftime("%Y-%m-%d %H:%M:%S"),
            staging=self.plan.staging,
            steps=[planned.step for planned in self.steps],
        )
        self.outcome = _Outcome(existing=self.plan.existing, kept_open=self.plan.kept_open)
        for path, actual in self.plan.second_names:
            self._note_second_name(path, actual)
        self.deadline = time.monotonic() + PATIENCE
        self._doing: Mapping[str, Callable[[PlannedStep], None]] = {
            "make": self._make,
            "move": self._move,
            "write": self._write,
            "remove": self._remove,
            "drop": self._drop,
        }

    def carry_out(self) -> Applied:
        try:
            self._stage()
            with self._naming(self.root / WORK_FOLDER):
                self.journal.save(self.root)
            for planned in track_items(self.steps, say("storage.replacing")):
                self._doing[planned.step.kind](planned)
            with self._naming(self.root):
                self._commit()
        except BaseException:
            self._take_back()
            raise
        self._remove_staging()
        return Applied(
            second_names=tuple(self.outcome.second_names),
            kept_open=tuple(self.outcome.kept_open),
            existing=tuple(self.outcome.existing),
        )

    @contextlib.contextmanager
    def _naming(self, place: Path) -> Iterator[None]:
        """Where the system refuses, say that nothing could be written."""
        try:
            yield
        except OSError as error:
            raise NotWrittenError(
                make_mistake("folder.not_writable", str(place), why=render_system_error(error))
            ) from error

    # -- before anything is replaced --------------------------------------------------------------------

    def _stage(self) -> None:
        """Write all new bytes into the staging folders."""
        if any(STAGING_BESIDE in folder for folder in self.plan.staging):
            # A journal without steps: the next run finds the staging folders that lie beside their targets.
            empty = Journal(command=self.journal.command, started=self.journal.started, staging=self.plan.staging)
            with self._naming(self.root / WORK_FOLDER):
                empty.save(self.root)
        for folder in self.plan.staging:
            with self._naming(self.root / folder):
                make_folder(self.root / folder, 0o700)
        for planned in track_items(self.steps, say("storage.staging")):
            if planned.step.kind == "write" and planned.change is not None:
                with self._naming(planned.change.path):
                    self._stage_file(planned.step, planned.change)
        for folder in self.plan.staging:
            with self._naming(self.root / folder):
                sync_folder(self.root / folder)

    def _stage_file(self, step: Step, change: Change) -> None:
        path = self.root / step.fresh
        mode = 0o600 if change.private else self.modes.file
        if change.staged:
            adopt_file(change.staged, path, mode)
        else:
            create_file(path, change.content, mode)
        if hash_file(path) != step.new:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    # -- the steps --------------------------------------------------------------------------------------

    def _make(self, planned: PlannedStep) -> None:
        path = self.root / planned.step.path
        with self._naming(path):
            stop_at_links(self.root, path)
            make_folder(path, self.modes.folder)

    def _move(self, planned: PlannedStep) -> None:
        old, new = self.root / planned.step.path, self.root / planned.step.to
        try:
            self._wait_for(lambda: rename_to_free(self.root, old, new))
        except OSError as error:
            raise self._refuse(old, error) from error

    def _write(self, planned: PlannedStep) -> None:
        step, change = planned.step, planned.change
        if change is None:
            return
        if change.create:
            self._create(step, change)
            return
        try:
            self._wait_for(lambda: put_in_place(self.root, step))
        except OSError as error:
            self._stop_at_other_disk(error, change.path)
            is_held = isinstance(error, SavedMeanwhileError) or is_refused(error)
            if change.essential or not step.old or not is_held:
                raise self._refuse(change.path, error) from error
            self._take_second_name(step, change)

    def _create(self, step: Step, change: Change) -> None:
        """Put a file in its place unless another is there, even one that came a moment ago."""
        try:
            create_in_place(self.root, step, 0o600 if change.private else self.modes.file)
        except FileExistsError as error:
            if hash_file(change.path) != step.new:
                raise FolderError(make_mistake("storage.saved_meanwhile", str(change.path))) from error
            self.outcome.existing.append(change.path)
        except OSError as error:
            self._stop_at_other_disk(error, change.path)
            raise self._refuse(change.path, error) from error

    def _take_second_name(self, step: Step, change: Change) -> None:
        """Put a result beside its target, which another program has open."""
        with contextlib.suppress(OSError):
            (self.root / step.kept).unlink(missing_ok=True)
        actual = find_free_name(change.path, "output.second_name", 2)
        step.path, step.old, step.kept = relate_path(self.root, actual), "", ""
        try:
            self.journal.save(self.root)
            put_in_place(self.root, step)
        except OSError as error:
            raise self._refuse(change.path, error) from error
        self._note_second_name(change.path, actual)

    def _note_second_name(self, path: Path, actual: Path) -> None:
        self.outcome.second_names.append(SecondName(path=path, actual=actual, holder=find_holder(path)))

    def _remove(self, planned: PlannedStep) -> None:
        target, kept = self.root / planned.step.path, self.root / planned.step.kept
        try:
            self._wait_for(lambda: set_aside(self.root, target, kept, planned.step.old))
        except OSError as error:
            # Where the file is still there, it is the folder for what is set aside that is gone.
            if isinstance(error, FileNotFoundError) and not os.path.lexists(target):
                return
            self._stop_at_other_disk(error, target)
            insists = planned.change is not None and planned.change.essential
            if insists or not (isinstance(error, SavedMeanwhileError) or is_refused(error)):
                raise self._refuse(target, error) from error
            self.outcome.kept_open.append(target)

    def _drop(self, planned: PlannedStep) -> None:
        """Remove a folder if nothing is left in it: by a rename, which can be taken back on a full disk, too."""
        folder, kept = self.root / planned.step.path, self.root / planned.step.kept
        stop_at_links(self.root, folder)
        try:
            if any(folder.iterdir()):
                return
            folder.rename(kept)
            if any(kept.iterdir()):  # put there a moment ago
                kept.rename(folder)
        except OSError:
            if folder.exists():
                self.outcome.kept_open.append(folder)

    def _wait_for(self, act: Callable[[], None]) -> None:
        """Do something again and again while another program has the file open, as long as there is patience."""
        while True:
            try:
                act()
                return
            except OSError as error:
                if not is_open_elsewhere(error) or time.monotonic() + _PAUSE > self.deadline:
                    raise
                if isinstance(error, SavedMeanwhileError):
                    raise
            time.sleep(_PAUSE)

    def _stop_at_other_disk(self, error: OSError, path: Path) -> None:
        if error.errno == errno.EXDEV:
            near = find_present_folder(self.root, path)
            raise _OtherDiskError(relate_path(self.root, near) if near != self.root else "") from error

    def _refuse(self, path: Path, error: OSError) -> FolderError:
        if isinstance(error, SavedMeanwhileError):
            return FolderError(make_mistake("storage.saved_meanwhile", str(path)))
        return refuse_write(path, error)

    # -- the end ----------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Make the changes final: their names are on the disk, then the journal goes."""
        folders = {self.root / path for step in self.journal.steps for path in (step.path, step.to) if path}
        for folder in sorted({path.parent for path in folders}):
            if folder.is_dir():
                sync_folder(folder)
        locate_journal(self.root).unlink()
        with contextlib.suppress(OSError):
            sync_folder(self.root / WORK_FOLDER)

    def _take_back(self) -> None:
        """Undo what was done, unless it is final; what cannot be undone now is left to the next run."""
        if locate_journal(self.root).exists() and undo_steps(self.root, self.journal).stuck:
            return
        with contextlib.suppress(OSError):
            locate_next_journal(self.root).unlink(missing_ok=True)
            locate_journal(self.root).unlink(missing_ok=True)
            self._remove_staging()

    def _remove_staging(self) -> None:
        for folder in self.plan.staging:
            shutil.rmtree(self.root / folder, ignore_errors=True)
