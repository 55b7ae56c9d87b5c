"""Plan the steps of a set of changes: what is there now, which folders are missing, where new bytes wait."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import FolderError, NotWrittenError, make_mistake
from toolkit.storage.changes import Change, Changes
from toolkit.storage.confinement import relate_path, stop_at_links
from toolkit.storage.journal import STAGING, STAGING_BESIDE, WORK_FOLDER, Step, hash_content, hash_file
from toolkit.storage.occupied import find_owner_file, refuse_write
from toolkit.storage.system import is_refused
from toolkit.storage.undo import find_free_name


@dataclass(slots=True, kw_only=True)
class PlannedStep:
    """A step, and the change that it belongs to, None for a folder that is made on the way."""

    step: Step
    change: Change | None = None


@dataclass(slots=True, kw_only=True)
class Plan:
    """The steps of a set of changes in their order, and the folders in which their new and old files wait."""

    steps: list[PlannedStep] = field(default_factory=list)
    staging: list[str] = field(default_factory=list)
    existing: list[Path] = field(default_factory=list)  # files to create that are there already
    second_names: list[tuple[Path, Path]] = field(default_factory=list)  # files that nobody may read now, and instead
    kept_open: list[Path] = field(default_factory=list)  # files to remove that nobody may read now


def plan_steps(root: Path, changes: Changes, mark: str, beside: Iterable[str]) -> Plan:
    """Return the plan of changes. `mark` tells the staging folders of this run from others.

    Files in the folders `beside` wait there and not in the working folder: they lie on another disk. Raises FolderError
    where a path leads out of the root or what is there cannot be replaced, NotWrittenError where the system refuses.
    """
    planner = _Planner(root, mark, set(beside))
    for change in changes:
        try:
            planner.plan(change)
        except OSError as error:
            raise refuse_write(change.path, error) from error
    return planner.finish()


class _Planner:
    """Plans one change after another, as if those before it had been carried out."""

    def __init__(self, root: Path, mark: str, beside: set[str]) -> None:
        self.root, self.mark, self.beside = root, mark, beside
        self.made: set[str] = set()
        self.moved: list[str] = []
        self.result = Plan()
        self.disk = (root / WORK_FOLDER).stat().st_dev
        self._planners: dict[str, Callable[[Change], None]] = {
            "move": self._plan_move,
            "make": self._plan_folder,
            "write": self._plan_write,
            "remove": self._plan_remove,
        }

    def plan(self, change: Change) -> None:
        self._planners[change.kind](change)

    def finish(self) -> Plan:
        return self.result

    def _plan_move(self, change: Change) -> None:
        if change.to is None or self._look(change.path) is None:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        if self._look(change.to) is not None:
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        self._plan_parents(change.to)
        old, new = relate_path(self.root, change.path), relate_path(self.root, change.to)
        self._add(Step(kind="move", path=old, to=new), change)
        self.moved.append(old)

    def _plan_folder(self, change: Change) -> None:
        self._plan_parents(change.path)
        if not self._is_moved(relate_path(self.root, change.path)) and change.path.is_dir():
            return
        if self._look(change.path) is not None:
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        self._plan_missing_folder(change.path)

    def _plan_write(self, change: Change) -> None:
        facts, path = self._look(change.path), relate_path(self.root, change.path)
        if facts is not None and stat.S_ISDIR(facts.st_mode):
            raise NotWrittenError(make_mistake("storage.not_a_file", str(change.path)))
        if facts is not None and not stat.S_ISREG(facts.st_mode):
            raise FolderError(make_mistake("storage.not_a_file", str(change.path)))
        try:
            if facts is not None and _is_open_and_same(change):
                return
            old = _hash_closed(change.path) if facts is not None else ""
        except OSError as error:  # a program has it open
            if change.essential or not is_refused(error):
                raise
            self._plan_second_name(change)
            return
        new = change.sha256
        if facts is not None and change.create and old == new:
            self.result.existing.append(change.path)
            return
        if facts is not None and change.create:
            raise FolderError(make_mistake("storage.saved_meanwhile", str(change.path)))
        if change.replaces is not None and old != hash_content(change.replaces):
            raise FolderError(make_mistake("storage.saved_meanwhile", str(change.path)))
        self._plan_parents(change.path)
        step = Step(kind="write", path=path, old=old, new=new)
        self._add_staged(step, change)

    def _plan_second_name(self, change: Change) -> None:
        actual = find_free_name(change.path, "output.second_name", 2)
        self.result.second_names.append((change.path, actual))
        step = Step(kind="write", path=relate_path(self.root, actual), new=change.sha256)
        self._add_staged(step, change)

    def _plan_remove(self, change: Change) -> None:
        facts, path = self._look(change.path), relate_path(self.root, change.path)
        if facts is None:
            return
        if stat.S_ISDIR(facts.st_mode):
            step = Step(kind="drop", path=path, mode=stat.S_IMODE(facts.st_mode))
            self._add_staged(step, change)
        elif stat.S_ISREG(facts.st_mode):
            try:
                old = _hash_closed(change.path)
            except OSError as error:
                if change.essential or not is_refused(error):
                    raise
                self.result.kept_open.append(change.path)
            else:
                self._add_staged(Step(kind="remove", path=path, old=old), change)

    def _look(self, path: Path) -> os.stat_result | None:
        """Return the lstat of a path as it will be after the steps planned so far."""
        if self._is_moved(relate_path(self.root, path)):
            return None
        return stop_at_links(self.root, path)

    def _is_moved(self, path: str) -> bool:
        return any(path == old or path.startswith(f"{old}/") for old in self.moved)

    def _plan_parents(self, path: Path) -> None:
        missing = []
        for folder in path.parents:
            if folder == self.root or relate_path(self.root, folder) in self.made:
                break
            facts = self._look(folder)
            if facts is not None:
                if not stat.S_ISDIR(facts.st_mode):
                    raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
                break
            missing.append(folder)
        for folder in reversed(missing):
            self._plan_missing_folder(folder)

    def _plan_missing_folder(self, folder: Path) -> None:
        path = relate_path(self.root, folder)
        if path not in self.made:
            self.made.add(path)
            self._add(Step(kind="make", path=path), None)

    def _add_staged(self, step: Step, change: Change) -> None:
        """Add a step whose new and old files wait in a staging folder on the disk of its target."""
        folder, number = self._choose_staging(change.path), len(self.result.steps)
        step.fresh = f"{folder}/{number}-new" if step.kind == "write" else ""
        step.kept = f"{folder}/{number}-old" if step.old or step.kind == "drop" else ""
        self._add(step, change)

    def _choose_staging(self, path: Path) -> str:
        place = find_present_folder(self.root, path)
        near = relate_path(self.root, place) if place != self.root else ""
        elsewhere = near in self.beside or place.stat().st_dev != self.disk
        start = f"{near}/{STAGING_BESIDE}" if elsewhere and near else f"{WORK_FOLDER}/{STAGING}"
        folder = f"{start}{self.mark}"
        if folder not in self.result.staging:
            self.result.staging.append(folder)
        return folder

    def _add(self, step: Step, change: Change | None) -> None:
        self.result.steps.append(PlannedStep(step=step, change=change))


def _is_open_and_same(change: Change) -> bool:
    return bool(find_owner_file(change.path)) and hash_file(change.path) == change.sha256


def _hash_closed(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError also where a program says, by a file beside it, that it is open.

    Not every system keeps such a file from being replaced, and what somebody has typed into it would be lost.
    """
    if find_owner_file(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return hash_file(path)


def find_present_folder(root: Path, path: Path) -> Path:
    """Return the nearest folder above a path that is there."""
    return next(folder for folder in path.parents if folder == root or folder.is_dir())
