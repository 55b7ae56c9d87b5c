"""Bring a folder back in order after a run that was cut off, and remove what such runs left."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import NotWrittenError, make_mistake
from toolkit.messages import say
from toolkit.storage.confinement import relate_path, stop_at_links
from toolkit.storage.journal import (
    STAGING,
    STAGING_BESIDE,
    WORK_FOLDER,
    locate_journal,
    locate_next_journal,
    read_journal,
)
from toolkit.storage.undo import undo_steps

SCRATCH = "scratch-"
# What earlier versions put beside a file that they were about to replace.
_OLD_TEMPORARY = re.compile(r"\.qingdan-[a-z0-9_]{8}\.tmp")


def recover(root: Path, untouched: str = "") -> list[str]:
    """Undo what a run that was cut off had begun; return a sentence for the operator where there was anything.

    Raises FolderError where the journal cannot be read or is not our own, NotWrittenError where a file cannot be put
    back: it is tried again then.
    """
    journal = read_journal(root, untouched)
    if journal is None:
        return []
    undone = undo_steps(root, journal)
    facts = {"command": journal.command, "started": journal.started}
    if undone.stuck:
        raise NotWrittenError(make_mistake("storage.stuck", str(root / undone.stuck[0]), **facts))
    locate_journal(root).unlink(missing_ok=True)
    for folder in journal.staging:
        _remove_staging(root, folder)
    lines = [say("storage.recovered", **facts)] if journal.steps else []
    return [*lines, *(say("storage.put_beside", path=path) for path in undone.beside)]


def _remove_staging(root: Path, folder: str) -> None:
    """Remove a staging folder that a journal names: only what is called like one, and lies below the root."""
    path = root / folder
    if path.name.startswith((STAGING, STAGING_BESIDE)):
        with contextlib.suppress(OSError):
            relate_path(root, path)
            stop_at_links(root, path)
            shutil.rmtree(path, ignore_errors=True)


def sweep(root: Path, swept: re.Pattern[str] | None, untouched: str) -> None:
    """Remove the temporary files of runs that were killed: in the working folder, and those of earlier versions.

    Of the root's folders only those whose name is `swept` are looked through, and none called `untouched`.
    """
    work = root / WORK_FOLDER
    with contextlib.suppress(OSError):
        for path in list(work.iterdir()):
            if path.name.startswith((STAGING, SCRATCH)):
                shutil.rmtree(path, ignore_errors=True)
        locate_next_journal(root).unlink(missing_ok=True)
    for path in _find_old_temporaries(root, swept, untouched):
        with contextlib.suppress(OSError):
            path.unlink()


def _find_old_temporaries(root: Path, swept: re.Pattern[str] | None, untouched: str) -> Iterator[Path]:
    if swept is None:
        return
    for place, folders, names in os.walk(root):
        if Path(place) == root:
            folders[:] = [name for name in folders if swept.fullmatch(name)]
        folders[:] = [name for name in folders if name != untouched]
        yield from (Path(place, name) for name in names if _OLD_TEMPORARY.fullmatch(name))
