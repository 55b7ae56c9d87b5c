"""Read and write files: results are written whole or not at all, and errors are in the operator's words."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from toolkit.errors import FolderError, make_mistake
from toolkit.storage import find_free_name, render_system_error
from toolkit.text import replace_tricks

LARGEST_FILE = 100 * 1024 * 1024  # bytes


def write_files(contents: Mapping[Path, bytes], *, private: bool = False) -> None:
    """Write every file beside its target first, then replace all targets; on an error all are restored.

    With `private` only the owner may read the files. Raises FolderError where a folder cannot be written or a target
    is open in another program.
    """
    staged: list[tuple[Path, Path]] = []
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            staged.append((_stage_file(path, content, private), path))
        for temporary, path in staged:
            old = _read_target(path)
            _replace_file(temporary, path)
            before[path] = old
    except BaseException:
        _restore_files(before)
        raise
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _restore_files(before: Mapping[Path, bytes | None]) -> None:
    """Restore the files that were replaced already, and delete those that are new."""
    for path, old in before.items():
        with contextlib.suppress(OSError):
            if old is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(old)


def _stage_file(path: Path, content: bytes, private: bool) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".qingdan-", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if not private:
            Path(name).chmod(0o644)
    except OSError as error:
        raise FolderError(
            make_mistake("folder.not_writable", str(path.parent), why=render_system_error(error))
        ) from error
    return Path(name)


def _read_target(path: Path) -> bytes | None:
    """Return what a target holds before it is replaced, None where it is new."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise FolderError(make_mistake("folder.busy", str(path), why=render_system_error(error))) from error


def _replace_file(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        raise FolderError(make_mistake("folder.busy", str(path), why=render_system_error(error))) from error


def find_unwritable(paths: Iterable[Path], within: Path) -> dict[Path, str]:
    """Return the paths that cannot be written although others can, each with the system's reason.

    Nothing is left behind; folders are made as needed. Where even `within` cannot be written, all are left to
    `write_files`, which says so.
    """
    refused: dict[Path, str] = {}
    with contextlib.suppress(OSError):
        within.mkdir(parents=True, exist_ok=True)
        for path in paths:
            try:
                _try_target(path)
            except OSError as error:
                refused[path] = render_system_error(error)
    return refused


def _try_target(path: Path) -> None:
    """Raise OSError where a file cannot be made, or cannot be replaced: the name, the folder, another program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise OSError(errno.EISDIR, "")
    if path.exists():
        path.rename(path)  # Windows refuses where a program holds it open
    else:
        with path.open("xb"):
            pass
        path.unlink()


def read_file(path: Path) -> bytes:
    """Return a file's bytes. Raises FolderError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FolderError(make_mistake("folder.not_readable", str(path), why=render_system_error(error))) from error


def find_backup_path(path: Path) -> Path:
    """Return the path of the next backup copy of a file: the first numbered name that is free."""
    return find_free_name(path, "output.backup")


def set_aside(folder: Path) -> Path | None:
    """Give a folder the next free backup name and return its new path; None where there is none."""
    if not folder.is_dir():
        return None
    kept = find_backup_path(folder)
    try:
        return folder.rename(kept)
    except OSError as error:
        raise FolderError(make_mistake("folder.busy", str(folder), why=render_system_error(error))) from error


def format_path(path: Path) -> str:
    """Return a relative path as text that people and workbooks can show.

    Names in GBK bytes (archives made on Chinese Windows, unpacked elsewhere) are decoded. Characters that would trick
    a screen or break a workbook become replacement characters; all others stay.
    """
    return replace_tricks("/".join(map(_decode_part, path.parts)), "\ufffd")


def _decode_part(part: str) -> str:
    undecodable = any("\udc80" <= character <= "\udcff" for character in part)
    return os.fsencode(part).decode("gb18030", errors="replace") if undecodable else part
