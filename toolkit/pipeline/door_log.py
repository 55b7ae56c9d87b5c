"""What happened at the units' door, a line each, appended and never rewritten; the receipts are among it.

A line is JSON: when (UTC), which unit, what, from which machine, and of a file its name, size and SHA-256. No line has
anything of what stands in a workbook. Each has the digest of the line before it, so that one that is changed or taken
out shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from toolkit.errors import FolderError, NotWrittenError, make_mistake
from toolkit.pipeline.door_folder import DoorFolder
from toolkit.storage import append_line, render_system_error

# A file was taken and waits; it was put into 回收/; it was not taken; a link was followed; a file was fetched; the
# operator made or revoked a link; the door was opened or closed.
DoorEvent = Literal["taken", "placed", "refused", "entered", "fetched", "link_made", "link_revoked", "opened", "closed"]
_LONGEST = 300  # letters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorEntry:
    """One line of the log; `time` is in UTC with zone. `path` is where a file was put, below the campaign's folder."""

    time: dt.datetime
    what: DoorEvent
    unit: str = ""
    origin: str = ""
    round: int = 0
    name: str = ""
    size: int = 0
    sha256: str = ""
    path: str = ""
    why: str = ""

    def dump(self) -> dict[str, Any]:
        """Return what a line says, without what is empty."""
        facts = {each.name: getattr(self, each.name) for each in fields(self)}
        said = {key: value[:_LONGEST] if isinstance(value, str) else value for key, value in facts.items() if value}
        return {**said, "time": self.time.astimezone(dt.UTC).isoformat(timespec="milliseconds")}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLines:
    """The entries of a log in order, and the numbers (from 1) of lines that are not as they were written."""

    entries: tuple[DoorEntry, ...] = ()
    broken: tuple[int, ...] = ()


def log_event(folder: DoorFolder, entry: DoorEntry) -> None:
    """Append an entry. Raises NotWrittenError."""
    body = entry.dump()

    def build(last: str) -> str:
        return _seal(body, last)

    folder.make()
    try:
        append_line(folder.log, build)
    except OSError as error:
        why = render_system_error(error)
        raise NotWrittenError(make_mistake("folder.not_writable", str(folder.log), why=why)) from error


def read_log(root: Path) -> DoorLines:
    """Return the whole log of a campaign's folder, nothing where there is none.

    Raises FolderError where it cannot be read.
    """
    folder = DoorFolder(root)
    try:
        text = folder.log.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return DoorLines()
    except OSError as error:
        why = render_system_error(error)
        raise FolderError(make_mistake("folder.not_readable", str(folder.log), why=why)) from error
    entries: list[DoorEntry] = []
    broken: list[int] = []
    for number, (entry, is_whole) in enumerate(_parse(text), 1):
        if entry is not None:
            entries.append(entry)
        if not is_whole:
            broken.append(number)
    return DoorLines(entries=tuple(entries), broken=tuple(broken))


def _seal(body: dict[str, Any], last: str) -> str:
    """Return a line that says what `body` says and which line went before it."""
    return json.dumps({**body, "before": _digest(last)}, ensure_ascii=False, separators=(",", ":"))


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:32] if line else ""


def _parse(text: str) -> Iterator[tuple[DoorEntry | None, bool]]:
    last = ""
    for line in text.split("\n")[:-1]:
        try:
            facts = json.loads(line)
            before = facts.pop("before")
            entry = DoorEntry(**{**facts, "time": dt.datetime.fromisoformat(facts["time"])})
        except (ValueError, TypeError, KeyError, AttributeError):
            yield None, False
        else:
            yield entry, before == _digest(last)
        last = line
