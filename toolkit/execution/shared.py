"""Values that many calls need, such as a campaign: written once, sent to a worker once, and read there once."""

from __future__ import annotations

import copyreg
import hashlib
import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, BinaryIO

# A run has one or two of them.
_HELD = 4


@dataclass(frozen=True, slots=True)
class Shared:
    """A value as bytes, by whose digest it is known; make one by `share`, and read it by `load`."""

    digest: str
    content: bytes = field(repr=False, compare=False)

    def load(self) -> Any:
        """Return the value, which is read once in a process: do not change it."""
        return _load(self)


def share(value: object) -> Shared:
    """Return a value as bytes. It comes from this program's own data, never from a returned file."""
    target = io.BytesIO()
    pickler = pickle.Pickler(target, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | {MappingProxyType: lambda view: (_make_view, (dict(view),))}
    pickler.dump(value)
    content = target.getvalue()
    return Shared(hashlib.sha256(content).hexdigest(), content)


def _make_view(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


@lru_cache(maxsize=_HELD)
def _load(shared: Shared) -> Any:
    return pickle.loads(shared.content)


class JobPickler(pickle.Pickler):
    """Writes calls; in place of a shared value that `hold` knows what to do with, what that returns."""

    def __init__(self, target: BinaryIO, hold: Callable[[Shared], object]) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self._hold = hold

    def persistent_id(self, value: Any) -> Any:
        """Return what stands for a shared value, None for any other."""
        return self._hold(value) if type(value) is Shared else None


class JobUnpickler(pickle.Unpickler):
    """Reads calls; `held` are the shared values by digest, and takes those that come along."""

    def __init__(self, source: BinaryIO, held: dict[str, Shared] | Mapping[str, Shared]) -> None:
        super().__init__(source)
        self._held = held

    def persistent_load(self, reference: Any) -> Shared:
        """Return the shared value of a digest, or keep one that comes with its bytes."""
        if isinstance(reference, str):
            return self._held[reference]
        shared = Shared(*reference)
        if isinstance(self._held, dict):
            self._held[shared.digest] = shared
        return shared
