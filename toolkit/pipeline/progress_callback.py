"""Let somebody follow long work: items and what is being done come in, the same items go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

ProgressCallback = Callable[[Iterable[Any], str], Iterable[Any]]


def track_nothing(items: Iterable[Any], _: str) -> Iterable[Any]:
    """Follow nobody's progress."""
    return items
