"""Zip packages with the same bytes on every system.

Python records the system in each member, 0 on Windows and 3 elsewhere. We always write 3, so that the same input gives
the same file on an office computer and on a server.
"""

from __future__ import annotations

import struct
import zipfile

# The earliest time a zip member can have: with a fixed time, the same parts give the same bytes.
_EARLIEST_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
# The record that ends a zip (APPNOTE 4.3.16): its signature, and the position of the directory's size and start.
_END, _END_SIZES = b"PK\x05\x06", 12
# Each entry of the directory (4.3.12): its length without names and comment, and the positions of the system and of
# the lengths of what follows.
_ENTRY, _SYSTEM, _LENGTHS = 46, 5, 28


def create_member(name: str, *, kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the entry for a new member: compressed, with a fixed time, readable by its owner."""
    member = kind(name, _EARLIEST_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    member.create_system = _UNIX
    return member


def unify_system(content: bytes) -> bytes:
    """Return a zip written by a library, with the same system for every member in its directory."""
    end = content.rindex(_END)
    size, position = struct.unpack_from("<II", content, end + _END_SIZES)
    directory_end = position + size
    unified = bytearray(content)
    while position < directory_end:
        unified[position + _SYSTEM] = _UNIX
        position += _ENTRY + sum(struct.unpack_from("<HHH", content, position + _LENGTHS))
    return bytes(unified)
