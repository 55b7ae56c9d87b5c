"""Watch what this process does to its surroundings: files, programs, the network."""

import os
import socket
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

_NETWORK = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostby",
    "urllib.",
    "http.",
)
_PROGRAMS = ("subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile")
_CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_watching = []
_allowed = []


class NetworkUsedError(Exception):
    """Something wanted to reach the network."""


class Effects:
    """What was seen: paths that were `read` and `written`, the command lines of `programs`."""

    def __init__(self):
        self.read, self.written, self.programs = set(), set(), []


def forbid_network():
    """Refuse every use of the network from now on in this process, and let `watch_effects` see all else."""
    sys.addaudithook(_judge)


def _judge(event, arguments):
    outside = event.startswith(_NETWORK) and getattr(arguments[0], "family", None) != getattr(socket, "AF_UNIX", -1)
    if outside and not _leads_to_allowed(event, arguments):
        raise NetworkUsedError(event)
    for effects in _watching:
        if event == "open":
            path, mode, flags = arguments
            writing = bool(flags & _WRITING) if mode is None else bool(set(mode) & set("wax+"))
            (effects.written if writing else effects.read).update(_find_paths([path]))
        elif event.startswith(_PROGRAMS):
            effects.programs.append(list(arguments[1]) if event == "subprocess.Popen" else [event])
        elif event.startswith(_CHANGES):
            effects.written.update(_find_paths(arguments))


@contextmanager
def allow_network(address):
    """Let the body connect to one address, `tcp://HOST:PORT`, and to no other."""
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    _allowed.append((host, int(port)))
    try:
        yield
    finally:
        _allowed.pop()


def _leads_to_allowed(event, arguments):
    """Tell whether a connection, or the look-up of its name, is one that is allowed."""
    if event == "socket.getaddrinfo":
        return any(arguments[0] == host for host, _ in _allowed)
    return event == "socket.connect" and tuple(arguments[1][:2]) in _allowed


def _find_paths(arguments):
    """Return the absolute paths; a relative one may count from any folder that is open, and from the current one."""
    names = [os.fsdecode(each) for each in arguments if isinstance(each, str | bytes | os.PathLike)]
    return {Path(os.path.normpath(name)) for name in names if Path(name).is_absolute()}


@contextmanager
def watch_effects():
    """Give what is done in the body."""
    effects = Effects()
    _watching.append(effects)
    try:
        yield effects
    finally:
        _watching.remove(effects)


def leave_out(paths, *folders):
    """Return the paths outside these folders, the folders themselves left out too."""
    return {path for path in paths if not any(path.is_relative_to(folder) for folder in folders)}


def own_temporary(path):
    """Tell whether a path is one that the program makes in the system's folder for temporary files.

    The folder itself stands for a file without a name, which is gone with its process.
    openpyxl, by which the invented office of `demo` fills in its ledger, writes sheets there first.
    """
    temporary = Path(tempfile.gettempdir())
    inside = path.relative_to(temporary).parts if path.is_relative_to(temporary) else ()
    return path == temporary or (bool(inside) and inside[0].startswith(("qingdan-", "openpyxl.")))
