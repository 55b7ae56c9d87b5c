"""Open files where they can do no harm: in worker processes with limits, which this process outlives.

A damaged or hostile file can abort a native reader, fill the memory or keep it busy without end, and no `except` helps
against that. So whoever is not a worker opens files by these functions alone. The readers themselves are imported
by the workers; this process need not load them. Neither need a worker load what runs workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.deferred_imports import DeferredModule
from toolkit.formats import grid
from toolkit.formats.archive import ArchiveBatch, ArchiveMember, read_batch, read_member
from toolkit.formats.errors import Excess, UnreadableError
from toolkit.formats.grid import OpenedFile
from toolkit.formats.limits import call_within, get_limits

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from toolkit import execution
    from toolkit.formats import locking
    from toolkit.formats import open as opening
else:
    execution = DeferredModule("toolkit.execution")
    locking = DeferredModule("toolkit.formats.locking")
    opening = DeferredModule("toolkit.formats.open")

Result = TypeVar("Result")
_READERS = ("toolkit.formats.open",)
_OF_A_GRID = tuple(each for each in vars(grid).values() if isinstance(each, type) and each.__module__ == grid.__name__)
# What may come back from a worker besides plain values.
_PLAIN_CLASSES = (*_OF_A_GRID, ArchiveBatch, ArchiveMember, Excess, UnreadableError)
# The limits that a worker keeps itself, by what it says of a file that passes one.
_OF_A_WORKER = {"out_of_memory": "memory", "out_of_time": "seconds", "answer_too_large": "answer"}
_executor: ContextVar[Executor | None] = ContextVar("executor", default=None)


def open_workbook(content: bytes, passwords: Iterable[str] = ()) -> OpenedFile:
    """Read every sheet in a worker. Raises UnreadableError, whatever the bytes do to it.

    `passwords` are tried in order on a file that asks for a password. A zip of files is refused as `archive`:
    see `read_archive`. Raises OperatorError where no worker can be started.
    """
    return submit_workbook(content, passwords).result()


def submit_workbook(content: bytes, passwords: Iterable[str] = ()) -> Future[OpenedFile]:
    """Do as `open_workbook` does, but do not wait: return a future."""
    return _submit(_read_workbook, content, tuple(passwords))


def unlock_workbook(content: bytes, passwords: Iterable[str]) -> bytes:
    """Return a workbook without its encryption, in a worker; one that has none as it is. Raises UnreadableError."""
    return _submit(_unlock, content, tuple(passwords)).result()


def submit_locked(plain: bytes, password: str, secret: bytes) -> Future[bytes]:
    """Have a workbook encrypted under a password in a worker: return a future, which may raise UnreadableError.

    `secret` are bytes that only the campaign's owner has. They stay here; with them the same content under the same
    password gives the same bytes.
    """
    return _submit(_lock, plain, password, locking.draw_seed(plain, secret))


def read_archive(content: bytes, passwords: Iterable[str] = ()) -> Iterator[ArchiveMember]:
    """Yield the files of a zip in order of name, unpacked in a worker some at a time; zips in it stay closed.

    Raises UnreadableError where the whole archive, or the rest of it, cannot be read.
    """
    words = tuple(passwords)
    batch = _submit(read_batch, content, words).result()
    yield from batch.members
    while batch.next_start is not None:
        batch = _submit(read_batch, content, words, batch.next_start, batch.inflated).result()
        yield from batch.members


def read_archive_member(content: bytes, name: str, passwords: Iterable[str] = ()) -> ArchiveMember | None:
    """Return one file of a zip by the name that `read_archive` gives it, None where there is none."""
    return _submit(read_member, content, name, tuple(passwords)).result()


def submit_apart(function: Callable[..., Result], *arguments: Any) -> Future[Result]:
    """Have a worker do anything else to somebody's file: return a future, which may raise UnreadableError.

    It stands in a module, and returns plain values or what the readers return. It is given what belongs to that file
    alone: a file that took over its worker would know it.
    """
    return _submit(function, *arguments)


def _submit(function: Callable[..., Result], *arguments: Any) -> Future[Result]:
    """Have a function called by the executor within the limits that hold here."""
    return _get_executor().submit(call_within, get_limits(), function, *arguments)


def prepare_workers() -> None:
    """Start a worker, if workers are used and none runs, so that it is ready when the first file comes."""
    executor = _get_executor()
    if isinstance(executor, execution.WorkerPool):
        executor.prepare()


@contextmanager
def use_executor(executor: Executor) -> Iterator[None]:
    """Open files by another executor meanwhile; an inline one is for files that are known to be harmless."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


def _get_executor() -> Executor:
    limits = get_limits()
    return _executor.get() or _build_pool(limits.memory, limits.seconds, limits.answer)


@cache
def _build_pool(memory: int, seconds: int, answer: int) -> execution.WorkerPool:
    most = {"memory": memory, "seconds": seconds, "answer": answer}

    def describe_failure(code: str) -> UnreadableError:
        name = _OF_A_WORKER.get(code)
        return UnreadableError(code, Excess(name=name, most=most[name]) if name else None)

    limits = execution.Limits(memory=memory, seconds=seconds, answer=answer)
    return execution.WorkerPool(modules=_READERS, classes=_PLAIN_CLASSES, failure=describe_failure, limits=limits)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_build_pool.cache_clear)  # threads of a pool are not copied


def _read_workbook(content: bytes, passwords: tuple[str, ...]) -> OpenedFile:
    return opening.read_workbook(content, passwords)


def _unlock(content: bytes, passwords: tuple[str, ...]) -> bytes:
    return opening.unlock(content, passwords)


def _lock(plain: bytes, password: str, seed: bytes) -> bytes:
    return locking.lock_workbook(plain, password, seed)
