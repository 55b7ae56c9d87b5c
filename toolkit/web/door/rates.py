"""How often one may ask, and how much may come at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many times in so many seconds."""

    most: int
    seconds: float


@dataclass(slots=True)
class Rates:
    """Counts what each asker did lately; those who did nothing lately are forgotten."""

    clock: Callable[[], float] = time.monotonic
    _times: dict[Hashable, deque[float]] = field(default_factory=dict)

    def allow(self, key: Hashable, rate: Rate) -> bool:
        """Tell whether one may, and count it if so."""
        if self.is_used_up(key, rate):
            return False
        self.count(key)
        return True

    def is_used_up(self, key: Hashable, rate: Rate) -> bool:
        """Tell whether one has done it as often as one may."""
        times = self._times.get(key)
        if times is None:
            return False
        limit = self.clock() - rate.seconds
        while times and times[0] <= limit:
            times.popleft()
        if not times:
            del self._times[key]
        return len(times) >= rate.most

    def count(self, key: Hashable) -> None:
        """Count that one did it."""
        if key not in self._times and len(self._times) >= _MOST_KEYS:
            self._times.pop(next(iter(self._times)))
        self._times.setdefault(key, deque()).append(self.clock())


@dataclass(slots=True)
class Room:
    """Places for what goes on at once; whoever finds none is told so and does not wait."""

    places: int
    taken: int = 0

    @contextmanager
    def take(self) -> Iterator[bool]:
        """Give whether there is a place, and keep it while the body runs."""
        if self.taken >= self.places:
            yield False
            return
        self.taken += 1
        try:
            yield True
        finally:
            self.taken -= 1
