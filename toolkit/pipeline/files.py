"""Read and write files: results are written whole or not at all, and errors are in the operator's words."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from toolkit.errors import FolderError, make_mistake
from toolkit.messages import has_message, say

LARGEST_FILE = 100 * 1024 * 1024  # bytes


def render_system_error(error: OSError) -> str:
    """Say why the system refused: in the words of a message `os.<code>`, else in the system's own."""
    code = errno.errorcode.get(error.errno or 0, "")
    return say(f"os.{code}") if has_message(f"os.{code}") else str(error.strerror or error)


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
            old = path.read_bytes() if path.is_file() else None
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


def _replace_file(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        raise FolderError(make_mistake("folder.busy", str(path), why=render_system_error(error))) from error


def read_file(path: Path) -> bytes:
    """Return a file's bytes. Raises FolderError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FolderError(make_mistake("folder.not_readable", str(path), why=render_system_error(error))) from error


def find_backup_path(path: Path) -> Path:
    """Return the path of the next backup copy of a file: the first numbered name that is free."""
    names = (path.with_name(say("output.backup", stem=path.stem, number=n) + path.suffix) for n in itertools.count(1))
    return next(name for name in names if not name.exists())


def format_path(path: Path) -> str:
    """Return a relative path as text that people and workbooks can show.

    Names in GBK bytes (archives made on Chinese Windows, unpacked elsewhere) are decoded; control characters, which
    would break a workbook, become replacement characters.
    """
    name = path.as_posix()
    if any("\udc80" <= c <= "\udcff" for c in name):
        name = os.fsencode(name).decode("gb18030", errors="replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in name)
