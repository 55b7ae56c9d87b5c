"""Texts packed ahead for a member of a zip, and members that take them as they are.

A sheet's rows are packed while they are made, long before the part around them can be written. Deflated blocks that
begin and end at whole bytes can stand anywhere in a member, so they are never unpacked again; only the checksum of the
member has to be put together (as zlib's crc32_combine does, which Python does not offer).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.excel.portable_zip import create_member

_PIECE = 1 << 16  # characters that are encoded and packed at once
_RAW = -zlib.MAX_WBITS
# Rows repeat so much that a higher level takes three times as long to save a fifth.
_QUICK = 2
_POLYNOMIAL, _ONE, _X = 0xEDB88320, 1 << 31, 1 << 30  # of the checksum; its bits stand in reverse order


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedText:
    """A text as deflated pieces that end at a whole byte, its checksum and its length in bytes."""

    pieces: list[bytes]
    checksum: int
    size: int


class TextPacker:
    """Packs a text that comes in pieces."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(_QUICK, zlib.DEFLATED, _RAW)
        self._pieces: list[bytes] = []
        self._waiting: list[str] = []
        self._length = self._checksum = self._size = 0

    def write(self, text: str) -> None:
        """Take a text."""
        self._waiting.append(text)
        self._length += len(text)
        if self._length >= _PIECE:
            self._flush_waiting()

    def _flush_waiting(self) -> None:
        content = "".join(self._waiting).encode()
        self._waiting.clear()
        self._length = 0
        self._checksum = zlib.crc32(content, self._checksum)
        self._size += len(content)
        self._keep(self._compressor.compress(content))

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)

    def finish(self) -> PackedText:
        """Return everything taken; nothing more may be written."""
        self._flush_waiting()
        self._keep(self._compressor.flush(zlib.Z_FULL_FLUSH))
        pieces, self._pieces = self._pieces, []
        return PackedText(pieces=pieces, checksum=self._checksum, size=self._size)


class MemberStream(io.StringIO):
    """A text that goes into a new member of a zip piece by piece; xlsxwriter asks for a StringIO.

    The zip is being written to something seekable, and no other member is written at the same time.
    """

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        super().__init__()
        assert package.fp is not None, "the zip is closed"
        self._package, self._target, self._member = package, package.fp, create_member(name)
        self._compressor = zlib.compressobj(wbits=_RAW)
        self._waiting: list[str] = []
        self._length = self._checksum = self._size = self._packed_size = 0
        self._large: bool | None = None

    def write(self, text: str) -> int:
        """Take a text."""
        self._waiting.append(text)
        self._length += len(text)
        if self._length >= _PIECE:
            self._flush_waiting()
        return len(text)

    def writelines(self, texts: Iterable[Any]) -> None:
        """Take several texts."""
        for text in texts:
            self.write(text)

    def write_packed(self, text: PackedText) -> None:
        """Take a text that was packed already; its pieces are let go of while they are written."""
        self._flush_waiting(text.size)
        self._put(self._compressor.flush(zlib.Z_FULL_FLUSH))  # nothing that follows refers to what was before
        pieces = text.pieces[::-1]
        text.pieces.clear()
        while pieces:
            self._put(pieces.pop())
        self._checksum = _join_checksums(self._checksum, text.checksum, text.size)
        self._size += text.size

    def _flush_waiting(self, more: int = 0) -> None:
        """Pack what is waiting; `more` bytes are known to follow."""
        if self._large is None:
            self._begin(more)
        content = "".join(self._waiting).encode()
        self._waiting.clear()
        self._length = 0
        self._checksum = zlib.crc32(content, self._checksum)
        self._size += len(content)
        self._put(self._compressor.compress(content))

    def _begin(self, more: int) -> None:
        """Write the member's header, with room for sizes of 64 bits if it is going to be large."""
        self._large = more > zipfile.ZIP64_LIMIT // 2
        self._target.seek(self._package.start_dir)
        self._member.header_offset, self._member.CRC = self._package.start_dir, 0
        self._target.write(self._member.FileHeader(zip64=self._large))

    def _put(self, content: bytes) -> None:
        self._target.write(content)
        self._packed_size += len(content)

    def finish(self) -> None:
        """Write what is still waiting, and the member's header once more with its sizes."""
        self._flush_waiting()
        self._put(self._compressor.flush())
        member, package = self._member, self._package
        member.CRC, member.file_size, member.compress_size = self._checksum, self._size, self._packed_size
        package.start_dir = self._target.tell()
        self._target.seek(member.header_offset)
        self._target.write(member.FileHeader(zip64=bool(self._large)))
        self._target.seek(package.start_dir)
        package.filelist.append(member)
        package.NameToInfo[member.filename] = member


def _join_checksums(first: int, second: int, size: int) -> int:
    """Return the CRC-32 of two texts one after the other; the second has `size` bytes."""
    return _multiply(_shift_by(size), first) ^ second


@cache
def _shift_by(size: int) -> int:
    """Return what moves a checksum past so many bytes: x to the power of 8 times as many, modulo the polynomial."""
    moved, power, number = _ONE, _X, size * 8
    while number:
        if number & 1:
            moved = _multiply(power, moved)
        power = _multiply(power, power)
        number >>= 1
    return moved


def _multiply(one: int, other: int) -> int:
    """Multiply two polynomials over two elements, modulo the checksum's."""
    product = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return product
