"""Run functions in worker processes with limits, or inline: `concurrent.futures.Executor` in both shapes.

Whatever a function does to its process (abort it, fill its memory, never return), the caller gets an exception with a
code, and the next function runs. What comes back is plain data: no answer can make the caller run code.

A worker enters by this door, too, and must start fast: so each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.execution.ahead import submit_ahead
    from toolkit.execution.batches import run_batches
    from toolkit.execution.errors import WorkerError, collect_causes
    from toolkit.execution.inline import InlineExecutor
    from toolkit.execution.limits import Limits
    from toolkit.execution.opening import find_cluster, open_executor, set_cluster
    from toolkit.execution.plain_pickle import dump_plain, load_plain
    from toolkit.execution.pool import WorkerPool, count_processors
    from toolkit.execution.shared import Shared, share
    from toolkit.execution.work import AHEAD, WorkFailedError, begin_work
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "ahead": ("submit_ahead",),
            "batches": ("run_batches",),
            "errors": ("WorkerError", "collect_causes"),
            "inline": ("InlineExecutor",),
            "limits": ("Limits",),
            "opening": ("find_cluster", "open_executor", "set_cluster"),
            "plain_pickle": ("dump_plain", "load_plain"),
            "pool": ("WorkerPool", "count_processors"),
            "shared": ("Shared", "share"),
            "work": ("AHEAD", "WorkFailedError", "begin_work"),
        },
    )

__all__ = [
    "AHEAD",
    "InlineExecutor",
    "Limits",
    "Shared",
    "WorkFailedError",
    "WorkerError",
    "WorkerPool",
    "begin_work",
    "collect_causes",
    "count_processors",
    "dump_plain",
    "find_cluster",
    "load_plain",
    "open_executor",
    "run_batches",
    "set_cluster",
    "share",
    "submit_ahead",
]
