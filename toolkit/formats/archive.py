"""Read the files in a zip archive: each with a name safe to show, and its content or why it cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.formats.aes_zip import METHOD, read_locked_member, unlock_member
from toolkit.formats.errors import Excess, UnreadableError
from toolkit.formats.gate_zip import ENCRYPTED, LARGEST_DIRECTORY, METHODS, check_directory_length, refuse_overlaps
from toolkit.formats.limits import keep_within
from toolkit.formats.signatures import find_folder_documents, find_zip_kind, strip_padding
from toolkit.formats.zip_directory import measure_directory
from toolkit.text import cut_to_bytes, replace_tricks

_STEP = 1024 * 1024
_BATCH = 64 * _STEP  # bytes unpacked at once, unless one file alone is larger
_IN_UTF8, _STRONGLY = 0x800, 0x40
# Methods that packers offer and we cannot bound or do not know: Deflate64, bzip2, LZMA, Zstandard, XZ, PPMd and others.
_OTHER_METHODS = frozenset({1, 2, 3, 4, 5, 6, 9, 10, 12, 14, 16, 18, 19, 93, 94, 95, 96, 97, 98})
_OFFICE = re.compile(
    r"(?:\./)?(?:\[content_types\]\.xml|mimetype|_rels[/\\]\.rels|xl[/\\]workbook.*)", re.IGNORECASE | re.DOTALL
)
# Bytes of a folder's or file's name, as on every disk, and of a whole path.
_LONGEST_PART, _LONGEST_PATH = 255, 1024
# What macOS adds to every zip.
_ADDED = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMember:
    """One file of an archive: its path, for display only, and its content.

    Without content, `code` says why, and `excess` which limit it is beyond. `opened_by` is the place of the password
    that opened it among those given, None where it needed none.
    """

    name: str
    content: bytes = b""
    code: str = ""
    excess: Excess | None = None
    modified: dt.datetime | None = None
    opened_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBatch:
    """Some files of an archive; the number of the next one, None behind the last; and the bytes inflated so far."""

    members: tuple[ArchiveMember, ...]
    next_start: int | None
    inflated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _ArchiveReader:
    """An open archive, the passwords to try, and in `inflated` the bytes that each attempt to read has cost so far."""

    content: bytes
    package: zipfile.ZipFile
    passwords: list[tuple[bytes, int]]  # with the place of each among those given; first the one that fitted last
    inflated: list[int]


def is_archive(content: bytes) -> bool:
    """Tell whether the bytes are a zip of files rather than a single office document.

    This is asked outside of the workers, so a huge directory, of which objects would be made, is not looked through.
    """
    content = strip_padding(content)
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")) or measure_directory(content) > LARGEST_DIRECTORY:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [item.orig_filename for item in package.infolist()]
            return not (any(map(_OFFICE.fullmatch, names)) or find_zip_kind(names))
    except Exception:  # damaged data has no end of exception types
        return False


def read_batch(content: bytes, passwords: Iterable[str] = (), start: int = 0, inflated: int = 0) -> ArchiveBatch:
    """Return some files of a zip in order of name; zips in it stay closed. Raises no exception but UnreadableError.

    `start` and `inflated` are those of the batch before.
    """
    content = strip_padding(content)
    check_directory_length(content, "files")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            words = list(_encode_passwords(passwords))
            reader = _ArchiveReader(content=content, package=package, passwords=words, inflated=[inflated])
            return _read_members(reader, start)
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


def read_member(content: bytes, name: str, passwords: Iterable[str] = ()) -> ArchiveMember | None:
    """Return one file of a zip by its name as shown, None where there is none. Raises UnreadableError."""
    content = strip_padding(content)
    check_directory_length(content, "files")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            words = list(_encode_passwords(passwords))
            reader = _ArchiveReader(content=content, package=package, passwords=words, inflated=[])
            item = dict(_list_files(reader)).get(name)
            return None if item is None else _read_listed(reader, name, item)
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


def _encode_passwords(passwords: Iterable[str]) -> Iterator[tuple[bytes, int]]:
    """Yield each password as packers encode it now (UTF-8) and did on Chinese Windows, with its place."""
    for place, password in enumerate(passwords):
        yield from ((word, place) for word in dict.fromkeys((password.encode("utf-8"), password.encode("gb18030"))))


def _read_members(reader: _ArchiveReader, start: int) -> ArchiveBatch:
    files = _list_files(reader)
    end, members, size = start, list[ArchiveMember](), 0
    while end < len(files):
        name, item = files[end]
        if members and not isinstance(item, str) and size + item.file_size > _BATCH:
            break
        members.append(_read_listed(reader, name, item))
        size += len(members[-1].content)
        end += 1
    more = end if end < len(files) else None
    return ArchiveBatch(members=tuple(members), next_start=more, inflated=sum(reader.inflated))


def _list_files(reader: _ArchiveReader) -> list[tuple[str, zipfile.ZipInfo | str]]:
    """Return the files of an archive by the names they are shown by, in order; for a folder that is one, its code."""
    items = [(_decode_name(item), item) for item in reader.package.infolist()]
    refuse_overlaps(reader.content, [item for _, item in items])
    files = [(name, item) for name, item in items if not name.endswith("/") and not _ADDED.fullmatch(name)]
    keep_within("files", len(files))
    documents = find_folder_documents(name for name, _ in files)
    used: set[str] = set()
    named: list[tuple[str, zipfile.ZipInfo | str]] = [
        (_claim_name(name, used), code) for name, code in documents.items()
    ]
    for name, item in files:
        if not any(name.startswith(f"{folder}/") for folder in documents):
            named.append((_claim_name(name, used), item))
    return sorted(named, key=lambda pair: pair[0])


def _read_listed(reader: _ArchiveReader, name: str, item: zipfile.ZipInfo | str) -> ArchiveMember:
    return (
        ArchiveMember(name=name, code=item) if isinstance(item, str) else replace(_read_member(reader, item), name=name)
    )


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
    parts = [re.sub(r"^(?:[A-Za-z]:)+", "", part) for part in replace_tricks(name, "").split("/")]
    path = "/".join(cut_to_bytes(part, _LONGEST_PART) for part in parts if part.strip(" ."))
    return cut_to_bytes(path, _LONGEST_PATH) or "unnamed"


def _claim_name(name: str, used: set[str]) -> str:
    """Return a member's path fit to be shown, numbered if it is taken, and take it."""
    name = _sanitise_path(name)
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
        content = _read_content(reader, item)
        opened_by = reader.passwords[0][1] if item.flag_bits & ENCRYPTED else None
        return ArchiveMember(name="", content=content, modified=modified, opened_by=opened_by)
    except UnreadableError as error:
        return ArchiveMember(name="", code=error.code, excess=error.excess, modified=modified)
    except Exception:  # damaged data has no end of exception types
        return ArchiveMember(name="", code="damaged", modified=modified)


def _read_timestamp(item: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*item.date_time)
    except ValueError:
        return None


def _read_content(reader: _ArchiveReader, item: zipfile.ZipInfo) -> bytes:
    if not item.flag_bits & ENCRYPTED:
        return _inflate_content(reader, item, None)
    if item.flag_bits & _STRONGLY:
        raise UnreadableError("locked_zip")
    read = _unlock_content if item.compress_type == METHOD else _inflate_content
    for word in reader.passwords:
        try:
            content = read(reader, item, word[0])
        except UnreadableError:
            raise
        except Exception:  # a wrong password: one in 256 passes the first check, and yields garbage
            continue
        reader.passwords.remove(word)
        reader.passwords.insert(0, word)  # the next member most likely has the same
        return content
    raise UnreadableError("wrong_password" if reader.passwords else "encrypted")


def _inflate_content(reader: _ArchiveReader, item: zipfile.ZipInfo, password: bytes | None) -> bytes:
    """Return a member's content, checked to its end."""
    _refuse_method(item.compress_type)
    _refuse_size(reader, item)
    with reader.package.open(item, pwd=password) as stream:
        return _collect_content(reader, item, iter(lambda: stream.read(_STEP), b""))


def _unlock_content(reader: _ArchiveReader, item: zipfile.ZipInfo, password: bytes) -> bytes:
    """Return the content of a member locked with AES. Raises ValueError where the password does not fit."""
    _refuse_size(reader, item)
    member = read_locked_member(reader.content, item)
    _refuse_method(member.method)
    plain = unlock_member(member, password)
    if plain is None:
        raise ValueError
    pieces = _inflate_pieces(plain) if member.method == zipfile.ZIP_DEFLATED else iter([plain])
    return _collect_content(reader, item, pieces)


def _inflate_pieces(pressed: bytes) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while pressed and not inflater.eof:
        yield inflater.decompress(pressed, _STEP)
        pressed = inflater.unconsumed_tail
    yield inflater.flush()


def _refuse_method(method: int) -> None:
    if method not in METHODS:
        raise UnreadableError("archive_method" if method in _OTHER_METHODS else "damaged")


def _refuse_size(reader: _ArchiveReader, item: zipfile.ZipInfo) -> None:
    """Refuse a member that is too large, or for which too little is left.

    Inflated bytes count even if they are thrown away, or an archive of many bombs would take forever.
    """
    keep_within("file", item.file_size)
    keep_within("inflated", sum(reader.inflated) + item.file_size)


def _collect_content(reader: _ArchiveReader, item: zipfile.ZipInfo, pieces: Iterator[bytes]) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        reader.inflated.append(len(piece))
        if len(content) > item.file_size:  # which is within the limits
            break
    if len(content) != item.file_size:
        raise UnreadableError("damaged")
    return bytes(content)
