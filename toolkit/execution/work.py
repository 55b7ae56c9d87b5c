"""Work on our own data that others may do beside this process: one function, what all items share, and each item.

Unlike what opens returned files, such a function is not expected to fail. Where it does, the caller learns the kind of
error and its place in the program, and can say over which item it happened.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from toolkit.execution.batches import begin_batches
from toolkit.execution.errors import WorkerError
from toolkit.execution.shared import Shared, share

Item = TypeVar("Item")
Common = TypeVar("Common")
Result = TypeVar("Result")
# So many batches are under way or done before the first result is asked for, where nothing else is said.
AHEAD = 64


class WorkFailedError(Exception):
    """A function failed; `code` is one of `WorkerError` or `raised`, `place` the kind of error and its place."""

    def __init__(self, code: str, place: str = "") -> None:
        self.code, self.place = code, place
        super().__init__(code, place)


def begin_work(  # noqa: PLR0913 - what is done, and how it is batched
    executor: Executor,
    function: Callable[[Common, Item], Result],
    common: Common,
    items: Iterable[Item],
    *,
    weigh: Callable[[Item], int],
    most: int,
    ahead: int = AHEAD,
    failures: tuple[type[Exception], ...] = (WorkerError,),
) -> Iterator[Result]:
    """Have a function called for every item in batches that weigh `most`; return the results, in the items' order.

    The first batches are under way when this returns. `failures` are what the executor raises for a worker that gave
    no answer, each with a code. The iterator raises WorkFailedError, for the item whose result was to come next.
    """
    answers: Iterator[Any] = begin_batches(
        executor,
        partial(_call, function, share(common)),
        items,
        weigh=weigh,
        most_bytes=most,
        ahead=ahead,
        expected=failures,
    )
    return map(_take, answers)


def _call(function: Callable[[Common, Item], Result], common: Shared, item: Item) -> tuple[Result | None, str]:
    """Return what a function returns, or of what it raised the kind and the place: what a worker does."""
    try:
        return function(common.load(), item), ""
    except MemoryError:
        raise
    except Exception as error:
        return None, describe_place(error)


def _take(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise WorkFailedError(getattr(answer, "code", "reader_died")) from answer
    result, place = answer
    if place:
        raise WorkFailedError("raised", place)
    return result


def describe_place(error: Exception) -> str:
    """Return the kind of an error and the line of the program that raised it: no word of what it worked on."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {'/'.join(Path(last.filename).parts[-2:])}:{last.lineno}"
