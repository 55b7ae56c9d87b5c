"""Which executor a stage of the pipeline uses: none but this process, processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import ContextVar
from typing import TYPE_CHECKING

from toolkit.deferred_imports import DeferredModule
from toolkit.execution.errors import WorkerError
from toolkit.execution.inline import InlineExecutor
from toolkit.execution.limits import Limits
from toolkit.execution.pool import WorkerPool, count_processors

if TYPE_CHECKING:
    from toolkit.execution import cluster as cluster_machines
else:
    cluster_machines = DeferredModule("toolkit.execution.cluster")

_cluster: ContextVar[str | None] = ContextVar("cluster", default=None)


def set_cluster(address: str | None) -> None:
    """Have returned files read on the cluster of this scheduler from now on, in this context; None for this machine."""
    _cluster.set(address)


def find_cluster() -> str | None:
    """Return the address of the cluster to use here, None for this machine."""
    return _cluster.get()


def open_executor(  # noqa: PLR0913 - what a pool is made of
    workers: int | None = None,
    cluster: str | None = None,
    *,
    modules: tuple[str, ...] = (),
    classes: tuple[type, ...] = (),
    failure: Callable[[str], Exception] = WorkerError,
    limits: Limits | None = None,
) -> Executor:
    """Return an executor for work on our own data, to be shut down by the caller.

    `workers` are how many processes at most, by default one a processor; with one, functions run inline, for a second
    process would only wait. `cluster` is the address of a scheduler; OperatorError where it cannot be reached. The rest
    is as in `WorkerPool`. What was written by others is never opened inline: see `formats.apart`.
    """
    if cluster is not None:
        return cluster_machines.ClusterExecutor(
            cluster, modules=modules, classes=classes, failure=failure, limits=limits
        )
    most = count_processors() if workers is None else workers
    if most <= 1:
        return InlineExecutor()
    return WorkerPool(modules=modules, classes=classes, failure=failure, limits=limits, most=most)
