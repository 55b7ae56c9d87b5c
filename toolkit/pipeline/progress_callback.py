"""The callback by which a stage shows its progress: it gets the items and a title, and passes the items on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

ProgressCallback = Callable[[Iterable[Any], str], Iterable[Any]]


def track_nothing(items: Iterable[Any], _: str) -> Iterable[Any]:
    """Pass the items on without showing any progress."""
    return items
