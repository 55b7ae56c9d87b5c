"""Run one function over many items in batches: a call has a cost of its own, which small items share.

The batches go out ahead of their reader, in a window, so that results come in the items' order and memory stays flat.
An item never takes others of its batch with it: where a batch gives no answer, its items are run one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from itertools import chain
from typing import Any, TypeVar

from toolkit.errors import OperatorError
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
    singly: Callable[[Item], Result] | None = None,
    is_done: Callable[[Item], bool] | None = None,
) -> Iterator[Result | Exception]:
    """Yield what `function` returns for every item, in order; where it raises an `expected` exception, that exception.

    A batch weighs no more than `most_bytes`, except where one item alone does; `ahead` batches are under way at once,
    and no more items are taken than that. Any other exception is raised. Both function and items must be such as the
    executor can send. What was not taken is cancelled when the iterator is closed.

    `singly` is what to do here with each item of a batch without an answer, by default to have the executor call the
    function with it alone. Items for which `is_done` holds are results already: they are yielded as they are.
    """
    return _take_batches(
        _submit_batches(executor, function, items, weigh, most_bytes, ahead, expected, is_done),
        singly or (lambda item: executor.submit(function, item).result()),
        expected,
        is_done,
    )


def begin_batches(  # noqa: PLR0913 - how to batch and what to expect
    executor: Executor,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    weigh: Callable[[Item], int],
    most_bytes: int,
    ahead: int,
    expected: tuple[type[Exception], ...] = (WorkerError,),
) -> Iterator[Result | Exception]:
    """Do as `run_batches`, but have the first `ahead` batches under way before anybody asks for a result.

    So this process can do something else meanwhile.
    """
    batches = _submit_batches(executor, function, items, weigh, most_bytes, ahead, expected, None)
    first = [batch for batch in (next(batches, None),) if batch is not None]
    return _take_batches(
        chain(first, batches), lambda item: executor.submit(function, item).result(), expected, is_done=None
    )


def _submit_batches(  # noqa: PLR0913, PLR0917 - how to batch and what to expect
    executor: Executor,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    weigh: Callable[[Item], int],
    most_bytes: int,
    ahead: int,
    expected: tuple[type[Exception], ...],
    is_done: Callable[[Item], bool] | None,
) -> Iterator[tuple[list[Item], Future[Answered] | None]]:
    """Yield every batch with its future, None where nothing of it is to be done."""

    def submit(batch: Sequence[Item]) -> Future[Answered] | None:
        sent = _select_open(batch, is_done)
        return executor.submit(run_each, function, sent, expected) if sent else None

    batches = _cut(items, weigh, most_bytes)
    weigh_all: Callable[[list[Item]], int] = lambda batch: sum(map(weigh, batch))  # noqa: E731 - as short as can be
    return submit_ahead(batches, submit, ahead=ahead, weigh=weigh_all, most=most_bytes * ahead)


def _take_batches(
    batches: Iterable[tuple[list[Item], Future[Answered] | None]],
    run_singly: Callable[[Item], Result],
    expected: tuple[type[Exception], ...],
    is_done: Callable[[Item], bool] | None,
) -> Iterator[Result | Exception]:
    """Yield the result of every item, in order."""
    for batch, future in batches:
        sent = _select_open(batch, is_done)
        answered = _take(future) if future is not None else []
        if answered is not None and len(answered) == len(sent):
            found: Iterator[Result | Exception] = (value for _, value in answered)
        else:
            found = _run_singly(run_singly, sent, expected)
        for item in batch:
            yield item if is_done and is_done(item) else next(found)  # type: ignore[misc] # what is done is a result


def _select_open(batch: Sequence[Item], is_done: Callable[[Item], bool] | None) -> list[Item]:
    return [item for item in batch if not is_done(item)] if is_done else list(batch)


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
    """Return the answer to a batch, None where it has none: its items are asked for singly.

    What stops the run, such as a cluster that is gone, stops it here too.
    """
    try:
        return future.result()
    except OperatorError:
        raise
    except Exception:  # of the function, of a worker, of what cannot be sent: each item tells its own
        return None


def _run_singly(
    function: Callable[[Item], Result], batch: Iterable[Item], expected: tuple[type[Exception], ...]
) -> Iterator[Result | Exception]:
    for item in batch:
        try:
            yield function(item)
        except expected as error:
            yield error
