"""Write a zip that lives for a moment, in memory: not compressed, without dates. Much faster than the zip library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

# APPNOTE 4.3.7, 4.3.12 and 4.3.16: the header of a member, its entry in the directory, and the end of the directory.
_HEADER, _ENTRY, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_VERSION, _STORED, _FIRST_DAY = 20, 0, 0x21


def store_members(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of these members, each a name in ASCII and a content; all of them are shorter than 4 GB."""
    pieces: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    for name, content in members:
        written = name.encode("ascii")
        facts = (0, _STORED, 0, _FIRST_DAY, zlib.crc32(content), len(content), len(content), len(written), 0)
        header = _HEADER.pack(b"PK\x03\x04", _VERSION, *facts) + written
        entries.append(_ENTRY.pack(b"PK\x01\x02", _VERSION, _VERSION, *facts, 0, 0, 0, 0, offset) + written)
        pieces += [header, content]
        offset += len(header) + len(content)
    directory = b"".join(entries)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), offset, 0)
    return b"".join([*pieces, directory, end])
