"""Run functions at once, in the caller's own process: for files that are known to be harmless, and for tests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class InlineExecutor(Executor):
    """An executor without workers: `submit` returns when the function has."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function and return its finished future."""
        answer: Future[Any] = Future()
        answer.set_running_or_notify_cancel()
        try:
            answer.set_result(function(*args, **kwargs))
        except Exception as error:
            answer.set_exception(error)
        return answer
