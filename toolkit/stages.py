"""What the program is doing now: stages open and end, count their items, and whoever shows progress looks at them.

A stage is one row of work that an operator would name: reading the returns, writing the dockets. Nothing is shown from
here: a display watches (`watch_stages`), and without one a stage costs two additions to a list.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

Item = TypeVar("Item")
# Before that, what is done says too little of what is left: seconds, and part of the whole.
_LEAST_SECONDS, _LEAST_PART = 2.0, 0.02


@dataclass(slots=True, eq=False)
class Stage:
    """A stage that runs: `done` of `total` items, None where nobody knows how many there are.

    `weight` is how much there is to do, where items differ much, and `weighed` how much of it is done; `begun` is when
    it began, and `advanced` when the last item was done, in seconds of the monotonic clock.
    """

    title: str
    total: int | None = None
    weight: float = 0
    done: int = 0
    weighed: float = 0
    begun: float = field(default_factory=time.monotonic)
    advanced: float = 0

    def advance(self, weight: float = 1) -> None:
        """Count one more item as done; where there are more than was thought, nobody knows how many there are."""
        self.done, self.weighed, self.advanced = self.done + 1, self.weighed + weight, time.monotonic()
        if self.total is not None and self.done > self.total:
            self.total = None

    def estimate_left(self, now: float) -> float | None:
        """Return the seconds left if the rest goes as what is done; None where that cannot be said, or was wrong.

        What is left is reckoned when an item is done, and then runs down with the clock: during a long item it must
        not grow.
        """
        passed, whole = self.advanced - self.begun, self.weight or self.total
        if self.total is None or not whole or passed < _LEAST_SECONDS or self.weighed < whole * _LEAST_PART:
            return None
        left = passed * (whole - self.weighed) / self.weighed - (now - self.advanced)
        return left if left > 0 else None


# The stages that run, the innermost last. They are opened by one thread, and looked at by that of a display.
_running: list[Stage] = []
_watchers: list[Callable[[], None]] = []


@contextmanager
def open_stage(title: str, total: int | None = None) -> Iterator[Stage]:
    """Run the body as a stage with this title, which counts its items itself where it has any."""
    stage = Stage(title, total)
    _running.append(stage)
    try:
        yield stage
    finally:
        _running.remove(stage)
        if not _running:
            for end in list(_watchers):
                end()


def track_items(
    items: Iterable[Item], title: str, total: int | None = None, weigh: Callable[[Item], float] | None = None
) -> Iterator[Item]:
    """Pass items on as a stage; `total` is how many there are where `items` does not know.

    `weigh` says how much there is to do for an item, where that differs much; then `items` are looked at first.
    """
    if weigh is not None:
        items = list(items)
    if total is None and isinstance(items, Sized):
        total = len(items)
    with open_stage(title, total) as stage:
        stage.weight = sum(map(weigh, items)) if weigh is not None else 0
        for item in items:
            yield item
            stage.advance(weigh(item) if weigh is not None else 1)


def find_running_stage() -> Stage | None:
    """Return the innermost stage that runs, None where none does."""
    running = list(_running)  # another thread may end it meanwhile
    return running[-1] if running else None


@contextmanager
def watch_stages(end: Callable[[], None]) -> Iterator[None]:
    """Have `end` called whenever no stage runs any more: what is shown of the last one must go before the next line."""
    _watchers.append(end)
    try:
        yield
    finally:
        _watchers.remove(end)
