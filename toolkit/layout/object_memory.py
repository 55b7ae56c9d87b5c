"""What was worked out from objects that have no hash: known again by which objects they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class ObjectMemory(Generic[Value]):
    """Remembers so many values; each keeps its objects alive, so that no other can take their place in memory."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, tuple[Value, tuple[object, ...]]] = OrderedDict()

    def recall(self, objects: tuple[object, ...], facts: Hashable, make: Callable[[], Value]) -> Value:
        """Return what follows from these very objects and facts; it is made where it is not known."""
        key = (tuple(map(id, objects)), facts)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (make(), objects)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return known[0]
