"""The callback by which a stage shows its items: it gets the items and a title, and passes the items on.

By default that is `track_items`, which any display of `toolkit.stages` sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

ProgressCallback = Callable[[Iterable[Any], str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Items that come one by one, of which it is known how many there are."""

    items: Iterable[Any]
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)
