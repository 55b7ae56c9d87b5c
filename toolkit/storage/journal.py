"""The journal of a run that changes files: what it does, step by step, so that it can be undone if it is cut off.

It lies in the private working folder from before the first step until all are done; removing it is what makes the
changes final.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from toolkit.errors import FolderError, make_mistake
from toolkit.storage.confinement import relate_path
from toolkit.storage.system import create_file, sync_folder

WORK_FOLDER = ".qingdan"
STAGING = "staging-"
STAGING_BESIDE = ".qingdan-staging-"
_JOURNAL, _NEXT = "journal.json", "journal-next.json"
_FORMAT = 1
# The names of staging folders end on sixteen digits; in bytes, the longest journal that is read.
_STAGING_NAME, _BESIDE_NAME = (re.compile(re.escape(start) + "[0-9a-f]{16}") for start in (STAGING, STAGING_BESIDE))
_LONGEST = 64 * 1024 * 1024
_ALL_MODES = 0o7777

StepKind = Literal["make", "write", "remove", "drop", "move"]
_KINDS = frozenset(get_args(StepKind))


@dataclass(slots=True, kw_only=True)
class Step:
    """One step; all paths are below the root, with `/`.

    `path` is what changes and `to` where it is moved. `fresh` is where the new bytes wait, `kept` where the old file
    is kept until all is done. `old` and `new` are the SHA-256 of the file before and after, empty for no file. `mode`
    is that of a folder that is dropped because it is empty.
    """

    kind: StepKind
    path: str
    to: str = ""
    fresh: str = ""
    kept: str = ""
    old: str = ""
    new: str = ""
    mode: int = 0


@dataclass(slots=True, kw_only=True)
class Journal:
    """What a run does: its command and start in local time, the folders in which its files wait, its steps."""

    command: str
    started: str
    staging: list[str]
    steps: list[Step] = field(default_factory=list)

    def save(self, root: Path) -> None:
        """Write the journal to the disk, whole, in place of an earlier one. Raises OSError."""
        folder = root / WORK_FOLDER
        following = locate_next_journal(root)
        following.unlink(missing_ok=True)
        create_file(following, json.dumps({"format": _FORMAT, **asdict(self)}).encode("ascii"), 0o600)
        following.replace(folder / _JOURNAL)
        sync_folder(folder)


def locate_journal(root: Path) -> Path:
    """Return where the journal lies while a run changes files."""
    return root / WORK_FOLDER / _JOURNAL


def locate_next_journal(root: Path) -> Path:
    """Return where a journal is written before it takes its place."""
    return root / WORK_FOLDER / _NEXT


def read_journal(root: Path, untouched: str = "") -> Journal | None:
    """Return the journal of a run that did not come to its end, None where there is none.

    Raises FolderError where it cannot be read, for then nobody knows what was being changed, and where it is none that
    this program writes: what it says is carried out, and somebody else may have put it there.
    """
    path = locate_journal(root)
    try:
        facts = _load(path)
        journal = Journal(
            command=facts["command"],
            started=facts["started"],
            staging=list(facts["staging"]),
            steps=[Step(**step) for step in facts["steps"]],
        )
        if facts["format"] != _FORMAT or not _is_own(root, journal, untouched):
            raise ValueError(path.name)
        return journal
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, FolderError) as error:
        raise FolderError(make_mistake("storage.journal", str(path), folder=path.parent)) from error


def _load(path: Path) -> Any:
    """Return what a journal says. Raises ValueError for a link, a pipe, and what is too long for a journal."""
    facts = path.lstat()
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LONGEST:
        raise ValueError(path.name)
    return json.loads(path.read_bytes())


def _is_own(root: Path, journal: Journal, untouched: str) -> bool:
    """Tell whether a run of this program may have written a journal."""
    words = [journal.command, journal.started, *journal.staging]
    for step in journal.steps:
        words += [step.path, step.to, step.fresh, step.kept, step.old, step.new]
        if step.kind not in _KINDS or not isinstance(step.mode, int) or not 0 <= step.mode <= _ALL_MODES:
            return False
    if not all(isinstance(word, str) and b"\0" not in os.fsencode(word) for word in words):
        return False
    return all(_is_staging(root, folder) for folder in journal.staging) and all(
        _is_own_step(root, step, journal.staging, untouched) for step in journal.steps
    )


def _is_staging(root: Path, folder: str) -> bool:
    *above, name = relate_path(root, root / folder).split("/")
    if above == [WORK_FOLDER]:
        return bool(_STAGING_NAME.fullmatch(name))
    return bool(_BESIDE_NAME.fullmatch(name)) and WORK_FOLDER not in above


def _is_own_step(root: Path, step: Step, staging: Iterable[str], untouched: str) -> bool:
    """Tell whether a step keeps its files in staging, and neither takes nor replaces what is `untouched`."""
    places = [relate_path(root, root / path).split("/") for path in (step.path, step.to) if path or path == step.path]
    if any(WORK_FOLDER in place for place in places):
        return False
    if any(path and path.rpartition("/")[0] not in staging for path in (step.fresh, step.kept)):
        return False
    inside = bool(untouched) and any(untouched in place[:-1] for place in places)
    # What `next --undo` removed there is put back, and only what the example's run made there is taken away again.
    return not inside or step.kind in {"make", "drop", "remove"} or (step.kind == "write" and not step.old)


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, empty where none is there. Raises OSError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
