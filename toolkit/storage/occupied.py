"""Who has a workbook open, from the file that an office program puts beside it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from toolkit.errors import NotWrittenError, make_mistake
from toolkit.messages import say
from toolkit.storage.system import is_refused, render_system_error
from toolkit.text import replace_tricks

# Microsoft's and WPS's file begins with the length of the name, LibreOffice's has it between commas.
_OFFICE, _LIBRE = "~${}", ".~lock.{}#"
OWNER_FILES = (_OFFICE, _LIBRE)
_LONGEST = 200  # bytes looked at


def find_owner_file(path: Path) -> str:
    """Return the name of the file beside a workbook by which a program says that it is open; empty without one."""
    names = (pattern.format(path.name) for pattern in OWNER_FILES)
    return next((name for name in names if path.with_name(name).exists()), "")


def find_holder(path: Path) -> str:
    """Return in words who has a workbook open, as far as a file beside it tells; empty where there is none."""
    name = find_owner_file(path)
    if not name:
        return ""
    content = b""
    with contextlib.suppress(OSError), path.with_name(name).open("rb") as file:
        content = file.read(_LONGEST)
    owner = _read_owner(name, content)
    return say("storage.held_by", owner=owner, lock=name) if owner else say("storage.held", lock=name)


def stop_at_open_file(path: Path) -> None:
    """Do nothing unless a program says that it has a file open. Raises NotWrittenError."""
    if holder := find_holder(path):
        raise NotWrittenError(make_mistake("folder.busy", str(path), why=holder))


def refuse_write(path: Path, error: OSError) -> NotWrittenError:
    """Return why a file was not written: its folder lets nobody write, another program has it open, or the system."""
    why = render_system_error(error)
    if is_refused(error) and not _is_writable(path.parent):
        return NotWrittenError(make_mistake("folder.not_writable", str(path.parent), why=why))
    if is_refused(error) and os.path.lexists(path):
        return NotWrittenError(make_mistake("folder.busy", str(path), why=find_holder(path) or why))
    return NotWrittenError(make_mistake("folder.not_writable", str(path), why=why))


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_owner(name: str, content: bytes) -> str:
    if name.startswith("~$"):
        text = _decode(content[1 : 1 + content[0]]) if content else ""
    else:
        parts = content.decode("utf-8", errors="replace").split(",")
        text = " ".join(part for part in parts[:2] if part)
    return replace_tricks(text.strip(" \0"), "\ufffd")


def _decode(content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
