"""A worker process as its caller sees it: start it, hand it jobs, take answers, end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from toolkit.execution.errors import WorkerError
from toolkit.execution.frames import FAILED, Answer, draw_mark, read_answer
from toolkit.execution.limits import Limits
from toolkit.execution.shared import JobPickler, Shared
from toolkit.execution.worker import Job, Setup, count_items

if sys.platform == "win32":
    from toolkit.execution.windows_job import WindowsJob

_HOME = str(Path(__file__).parents[2])
_START_SECONDS = 60.0  # a scanner of viruses may look at everything that is loaded
# Nothing of the caller's surroundings decides what a worker loads: no variables, no current folder, no site.
_FLAGS = ("-I", "-S", "-X", "utf8")
_FLAGS_OF_WINDOWS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_SCRIPT = (
    "import pickle, sys; sys.path += pickle.load(sys.stdin.buffer); from toolkit.execution.worker import serve; serve()"
)
# What systems need to find their own libraries; where the user's own folders are, told for work on our own data alone.
_LIBRARIES = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")
_OWN_FOLDERS = ("HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "XDG_DATA_HOME", "TMPDIR", "TEMP", "TMP")
# How Rust, C++ and Python say on their way out that there was no memory.
_NO_MEMORY = (b"memory allocation", b"bad_alloc", b"MemoryError", b"out of memory")


def _select_environment(limits: Limits) -> dict[str, str]:
    """Return what a worker is told of the operator's environment."""
    kept = {*_LIBRARIES, *(_OWN_FOLDERS if limits.own_folders else ())}
    return {name: value for name, value in os.environ.items() if name.upper() in kept}


class WorkerProcess:
    """One running worker. Its methods, except `kill`, are for the thread that started it."""

    def __init__(self, limits: Limits, modules: tuple[str, ...], classes: tuple[type, ...]) -> None:
        """Start a worker and wait until it is ready. Raises OSError or WorkerError where it cannot be."""
        self.limits = limits
        self.left = limits.functions
        self._overran = False
        self._sent: set[str] = set()
        self._close_job: Callable[[], None] | None = None
        self._process = subprocess.Popen(
            [_find_interpreter(), *_FLAGS, *_find_cache_flags(), "-c", _SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_HOME,
            env=_select_environment(limits),
            # Ctrl-C is for the caller, who ends its workers; and no window opens.
            start_new_session=sys.platform != "win32",
            creationflags=_FLAGS_OF_WINDOWS,
        )
        try:
            if sys.platform == "win32":
                self._close_job = WindowsJob(self._process.pid, limits.memory).close
            setup = Setup(limits=limits, modules=modules, classes=classes, mark=draw_mark())
            self._exchange([_find_module_folders(), setup], setup.mark, _START_SECONDS)
        except BaseException:
            self.end()
            raise

    def run(self, job: Job) -> Answer:
        """Return the answer to a job. Raises WorkerError where there is none; then the worker must be ended."""
        self.left -= count_items(job)
        answer = self._exchange([job], job.mark, self.limits.seconds)
        if answer.kind == FAILED:
            raise WorkerError(answer.content.decode())
        if answer.spent:
            self.left = 0
        return answer

    def kill(self) -> None:
        """End the process at once, whatever it does; any thread may call this."""
        with suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """End the process and leave nothing of it."""
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError, ValueError):
                stream.close()  # type: ignore[union-attr] # all three are pipes
        if self._close_job is not None:
            self._close_job()

    def _exchange(self, messages: Iterable[Any], mark: bytes, seconds: float) -> Answer:
        clock = threading.Timer(seconds, self._stop_overrunning)
        clock.daemon = True
        clock.start()
        try:
            for message in messages:
                # A large file goes into the pipe as it is, without a copy.
                JobPickler(self._process.stdin, self._hold).dump(message)  # type: ignore[arg-type]
            self._process.stdin.flush()  # type: ignore[union-attr]
            answer = read_answer(self._process.stdout, mark, self.limits.answer)  # type: ignore[arg-type]
        except OSError:
            answer = None
        finally:
            clock.cancel()
        if answer is None:
            raise WorkerError(self._find_cause_of_death())
        return answer

    def _hold(self, shared: Shared) -> object:
        """Return a shared value's bytes the first time, and its digest ever after."""
        if shared.digest in self._sent:
            return shared.digest
        self._sent.add(shared.digest)
        return shared.digest, shared.content

    def _stop_overrunning(self) -> None:
        self._overran = True
        self.kill()

    def _find_cause_of_death(self) -> str:
        if self._overran:
            return "out_of_time"
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:  # it closed its output and lives on
            return "reader_died"
        said = self._process.stderr.read(65536)  # type: ignore[union-attr]
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            return "out_of_time"
        if sys.platform != "win32" and status == -signal.SIGKILL:  # who else but a system without memory would do so?
            return "out_of_memory"
        if any(word in said for word in _NO_MEMORY):
            return "out_of_memory"
        return "reader_died"


def _find_interpreter() -> str:
    """Return the program to start: on Windows not that of a virtual environment, which would start another one."""
    base = getattr(sys, "_base_executable", "") if sys.platform == "win32" else ""
    return base or sys.executable


def _find_cache_flags() -> tuple[str, ...]:
    """Return the flags by which a worker keeps what it compiles while it starts, as this process does.

    This process does not load the readers, so nobody else would keep them compiled in a checkout.
    """
    if sys.dont_write_bytecode:
        return ("-B",)
    return ("-X", f"pycache_prefix={sys.pycache_prefix}") if sys.pycache_prefix else ()


def _find_module_folders() -> list[str]:
    """Return where a worker finds modules besides the standard library: where this process finds them.

    The current folder is left out: a file that lies there is no module.
    """
    here = Path.cwd()
    folders = [folder for folder in sys.path if Path(folder).is_absolute() and Path(folder) != here]
    return list(dict.fromkeys([_HOME, *folders]))
