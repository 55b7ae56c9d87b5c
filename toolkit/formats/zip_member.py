"""Take a member out of a package: no more is inflated than the directory says, whatever the bytes would become."""

from __future__ import annotations

import zipfile

from toolkit.formats.grid import UnreadableError

_STEP = 1024 * 1024
# The other methods inflate their whole input at once, before anyone can count.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_member(package: zipfile.ZipFile, name: str) -> bytes:
    """Return a member's bytes, read piece by piece. Raises UnreadableError for a method that cannot be bounded."""
    item = package.getinfo(name)
    if item.compress_type not in _METHODS:
        raise UnreadableError("damaged")
    content = bytearray()
    with package.open(item) as stream:
        while piece := stream.read(_STEP):
            content += piece
    return bytes(content)
