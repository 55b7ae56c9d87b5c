"""Names of files that arrive from elsewhere: which are safe on every system, and safe ones made of the others."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from toolkit.text import cut_to_bytes, replace_tricks

# Bytes of a name, with room for a number and for the ending while it is fetched.
LONGEST_NAME = 240
FORBIDDEN = frozenset('\\:*?"<>|')
# What Windows takes for a device, whatever ending it has, and what it drops from the end of a name: a campaign may be
# handled there, too.
DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)
DROPPED = (".", " ")
_DEEPEST = 8  # folders that are kept of a path
_LONGEST_ENDING = 20
_LONGEST_FOLDER = 100


def is_safe(name: PurePosixPath) -> bool:
    """Tell whether a name stays in the folder, on any system."""
    return not name.is_absolute() and all(
        not part.endswith(DROPPED)
        and not DEVICES.fullmatch(part)
        and FORBIDDEN.isdisjoint(part)
        and part.isprintable()
        and len(part.encode()) <= LONGEST_NAME
        for part in name.parts
    )


def clean_name(written: str, *, with_folders: bool = True) -> PurePosixPath:
    """Return a relative path made of the name that a browser gives a file: it stays in the folder, on any system.

    Folders are kept, for they may tell whose a file is, without those that lead upwards or name a disk.
    """
    parts = [part for part in re.split(r"[\\/]", written) if part.strip(" .") and not re.fullmatch("[A-Za-z]:", part)]
    if not parts:
        return PurePosixPath("_")
    folders = parts[:-1][-_DEEPEST:] if with_folders else []
    return PurePosixPath(*(_clean_part(part, _LONGEST_FOLDER) for part in folders), _clean_file(parts[-1]))


def _clean_file(part: str) -> str:
    ending = PurePosixPath(part).suffix
    if not ending or len(ending.encode("utf-8", "replace")) > _LONGEST_ENDING:
        return _clean_part(part, LONGEST_NAME - _LONGEST_ENDING)
    stem = _clean_part(part.removesuffix(ending), LONGEST_NAME - 2 * _LONGEST_ENDING)
    return f"{stem}{_clean_part(ending, _LONGEST_ENDING)}"


def _clean_part(part: str, most: int) -> str:
    plain = unicodedata.normalize("NFC", replace_tricks(part, "_"))
    safe = "".join("_" if letter in FORBIDDEN or not letter.isprintable() else letter for letter in plain)
    cut = cut_to_bytes(safe, most).rstrip("".join(DROPPED)) or "_"
    return f"_{cut}" if DEVICES.fullmatch(cut) else cut


def number_path(target: Path) -> Iterator[Path]:
    """Yield the path itself, then the same with a number from 2 on before its ending, without end."""
    yield target
    yield from (target.with_name(f"{target.stem} ({number}){target.suffix}") for number in itertools.count(2))


def has_room(folder: Path, name: PurePosixPath) -> bool:
    """Tell whether a file can be put under a folder: every folder above it is one and no link, or is not there yet."""
    above = [folder.joinpath(*name.parts[:depth]) for depth in range(1, len(name.parts))]
    return all(not path.is_symlink() and (path.is_dir() or not path.exists()) for path in above)
