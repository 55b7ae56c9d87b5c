"""Say what an embedded document is: by the file name that it kept, or the program that it belongs to."""

from __future__ import annotations

import io
import posixpath

import olefile

from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import Link

_NATIVE = "\x01Ole10Native"
# Before the name stand four bytes with the length of all, and two that other programs' objects do not have.
_KIND, _NAME_STARTS, _LONGEST_NAME = b"\x02\x00", 6, 260
_MOST_READ = 50 * 1024 * 1024


def find_object_name(package: OpenedPackage, link: Link | None, program: str) -> str:
    """Return the name of an embedded file where it is known, else the program's, else that of the part."""
    name = ""
    if link is not None and link.kind == "oleObject" and package.get_size(link.part) <= _MOST_READ:
        name = read_package_name(package.read_member(link.part))
    return name or program or (posixpath.basename(link.part) if link is not None else "")


def read_package_name(content: bytes) -> str:
    """Return the file name in an object of the packager, empty for every other object."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            if not container.exists(_NATIVE):
                return ""
            head: bytes = container.openstream(_NATIVE).read(_NAME_STARTS + _LONGEST_NAME)
    except Exception:  # damaged data has no end of exception types
        return ""
    name = head[_NAME_STARTS:].partition(b"\x00")[0] if head[4:_NAME_STARTS] == _KIND else b""
    return name.decode("gb18030", "replace")
