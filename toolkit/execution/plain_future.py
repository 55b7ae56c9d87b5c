"""The future of a function in a worker: what it returned is plain data, decoded late where there is much of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from toolkit.execution.errors import WorkerError
from toolkit.execution.frames import RAISED, Answer
from toolkit.execution.plain_pickle import load_plain

_STEP = 0.5  # seconds; on Windows a wait without end cannot be interrupted


class PlainFuture(Future[Any]):
    """A future that a worker's answer settles. A large answer stays as bytes until `result` is asked for."""

    def __init__(self, classes: tuple[type, ...], small: int, failure: Callable[[str], Exception]) -> None:
        super().__init__()
        self._classes, self._small, self._failure = classes, small, failure
        self._large = b""

    def settle(self, answer: Answer) -> None:
        """Take the answer. Raises WorkerError, and stays open, where it is no plain data."""
        if answer.kind == RAISED:
            self.set_exception(self._decode(answer.content, Exception))
        elif len(answer.content) > self._small:
            self._large = answer.content
            self.set_result(None)
        else:
            self.set_result(self._decode(answer.content, object))

    def result(self, timeout: float | None = None) -> Any:
        """Return what the function returned, or raise what it raised; a large result is made anew by every call."""
        value = super().result(timeout) if timeout is not None else self._wait()
        if not self._large:
            return value
        try:
            return self._decode(self._large, object)
        except WorkerError as error:
            raise self._failure(error.code) from error

    def _wait(self) -> Any:
        while True:
            begun = time.monotonic()
            try:
                return super().result(_STEP)
            except TimeoutError:
                if self.done() and time.monotonic() - begun < _STEP:
                    raise  # the function's own

    def _decode(self, content: bytes, kind: type) -> Any:
        try:
            value = load_plain(content, self._classes)
        except Exception as error:  # a crafted answer has no end of exception types
            raise WorkerError("reader_died") from error
        if not isinstance(value, kind):
            raise WorkerError("reader_died")
        return value
