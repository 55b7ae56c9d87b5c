"""What differs between systems: folders on disk, links and junctions, locks, and files that are open elsewhere."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from toolkit.messages import has_message, say

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows: the flag keeps bytes as they are; elsewhere a link in the place of the file is refused.
_OPEN_FLAGS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_SHARING_VIOLATION, _LOCK_VIOLATION, _ACCESS_DENIED = 32, 33, 5
# What a file system says that cannot lock; what it says of a folder that cannot be synced.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}
_NO_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.ENOSYS}
# Windows locks bytes, which nobody can then read; this one lies behind any that the file has.
_LOCKED_BYTE = 1 << 30


class NoLocksError(Exception):
    """The file system has no locks."""


def render_system_error(error: OSError) -> str:
    """Say why the system refused: in the words of a message `os.<code>`, else in the system's own."""
    code = errno.errorcode.get(error.errno or 0, "")
    return say(f"os.{code}") if has_message(f"os.{code}") else str(error.strerror or error)


def create_file(path: Path, content: bytes, mode: int, *, durable: bool = True) -> None:
    """Write a new file to the disk, for its owner alone or as `mode` and the umask say. Raises OSError.

    One that is not `durable` may be lost with the power.
    """
    create_file_of_pieces(path, (content,), mode, durable=durable)


def create_file_of_pieces(path: Path, pieces: Iterable[bytes], mode: int, *, durable: bool = True) -> None:
    """Write a new file as `create_file` does, piece by piece, as they are made. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN_FLAGS, mode)
    with os.fdopen(handle, "wb") as file:
        _confirm_mode(file.fileno(), mode)
        size = sum(file.write(piece) for piece in pieces)
        file.flush()
        if durable:
            os.fsync(file.fileno())
        if os.fstat(file.fileno()).st_size != size:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))


def _confirm_mode(handle: int, mode: int) -> None:
    """Give a private file its mode also where the umask took more away; what is shared is cut by the umask."""
    if sys.platform != "win32" and not mode & 0o077:
        with contextlib.suppress(OSError):  # file systems without modes
            os.fchmod(handle, mode)


def make_folder(path: Path, mode: int) -> None:
    """Make one folder, for its owner alone or as `mode` and the umask say. Raises OSError."""
    path.mkdir(mode=mode)
    if not mode & 0o077:
        with contextlib.suppress(OSError):
            path.chmod(mode)


def sync_file(path: Path) -> None:
    """Write a file to the disk. Raises OSError."""
    handle = os.open(path, os.O_RDWR | _OPEN_FLAGS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Write the names in a folder to the disk, where the system can. Raises OSError."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


def is_link(facts: os.stat_result) -> bool:
    """Tell whether a path, by its lstat, leads elsewhere: a symbolic link, or a junction of Windows."""
    if stat.S_ISLNK(facts.st_mode):
        return True
    # Files of a cloud folder are reparse points, too, and lead nowhere.
    links = {getattr(stat, "IO_REPARSE_TAG_SYMLINK", 0), getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0)} - {0}
    return getattr(facts, "st_reparse_tag", 0) in links


def is_open_elsewhere(error: OSError) -> bool:
    """Tell whether a program that has a file open keeps it from being replaced, now and perhaps not in a second."""
    winerror = getattr(error, "winerror", None)
    if winerror is not None:
        return winerror in {_SHARING_VIOLATION, _LOCK_VIOLATION, _ACCESS_DENIED}
    return error.errno in {errno.EBUSY, errno.ETXTBSY}


def is_refused(error: OSError) -> bool:
    """Tell whether one file cannot be replaced while others in its folder may be."""
    return is_open_elsewhere(error) or error.errno in {errno.EACCES, errno.EPERM}


def try_lock(handle: int) -> bool:
    """Lock an open file for this process; False where another holds it. Raises NoLocksError."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise NoLocksError from error
        if error.errno in {errno.EAGAIN, errno.EACCES, errno.EDEADLK}:
            return False
        raise
    return True


def is_running(process: int) -> bool:
    """Tell whether a process of this computer runs; also where that cannot be known."""
    if sys.platform == "win32" or process <= 0:
        return process > 0
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
