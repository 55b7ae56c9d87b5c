"""The worker process: functions come in over standard input, answers go out over what was standard output.

It imports what its functions need first, then takes on its limits, and only then gets work. It ends when the caller
closes its input, or is no more.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from queue import SimpleQueue
from typing import Any, BinaryIO

from toolkit.execution.batches import run_each
from toolkit.execution.errors import collect_causes
from toolkit.execution.frames import DONE, FAILED, RAISED, Answer, write_answer
from toolkit.execution.guard import EffectGuard, limit_process, renew_processor_time
from toolkit.execution.limits import Limits
from toolkit.execution.plain_pickle import dump_plain
from toolkit.execution.shared import JobUnpickler, Shared

# How many new objects, and how many looks at those, there must be before the next look for garbage: grids and records
# stay until they are answered, and none points in a circle.
_COLLECTING = (20_000, 20, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a worker is told first: its limits, the modules to import, and the classes its answers may hold.

    Exceptions of these classes are handed to the caller; any other one is a failure of the worker.
    """

    limits: Limits
    modules: tuple[str, ...]
    classes: tuple[type, ...]
    mark: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A function to call, and the mark to answer with."""

    mark: bytes
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def count_items(job: Job) -> int:
    """Return how many items a job is for: those of a batch, else one."""
    return len(job.args[1]) if job.function is run_each else 1


def serve() -> None:
    """Run as a worker until standard input ends."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller ends its workers itself
    answers = _claim_output()
    setup: Setup = pickle.load(sys.stdin.buffer)
    gc.disable()  # nearly all that an import makes stays
    for module in setup.modules:
        import_module(module)
    gc.freeze()
    gc.set_threshold(*_COLLECTING)
    gc.enable()
    sys.dont_write_bytecode = True  # what a function imports late must not count as its writing
    guard = EffectGuard()
    limit_process(setup.limits)
    jobs: SimpleQueue[Job | Exception] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, jobs), daemon=True).start()
    guard.start()
    write_answer(answers, setup.mark, Answer(kind=DONE, content=b""))
    while True:
        job = jobs.get()
        if isinstance(job, Exception):
            sys.exit(1)  # what cannot be received cannot be answered
        renew_processor_time(setup.limits)
        write_answer(answers, job.mark, answer_job(job, setup, guard))


def _claim_output() -> BinaryIO:
    """Return the stream of answers, and lead whatever else is printed nowhere.

    What native libraries print as errors goes to the caller as far as the pipe holds it, and does not wait.
    """
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if sys.platform != "win32":
        os.set_blocking(2, False)
    sys.stdout = sys.stderr = io.TextIOWrapper(os.fdopen(nowhere, "wb"), encoding="utf-8", errors="replace")
    return answers


def _receive(source: BinaryIO, jobs: SimpleQueue[Job | Exception]) -> None:
    """Put jobs into the queue; end the process with the caller, even while a function runs."""
    held: dict[str, Shared] = {}
    try:
        while True:
            jobs.put(JobUnpickler(source, held).load())
    except EOFError:
        os._exit(0)
    except Exception as error:
        jobs.put(error)


def answer_job(job: Job, setup: Setup, guard: EffectGuard) -> Answer:
    """Run a function and return its answer, whatever it raises."""
    try:
        answer = _run(job, setup)
    except MemoryError:
        answer = _fail("out_of_memory")
    except BaseException:
        answer = _fail("reader_died")
    if guard.attempts:  # a library may have caught the refusal itself
        answer = _fail("forbidden")
    return answer


def _run(job: Job, setup: Setup) -> Answer:
    kind, spent = DONE, False
    expected = tuple(each for each in setup.classes if issubclass(each, Exception))
    try:
        value: object = job.function(*job.args, **job.kwargs)
    except expected as error:
        causes = collect_causes(error)
        if any(isinstance(cause, MemoryError) for cause in causes):
            raise MemoryError from error
        kind, value = RAISED, error
        spent = any(not isinstance(cause, Exception) for cause in causes)  # a panic of a native library
    content = dump_plain(value, setup.classes)
    if len(content) > setup.limits.answer:
        return _fail("answer_too_large")
    return Answer(kind=kind, content=content, spent=spent or len(content) > setup.limits.small)


def _fail(code: str) -> Answer:
    return Answer(kind=FAILED, content=code.encode(), spent=True)
