"""The moves of single files: each either happens or raises OSError and leaves what was there."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from toolkit.storage.confinement import stop_at_links
from toolkit.storage.journal import Step, hash_file
from toolkit.storage.system import create_file, is_open_elsewhere


class SavedMeanwhileError(OSError):
    """A file was saved between looking at it and replacing it."""


def rename_to_free(root: Path, old: Path, new: Path) -> None:
    """Move a file or folder to a path where nothing is."""
    stop_at_links(root, old)
    if stop_at_links(root, new) is not None:
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
    old.rename(new)


def put_in_place(root: Path, step: Step) -> None:
    """Keep the old file in the staging folder and put the new one in its place."""
    target, fresh = root / step.path, root / step.fresh
    there = stop_at_links(root, target)
    if step.old:
        _keep_old(target, root / step.kept, step.old)
    elif there is not None:
        raise SavedMeanwhileError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    fresh.replace(target)


def _keep_old(target: Path, kept: Path, old: str) -> None:
    """Keep a file under a second link, so that its place is never empty; where there are no links, move it."""
    kept.unlink(missing_ok=True)
    try:
        os.link(target, kept)
    except OSError as error:
        if error.errno == errno.EXDEV or is_open_elsewhere(error):
            raise
        target.rename(kept)
    if hash_file(kept) != old:
        _put_back(kept, target)
        raise SavedMeanwhileError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))


def set_aside(root: Path, target: Path, kept: Path, old: str) -> None:
    """Move a file that is removed into the staging folder."""
    stop_at_links(root, target)
    target.rename(kept)
    if hash_file(kept) != old:
        _put_back(kept, target)
        raise SavedMeanwhileError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))


def _put_back(kept: Path, target: Path) -> None:
    if not os.path.lexists(target):
        kept.rename(target)


def create_in_place(root: Path, step: Step, mode: int) -> None:
    """Put a new file in its place. Raises FileExistsError where another is there, even one that came a moment ago."""
    target, fresh = root / step.path, root / step.fresh
    stop_at_links(root, target)
    if sys.platform == "win32":
        fresh.rename(target)  # which replaces nothing there
        return
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise
    except OSError:  # no links here: an empty file keeps the place, and undoing knows it for ours
        create_file(target, b"", mode)
        fresh.replace(target)
