"""Tell the format of a file by its content, never by its name."""

from __future__ import annotations

import io

import olefile

from toolkit.formats.errors import UnreadableError
from toolkit.formats.markup import MARKUP_KINDS, sniff_markup
from toolkit.formats.package import OpenedPackage
from toolkit.formats.signatures import (
    OLE,
    find_signature,
    find_stream_kind,
    find_stream_name,
    find_zip_kind,
    is_zip,
)
from toolkit.ooxml import USUAL_BOOKS

# The part of a container that says how its content is locked.
_DATA_SPACES = "\x06dataspaces"
_LONGEST_MIMETYPE = 4096
# The names, as packages compare them, that only an office document's package has.
_OFFICE_NAMES = ("[Content_Types].xml", "_rels/.rels", *USUAL_BOOKS)
_OFFICE_FOLDERS = {"word": "word", "ppt": "slides"}
_OFFICE_ROOTS = {"document": "word", "presentation": "slides"}
_BINARY_BOOK = b"\x83\x01"  # the record with which a binary workbook begins


def sniff(content: bytes) -> str:
    """Return xls, csv, html, xml, fods, `package` (any zip: see `sniff_package`) or `locked` (a password is needed).

    Raises UnreadableError for what is none of them.
    """
    if not content:
        raise UnreadableError("empty")
    known = find_signature(content)
    if known:
        raise UnreadableError(known)
    if content.startswith(OLE):
        return _sniff_ole(content)
    if is_zip(content):
        return "package"
    return _sniff_text(content)


def _sniff_ole(content: bytes) -> str:
    """Tell what a compound file is by its streams.

    Where the container is too damaged to list them, the names in its bytes still tell what it was.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            names = {name for path in container.listdir(storages=True) for name in _select_names(path)}
    except Exception:  # damaged data has no end of exception types
        names = set()
    kind = find_stream_kind(names) or find_stream_name(content) or ("unknown" if names else "damaged")
    if kind in ("xls", "locked"):
        return kind
    raise UnreadableError(kind)


def _select_names(path: list[str]) -> list[str]:
    """Return the names that tell what a container is: not those of what is embedded in it."""
    return path if path[0].lower() == _DATA_SPACES else path[:1]


def sniff_package(package: OpenedPackage) -> str:
    """Return xlsx, xlsb, ods or `archive` (a zip of files). Raises UnreadableError for other office documents.

    The main part is found as office programs find it. Damaged members raise the zip library's errors.
    """
    mimetype = _read_mimetype(package)
    known = find_zip_kind(package.names, mimetype)
    if known:
        raise UnreadableError(known)
    if not mimetype and not any(map(package.parts.find_name, _OFFICE_NAMES)):
        return "archive"  # also where its folders have the names of an office document's
    if b"opendocument." in mimetype:
        package.check()
        return "ods"
    folders = {name.split("/", maxsplit=1)[0] for name in package.names}
    folder = next((code for name, code in _OFFICE_FOLDERS.items() if name in folders), "")
    if folder and not any(map(package.parts.find_name, USUAL_BOOKS)):
        raise UnreadableError(folder)
    package.check()
    book = package.parts.find_book()
    return _sniff_book(package, book) if book else "archive"


def _sniff_book(package: OpenedPackage, book: str) -> str:
    """Tell what a package is by its main part."""
    if package.read_member(book).startswith(_BINARY_BOOK):
        return "xlsb"
    root = str(package.parts.parse_part(book).tag).rpartition("}")[2]
    if root != "workbook":
        raise UnreadableError(_OFFICE_ROOTS.get(root, "unknown"))
    return "xlsx"


def _read_mimetype(package: OpenedPackage) -> bytes:
    named = "mimetype" in package.names and package.get_size("mimetype") <= _LONGEST_MIMETYPE
    return package.read_member("mimetype") if named else b""


def _sniff_text(content: bytes) -> str:
    markup = sniff_markup(content)
    if markup in MARKUP_KINDS:
        return markup
    if markup is not None:
        raise UnreadableError(markup)
    starts_as_unicode = content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    if not starts_as_unicode and b"\x00" in content[:4096] and not _is_half_zero(content[:4096]):
        raise UnreadableError("unknown")
    return "csv"


def _is_half_zero(sample: bytes) -> bool:
    """Tell whether a text may be UTF-16 without a byte order mark.

    In UTF-16 every other byte of ASCII characters is zero, and no byte of most Chinese characters.
    """
    same_side = b"\x00" not in sample[::2] or b"\x00" not in sample[1::2]
    return same_side and sample.count(b"\x00") * 3 > len(sample)
