"""How long a zip's directory is, without looking through it: an object would be made of each of its entries."""

from __future__ import annotations

import struct

_END, _WIDE_END = b"PK\x05\x06", b"PK\x06\x06"


def measure_directory(content: bytes) -> int:
    """Return the length of a zip's directory as its end says, 0 where it has none."""
    end = content.rfind(_END)
    wide = content.rfind(_WIDE_END)
    try:
        (length,) = struct.unpack_from("<L", content, end + 12) if end >= 0 else (0,)
        if length == 0xFFFFFFFF and wide >= 0:
            (length,) = struct.unpack_from("<Q", content, wide + 40)
    except struct.error:
        return 0
    return int(length)
