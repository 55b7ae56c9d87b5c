"""Digests of whole values and of the program, which change with everything that may make a result another one."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

_PROGRAM = Path(__file__).parents[1]
_SOURCES = (".py", ".toml")
_INSTALLED = {".dist-info", ".egg-info"}


def digest_value(value: object) -> bytes:
    """Return the digest of a value made of dataclasses, models, mappings, sequences and plain values.

    It is the same in every process for equal values of the same types. Raises TypeError for a value of another type,
    whose parts nobody knows.
    """
    texts: list[str] = []
    _collect_texts(value, texts)
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).digest()


def _collect_texts(value: Any, texts: list[str]) -> None:
    """Add an unambiguous text for a value, or for its kind and then for each of its parts."""
    if value.__class__ in _PLAIN:
        texts.append(repr(value))
        return
    parts = _take_apart(value)
    texts.append(f"{value.__class__.__qualname__} {len(parts)}")
    for part in parts:
        _collect_texts(part, texts)


_PLAIN = frozenset({str, int, float, bool, bytes, type(None), dt.date, dt.datetime})


def _take_apart(value: Any) -> Sequence[Any]:
    """Return the parts of a value that has some; those of a set go by their digests."""
    if isinstance(value, Mapping):
        return [part for pair in value.items() for part in pair]
    if isinstance(value, Set):
        return sorted(map(digest_value, value))
    if isinstance(value, tuple | list):
        return value
    if isinstance(value, str):  # of a class of ours
        return (str(value),)
    return [getattr(value, name) for name in _list_fields(value.__class__)]


@cache
def _list_fields(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a class's fields. Raises TypeError for one that has none declared."""
    return tuple(kind.model_fields) if issubclass(kind, BaseModel) else tuple(field.name for field in fields(kind))


@cache
def digest_program() -> bytes:
    """Return the digest of the program's own files, of the names of all installed libraries, and of this Python.

    A library's folder is named after its version. Files are read, for a copy keeps no times: 3 MB, in some hundredths
    of a second.
    """
    whole = hashlib.sha256(f"{sys.version} {platform.platform()}".encode())
    for path in sorted(_find_sources(_PROGRAM)):
        whole.update(f"\0{path.relative_to(_PROGRAM).as_posix()}\0".encode())
        whole.update(path.read_bytes())
    for name in sorted(_find_installed()):
        whole.update(f"\0{name}".encode("utf-8", "surrogateescape"))
    return whole.digest()


def _find_sources(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names if name.endswith(_SOURCES))


def _find_installed() -> Iterator[str]:
    for place in dict.fromkeys(sys.path):
        with suppress(OSError):  # an archive, or nothing at all
            yield from (path.name for path in Path(place).iterdir() if path.suffix in _INSTALLED)
