"""Steps 4 and 5 of the gate: what a zip's directory says, and whether one member may be inflated."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence

from toolkit.formats.errors import Excess, UnreadableError
from toolkit.formats.limits import MIB, get_limits, keep_within
from toolkit.formats.zip_directory import measure_directory
from toolkit.ooxml import fold_part_name

# Other methods inflate their whole input at once, before the size can be checked.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
# The header before each member (APPNOTE 4.3.7): its signature, its length without the name and the extra field, and
# the position of their lengths.
_LOCAL_SIGNATURE, _LOCAL_HEADER, _LENGTHS_AT, _LENGTHS = b"PK\x03\x04", 30, 26, struct.Struct("<HH")
# Bytes of a directory that may be made objects of: of a usual one, and of an entry with a long name.
LARGEST_DIRECTORY, _LONGEST_ENTRY = 4 * MIB, 1024
# Below this length no ratio is looked at: a small sheet of equal rows reaches any.
_SHORT = 32 * MIB


def check_directory_length(content: bytes, name: str) -> None:
    """Refuse a directory too long for as many members as the limit of a name allows.

    This comes before an object is made of each of its entries.
    """
    most = get_limits().parts if name == "parts" else get_limits().files
    if measure_directory(content) > max(most * _LONGEST_ENTRY, LARGEST_DIRECTORY):
        raise UnreadableError("too_big", Excess(name=name, most=most))


def check_package(content: bytes, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a package that is too large, or that two readers could take for two different ones."""
    keep_within("parts", len(members))
    keep_within("inflated", sum(item.file_size for item in members))
    if len({fold_part_name(item.filename) for item in members}) < len(members):
        raise UnreadableError("damaged")
    if any(item.flag_bits & ENCRYPTED for item in members):
        raise UnreadableError("encrypted")
    if any(item.compress_type not in METHODS for item in members):
        raise UnreadableError("damaged")
    if refuse_overlaps(content, members) > len(content):
        raise UnreadableError("damaged")


def refuse_overlaps(content: bytes, members: Sequence[zipfile.ZipInfo]) -> int:
    """Refuse bytes that belong to two members, or that stand before the first one, as where two zips are joined.

    Return where the last member ends.
    """
    end = 0
    for item in sorted(members, key=lambda item: item.header_offset):
        if item.header_offset < end or (end == 0 and item.header_offset > 0):
            raise UnreadableError("damaged")
        headed = content.startswith(_LOCAL_SIGNATURE, item.header_offset)
        start = find_data(content, item) if headed else item.header_offset + _LOCAL_HEADER
        end = start + item.compress_size
    return end


def find_data(content: bytes, item: zipfile.ZipInfo) -> int:
    """Return where a member's bytes begin, behind its own header. Raises UnreadableError where there is none."""
    start = item.header_offset
    if content[start : start + 4] != _LOCAL_SIGNATURE or start + _LOCAL_HEADER > len(content):
        raise UnreadableError("damaged")
    return int(start + _LOCAL_HEADER + sum(_LENGTHS.unpack_from(content, start + _LENGTHS_AT)))


def check_member(item: zipfile.ZipInfo) -> None:
    """Refuse to inflate a member that would be too long, by itself or for what it is packed in."""
    keep_within("part", item.file_size)
    if item.file_size > _SHORT:
        keep_within("ratio", item.file_size // max(item.compress_size, 1))
    if item.compress_type not in METHODS or item.flag_bits & ENCRYPTED:
        raise UnreadableError("damaged")
