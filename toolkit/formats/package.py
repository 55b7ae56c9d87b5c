"""A zip package opened once for all that read from it: sniffing, the format's reader, and metadata."""

from __future__ import annotations

import io
import zipfile
from functools import cached_property
from types import TracebackType

from toolkit.formats.errors import UnreadableError
from toolkit.ooxml import PartIndex

_STEP = 1024 * 1024
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
        """Return a member's content, never more bytes than the directory says.

        Raises KeyError where there is no such member, UnreadableError for a compression that cannot be bounded, and
        the zip library's errors for damage.
        """
        member = self._zip.getinfo(name)
        if member.compress_type not in METHODS:
            raise UnreadableError("damaged")
        content = bytearray()
        with self._zip.open(member) as stream:
            while piece := stream.read(_STEP):
                content += piece
        return bytes(content)
