"""A pool of worker processes, one thread of the caller to each; workers start when there is work, and end without."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from toolkit.errors import OperatorError, make_mistake
from toolkit.execution.batches import run_each
from toolkit.execution.errors import WorkerError
from toolkit.execution.frames import draw_mark
from toolkit.execution.limits import Limits
from toolkit.execution.plain_future import PlainFuture
from toolkit.execution.process import WorkerProcess
from toolkit.execution.worker import Job, count_items

Result = TypeVar("Result")
# Starting a worker takes as long as a few small files: so many must wait before there is one more.
_WAITING = 3
_IDLE_SECONDS = 30.0


@dataclass(slots=True)
class _Task:
    future: PlainFuture
    job: Job


class WorkerPool(Executor):
    """An executor of processes with limits, which outlives whatever a function does.

    A function and its arguments are pickled, so it must stand in a module; `modules` are imported by a worker before
    its limits hold. What a function returns must be plain data, dates, or instances of `classes`; exceptions among
    `classes` are raised by its future. A function whose worker fails is tried once more, alone in a fresh worker; then
    its future raises `failure` with a code of `WorkerError`. Where no worker can be started at all, futures raise
    OperatorError.
    """

    def __init__(
        self,
        *,
        modules: tuple[str, ...] = (),
        classes: tuple[type, ...] = (),
        failure: Callable[[str], Exception] = WorkerError,
        limits: Limits | None = None,
        most: int | None = None,
    ) -> None:
        self.modules, self.classes, self.failure = modules, classes, failure
        self.limits = limits or Limits()
        self.most = most or count_processors()
        self._changed = threading.Condition()
        self._waiting: deque[_Task] = deque()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._closed = self._ended = False
        self._workers: set[WorkerProcess] = set()
        self._retrying = threading.Lock()
        _pools.add(self)

    def submit(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Queue a function. Raises RuntimeError after `shutdown`."""
        future = PlainFuture(self.classes, self.limits.small, self.failure)
        task = _Task(future, Job(mark=draw_mark(), function=function, args=args, kwargs=kwargs))
        with self._changed:
            if self._closed:
                raise RuntimeError("the pool is shut down")
            self._waiting.append(task)
            self._add_worker()
            self._changed.notify()
        return future

    def prepare(self) -> None:
        """Start a worker now if there is none, so that it is ready when the first function comes."""
        with self._changed:
            if not self._threads and not self._closed:
                self._start_thread()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more functions; with `wait`, return when all workers are gone."""
        with self._changed:
            self._closed = True
            if cancel_futures:
                for task in self._waiting:
                    task.future.cancel()
            threads = list(self._threads)
            self._changed.notify_all()
        for thread in threads if wait else ():
            thread.join()

    def end(self) -> None:
        """End every worker at once; functions that run or wait fail."""
        with self._changed:
            self._closed = self._ended = True
            workers = list(self._workers)
            for task in self._waiting:
                task.future.cancel()
            self._changed.notify_all()
            threads = list(self._threads)
        for worker in workers:
            worker.kill()
        for thread in threads:
            thread.join(timeout=1)

    def _add_worker(self) -> None:
        surplus = sum(count_items(task.job) for task in self._waiting) - self._idle
        if len(self._threads) < self.most and (surplus >= _WAITING or not self._threads):
            self._start_thread()

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="qingdan-worker", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _serve(self) -> None:
        """Run tasks in one worker after the other until there are none for a while."""
        worker: WorkerProcess | None = None
        try:
            with suppress(Exception):  # said when there is work
                worker = self._start_worker()
            while (task := self._take_task()) is not None:
                if task.future.set_running_or_notify_cancel():
                    worker = self._run(task, worker)
        finally:
            self._end_worker(worker)
            with self._changed:
                self._threads.discard(threading.current_thread())

    def _take_task(self) -> _Task | None:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._waiting or self._closed, timeout=_IDLE_SECONDS)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads.discard(threading.current_thread())  # before anybody counts on it
            return None

    def _run(self, task: _Task, worker: WorkerProcess | None) -> WorkerProcess | None:
        """Run a task to its end; return the worker for the next one."""
        try:
            worker = worker or self._start_worker()
            try:
                task.future.settle(worker.run(task.job))
            except WorkerError:
                if task.job.function is run_each:  # the caller runs its items one by one
                    raise
                self._end_worker(worker)
                worker = None
                with self._retrying:
                    worker = self._start_worker()
                    task.future.settle(worker.run(task.job))
                worker.left = 0
        except WorkerError as error:
            self._end_worker(worker)
            worker = None
            task.future.set_exception(self.failure(error.code))
        except Exception as error:  # no worker can be started, or a function cannot be sent to it
            self._end_worker(worker)
            worker = None
            task.future.set_exception(error)
        if worker is not None and worker.left <= 0:
            self._end_worker(worker)
            worker = None
        return worker

    def _start_worker(self) -> WorkerProcess:
        """Return a fresh worker. Raises OperatorError where none can be started, WorkerError after `end`."""
        if self._ended:
            raise WorkerError("reader_died")
        try:
            worker = WorkerProcess(self.limits, self.modules, self.classes)
        except (OSError, WorkerError) as error:
            raise OperatorError(make_mistake("workers.not_started", sys.executable, why=str(error))) from error
        with self._changed:
            self._workers.add(worker)
            ended = self._ended
        if ended:  # meanwhile
            self._end_worker(worker)
            raise WorkerError("reader_died")
        return worker

    def _end_worker(self, worker: WorkerProcess | None) -> None:
        if worker is not None:
            worker.end()
            with self._changed:
                self._workers.discard(worker)


_pools: weakref.WeakSet[WorkerPool] = weakref.WeakSet()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pools.clear)  # the workers are the parent's


@atexit.register
def _end_pools() -> None:
    for pool in list(_pools):
        pool.end()


def count_processors() -> int:
    """Return on how many processors this process may run."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
