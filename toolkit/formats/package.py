"""A zip package opened once for all that read from it: sniffing, the format's reader, and metadata."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cached_property
from types import TracebackType

from toolkit.formats.errors import UnreadableError
from toolkit.formats.gate_xml import check_markup, shows_doctype
from toolkit.formats.gate_zip import check_directory_length, check_member, check_package, find_data
from toolkit.ooxml import PartIndex

_HEAD = 1024  # bytes of a part, in which its first element begins
_SMALL = 64 * 1024  # bytes of a part that is kept
_MARKUP = (".xml", ".rels")


class OpenedPackage:
    """The members of a package; `content` has its bytes. Raises UnreadableError for bytes that are no zip."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        check_directory_length(content, "parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception as error:  # damaged data has no end of exception types
            raise UnreadableError("damaged") from error
        self.members = self._zip.infolist()
        self.names = [member.filename for member in self.members]
        self._kept: dict[str, bytes] = {}  # small parts that were read: relationships and types are asked for often

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

    def check(self) -> None:
        """Refuse what the gate refuses of an office document: its directory, and a document type in any part in XML."""
        check_package(self.content, self.members)
        for member in self.members:
            if member.filename.lower().endswith(_MARKUP):
                found = shows_doctype(self._inflate(member, _HEAD))
                if found or (found is None and member.file_size > _HEAD):
                    self.read_member(member.filename)
                if found:
                    raise UnreadableError("damaged")

    def read_member(self, name: str, *, deep: bool = True) -> bytes:
        """Return a member's content, never more bytes than the directory says. Thrice as fast as the zip library.

        Without `deep` whoever reads it sees to its depth. Raises KeyError where there is no such member, and
        UnreadableError for what the gate refuses, and damage.
        """
        if name in self._kept:
            return self._kept[name]
        member = self._zip.getinfo(name)
        check_member(member)
        # One byte more than there should be, where there are more.
        inflated = self._inflate(member, member.file_size + 1)
        if len(inflated) != member.file_size or zlib.crc32(inflated) != member.CRC:
            raise UnreadableError("damaged")
        check_markup(inflated, name, deep=deep)
        if deep and len(inflated) <= _SMALL:
            self._kept[name] = inflated
        return inflated

    def _inflate(self, member: zipfile.ZipInfo, most: int) -> bytes:
        """Return a member's first bytes."""
        start = find_data(self.content, member)
        part = memoryview(self.content)[start : start + member.compress_size]
        if member.compress_type != zipfile.ZIP_DEFLATED:
            return bytes(part[:most])
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(part, most)
