"""Where the units' door keeps its own: `.qingdan-door` in the campaign's folder, which its owner alone can open.

It is no part of `.qingdan`, which may be deleted between two runs: links, receipts and the record of what happened must
stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import FolderError, NotWrittenError, make_mistake
from toolkit.storage import FolderLock, render_system_error

DOOR_FOLDER = ".qingdan-door"


@dataclass(frozen=True, slots=True)
class DoorFolder:
    """The paths of what the door keeps, in the campaign's folder `root`."""

    root: Path

    @property
    def path(self) -> Path:
        """The private folder itself."""
        return self.root / DOOR_FOLDER

    @property
    def links(self) -> Path:
        """The hashes of the units' links."""
        return self.path / "links.json"

    @property
    def log(self) -> Path:
        """What happened, a line each."""
        return self.path / "log.jsonl"

    @property
    def waiting(self) -> Path:
        """Returns that were taken while a command was at work, and wait for their place."""
        return self.path / "waiting"

    def make(self) -> None:
        """Make the folder, if it is not there. Raises NotWrittenError, FolderError where it is a link."""
        if self.path.is_symlink():
            raise FolderError(make_mistake("storage.link", str(self.path)))
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            why = render_system_error(error)
            raise NotWrittenError(make_mistake("folder.not_writable", str(self.path), why=why)) from error

    def lock(self) -> FolderLock:
        """Take the door: two programs at one door would each count for itself. Raises InUseError, NotWrittenError."""
        self.make()
        lock = FolderLock(self.path, "web --serve")
        try:
            lock.acquire()
        except OSError as error:
            why = render_system_error(error)
            raise NotWrittenError(make_mistake("folder.not_writable", str(self.path), why=why)) from error
        return lock
