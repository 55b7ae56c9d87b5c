"""What runs on the machines of a cluster: it hands every call to a worker process with limits, and answers in bytes."""

from __future__ import annotations

import hashlib
import io
import platform
import threading
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from toolkit.execution.errors import WorkerError
from toolkit.execution.frames import DONE, FAILED, RAISED, Answer
from toolkit.execution.limits import Limits
from toolkit.execution.plain_pickle import dump_plain
from toolkit.execution.pool import WorkerPool
from toolkit.execution.shared import JobUnpickler, Shared

# What decides, beside this program itself, whether two machines read a file alike.
_HOME = Path(__file__).parents[1]
_LIBRARIES = ("python-calamine", "openpyxl", "pandas", "numpy", "lxml", "xlrd", "xlsxwriter")
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSetup:
    """The pool that a call is for: see `WorkerPool`."""

    modules: tuple[str, ...]
    classes: tuple[type, ...]
    limits: Limits


def answer_elsewhere(program: tuple[str, ...], setup: PoolSetup, message: bytes, *shared: Shared) -> Answer:
    """Return the answer to a call that another machine sent; it never raises what the call raised."""
    if program != tell_program():
        return Answer(kind=FAILED, content=b"other_program")
    function, args, kwargs = JobUnpickler(io.BytesIO(message), {each.digest: each for each in shared}).load()
    with _lock:
        pool = _get_pool(setup)
    try:
        kind, value = DONE, pool.submit(function, *args, **kwargs).result()
    except WorkerError as error:
        return Answer(kind=FAILED, content=error.code.encode())
    except tuple(each for each in setup.classes if issubclass(each, Exception)) as error:
        kind, value = RAISED, error
    return Answer(kind=kind, content=dump_plain(value, setup.classes))


@cache
def tell_program() -> tuple[str, ...]:
    """Return a digest of this program, and the versions of Python and of the libraries by which it reads."""
    code = hashlib.sha256()
    for path in sorted(_HOME.rglob("*.py")):
        code.update(path.relative_to(_HOME).as_posix().encode() + b"\0" + path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    return (code.hexdigest(), python, *(f"{name} {_find_version(name)}" for name in _LIBRARIES))


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@cache
def _get_pool(setup: PoolSetup) -> WorkerPool:
    return WorkerPool(modules=setup.modules, classes=setup.classes, limits=setup.limits)
