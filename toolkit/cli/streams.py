"""The streams that a command prints to, of which any may be missing, closed, full, or unable to write Chinese.

What a command does must not depend on whether anybody reads what it prints: its results are written, and its exit
code is its own, also where the console is gone. So a stream that once failed takes everything and prints nothing.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

# What a pipe says whose reader has left; on Windows it is called an invalid argument.
_READER_LEFT = (errno.EPIPE, errno.EINVAL) if sys.platform == "win32" else (errno.EPIPE,)


class ForgivingStream:
    """A text stream over another one, or over none, that never raises when it is written to.

    `failure` is the error of the system after which nothing more is printed; None as long as all goes well, and where
    nobody listens: no stream at all, a closed one, or a pipe whose reader has left.
    """

    def __init__(self, inner: TextIO | None) -> None:
        self._inner = inner
        self._ended = inner is None
        self.failure: OSError | None = None

    def write(self, text: str) -> int:
        """Print a text as far as that is possible."""
        self._attempt(lambda inner: inner.write(_fit_to(text, inner)))
        return len(text)

    def flush(self) -> None:
        """Send off what was printed."""
        self._attempt(lambda inner: inner.flush())

    def isatty(self) -> bool:
        """Tell whether somebody sits in front of it."""
        with suppress(OSError, ValueError):
            return self._inner is not None and self._inner.isatty()
        return False

    def fileno(self) -> int:
        """Return its number to the system. Raises OSError where it has none."""
        if self._inner is None:
            raise io.UnsupportedOperation("fileno")
        return self._inner.fileno()

    @property
    def encoding(self) -> str:
        """The encoding that its characters are written in."""
        return getattr(self._inner, "encoding", None) or "utf-8"

    @property
    def has_ended(self) -> bool:
        """Whether nothing is printed any more."""
        return self._ended

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_inner"], name)

    def _attempt(self, action: Any) -> None:
        if self._ended or self._inner is None:
            return
        try:
            action(self._inner)
        except OSError as error:
            self._ended = True
            if error.errno not in _READER_LEFT:
                self.failure = error
        except ValueError:  # closed
            self._ended = True


def _fit_to(text: str, stream: TextIO) -> str:
    """Return a text as the stream can write it: a character that its encoding lacks becomes a question mark."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if getattr(stream, "errors", None) not in (None, "strict"):
        return text
    return text.encode(encoding, "replace").decode(encoding, "replace")


@contextmanager
def forgive_streams() -> Iterator[None]:
    """Print to forgiving streams for a while; UTF-8 where the stream can be told so.

    Consoles on Chinese Windows start in GBK, pipes in whatever the locale says.
    """
    before = sys.stdout, sys.stderr
    for stream in before:
        with suppress(OSError, ValueError, AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    forgiving = [ForgivingStream(stream) for stream in before]
    sys.stdout, sys.stderr = (cast("TextIO", stream) for stream in forgiving)
    try:
        yield
    finally:
        for stream in forgiving:
            stream.flush()
        sys.stdout, sys.stderr = before


def find_output_failure() -> OSError | None:
    """Return why what was printed to standard output is lost; None where it is not, or where nobody listens."""
    sys.stdout.flush()
    return getattr(sys.stdout, "failure", None)


def silence_broken_streams() -> None:
    """Lead a stream that cannot be written to nowhere, so that the end of the process does not fail on it."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
