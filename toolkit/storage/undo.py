"""Undo the steps of a run that did not come to its end. Doing so twice, or being cut off while doing so, is fine.

What each step has done is seen from the files alone: a file with the new bytes gets its old ones back, one with the
old bytes stays. What somebody changed since stays, too, and the old file is put beside it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import FolderError
from toolkit.messages import say
from toolkit.storage.confinement import stop_at_links
from toolkit.storage.journal import Journal, Step, hash_content, hash_file
from toolkit.text import cut_to_bytes

# Bytes of a name without its ending, so that a word can be added to it on any disk.
_LONGEST_STEM = 228

_EMPTY = hash_content(b"")


@dataclass(slots=True)
class Undone:
    """What became of undoing: the paths that could not be undone yet, and the old files that were put beside."""

    stuck: list[str] = field(default_factory=list)
    beside: list[Path] = field(default_factory=list)


def undo_steps(root: Path, journal: Journal) -> Undone:
    """Undo all steps, the last one first."""
    undone = Undone()
    for step in reversed(journal.steps):
        try:
            for path in filter(None, (step.path, step.to, step.fresh, step.kept)):
                stop_at_links(root, root / path)
            _UNDOING[step.kind](root, step, undone)
        except (OSError, FolderError):
            undone.stuck.append(step.path)
    return undone


def find_free_name(path: Path, key: str, first: int = 1) -> Path:
    """Return the first path beside another whose name is free; `key` is the message of names with a number."""
    return next(name for name in _list_names(path, key, first) if not os.path.lexists(name))


def find_taken_names(path: Path, key: str, first: int = 1) -> list[Path]:
    """Return the paths beside another that `find_free_name` gave before, as far as they follow each other."""
    return list(itertools.takewhile(os.path.lexists, _list_names(path, key, first)))


def _list_names(path: Path, key: str, first: int) -> Iterator[Path]:
    stem = cut_to_bytes(path.stem, _LONGEST_STEM)
    return (path.with_name(say(key, stem=stem, number=n) + path.suffix) for n in itertools.count(first))


def _undo_write(root: Path, step: Step, undone: Undone) -> None:
    target, kept = root / step.path, root / step.kept if step.kept else None
    now = _hash_plain_file(target)
    has_old = kept is not None and kept.is_file()
    if now == step.old:
        return
    if now in {step.new, ""} or (now == _EMPTY and not step.old):
        if not step.old:
            _take_out(target, root / step.fresh, is_ours=now == _EMPTY)
        elif kept is not None and has_old:
            kept.replace(target)
    elif kept is not None and has_old:
        _put_beside(kept, target, undone)


def _take_out(target: Path, fresh: Path, *, is_ours: bool) -> None:
    """Put a new file back where it waited.

    Where one waits still, the step was not carried out: what is in its place, be it the same bytes, was there before or
    came meanwhile. But a file may just have been linked to its place, or its place kept by an empty one (`is_ours`).
    """
    if not os.path.lexists(fresh):
        target.replace(fresh)
    elif is_ours or target.samefile(fresh):
        target.unlink()  # a rename of one name of a file to another does nothing


def _undo_remove(root: Path, step: Step, undone: Undone) -> None:
    target, kept = root / step.path, root / step.kept
    if not kept.is_file() or _hash_plain_file(target) == step.old:
        return
    if os.path.lexists(target):
        _put_beside(kept, target, undone)
    else:
        kept.replace(target)


def _put_beside(kept: Path, target: Path, undone: Undone) -> None:
    free = find_free_name(target, "output.backup")
    kept.rename(free)
    undone.beside.append(free)


def _undo_move(root: Path, step: Step, undone: Undone) -> None:
    old, new = root / step.path, root / step.to
    if os.path.lexists(new) and not os.path.lexists(old):
        new.rename(old)


def _undo_make(root: Path, step: Step, undone: Undone) -> None:
    """Remove a folder that was made, unless somebody put something into it."""
    folder = root / step.path
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _undo_drop(root: Path, step: Step, undone: Undone) -> None:
    folder, kept = root / step.path, root / step.kept
    if os.path.lexists(folder):
        return
    if step.kept and kept.is_dir():
        kept.rename(folder)
    else:
        folder.mkdir(mode=step.mode)
        with contextlib.suppress(OSError):
            folder.chmod(step.mode)


_UNDOING = {
    "write": _undo_write,
    "remove": _undo_remove,
    "move": _undo_move,
    "make": _undo_make,
    "drop": _undo_drop,
}


def _hash_plain_file(path: Path) -> str:
    """Return the SHA-256 of a file, empty where nothing is there, a word where something else is."""
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return ""
    return hash_file(path) if stat.S_ISREG(facts.st_mode) else "other"
