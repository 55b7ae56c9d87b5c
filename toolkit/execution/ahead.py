"""Submit work ahead of its reader, in a window, so that results come in order and memory stays flat."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def submit_ahead(
    items: Iterable[Item],
    submit: Callable[[Item], Future[Result] | None],
    *,
    ahead: int,
    weigh: Callable[[Item], int],
    most: int,
) -> Iterator[tuple[Item, Future[Result] | None]]:
    """Yield every item with its future, in order; `submit` returns None for an item without work.

    At most `ahead` items wait, and no more of them than weigh `most` together, except one that alone weighs more.
    Futures that nobody took are cancelled when the iterator is closed.
    """
    waiting: deque[tuple[Item, Future[Result] | None]] = deque()
    weight = 0
    try:
        for item in items:
            while waiting and (len(waiting) >= ahead or weight + weigh(item) > most):
                weight -= weigh(waiting[0][0])
                yield waiting.popleft()
            waiting.append((item, submit(item)))
            weight += weigh(item)
        while waiting:
            yield waiting.popleft()
    finally:
        for _, future in waiting:
            if future is not None:
                future.cancel()
