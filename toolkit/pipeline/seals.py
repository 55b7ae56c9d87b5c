"""Seal the files of a round that ends, and tell later what somebody did to them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.pipeline.incoming import find_leftover_code
from toolkit.storage import StagedFile

# `days` is a round whose name or days in 期次 are no longer those of its end.
BreakKind = Literal["added", "changed", "gone", "days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeal:
    """A file as it is: its path in the campaign's folder, its SHA-256 and its size in bytes.

    What is no plain file, or cannot be read, has no SHA-256.
    """

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealBreak:
    """What somebody did to a file of an ended round; `path` is in the campaign's folder."""

    round: int
    path: str
    kind: BreakKind


def seal_content(path: str, content: bytes | StagedFile) -> FileSeal:
    """Return the seal of a file that has this content, or will have it."""
    if isinstance(content, StagedFile):
        return FileSeal(path=path, sha256=content.sha256, size=content.size)
    return FileSeal(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def seal_folder(root: Path, folder: Path) -> tuple[FileSeal, ...]:
    """Return the seals of all files in a folder and its folders, sorted by path; what programs leave is left out."""
    paths = sorted(_find_files(folder), key=lambda path: path.relative_to(root).as_posix())
    return tuple(_seal_file(root, path) for path in paths)


def find_breaks(round: int, sealed: Iterable[FileSeal], found: Iterable[FileSeal]) -> tuple[SealBreak, ...]:
    """Return what is no longer as it was sealed, sorted by path."""
    before, now = _index_seals(sealed), _index_seals(found)
    breaks = [
        SealBreak(round=round, path=path, kind=_compare_seals(before.get(path), now.get(path)))
        for path in sorted({*before, *now})
        if before.get(path) != now.get(path)
    ]
    return tuple(breaks)


def _compare_seals(before: FileSeal | None, now: FileSeal | None) -> BreakKind:
    if before is None:
        return "added"
    return "changed" if now else "gone"


def _index_seals(seals: Iterable[FileSeal]) -> Mapping[str, FileSeal]:
    return {seal.path: seal for seal in seals}


def _find_files(folder: Path) -> Iterator[Path]:
    """Yield everything under a folder that is no folder; a link is not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not find_leftover_code(name)]
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name) for name in (*names, *links) if not find_leftover_code(name))


def _seal_file(root: Path, path: Path) -> FileSeal:
    name = path.relative_to(root).as_posix()
    try:
        if path.is_symlink() or not path.is_file():
            return FileSeal(path=name, sha256="", size=0)
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
        return FileSeal(path=name, sha256=sha, size=path.stat().st_size)
    except OSError:
        return FileSeal(path=name, sha256="", size=0)
