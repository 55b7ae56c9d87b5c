"""What a worker may not do: limits of the system on its process, and an audit hook that refuses effects.

The hook sees what Python code does, not what a native library does; the limits hold for both. Windows has no such
limits: there the caller puts the process into a job (`windows_job.py`). macOS does not keep the limit of memory
reliably; the wall clock and the others hold there, too.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

from toolkit.execution.limits import Limits

if sys.platform != "win32":
    import resource

_MOST_FILES = 64
_PATIENCE = 5  # seconds of processor time beyond the wall clock, which the caller keeps
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The beginnings of what Python calls an event (https://docs.python.org/3/library/audit_events.html).
_NETWORK = "socket. http. urllib. ftplib. imaplib. poplib. smtplib. nntplib. telnetlib."
_PROGRAMS = (
    "subprocess. os.system os.exec os.fork os.posix_spawn os.spawn os.startfile os.kill signal.pthread_kill pty. "
    "webbrowser. ctypes. _winapi."
)
_CHANGES = (
    "os.chmod os.chown os.chflags os.lchown os.link os.symlink os.mkdir os.rmdir os.remove os.rename os.truncate "
    "os.utime os.setxattr os.removexattr os.lockf shutil. tempfile. sqlite3. winreg. fcntl."
)
_REFUSED = tuple(f"{_NETWORK} {_PROGRAMS} {_CHANGES}".split())


class ForbiddenEffectError(Exception):
    """What runs in a worker tried to reach the network, start a program or change a file."""


def limit_process(limits: Limits) -> None:
    """Set the limits that hold for all functions of this process. A limit that is lower already stays."""
    if sys.platform != "win32":
        _lower(resource.RLIMIT_AS, limits.memory)
        _lower(resource.RLIMIT_CORE, 0)  # a core would hold the content of the file
        _lower(resource.RLIMIT_FSIZE, 0)
        _lower(resource.RLIMIT_NOFILE, _MOST_FILES)


def renew_processor_time(limits: Limits) -> None:
    """Give the next function its processor time; past it, the system ends this process."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + limits.seconds) + _PATIENCE
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        if hard == resource.RLIM_INFINITY or soft < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _lower(kind: int, most: int) -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(kind)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # a system that does not know the limit
            resource.setrlimit(kind, (lowest, lowest))


class EffectGuard:
    """Refuses effects from `start` on, which cannot be undone, and remembers the attempts."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def start(self) -> None:
        """Refuse from now on."""
        sys.addaudithook(self._judge)

    def _judge(self, event: str, arguments: tuple[Any, ...]) -> None:
        if _opens_for_writing(arguments) if event == "open" else event.startswith(_REFUSED):
            self.attempts.append(event)
            raise ForbiddenEffectError(event)


def _opens_for_writing(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    return bool(isinstance(flags, int) and flags & _WRITING) or (isinstance(mode, str) and not set(mode) <= set("rbt"))
