"""Folders of a campaign that its owner alone may open, made before its results were to be shared."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from toolkit.storage.journal import WORK_FOLDER

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def find_closed_folders(root: Path) -> list[Path]:
    """Return the root and the folders below it that nobody but their owner may open, in the order of a walk.

    Private folders of the program are not among them. None on systems without modes.
    """
    if sys.platform == "win32":
        return []
    closed = []
    for place, folders, _ in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(WORK_FOLDER))
        if not Path(place).stat().st_mode & _OTHERS:
            closed.append(Path(place))
    return closed
