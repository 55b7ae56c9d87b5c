"""Files that arrive over a page: received piece by piece beside 回收/, then put into it, whole or not at all.

    with open_inbox(folder) as inbox:
        upload = inbox.begin("三类清单.xlsx")
        upload.write(piece)
        upload.finish()
        placed = place_arrivals(folders.returned, inbox.finished)

Nothing in 回收/ is ever replaced: other content of the same name gets a number; the same content comes in once.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from toolkit.errors import FolderError, NotWrittenError, make_mistake
from toolkit.formats import get_limits
from toolkit.pipeline.arriving_names import clean_name, has_room, number_path
from toolkit.pipeline.files import format_path
from toolkit.storage import WORK_FOLDER, render_system_error

_INBOX = "inbox-"
_ABANDONED = 24 * 3600  # seconds after which what a killed run received is removed
_PIECE = 1 << 20


@dataclass(slots=True)
class Upload:
    """A file that is being received: `name` is its safe relative name, `path` where it waits."""

    name: PurePosixPath
    path: Path
    size: int = 0
    is_finished: bool = False
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256, repr=False)
    _file: BinaryIO | None = field(default=None, repr=False)

    @property
    def sha256(self) -> str:
        """The digest of what was received."""
        return self._digest.hexdigest()

    @property
    def is_too_large(self) -> bool:
        """Whether it is larger than a returned file may be; of such a file nothing is kept."""
        return self.size > get_limits().file

    def write(self, piece: bytes) -> None:
        """Receive a piece. Raises NotWrittenError where the disk refuses."""
        self.size += len(piece)
        if self.is_too_large:
            self.drop()
            return
        self._digest.update(piece)
        try:
            if self._file is None:
                self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
            self._file.write(piece)
        except OSError as error:
            raise _refuse(self.path.parent, error) from error

    def finish(self) -> None:
        """Have it on the disk for good. Raises NotWrittenError."""
        if self.is_too_large:
            return
        if self._file is None:
            self.write(b"")
        try:
            if self._file is not None:
                self._file.flush()
                os.fsync(self._file.fileno())
        except OSError as error:
            raise _refuse(self.path.parent, error) from error
        self.close()
        self.is_finished = True

    def close(self) -> None:
        """Close it; what the disk says now changes nothing any more."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def drop(self) -> None:
        """Keep nothing of it."""
        self.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Inbox:
    """A private place for the files of one request; it is gone with all in it when the request is answered."""

    place: Path
    uploads: list[Upload] = field(default_factory=list)

    def begin(self, name: str, *, with_folders: bool = True) -> Upload:
        """Begin to receive a file under the name that a browser gives it, made safe."""
        upload = Upload(clean_name(name, with_folders=with_folders), self.place / str(len(self.uploads)))
        self.uploads.append(upload)
        return upload

    @property
    def finished(self) -> list[Upload]:
        """The files that came whole."""
        return [upload for upload in self.uploads if upload.is_finished]


@contextlib.contextmanager
def open_inbox(folder: Path) -> Iterator[Inbox]:
    """Give a private place for files that arrive, in the campaign's working folder. Raises NotWrittenError."""
    work = folder / WORK_FOLDER
    place = work / f"{_INBOX}{secrets.token_hex(8)}"
    try:
        if work.is_symlink():
            raise FolderError(make_mistake("storage.link", str(work)))
        place.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise _refuse(folder, error) from error
    inbox = Inbox(place)
    try:
        yield inbox
    finally:
        for upload in inbox.uploads:
            upload.close()
        shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(OSError):
            work.rmdir()


def remove_abandoned_inboxes(folder: Path) -> None:
    """Remove what runs that were killed had begun to receive, a day later."""
    with contextlib.suppress(OSError):
        for place in (folder / WORK_FOLDER).glob(f"{_INBOX}*"):
            if time.time() - place.lstat().st_mtime > _ABANDONED:
                shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of a file that arrived: its name under 回收/ (where it `was_there` already, that of its twin)."""

    name: str
    sha256: str
    size: int
    was_there: bool = False


def place_arrivals(returned: Path, uploads: Iterable[Upload], *, below: str = "") -> list[Placed]:
    """Put files that came whole into 回收/, or into the folder `below` it: all of them or none.

    What is there already, byte for byte, is not put there twice. Raises NotWrittenError, FolderError.
    """
    root = returned / below if below else returned
    twins = _Twins(root)
    made: list[Path] = []
    placed: list[Placed] = []
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for upload in uploads:
            there = twins.find(upload)
            path = there or _place(root, upload)
            if there is None:
                made.append(path)
                twins.add(path, upload)
            name = format_path(path.relative_to(returned))
            placed.append(Placed(name=name, sha256=upload.sha256, size=upload.size, was_there=there is not None))
        for folder in {path.parent for path in made}:
            _sync_folder(folder)
    except BaseException as error:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink()
        if isinstance(error, OSError):
            raise _refuse(root, error) from error
        raise
    return placed


class _Twins:
    """The files of a folder by size; one is read only where another of its size arrives."""

    def __init__(self, root: Path) -> None:
        self._by_size: dict[int, list[Path]] = {}
        self._digests: dict[Path, str] = {}
        for place, _, names in os.walk(root):
            for name in names:
                path = Path(place, name)
                with contextlib.suppress(OSError):
                    if path.is_file() and not path.is_symlink():
                        self._by_size.setdefault(path.stat().st_size, []).append(path)

    def find(self, upload: Upload) -> Path | None:
        """Return the file that has the same bytes, None where there is none."""
        return next((path for path in self._by_size.get(upload.size, ()) if self._hash(path) == upload.sha256), None)

    def add(self, path: Path, upload: Upload) -> None:
        """Count a file that was just put there."""
        self._by_size.setdefault(upload.size, []).append(path)
        self._digests[path] = upload.sha256

    def _hash(self, path: Path) -> str:
        if path not in self._digests:
            digest = hashlib.sha256()
            with contextlib.suppress(OSError), path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
            self._digests[path] = digest.hexdigest()
        return self._digests[path]


def _place(root: Path, upload: Upload) -> Path:
    """Put a file under the first free name, and return its path."""
    name = upload.name if has_room(root, upload.name) else PurePosixPath(upload.name.name)
    target = root.joinpath(*name.parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in number_path(target):
        if os.path.lexists(path):
            continue
        try:
            os.link(upload.path, path)
        except FileExistsError:  # somebody was quicker
            continue
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise
            upload.path.rename(path)  # a disk without links
        return path
    raise AssertionError


def _sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk, where the system knows that."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse(folder: Path, error: OSError) -> NotWrittenError:
    return NotWrittenError(make_mistake("folder.not_writable", str(folder), why=render_system_error(error)))
