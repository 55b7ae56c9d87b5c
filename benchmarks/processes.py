"""What a command takes as a whole process: seconds of processors and of the clock, its children included."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What `prctl` is told so that children without a parent become ours, and their seconds too (Linux).
_ADOPT_ORPHANS = 36
_LIBRARIES = ("pandas", "openpyxl", "xlsxwriter", "python-calamine", "lxml")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of all processors, seconds of the clock, and the bytes of the largest process."""

    cpu: float
    wall: float
    memory: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.memory, other.memory))


def run(command: list[str], folder: Path, allowed: tuple[int, ...] = (0,), bytecode: Path | None = None) -> Cost:
    """Run a command to its end and return what it took. Raises RuntimeError for an exit code that is not allowed.

    What Python compiles is kept in the folder `bytecode`, where there is one, as it is of an installed program.
    This process must stay small: Linux counts the memory of a process that starts another as the other's.
    """
    _adopt_orphans(True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    if bytecode:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    output = folder / "output.txt"
    begun = time.perf_counter()
    with output.open("wb") as stream:
        child = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            child.send_signal(signal.SIGTERM)
            raise
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in allowed:
        raise RuntimeError(f"{command}: {child.returncode}\n{output.read_text(errors='replace')[-2000:]}")
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss
    with suppress(ChildProcessError):  # workers that ended after their parent, and no other child of this process
        while True:
            _, _, late = os.wait4(-child.pid, 0)
            cpu, memory = cpu + late.ru_utime + late.ru_stime, max(memory, late.ru_maxrss)
    _adopt_orphans(False)
    return Cost(cpu, wall, memory * (1 if sys.platform == "darwin" else 1024))


def _adopt_orphans(adopts: bool) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, int(adopts), 0, 0, 0)


def render_machine() -> str:
    """Return a line on the machine: its processors, its Python, the libraries that do the work."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{_count_processors()} cores ({_name_processor()}), {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, {libraries}"
    )


def _count_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _name_processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()
