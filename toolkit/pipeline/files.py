"""Read files, with errors in the operator's words, and name copies that are kept; `toolkit.storage` writes."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.errors import FolderError, make_mistake
from toolkit.storage import Changes, find_free_name, render_system_error
from toolkit.text import replace_tricks


def read_file(path: Path) -> bytes:
    """Return a file's bytes. Raises FolderError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FolderError(make_mistake("folder.not_readable", str(path), why=render_system_error(error))) from error


def find_backup_path(path: Path) -> Path:
    """Return the path of the next backup copy of a file: the first numbered name that is free."""
    return find_free_name(path, "output.backup")


def set_aside(changes: Changes, folder: Path) -> Path | None:
    """Have a folder moved to the next free backup name, and return that; None where there is no such folder."""
    if not folder.is_dir():
        return None
    kept = find_backup_path(folder)
    changes.move(folder, kept)
    return kept


def format_path(path: Path) -> str:
    """Return a relative path as text that people and workbooks can show.

    Names in GBK bytes (archives made on Chinese Windows, unpacked elsewhere) are decoded. Characters that would trick
    a screen or break a workbook become replacement characters; all others stay.
    """
    return replace_tricks("/".join(map(_decode_part, path.parts)), "\ufffd")


def _decode_part(part: str) -> str:
    undecodable = any("\udc80" <= character <= "\udcff" for character in part)
    return os.fsencode(part).decode("gb18030", errors="replace") if undecodable else part
