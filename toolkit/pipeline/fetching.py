"""Fetch returned files from where the units put them: any folder that fsspec can reach by a URL.

Files come into 回收/ of this machine, and all else works on them there: the annotated copies, the links in the results,
what is kept with the round. So only what is new is fetched, and nothing in 回收/ is ever replaced: a file that changed
at the source comes as one more return beside the earlier one.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from toolkit.errors import OperatorError, make_mistake
from toolkit.formats import get_limits
from toolkit.pipeline.arriving_names import has_room, is_safe, number_path
from toolkit.pipeline.files import format_path

# Where a file system keeps the time at which a file was last written.
_TIMES = ("LastModified", "last_modified", "mtime", "created")
# While it is being fetched; one that is left over is named as unfinished by the next check.
_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a fetch brought: paths in 回收/; how many were there already; what was left, by its name at the source."""

    paths: tuple[Path, ...]
    known: int
    left: tuple[str, ...]


def fetch_returns(url: str, returned: Path) -> Fetched:
    """Copy every new file below a URL into 回收/. Raises OperatorError where the source cannot be read.

    A file whose name leads out of the folder, or that is larger than a file may be, is left where it is; so is what is
    no file but a link or a device, and what could not lie in 回收/ beside what is there.
    """
    paths: list[Path] = []
    known, left = 0, list[str]()
    system, entries = _list_source(url)
    for name, path, facts in entries:
        large = (facts.get("size") or 0) > get_limits().file
        if large or not _is_plain_file(facts) or not is_safe(name) or not has_room(returned, name):
            left.append(format_path(Path(name)))
            continue
        target, time = returned.joinpath(*name.parts), _find_time(facts)
        if _is_fetched(target, facts.get("size"), time):
            known += 1
            continue
        content = _read_source(system, path, url, facts.get("size"))
        if content is None:
            left.append(format_path(Path(name)))
            continue
        free = _find_free_path(target, content)
        if free is None:
            known += 1
            continue
        _place(free, content, time)
        paths.append(free)
    return Fetched(paths=tuple(paths), known=known, left=tuple(left))


def _list_source(url: str) -> tuple[Any, list[tuple[PurePosixPath, str, Mapping[str, Any]]]]:
    """Return the file system and its files in order of name: the name below the folder, the full path, facts."""
    if not url.strip():  # which libraries take for the folder in which the program runs
        raise OperatorError(make_mistake("fetch.empty", url))
    try:
        system, root = fsspec.core.url_to_fs(url)
        found = system.find(root, detail=True)
    except Exception as error:  # each file system has exceptions of its own
        raise OperatorError(make_mistake("fetch.unreached", url, why=_describe(error))) from error
    if not found:
        raise OperatorError(make_mistake("fetch.empty", url))
    base = root.rstrip("/")
    # The URL of a single file is that file's.
    names = ((path[len(base) :].lstrip("/") or path.rpartition("/")[2], path, facts) for path, facts in found.items())
    entries = ((PurePosixPath(name), path, facts) for name, path, facts in names if name)
    return system, sorted(entries, key=lambda entry: entry[1])


def _read_source(system: Any, path: str, url: str, size: int | None) -> bytes | None:
    """Return a file's content; None where it turns out larger than a file may be.

    A source that tells no size is read no further than the limit.
    """
    most = get_limits().file
    try:
        if size is not None:
            content = bytes(system.cat_file(path))
        else:
            with system.open(path, "rb") as stream:
                content = bytes(stream.read(most + 1))
    except Exception as error:  # as above
        raise OperatorError(make_mistake("fetch.unreached", url, why=_describe(error))) from error
    return content if len(content) <= most else None


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _is_plain_file(facts: Mapping[str, Any]) -> bool:
    """Tell whether something is a file, and not a link that may lead to the operator's own files, or a pipe."""
    return facts.get("type", "file") == "file" and not facts.get("islink")


def _find_time(facts: Mapping[str, Any]) -> float | None:
    """Return when a file was last written, in seconds since 1970, None where the source does not say."""
    for time in filter(None, (facts.get(key) for key in _TIMES)):
        if isinstance(time, dt.datetime):
            return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).timestamp()
        if isinstance(time, int | float):
            return float(time)
    return None


def _is_fetched(target: Path, size: int | None, time: float | None) -> bool:
    """Tell by size and time that a file is here already, so that it need not come again."""
    if time is None or not target.is_file():
        return False
    here = target.stat()
    return here.st_size == size and abs(here.st_mtime - time) < 1


def _find_free_path(target: Path, content: bytes) -> Path | None:
    """Return the path itself, or one with a number beside others of its name; None where one holds this content."""
    for path in number_path(target):
        if not os.path.lexists(path):
            return path
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return None
    raise AssertionError


def _place(path: Path, content: bytes, time: float | None) -> None:
    """Write a file that only its owner can read, with the time it has at the source; all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = next(
        free for free in number_path(path.with_name(path.name + _UNFINISHED)) if not os.path.lexists(free)
    )
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(content)
        if time is not None:
            os.utime(unfinished, (time, time))
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
