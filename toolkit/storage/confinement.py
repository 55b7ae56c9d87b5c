"""Keep every change inside its folder: no path leads out of it, by `..`, by a link or by a junction."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from toolkit.errors import FolderError, make_mistake
from toolkit.storage.system import is_link


def relate_path(root: Path, path: Path) -> str:
    """Return a path as it is below the root, with `/`. Raises FolderError for one that is not below it."""
    try:
        parts = path.relative_to(root).parts
    except ValueError:
        parts = ("..",)
    if not parts or ".." in parts:
        raise FolderError(make_mistake("storage.outside", str(path), folder=root))
    return "/".join(parts)


def stop_at_links(root: Path, path: Path) -> os.stat_result | None:
    """Return the lstat of a path below the root, None where nothing is there.

    Raises FolderError where the path, or a folder on the way to it, is a link, and OSError where a part on the way is
    no folder. The root itself may be a link.
    """
    place, facts = root, None
    parts = relate_path(root, path).split("/")
    for number, name in enumerate(parts, 1):
        place /= name
        try:
            facts = place.lstat()
        except FileNotFoundError:
            return None
        if is_link(facts):
            raise FolderError(make_mistake("storage.link", str(place)))
        if number < len(parts) and not stat.S_ISDIR(facts.st_mode):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    return facts
