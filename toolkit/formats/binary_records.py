"""Read and write the records that the parts of an xlsb workbook consist of."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from toolkit.formats.errors import UnreadableError

Record = tuple[int, bytes]


def read_records(part: bytes) -> Iterator[Record]:
    """Yield each record's number (one or two bytes) and body, whose length is in one to four bytes of seven bits."""
    position = 0
    while position < len(part):
        code, position = _read_varying_number(part, position, 2)
        length, position = _read_varying_number(part, position, 4)
        yield code, part[position : position + length]
        position += length


def _read_varying_number(part: bytes, position: int, most: int) -> tuple[int, int]:
    number = 0
    for index in range(most):
        byte = part[position + index]
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            break
    return number, position + index + 1


def read_wide_text(body: bytes, position: int) -> tuple[str, int]:
    """Return a text and its end: its length is in four bytes, each character in two."""
    (count,) = struct.unpack_from("<I", body, position)
    end = position + 4 + 2 * count
    if end > len(body):
        raise UnreadableError("damaged")
    return body[position + 4 : end].decode("utf-16-le", "replace"), end


def write_record(code: int, body: bytes = b"") -> bytes:
    """Return a record as a part has it."""
    return _write_varying_number(code) + _write_varying_number(len(body)) + body


def _write_varying_number(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def write_wide_text(text: str) -> bytes:
    """Return a text with its length, as `read_wide_text` reads it."""
    written = text.encode("utf-16-le", "replace")
    return struct.pack("<I", len(written) // 2) + written
