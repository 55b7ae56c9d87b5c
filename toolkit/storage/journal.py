"""The journal of a run that changes files: what it does, step by step, so that it can be undone if it is cut off.

It lies in the private working folder from before the first step until all are done; removing it is what makes the
changes final.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from toolkit.errors import FolderError, make_mistake
from toolkit.storage.system import create_file, sync_folder

WORK_FOLDER = ".qingdan"
STAGING = "staging-"
STAGING_BESIDE = ".qingdan-staging-"
_JOURNAL, _NEXT = "journal.json", "journal-next.json"
_FORMAT = 1

StepKind = Literal["make", "write", "remove", "drop", "move"]


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


def read_journal(root: Path) -> Journal | None:
    """Return the journal of a run that did not come to its end, None where there is none.

    Raises FolderError where it cannot be read: then nobody knows what was being changed.
    """
    path = locate_journal(root)
    try:
        facts = json.loads(path.read_bytes())
        steps = [Step(**step) for step in facts["steps"]]
        known = all(isinstance(part, str) for step in steps for part in (step.path, step.to, step.fresh, step.kept))
        if facts["format"] != _FORMAT or not known:
            raise ValueError(path.name)
        return Journal(command=facts["command"], started=facts["started"], staging=list(facts["staging"]), steps=steps)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FolderError(make_mistake("storage.journal", str(path), folder=path.parent)) from error


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
