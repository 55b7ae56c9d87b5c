"""Read the files in a zip archive: each with a name safe to show, and its content or why it cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.formats.errors import UnreadableError
from toolkit.formats.limits import LARGEST_ARCHIVED, MOST_ARCHIVED, MOST_INFLATED
from toolkit.formats.package import METHODS

_STEP = 1024 * 1024
_IN_UTF8, _ENCRYPTED = 0x800, 0x1
_OFFICE = re.compile(
    r"(?:\./)?(?:\[content_types\]\.xml|mimetype|_rels[/\\]\.rels|xl[/\\]workbook.*)", re.IGNORECASE | re.DOTALL
)
# What macOS adds to every zip.
_ADDED = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMember:
    """One file of an archive: its path, for display only, and its content; without content, `code` says why."""

    name: str
    content: bytes = b""
    code: str = ""
    modified: dt.datetime | None = None
    encrypted: bool = False  # a password was needed


@dataclass(frozen=True, slots=True, kw_only=True)
class _ArchiveReader:
    """An open archive, the passwords to try, and in `inflated` the bytes that each attempt to read has cost so far."""

    package: zipfile.ZipFile
    passwords: list[bytes]
    inflated: list[int]


def is_archive(content: bytes) -> bool:
    """Tell whether the bytes are a zip of files rather than a single office document."""
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return not any(_OFFICE.fullmatch(item.orig_filename) for item in package.infolist())
    except Exception:  # damaged data has no end of exception types
        return False


def read_archive(content: bytes, passwords: Iterable[str] = ()) -> list[ArchiveMember]:
    """Return the files of a zip in order of name; zips in it stay closed. Raises no exception but UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _read_members(
                _ArchiveReader(package=package, passwords=list(_encode_passwords(passwords)), inflated=[])
            )
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


def _encode_passwords(passwords: Iterable[str]) -> Iterator[bytes]:
    """Yield each password as current packers encode it (UTF-8) and as older ones on Chinese Windows do."""
    for password in passwords:
        yield from dict.fromkeys((password.encode("utf-8"), password.encode("gb18030")))


def _read_members(reader: _ArchiveReader) -> list[ArchiveMember]:
    items = [(_decode_name(item), item) for item in reader.package.infolist()]
    if min((item.header_offset for _, item in items), default=0) > 0:
        raise UnreadableError("damaged")  # bytes before the start, as when two zips are joined
    files = [(name, item) for name, item in items if not name.endswith("/") and not _ADDED.fullmatch(name)]
    if len(files) > MOST_ARCHIVED:
        raise UnreadableError("too_big")
    used: set[str] = set()
    named = [(_claim_unused_name(_sanitise_path(name), used), item) for name, item in files]
    return [replace(_read_member(reader, item), name=name) for name, item in sorted(named, key=lambda pair: pair[0])]


def _decode_name(item: zipfile.ZipInfo) -> str:
    """Return a member's path as its packer wrote it: names without the UTF-8 flag may be in any encoding."""
    name = item.orig_filename
    if not item.flag_bits & _IN_UTF8:
        raw = name.encode("cp437")  # by which the library decodes all other names
        name = _decode_bytes(raw) or name
    return name.replace("\\", "/")


def _decode_bytes(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _sanitise_path(name: str) -> str:
    """Return a path without what could lead out of a folder or play tricks on a screen."""
    visible = "".join(
        character for character in name if unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp")
    )
    parts = [re.sub(r"^(?:[A-Za-z]:)+", "", part) for part in visible.split("/")]
    return "/".join(part for part in parts if part.strip(" .")) or "unnamed"


def _claim_unused_name(name: str, used: set[str]) -> str:
    """Return the name, numbered if it is taken, and take it."""
    folder, slash, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if not stem:
        stem, dot, ending = file, "", ""
    free, number = name, 1
    while free in used:
        number += 1
        free = f"{folder}{slash}{stem} ({number}){dot}{ending}"
    used.add(free)
    return free


def _read_member(reader: _ArchiveReader, item: zipfile.ZipInfo) -> ArchiveMember:
    modified = _read_timestamp(item)
    if stat.S_ISLNK(item.external_attr >> 16):
        return ArchiveMember(name="", code="link", modified=modified)
    try:
        locked = bool(item.flag_bits & _ENCRYPTED)
        return ArchiveMember(name="", content=_read_content(reader, item), modified=modified, encrypted=locked)
    except UnreadableError as error:
        return ArchiveMember(name="", code=error.code, modified=modified)
    except Exception:  # damaged data has no end of exception types
        return ArchiveMember(name="", code="damaged", modified=modified)


def _read_timestamp(item: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*item.date_time)
    except ValueError:
        return None


def _read_content(reader: _ArchiveReader, item: zipfile.ZipInfo) -> bytes:
    if not item.flag_bits & _ENCRYPTED:
        return _inflate_content(reader, item, None)
    for password in reader.passwords:
        try:
            content = _inflate_content(reader, item, password)
        except UnreadableError:
            raise
        except Exception:  # a wrong password: one in 256 passes the first check, and yields garbage
            continue
        reader.passwords.remove(password)
        reader.passwords.insert(0, password)  # the next member most likely has the same
        return content
    raise UnreadableError("encrypted")


def _inflate_content(reader: _ArchiveReader, item: zipfile.ZipInfo, password: bytes | None) -> bytes:
    """Return a member's content, checked to its end, within what the archive may still inflate.

    Inflated bytes count even if they are thrown away, or an archive of many bombs would take forever.
    """
    most = min(LARGEST_ARCHIVED, MOST_INFLATED - sum(reader.inflated))
    if item.file_size > most:
        raise UnreadableError("too_big")
    if item.compress_type not in METHODS:
        raise UnreadableError("encrypted" if item.flag_bits & _ENCRYPTED else "damaged")
    content = bytearray()
    with reader.package.open(item, pwd=password) as stream:
        while piece := stream.read(_STEP):
            content += piece
            reader.inflated.append(len(piece))
            if len(content) > most:
                raise UnreadableError("too_big")
    if len(content) != item.file_size:
        raise UnreadableError("damaged")
    return bytes(content)
