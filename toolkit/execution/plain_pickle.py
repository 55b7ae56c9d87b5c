"""Data that crosses from a worker: plain values, dates, and the classes that the caller named.

A worker that a hostile file took over must not be able to make the caller run code. So nothing else is unpickled,
and a class is not unpickled as itself but as a maker of its instances, which nothing can be set on.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import pickle
from collections.abc import Callable, Iterable
from typing import Any

_DATES = (dt.date, dt.datetime, dt.time, dt.timedelta)
_PROTOCOL = 5


def dump_plain(value: object, classes: Iterable[type]) -> bytes:
    """Return a value as bytes. Dataclasses among `classes` are written as their fields."""
    target = io.BytesIO()
    pickler = pickle.Pickler(target, _PROTOCOL)
    pickler.dispatch_table = {each: _reduce_to_fields for each in classes if dataclasses.is_dataclass(each)}
    pickler.dump(value)
    return target.getvalue()


def load_plain(content: bytes, classes: Iterable[type]) -> Any:
    """Return the value. Raises an exception of any type for bytes that hold anything but plain data."""
    return _PlainUnpickler(io.BytesIO(content), classes).load()


def _reduce_to_fields(value: Any) -> tuple[type, tuple[object, ...]]:
    return type(value), tuple(getattr(value, field.name) for field in dataclasses.fields(value))


class _Maker:
    """Makes instances of one class. Unlike a class it has nothing that a crafted pickle could change."""

    __slots__ = ("_make",)
    _make: Callable[..., Any]

    def __init__(self, made: type) -> None:
        fields = [field.name for field in dataclasses.fields(made)] if dataclasses.is_dataclass(made) else None
        make: Callable[..., Any] = made
        if fields is not None:
            make = lambda *values: made(**dict(zip(fields, values, strict=True)))  # noqa: E731 - as short as can be
        object.__setattr__(self, "_make", make)

    def __call__(self, *values: object) -> Any:
        return self._make(*values)

    def __setattr__(self, name: str, value: object) -> None:
        raise pickle.UnpicklingError(name)

    def __setstate__(self, state: object) -> None:
        raise pickle.UnpicklingError("state")


class _PlainUnpickler(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, classes: Iterable[type]) -> None:
        super().__init__(source)
        self._found: dict[tuple[str, str], Any] = {("datetime", kind.__name__): kind for kind in _DATES}
        self._found |= {(each.__module__, each.__qualname__): _Maker(each) for each in classes}

    def find_class(self, module: str, name: str) -> Any:
        """Return a type of dates, or a maker of one of the named classes."""
        if (module, name) not in self._found:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return self._found[module, name]

    def persistent_load(self, reference: Any) -> Any:
        """Refuse references to things outside the bytes."""
        raise pickle.UnpicklingError(str(reference))
