"""Run one function over many items in batches: a call has a cost of its own, which small items share.

The batches go out ahead of their reader, in a window, so that results come in the items' order and memory stays flat.
An item never takes others of its batch with it: where a batch gives no answer, its items are run one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any, TypeVar

from toolkit.execution.ahead import submit_ahead
from toolkit.execution.errors import WorkerError, collect_causes

Item = TypeVar("Item")
Result = TypeVar("Result")
Answered = list[tuple[bool, Any]]

# What a batch weighs at most where nothing else is said: six returns of thirty rows a list.
MOST_BYTES = 256 * 1024
# So many of them wait or run: enough for every worker of a small machine to have a next one.
AHEAD = 8


def run_batches(  # noqa: PLR0913 - how to batch and what to expect
    executor: Executor,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    weigh: Callable[[Item], int] = len,  # type: ignore[assignment] # items that have no length are weighed otherwise
    most_bytes: int = MOST_BYTES,
    ahead: int = AHEAD,
    expected: tuple[type[Exception], ...] = (WorkerError,),
) -> Iterator[Result | Exception]:
    """Yield what `function` returns for every item, in order; where it raises an `expected` exception, that exception.

    A batch weighs no more than `most_bytes`, except where one item alone does; `ahead` batches are under way at once,
    and no more items are taken than that. Any other exception is raised. Both function and items must be such as the
    executor can send. What was not taken is cancelled when the iterator is closed.
    """
    batches = _cut(items, weigh, most_bytes)
    submitted = submit_ahead(
        batches,
        lambda batch: executor.submit(run_each, function, batch, expected),
        ahead=ahead,
        weigh=lambda batch: sum(map(weigh, batch)),
        most=most_bytes * ahead,
    )
    for batch, future in submitted:
        answered = _take(future) if future is not None else None
        if answered is not None and len(answered) == len(batch):
            yield from (value for _, value in answered)
        else:
            yield from _run_singly(executor, function, batch, expected)


def run_each(
    function: Callable[[Item], Result], batch: Sequence[Item], expected: tuple[type[Exception], ...]
) -> Answered:
    """Return for every item whether the function returned, and what it returned or raised: what a worker does.

    Anything but a clean `expected` exception is raised, for what raised it may have harmed the process.
    """
    answered: Answered = []
    for item in batch:
        try:
            answered.append((True, function(item)))
        except expected as error:
            causes = collect_causes(error)
            if any(isinstance(cause, MemoryError) or not isinstance(cause, Exception) for cause in causes):
                raise
            answered.append((False, error))
    return answered


def _cut(items: Iterable[Item], weigh: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """Yield the items in lists that weigh no more than `most`, except where one item alone does."""
    batch: list[Item] = []
    weight = 0
    for item in items:
        weighs = weigh(item)
        if batch and weight + weighs > most:
            yield batch
            batch, weight = [], 0
        batch.append(item)
        weight += weighs
    if batch:
        yield batch


def _take(future: Future[Answered]) -> Answered | None:
    """Return the answer to a batch, None where it has none, for whatever reason: its items are asked for singly."""
    with suppress(Exception):
        return future.result()
    return None


def _run_singly(
    executor: Executor, function: Callable[[Item], Result], batch: Iterable[Item], expected: tuple[type[Exception], ...]
) -> Iterator[Result | Exception]:
    for item in batch:
        try:
            yield executor.submit(function, item).result()
        except expected as error:
            yield error
