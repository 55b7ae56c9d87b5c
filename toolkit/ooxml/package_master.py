"""A package made once, of which copies are stamped: each differs in some texts, and costs only what these cost.

The master has a stand-in in the place of every such text. In a copy all parts without one are the master's compressed
bytes. Of the others what stands before the first stand-in is packed once, and copied as the state of the packer. A
copy is byte for byte what zipfile would write of the same parts.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property

from toolkit.ooxml.package import Package
from toolkit.ooxml.repeated_strings import STRINGS, StringTable, join_strings
from toolkit.ooxml.stand_ins import cut_at_stand_ins, join_pieces

# Where the sizes of a member stand behind its checksum: in its header, and in its entry of the directory (APPNOTE
# 4.3.7 and 4.3.12); the entry has the header's position, too. Then the lengths without names and extra fields.
_HEADER_FACTS, _ENTRY_FACTS, _ENTRY_POSITION = 14, 16, 42
_HEADER, _ENTRY, _END = 30, 46, 22
_DIRECTORY_SIZE = 12  # where the directory's size and position stand in the record that ends a package


class PackageMaster:
    """A package with stand-ins. `changed` are parts in another state than it has them; nothing may follow its end."""

    def __init__(self, content: bytes, changed: Mapping[str, bytes] | None = None) -> None:
        """Raises StandInError."""
        package = Package(content)
        self.parts = {name: package.read_part(name) for name in package.names} | dict(changed or {})
        self._content = content
        self._members = self._read_members(changed or {})

    def _read_members(self, changed: Mapping[str, bytes]) -> list[_Member]:
        content, members = self._content, []
        size, at = struct.unpack_from("<II", content, len(content) - _END + _DIRECTORY_SIZE)
        end = at + size
        while at < end:
            length = _ENTRY + sum(struct.unpack_from("<HHH", content, at + 28))
            entry = content[at : at + length]
            name = entry[_ENTRY : _ENTRY + struct.unpack_from("<H", entry, 28)[0]].decode()
            members.append(_Member(content, entry, self.parts[name], is_changed=name in changed))
            at += length
        return members

    def stamp(self, texts: Sequence[bytes]) -> bytes:
        """Return a copy with the texts, in UTF-8 and as XML writes them, in the place of their stand-ins.

        Shared strings must be different; see `join_repeats`.
        """
        written: list[bytes] = []
        entries: list[bytes] = []
        position = 0
        for member in self._members:
            head, data, entry = member.stamp(texts, position)
            written += (head, data)
            entries.append(entry)
            position += len(head) + len(data)
        directory = b"".join(entries)
        facts = struct.pack("<II", len(directory), position)
        end = self._content[-_END:]
        return b"".join([*written, directory, end[:_DIRECTORY_SIZE], facts, end[_DIRECTORY_SIZE + len(facts) :]])

    @cached_property
    def _strings(self) -> StringTable:
        return StringTable(self.parts.get(STRINGS, b""))

    def find_repeats(self, texts: Sequence[bytes]) -> tuple[tuple[int, int], ...]:
        """Return which shared strings of a copy are an earlier one's, each by its index with that one's."""
        return self._strings.find_repeats(texts)

    def join_repeats(self, repeats: Sequence[tuple[int, int]]) -> PackageMaster:
        """Return the master of the copies in which these shared strings are equal, and so one, as libraries write."""
        return PackageMaster(self._content, {**self.parts, **join_strings(self.parts, repeats)})


class _Member:
    """One member of the master."""

    def __init__(self, content: bytes, entry: bytes, part: bytes, *, is_changed: bool) -> None:
        packed, position = struct.unpack_from("<I", entry, _ENTRY_FACTS + 4)[0], self._find_position(entry)
        start = position + _HEADER + sum(struct.unpack_from("<HH", content, position + _HEADER - 4))
        self._head, self._entry = content[position:start], entry
        self._pieces = cut_at_stand_ins(part)
        self._data = content[start : start + packed]
        if len(self._pieces) == 1 and not is_changed:
            return
        first = self._pieces[0]
        assert isinstance(first, bytes)
        self._packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._begun = self._packer.compress(first)
        self._size, self._checksum = len(first), zlib.crc32(first)
        self._rest = self._pieces[1:]
        if not self._rest:
            self._data = self._begun + self._packer.flush()
            facts = struct.pack("<III", self._checksum, len(self._data), self._size)
            self._head = _put(self._head, _HEADER_FACTS, facts)
            self._entry = _put(self._entry, _ENTRY_FACTS, facts)

    @staticmethod
    def _find_position(entry: bytes) -> int:
        return int(struct.unpack_from("<I", entry, _ENTRY_POSITION)[0])

    def stamp(self, texts: Sequence[bytes], position: int) -> tuple[bytes, bytes, bytes]:
        """Return the member's header, its packed bytes and its entry, if the header is written at a position."""
        at = struct.pack("<I", position)
        if len(self._pieces) == 1:
            return self._head, self._data, _put(self._entry, _ENTRY_POSITION, at)
        rest = join_pieces(self._rest, texts)
        packer = self._packer.copy()
        data = b"".join([self._begun, packer.compress(rest), packer.flush()])
        facts = struct.pack("<III", zlib.crc32(rest, self._checksum), len(data), self._size + len(rest))
        entry = _put(_put(self._entry, _ENTRY_FACTS, facts), _ENTRY_POSITION, at)
        return _put(self._head, _HEADER_FACTS, facts), data, entry


def _put(content: bytes, at: int, facts: bytes) -> bytes:
    return content[:at] + facts + content[at + len(facts) :]
