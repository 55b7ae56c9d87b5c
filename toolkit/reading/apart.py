"""Read whole files in other processes, each with a reader of its own.

A worker opens a file, cleans its cells and tells whose it is, and answers with the reading as plain data. For that it
needs the campaign's key, so only machines of the operator's own get files this way. The readings are the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from toolkit.execution import InlineExecutor, Shared, WorkerError, collect_causes, run_batches, share
from toolkit.formats import get_limits, use_executor, use_limits
from toolkit.reading.file import FileReader
from toolkit.records import ReturnedFile, pack_file, unpack_file

# What workers import before their limits hold.
READING_MODULES = ("toolkit.formats.open", "toolkit.reading.apart")
# A file that was read before waits as its reading, which is some tens of KB.
_WEIGHT_OF_READING = 32 * 1024
_BATCHES_A_WORKER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file to read: the name it is shown by, its bytes, its own time (UTC, no zone), the password of its archive."""

    name: str
    content: bytes
    modified: dt.datetime | None = None
    password: str = ""


class _HarmedError(Exception):
    """What a file did to this process may have harmed it: it is read again where that is judged."""


class _WithinWorker(InlineExecutor):
    """Opens files in this process, which is a worker: a failure that is no clean refusal ends the reading."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(function, *args, **kwargs)
        causes = collect_causes(future.exception())
        if any(isinstance(cause, MemoryError) or not isinstance(cause, Exception) for cause in causes):
            raise _HarmedError
        return future


def read_files_apart(
    reader: FileReader, arrivals: Iterable[Arrival | ReturnedFile], executor: Executor, *, width: int
) -> Iterator[ReturnedFile]:
    """Yield the reading of every file, in order; those that are readings already as they are.

    `width` is how many calls the executor runs at once. What a worker cannot answer is read here, its file opened alone
    in a worker: so what is said of a file that harms its reader is the same as anywhere.
    """
    shared = share((reader.arguments, get_limits()))

    def read_here(arrival: Arrival | ReturnedFile) -> tuple[Any, str]:
        assert isinstance(arrival, Arrival)
        file = reader.read(arrival.name, arrival.content, arrival.modified, password=arrival.password)
        return file, reader.opened_by.get(arrival.name, "")

    results = run_batches(
        executor,
        partial(read_within_worker, shared),
        arrivals,
        weigh=_weigh,
        ahead=_BATCHES_A_WORKER * width,
        expected=(WorkerError,),
        singly=read_here,
        is_done=lambda arrival: isinstance(arrival, ReturnedFile),
    )
    for result in results:
        if isinstance(result, ReturnedFile):
            yield result
        else:
            packed, password = result  # type: ignore[misc] # nothing is expected to fail
            file = packed if isinstance(packed, ReturnedFile) else unpack_file(packed)
            if password:
                reader.opened_by[file.source.name] = password
            yield file


def read_within_worker(shared: Shared, arrival: Arrival) -> tuple[Any, str]:
    """Return a file's reading as plain data, and the password that opened it: what a worker does."""
    _, limits = shared.load()
    reader = _build_reader(shared)
    with ExitStack() as stack:
        stack.enter_context(use_limits(limits))
        stack.enter_context(use_executor(_WithinWorker()))
        file = reader.read(arrival.name, arrival.content, arrival.modified, password=arrival.password)
    return pack_file(file), reader.opened_by.pop(arrival.name, "")


@lru_cache(maxsize=1)
def _build_reader(shared: Shared) -> FileReader:
    arguments, _ = shared.load()
    return FileReader(*arguments)


def _weigh(arrival: Arrival | ReturnedFile) -> int:
    return len(arrival.content) if isinstance(arrival, Arrival) else _WEIGHT_OF_READING
