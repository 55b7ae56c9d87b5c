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
    from toolkit.execution.errors import WorkerError
    from toolkit.execution.inline import InlineExecutor
    from toolkit.execution.limits import Limits
    from toolkit.execution.opening import open_executor
    from toolkit.execution.plain_pickle import dump_plain, load_plain
    from toolkit.execution.pool import WorkerPool
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "ahead": ("submit_ahead",),
            "batches": ("run_batches",),
            "errors": ("WorkerError",),
            "inline": ("InlineExecutor",),
            "limits": ("Limits",),
            "opening": ("open_executor",),
            "plain_pickle": ("dump_plain", "load_plain"),
            "pool": ("WorkerPool",),
        },
    )

__all__ = [
    "InlineExecutor",
    "Limits",
    "WorkerError",
    "WorkerPool",
    "dump_plain",
    "load_plain",
    "open_executor",
    "run_batches",
    "submit_ahead",
]
