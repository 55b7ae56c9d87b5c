"""How much of a file is opened: limits against files that would fill the memory, whatever made them so large.

A file beyond one of them is refused before anything is allocated for it, and the refusal says which limit it was, so
that an operator who trusts the file can raise it (`--limit cells=10000000`). Offices' own files stay far below: a
return of some hundred rows has a few thousand cells. What is checked when is said in `gate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from toolkit.formats.errors import Excess, UnreadableError

Result = TypeVar("Result")
MIB = 1024 * 1024
# Cells this far beyond the nearest cell before them belong to no list: a slip, or a bomb.
FAR_ROWS, FAR_COLUMNS = 5_000, 200


def _limit(default: int, unit: str) -> int:
    """Return a field with its unit: `bytes`, `times`, `seconds`, `letters`, or `count` of what the name says."""
    return field(default=default, metadata={"unit": unit})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """The limits by the names by which an operator raises them.

    `file` is for a file on disk and for one in an archive. `memory`, `seconds` and `answer` are those of the worker
    that opens a file; they repeat what `execution.Limits` has for any function.
    """

    file: int = _limit(100 * MIB, "bytes")
    # An archive: its files, and how many archives may stand in each other.
    files: int = _limit(2_000, "count")
    nesting: int = _limit(3, "count")
    # A package: its parts; one part and all parts when inflated; how many times longer that may make a large one.
    parts: int = _limit(5_000, "count")
    part: int = _limit(200 * MIB, "bytes")
    inflated: int = _limit(512 * MIB, "bytes")
    ratio: int = _limit(200, "times")
    # A part in XML; as a tree it takes about ten times the memory of its text.
    tree: int = _limit(64 * MIB, "bytes")
    elements: int = _limit(20_000_000, "count")
    depth: int = _limit(64, "count")
    attribute: int = _limit(64 * 1024, "letters")
    # A workbook: cells with a content, each of which takes some 200 bytes, and as many shared strings; the rectangle
    # down to the farthest cell, which a dense reader allocates: 20 million cells take about 1.5 GB.
    sheets: int = _limit(500, "count")
    cells: int = _limit(5_000_000, "count")
    extent: int = _limit(20_000_000, "count")
    merges: int = _limit(100_000, "count")
    text: int = _limit(MIB, "letters")
    # The worker.
    memory: int = _limit(1024 * MIB, "bytes")
    seconds: int = _limit(60, "seconds")
    answer: int = _limit(128 * MIB, "bytes")


UNITS = {name: str(each.metadata["unit"]) for name, each in FileLimits.__dataclass_fields__.items()}
_current: ContextVar[FileLimits] = ContextVar("file_limits", default=FileLimits())  # noqa: B039 - it is frozen


def get_limits() -> FileLimits:
    """Return the limits that hold here."""
    return _current.get()


def set_limits(limits: FileLimits) -> None:
    """Have other limits hold from now on, in this context."""
    _current.set(limits)


@contextmanager
def use_limits(limits: FileLimits) -> Iterator[None]:
    """Have other limits hold meanwhile."""
    token = _current.set(limits)
    try:
        yield
    finally:
        _current.reset(token)


def call_within(limits: FileLimits, function: Callable[..., Result], /, *arguments: Any) -> Result:
    """Call a function with other limits; a worker is sent this, for what holds in its caller does not hold in it."""
    with use_limits(limits):
        return function(*arguments)


def keep_within(name: str, found: int, code: str = "too_big") -> None:
    """Raise UnreadableError with this code where what was found is beyond the limit of a name."""
    most: int = getattr(_current.get(), name)
    if found > most:
        raise UnreadableError(code, Excess(name=name, most=most, found=found))


def name_limits() -> dict[str, int]:
    """Return the limits that hold here, by name."""
    return asdict(_current.get())
