"""Files that wait on the disk until they are put in place: what many files hold need not be in memory at once."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.storage.system import create_file, create_file_of_pieces, sync_file


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A file that lies where nobody else changes it: a folder of the run's own, or its place already."""

    path: Path
    sha256: str

    @property
    def size(self) -> int:
        """The file's size in bytes. Raises OSError."""
        return self.path.stat().st_size

    def read(self) -> bytes:
        """Return the file's bytes. Raises OSError."""
        return self.path.read_bytes()


def stage_file(path: Path, pieces: Iterable[bytes], mode: int) -> StagedFile:
    """Write a file that waits, piece by piece; it need not survive a power failure. Raises OSError."""
    sha = hashlib.sha256()
    create_file_of_pieces(path, _hash_pieces(pieces, sha), mode, durable=False)
    return StagedFile(path=path, sha256=sha.hexdigest())


def _hash_pieces(pieces: Iterable[bytes], sha: hashlib._Hash) -> Iterator[bytes]:
    for piece in pieces:
        sha.update(piece)
        yield piece


def adopt_file(staged: StagedFile, path: Path, mode: int) -> None:
    """Have a file that waits under a new path, too, and on the disk for good. Raises OSError."""
    try:
        os.link(staged.path, path)
    except OSError as error:  # another disk, or one without links
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        create_file(path, staged.read(), mode)
    else:
        sync_file(path)
