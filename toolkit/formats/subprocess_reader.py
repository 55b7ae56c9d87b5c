"""Read values in a process of its own, so that a crash of the reader is no worse than a refusal."""

from __future__ import annotations

import datetime as dt
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import Grid
from toolkit.formats.native_reader import read_native

_SECONDS = 60
_HOME = str(Path(__file__).parents[2])
_PLAIN_TYPES = {kind.__name__: kind for kind in (dt.date, dt.datetime, dt.time, dt.timedelta)}


def read_in_subprocess(content: bytes) -> tuple[Grid, ...]:
    """Read every worksheet's values with the native reader, whose process some damaged files abort."""
    # The current folder must not supply modules: hence -P, and no empty entry in the path.
    others = os.environ.get("PYTHONPATH", "")
    try:
        # Not multiprocessing: its spawned children import the caller's script, which then needs a main guard.
        child = subprocess.run(
            [sys.executable, "-P", "-c", f"import {__name__} as apart; apart.answer()"],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={**os.environ, "PYTHONPATH": _HOME + (os.pathsep + others if others else "")},
        )
        code, sheets = _PlainUnpickler(io.BytesIO(child.stdout)).load()
    except Exception as error:  # killed, aborted, out of time, or an answer cut short
        raise UnreadableError("damaged") from error
    if code:
        raise UnreadableError(code)
    return tuple(Grid(name=name, hidden=hidden, rows=rows) for name, hidden, rows in sheets)


class _PlainUnpickler(pickle.Unpickler):
    """Accepts plain values only: a child taken over by a hostile file cannot make this process run code."""

    def find_class(self, module: str, name: str) -> type:
        """Return one of the date types."""
        if module != "datetime" or name not in _PLAIN_TYPES:
            raise pickle.UnpicklingError(name)
        return _PLAIN_TYPES[name]


def answer() -> None:
    """Run as the child process: read a workbook from standard input, write its sheets to standard output."""
    try:
        sheets = [(grid.name, grid.hidden, grid.rows) for grid in read_native(sys.stdin.buffer.read())]
        answered: tuple[str, object] = ("", sheets)
    except UnreadableError as error:
        answered = (error.code, [])
    sys.stdout.buffer.write(pickle.dumps(answered))
