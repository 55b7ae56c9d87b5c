"""Find the paths that the disk refuses although it takes others: their name, their folder, what lies there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from toolkit.storage.confinement import stop_at_links
from toolkit.storage.plan import find_present_folder
from toolkit.storage.system import render_system_error


def find_refused(root: Path, paths: Iterable[Path], scratch: Path) -> dict[Path, str]:
    """Return the paths that cannot be written, each with the system's reason.

    Names are tried in `scratch`, a folder on the same disk, so that nothing is ever seen of it. Raises FolderError
    where a path leads out of the root.
    """
    refused, tried = {}, set[str]()
    for path in paths:
        try:
            facts = stop_at_links(root, path)
            if facts is not None and stat.S_ISDIR(facts.st_mode):
                raise OSError(errno.EISDIR, "")
            folder = find_present_folder(root, path)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise OSError(errno.EACCES, "")
            fresh = path.relative_to(folder).parts if facts is None else ()
            for name in fresh:
                if name not in tried:
                    _try_name(scratch / name)
                    tried.add(name)
        except OSError as error:
            refused[path] = render_system_error(error)
    return refused


def _try_name(path: Path) -> None:
    with path.open("xb"):
        pass
    path.unlink()
