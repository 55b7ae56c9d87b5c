"""Find the files of a font by the names that stand in them, without a list of all fonts that would have to be kept."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FACES, _MOST_TABLES, _MOST_NAMES = 64, 256, 1024 * 1024  # of one file; the last in bytes


def find_font_files(name: str, folders: Iterable[str]) -> list[str]:
    """Return the files below these folders that name a font so, sorted; it may be part of a longer name there."""
    written = (name.encode("utf-16-be"), name.encode("ascii", "replace"))
    return [path for path, names in _read_all_names(tuple(folders)) if any(form in names for form in written)]


@cache
def _read_all_names(folders: tuple[str, ...]) -> list[tuple[str, bytes]]:
    files = {str(path) for folder in folders for path in _find_files(Path(folder))}
    return [(path, _read_names(Path(path))) for path in sorted(files)]


def _find_files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for path in folder.rglob("*"):
            if path.suffix.lower() in _ENDINGS and path.is_file():
                yield path


def _read_names(path: Path) -> bytes:
    """Return the bytes of the tables of names of all faces in a file; empty where it is none that can be read."""
    with suppress(OSError, struct.error), path.open("rb") as file:
        return b"\n".join({_read_face_names(file, start) for start in _find_faces(file)})
    return b""


def _find_faces(file: BinaryIO) -> list[int]:
    """Return where the faces of a file begin."""
    head = file.read(12)
    if head[:4] != b"ttcf":
        return [0]
    count = min(struct.unpack(">I", head[8:])[0], _MOST_FACES)
    return list(struct.unpack(f">{count}I", file.read(4 * count)))


def _read_face_names(file: BinaryIO, start: int) -> bytes:
    file.seek(start + 4)
    count = min(struct.unpack(">H6x", file.read(8))[0], _MOST_TABLES)
    tables = file.read(16 * count)
    for tag, position, length in struct.iter_unpack(">4s4xII", tables):
        if tag == b"name":
            file.seek(position)
            return file.read(min(length, _MOST_NAMES))
    return b""
