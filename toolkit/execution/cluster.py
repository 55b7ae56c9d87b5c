"""Run functions on a Dask cluster: the workers of this machine, once more on each of the cluster's machines.

A Dask worker runs no function itself. It hands it to a worker process of its own, with the limits that hold here, and
sends back the answer's bytes, which are read here as those of a worker of this machine are: as plain data. Whoever
runs the scheduler is trusted all the same, for Dask's own messages can carry code.

A function whose machine is lost is run again on another one. The only connection that is opened goes to the address
that was given; answers come through the scheduler.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.deferred_imports import DeferredModule
from toolkit.errors import OperatorError, make_mistake
from toolkit.execution.cluster_side import PoolSetup, answer_elsewhere, tell_program
from toolkit.execution.errors import WorkerError
from toolkit.execution.frames import FAILED, Answer
from toolkit.execution.limits import Limits
from toolkit.execution.plain_future import PlainFuture
from toolkit.execution.shared import JobPickler, Shared

if TYPE_CHECKING:
    import distributed
else:
    distributed = DeferredModule("distributed")

Result = TypeVar("Result")
_SECONDS_TO_CONNECT = 20.0
# So many machines may be lost over one function before it is given up.
_RETRIES = 5


class ClusterExecutor(Executor):
    """An executor of a cluster's machines; everything but the address is as in `WorkerPool`.

    Futures raise OperatorError where the cluster is gone, or where its machines have another version of this program.
    """

    def __init__(
        self,
        address: str,
        *,
        modules: tuple[str, ...] = (),
        classes: tuple[type, ...] = (),
        failure: Callable[[str], Exception] = WorkerError,
        limits: Limits | None = None,
    ) -> None:
        """Connect to a scheduler, `tcp://…` or `tls://…`. Raises OperatorError where that fails."""
        self.address, self.classes, self.failure = address, classes, failure
        self.limits = limits or Limits()
        self._setup = PoolSetup(modules=modules, classes=classes, limits=self.limits)
        self._client: Any = _connect(address)
        self._held: dict[str, Any] = {}
        self._executor = self._client.get_executor(pure=False, retries=_RETRIES)

    @property
    def width(self) -> int:
        """How many functions run at once, as far as the scheduler knows now."""
        return max(1, int(sum(self._client.nthreads().values())))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the connection, and with it whatever still runs."""
        with suppress(Exception):  # the scheduler may be gone
            self._client.close()

    def submit(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Send a function to the cluster."""
        future = PlainFuture(self.classes, self.limits.small, self.failure)
        future.set_running_or_notify_cancel()
        message, shared = _write_call((function, args, kwargs))
        held = [self._share(each) for each in shared]
        sent = self._executor.submit(answer_elsewhere, tell_program(), self._setup, message, *held)
        sent.add_done_callback(lambda done: self._settle(future, done))
        return future

    def _share(self, shared: Shared) -> Any:
        """Return the task that holds a shared value on the cluster as long as this executor lives."""
        if shared.digest not in self._held:
            self._held[shared.digest] = self._client.submit(_hold, shared, key=f"qingdan-{shared.digest}")
        return self._held[shared.digest]

    def _settle(self, future: PlainFuture, done: Future[Answer]) -> None:
        try:
            answer = done.result()
            if answer.kind == FAILED:
                raise WorkerError(answer.content.decode())
            future.settle(answer)
        except WorkerError as error:
            refused = error.code == "other_program"
            future.set_exception(self._say("cluster.other_program") if refused else self.failure(error.code))
        except CancelledError:
            future.set_exception(self._say("cluster.lost", why="cancelled"))
        except distributed.KilledWorker:  # machine after machine was lost over it
            future.set_exception(self.failure("reader_died"))
        except Exception as error:  # what Dask raises is not ours to tell apart
            future.set_exception(self._say("cluster.lost", why=f"{type(error).__name__}: {error}"))

    def _say(self, key: str, **facts: object) -> OperatorError:
        return OperatorError(make_mistake(key, self.address, **facts))


def _hold(shared: Shared) -> Shared:
    """Return a shared value: a task of the cluster, so that it is sent once and made anew where its holder is lost."""
    return shared


def _write_call(call: tuple[Any, ...]) -> tuple[bytes, list[Shared]]:
    """Return a call as bytes, and the shared values it refers to by digest."""
    shared: dict[str, Shared] = {}

    def hold(each: Shared) -> str:
        shared[each.digest] = each
        return each.digest

    target = io.BytesIO()
    JobPickler(target, hold).dump(call)
    return target.getvalue(), list(shared.values())


def _connect(address: str) -> Any:
    """Return a client of a scheduler. Raises OperatorError."""
    try:
        client_class: Any = distributed.Client
    except ImportError as error:
        raise OperatorError(make_mistake("cluster.missing", address)) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said here
    client = None
    try:
        client = client_class(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        client.wait_for_workers(1, timeout=_SECONDS_TO_CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        if client is not None:
            client.close()
        raise OperatorError(make_mistake("cluster.unreached", address, why=str(error))) from error
    return client
