"""A disk that fails on demand: the n-th call that changes files raises an error, is cut short, or kills the process.

It stands between this process and its files, so it is installed in a process forked for one run. Only calls that
concern a watched folder are counted. What native code writes by itself is not seen; this program's results are not.
"""

import builtins
import errno
import io
import os
import secrets
import signal
import time
from dataclasses import dataclass

from toolkit.storage.recovery import SCRATCH

# What a call may be refused for, each as a system says it.
CODES = ("ENOSPC", "EIO", "EACCES", "EPERM", "EROFS", "EBUSY", "EMFILE", "ENOENT", "EDQUOT")
# Calls that need room on the disk: on a full one these fail, and names can still be changed and removed.
_TAKING = frozenset({"create", "write", "mkdir", "link", "symlink", "fsync"})
# Calls by name, with the places of the paths or descriptors among their arguments.
_CALLS = {
    "fsync": (0,),
    "fdatasync": (0,),
    "replace": (0, 1),
    "rename": (0, 1),
    "mkdir": (0,),
    "unlink": (0,),
    "remove": (0,),
    "rmdir": (0,),
    "link": (0, 1),
    "symlink": (1,),
    "chmod": (0,),
    "fchmod": (0,),
    "utime": (0,),
    "truncate": (0,),
    "ftruncate": (0,),
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_KEY_BYTES = 32  # or more, in a campaign's key


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens at a call, counted from 1.

    `act` is "fail" (this call is refused), "short" (a write stops half way, any other call is refused), "full" (from
    here on all that needs room is refused), "gone" (from here on everything is refused), "kill" (the process is
    killed before the call, in the middle of a write), or "kill_after". Without a fault calls are only counted.
    """

    at: int = 0
    act: str = "fail"
    code: str = "EIO"

    @property
    def leaves_debris(self):
        """Whether the process may be unable to clear up after it."""
        return self.act in {"kill", "kill_after", "gone"}


def _name_missed(call, path):
    """Return what a run says that it missed where it goes on without a call, empty where it does not go on."""
    if SCRATCH in path:
        return "退改件"
    return os.path.basename(path) if call == "look" and "回收" in path else ""  # noqa: PTH119


class FaultyDisk:
    """Counts the calls that change files below a folder, and lets one fail.

    `calls` are their names and paths, with the seconds that the process had computed, and the time. Before the call
    `pause_at` the function `pause` is called.
    """

    def __init__(self, watched, fault, pause_at=0, pause=None):
        self.watched, self.fault = os.path.realpath(watched), fault
        self.pause_at, self.pause = pause_at, pause
        self.calls, self.reached, self.missed = [], False, ""
        self.real = {name: getattr(os, name) for name in (*_CALLS, "open", "write", "kill")} | {"file": io.open}

    def install(self):
        """Stand between this process and its files; there is no way back."""
        for name, places in _CALLS.items():
            setattr(os, name, self._guard(name, places))
        os.open, os.write = self._open, self._write
        io.open = builtins.open = self._open_file

    def _guard(self, name, places):
        real = self.real[name]

        def guarded(*args, **kwargs):
            directory = kwargs.get("dir_fd", kwargs.get("dst_dir_fd"))
            paths = [self._locate(args[place], directory) for place in places if place < len(args)]
            if not any(paths):
                return real(*args, **kwargs)
            self._count(name, next(filter(None, paths)))
            answer = real(*args, **kwargs)
            self._end_after()
            return answer

        return guarded

    def _open(self, path, flags, mode=0o777, *, dir_fd=None):
        where = self._locate(path, dir_fd)
        if where:
            making = flags & os.O_CREAT and not os.path.lexists(where)
            self._count("create" if making else "open" if flags & _WRITING else "look", where)
        opened = self.real["open"](path, flags, mode, dir_fd=dir_fd)
        if where:
            self._end_after()
        return opened

    def _write(self, descriptor, data):
        where = self._locate(descriptor)
        if where:
            self._count("write", where, lambda: self.real["write"](descriptor, memoryview(data)[: len(data) // 2]))
        written = self.real["write"](descriptor, data)
        if where:
            self._end_after()
        return written

    def _open_file(self, file, mode="r", *args, **kwargs):
        where = self._locate(file)
        if not where or not set(mode) & set("wax+"):
            return self.real["file"](file, mode, *args, **kwargs)
        if not isinstance(file, int):
            self._count("open" if os.path.lexists(where) else "create", where)
        return _CountedFile(self.real["file"](file, mode, *args, **kwargs), where, self)

    def _locate(self, subject, directory=None):
        """Return the path of a call's subject, a path or an open file; empty where it is not below the folder."""
        try:
            if isinstance(subject, int):
                path = os.readlink(f"/proc/self/fd/{subject}")  # noqa: PTH115
            else:
                path = os.fsdecode(subject)
                start = "." if directory is None else os.readlink(f"/proc/self/fd/{directory}")  # noqa: PTH115
                path = os.path.abspath(os.path.join(start, path))  # noqa: PTH100, PTH118
        except (OSError, TypeError):
            return ""
        return path if path == self.watched or path.startswith(self.watched + os.sep) else ""

    def _count(self, name, path, cut_short=None):
        """Count a call; where it is the one, fail instead of it."""
        self.calls.append((name, os.path.relpath(path, self.watched), time.process_time(), time.monotonic()))
        number = len(self.calls)
        if number == self.pause_at:
            self.pause()
        fault = self.fault
        if number == fault.at:
            self.reached = True
            self.missed = _name_missed(name, path)
            if cut_short is not None and fault.act in {"short", "kill"}:
                cut_short()
            if fault.act == "kill":
                self._kill()
        elif not (self.reached and fault.act in {"full", "gone"}):
            return
        if fault.act == "full":
            if name in _TAKING:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        elif fault.act != "kill_after":
            code = getattr(errno, fault.code)
            raise OSError(code, os.strerror(code), path)

    def _end_after(self):
        if self.fault.act == "kill_after" and len(self.calls) >= self.fault.at > 0:
            self._kill()

    def _kill(self):
        self.real["kill"](os.getpid(), signal.SIGKILL)


class _CountedFile:
    """A file open for writing, each write of which is a call."""

    def __init__(self, file, path, disk):
        self._file, self._path, self._disk = file, path, disk

    def write(self, data):
        self._disk._count("write", self._path, lambda: (self._file.write(data[: len(data) // 2]), self._file.flush()))
        written = self._file.write(data)
        if self._disk.fault.act == "kill_after":
            self._file.flush()
            self._disk._end_after()
        return written

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __iter__(self):
        return iter(self._file)

    def __enter__(self):
        self._file.__enter__()
        return self

    def __exit__(self, *error):
        return self._file.__exit__(*error)


def fix_keys():
    """Let every new key be the same, so that two runs can be compared byte for byte."""
    real = secrets.token_bytes
    secrets.token_bytes = lambda size=None: bytes(range(size)) if (size or 0) >= _KEY_BYTES else real(size)


def list_codes():
    """Return the errors of CODES that this system knows."""
    return [code for code in CODES if hasattr(errno, code)]
