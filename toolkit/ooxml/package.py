"""Packages, the zip files that workbooks and documents are, changed part by part.

Unchanged parts are copied in their compressed form without being decoded. So a change costs only what the changed
parts cost, and nothing else in somebody's file can suffer.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from toolkit.excel import create_member
from toolkit.ooxml.part_index import PartIndex, fold_part_name

# The header of each member (APPNOTE 4.3.7): its length without name and extra field, and the position of their
# lengths, which may differ from those in the directory at the end.
_LOCAL_HEADER, _NAME_LENGTH, _EXTRA_LENGTH = 30, 26, 28
_SIZES_FOLLOW = 0x08  # the flag of a member whose sizes follow its content


@dataclass(frozen=True, slots=True)
class _PackedPart:
    """A part as it will lie in the zip: deflated, the checksum of what it was, and how long that was."""

    packed: bytes
    checksum: int
    length: int

    def read(self) -> bytes:
        """Return what was packed."""
        return zlib.decompress(self.packed, -zlib.MAX_WBITS)


def _pack_pieces(pieces: Iterable[bytes]) -> _PackedPart:
    packer, packed, checksum, length = zlib.compressobj(wbits=-zlib.MAX_WBITS), list[bytes](), 0, 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        checksum, length = zlib.crc32(piece, checksum), length + len(piece)
    return _PackedPart(b"".join([*packed, packer.flush()]), checksum, length)


class Package:
    """One package whose parts can be read, put and dropped; `build_bytes` writes it anew.

    New parts follow the others in the order in which they were put.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._source = zipfile.ZipFile(io.BytesIO(content))
        self._items = {item.filename: item for item in self._source.infolist()}
        self._folded = {fold_part_name(name): name for name in self._items}
        self._put: dict[str, bytes | _PackedPart] = {}
        self._read: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    @property
    def names(self) -> list[str]:
        """The names of the present parts."""
        kept = [name for name in self._items if name not in self._dropped]
        return kept + [name for name in self._put if name not in self._items]

    def __contains__(self, name: str) -> bool:
        return name in self._put or (name in self._items and name not in self._dropped)

    def resolve_name(self, name: str) -> str:
        """Return a part's name as the package spells it; office programs ignore case."""
        if name in self:
            return name
        return self._folded.get(fold_part_name(name), name)

    @cached_property
    def book(self) -> str:
        """The name of the main part, empty where there is none."""
        return PartIndex(self.names, self.read_part).find_book()

    def find_free_name(self, pattern: str) -> str:
        """Return the first name of a numbered pattern that no part has, whatever its capitals."""
        return next(name for n in itertools.count(1) if fold_part_name(name := pattern.format(n)) not in self._folded)

    @property
    def plain(self) -> bool:
        """Whether no two members have the same name, even for programs that ignore case."""
        return len({fold_part_name(item.filename) for item in self._source.infolist()}) == len(self._source.infolist())

    def read_part(self, name: str) -> bytes:
        """Return a part in its present state; KeyError where there is none."""
        if name in self._dropped:
            raise KeyError(name)
        if name in self._put:
            put = self._put[name]
            return put if isinstance(put, bytes) else put.read()
        if name not in self._read:
            self._read[name] = self._source.read(name)
        return self._read[name]

    def release_part(self, name: str) -> None:
        """Keep a part that was read no longer: it is read again where it is asked for again."""
        self._read.pop(name, None)

    def put_part(self, name: str, part: bytes) -> None:
        """Replace a part, or add one."""
        self._put_any(name, part)

    def put_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Replace a part, or add one, given in pieces: a large one never lies in memory as a whole."""
        self._read.pop(name, None)
        self._put_any(name, _pack_pieces(pieces))

    def _put_any(self, name: str, part: bytes | _PackedPart) -> None:
        self._dropped.discard(name)
        self._put[name] = part
        self._folded.setdefault(fold_part_name(name), name)

    def drop_part(self, name: str) -> None:
        """Remove a part if the package has it."""
        self._put.pop(name, None)
        if name in self._items:
            self._dropped.add(name)

    def build_bytes(self, level: int | None = None) -> bytes:
        """Return the package in its present state; `level` (1 to 9) is the compression level of changed parts."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
            target.comment = self._source.comment
            for name, item in self._items.items():
                if name in self._dropped:
                    continue
                if name in self._put:
                    _write_member(_create_successor(item), self._put[name], target, level)
                else:
                    _copy_member(self._content, item, target)
            for name, part in self._put.items():
                if name not in self._items:
                    _write_member(create_member(name), part, target, level)
        return buffer.getvalue()


def _create_successor(item: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the entry for a replaced part, with the name, time and system of the old entry."""
    successor = create_member(item.filename)
    successor.date_time = item.date_time
    successor.external_attr = item.external_attr or successor.external_attr
    successor.create_system = item.create_system
    return successor


def _copy_member(content: bytes, item: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """Copy a member's compressed bytes unchanged, and enter it into the target's directory."""
    start = item.header_offset + _LOCAL_HEADER
    for offset in (_NAME_LENGTH, _EXTRA_LENGTH):
        position = item.header_offset + offset
        start += int.from_bytes(content[position : position + 2], "little")
    copied = copy(item)
    copied.flag_bits &= ~_SIZES_FOLLOW  # the header written here has the sizes
    _write_packed(copied, content[start : start + item.compress_size], target)


def _write_member(item: zipfile.ZipInfo, part: bytes | _PackedPart, target: zipfile.ZipFile, level: int | None) -> None:
    """Write a part that was put, packed at a level unless it is packed already."""
    if isinstance(part, bytes):
        target.writestr(item, part, zipfile.ZIP_DEFLATED, level)
        return
    item.compress_type = zipfile.ZIP_DEFLATED
    item.CRC, item.file_size, item.compress_size = part.checksum, part.length, len(part.packed)
    _write_packed(item, part.packed, target)


def _write_packed(item: zipfile.ZipInfo, packed: bytes, target: zipfile.ZipFile) -> None:
    """Write a member whose entry is complete, and enter it into the target's directory."""
    stream = target.fp
    assert stream is not None
    item.header_offset = stream.tell()
    stream.write(item.FileHeader(zip64=False))
    stream.write(packed)
    target.filelist.append(item)
    target.NameToInfo[item.filename] = item
    target.start_dir = stream.tell()


def patch_package(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Return the package with parts changed, each by its function. Raises KeyError for a part that it lacks."""
    package = Package(content)
    absent = set(changes) - set(package.names)
    if absent:
        raise KeyError(min(absent))
    for name, change in changes.items():
        package.put_part(name, change(package.read_part(name)))
    return package.build_bytes()


def repack_package(content: bytes, modified: dt.datetime | None) -> bytes:
    """Return the package with a fixed time for all members, so that the same parts give the same bytes.

    `modified` (UTC) becomes the date of the last change in its properties; None leaves that date as it is.
    """
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml" and modified is not None:
                part = _set_modified(part, modified)
            target.writestr(create_member(name), part)
    return buffer.getvalue()


def _set_modified(core: bytes, modified: dt.datetime) -> bytes:
    timestamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + timestamp, core)
