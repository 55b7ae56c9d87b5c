"""Damage how a file is written: its parts under other names, its own name as long as can be."""

from __future__ import annotations

import io
import random
import zipfile

from toolkit.damage.files import make_readable_files
from toolkit.damage.kind import Kind, make_outer_kind
from toolkit.damage.model import DamagedFiles, Subject
from toolkit.excel import create_member
from toolkit.messages import say

# The names under which some programs save the same parts; a package's relationships lead to them.
_RENAMED = {
    "xl/workbook.xml": "xl/workbook22.xml",
    "xl/_rels/workbook.xml.rels": "xl/_rels/workbook22.xml.rels",
    "xl/styles.xml": "xl/styles22.xml",
    "xl/sharedStrings.xml": "xl/strings/sharedStrings1.xml",
}
# Bytes of a file's name, of the 255 that disks allow; the answer lies beside it under the name and `.expected.json`.
_LONGEST_NAME = 240


def _rename_parts(subject: Subject, rng: random.Random) -> DamagedFiles | None:
    """Rename the parts that every reader knows by name; their relationships and types lead to them as before."""
    with zipfile.ZipFile(io.BytesIO(subject.content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if "xl/workbook.xml" not in parts:
        return None
    renamed = {_RENAMED.get(name, name): _follow(name, part) for name, part in parts.items()}
    return make_readable_files(subject, {subject.name: _zip_parts(renamed)})


def _follow(name: str, part: bytes) -> bytes:
    """Return a part with the renamed parts' names, where it may lead to them."""
    if not (name.endswith(".rels") or name == "[Content_Types].xml"):
        return part
    for old, new in _RENAMED.items():
        for start in ("/xl/", "xl/", ""):
            short, long = old.removeprefix("xl/"), new.removeprefix("xl/")
            part = part.replace(f'"{start}{short}"'.encode(), f'"{start}{long}"'.encode())
    return part


def _lengthen_name(subject: Subject, rng: random.Random) -> DamagedFiles:
    room = _LONGEST_NAME - len(f"{subject.stem}.xlsx".encode())
    word = say("damage.name.long")
    filler = (word * room)[: max(0, room // len(word[0].encode()))]
    return make_readable_files(subject, {f"{subject.stem}{filler}.xlsx": subject.content})


def _zip_parts(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(create_member(name), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


PACKAGE_KINDS: tuple[Kind, ...] = (
    make_outer_kind(53, "parts_renamed", _rename_parts),
    make_outer_kind(61, "long_name", _lengthen_name),
)
