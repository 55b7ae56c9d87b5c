"""Have the same done for every unit beside this process, where there is enough to do: by workers that open no files.

What a worker that opened somebody's file would write for others could not be trusted, so these are apart from those.
With a cluster they are the cluster's. They are given what the units have returned, never the campaign's key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import tee
from typing import TypeVar

from toolkit.errors import NotWrittenError, make_mistake
from toolkit.execution import (
    AHEAD,
    Limits,
    WorkerError,
    WorkerPool,
    WorkFailedError,
    begin_work,
    count_processors,
    find_cluster,
    open_executor,
)
from toolkit.messages import say

Item = TypeVar("Item")
Common = TypeVar("Common")
Result = TypeVar("Result")
# Milliseconds of work on an ordinary machine: less is done here, for a worker takes a third of a second to start and
# to load what it needs; so much goes to a worker at once.
_LEAST, _BATCH = 600, 100
# They work on our own data: one workbook of all units may take more than what a file is allowed to.
_LIMITS = Limits(memory=8 * 1024**3, seconds=600, answer=1024**3, small=64 * 1024**2)
_executor: ContextVar[Executor | None] = ContextVar("shared_work_executor", default=None)


def begin_for_each(  # noqa: PLR0913 - what is done, and when it is worth it
    what: str,
    function: Callable[[Common, Item], Result],
    common: Common,
    items: Iterable[tuple[str, Item]],
    weigh: Callable[[Item], int],
    *,
    least: int = _LEAST,
    total: int | None = None,
    ahead: int = AHEAD,
) -> Iterator[Result]:
    """Have a function called for every item; return the results, in order, to be taken when they are needed.

    Items come with their names; `what` is what is made of each, in words; `weigh` says for how many milliseconds an
    item is work. Where less than `least` is to do, it is done here at once, while what else was begun goes on; where
    nobody else is there to do it, each is done here when it is asked for: the results are the same. With a `total`
    items are asked for when they are sent, `ahead` batches at once, or when they are done here. The iterator raises
    NotWrittenError, which names the item, where a worker has no answer.
    """
    streamed = total is not None
    if total is None:
        items = list(items)
        total = sum(weigh(item) for _, item in items)
    executor = _find_executor(total, least, function.__module__)
    if executor is None:
        made = (function(common, item) for _, item in items)
        return made if streamed or total >= least else iter(list(made))
    names, named = tee(items)
    results = begin_work(
        executor,
        function,
        common,
        (item for _, item in named),
        weigh=weigh,
        most=_BATCH,
        ahead=ahead,
        failures=(WorkerError,),
    )
    return _take_named(what, (name for name, _ in names), results, executor)


def _find_executor(milliseconds: int, least: int, module: str) -> Executor | None:
    """Return who does so much work, None for this process."""
    if milliseconds < least:
        return None
    cluster = find_cluster()
    if cluster is not None:
        return open_executor(cluster=cluster, modules=(module,))
    if _executor.get() is not None:
        return _executor.get()
    return _open_pool(module) if count_processors() > 1 else None


@contextmanager
def use_work_executor(executor: Executor) -> Iterator[None]:
    """Have such work done by another executor meanwhile."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


@cache
def _open_pool(module: str) -> WorkerPool:
    return WorkerPool(modules=(module,), limits=_LIMITS)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_open_pool.cache_clear)  # threads of a pool are not copied


def _take_named(what: str, names: Iterable[str], results: Iterator[Result], executor: Executor) -> Iterator[Result]:
    try:
        for name in names:
            try:
                yield next(results)
            except WorkFailedError as error:
                why = say(f"work.why.{error.code}", place=error.place)
                raise NotWrittenError(make_mistake("work.failed", name, what=what, why=why)) from error
    finally:
        if not isinstance(executor, WorkerPool):  # our own lives on
            executor.shutdown()
