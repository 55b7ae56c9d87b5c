"""Tell the format of a file by its content, never by its name."""

from __future__ import annotations

import io

import olefile

from toolkit.formats.errors import UnreadableError
from toolkit.formats.limits import MOST_INFLATED, MOST_PARTS
from toolkit.formats.markup import sniff_markup
from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import USUAL_BOOKS, fold_part_name

_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "word"),
)
# Document-security software puts these bytes in front of what it encrypts.
_SECURED = (b"E-SafeNet", b"%TSD-Header-###%")
_SECURED_WITHIN = 512
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
)
# The names, as packages compare them, that only an office document's package has.
_OFFICE_NAMES = ("[Content_Types].xml", "_rels/.rels", *USUAL_BOOKS)
_OFFICE_FOLDERS = {"word": "word", "ppt": "slides"}
_OFFICE_ROOTS = {"document": "word", "presentation": "slides"}
_BINARY_BOOK = b"\x83\x01"  # the record with which a binary workbook begins


def sniff(content: bytes) -> str:
    """Return xls, csv, html, xml, `package` (any zip: see `sniff_package`) or `locked` (a password is needed).

    Raises UnreadableError for what is none of them.
    """
    if not content:
        raise UnreadableError("empty")
    if any(signature in content[:_SECURED_WITHIN] for signature in _SECURED):
        raise UnreadableError("secured")
    for signature, code in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableError(code)
    if content.startswith(b"BM") and content[6:10] == bytes(4):  # a text may begin with BM, too
        raise UnreadableError("picture")
    if content.startswith(_OLE):
        return _sniff_ole(content)
    if content.startswith(b"PK"):
        return "package"
    return _sniff_text(content)


def _sniff_ole(content: bytes) -> str:
    """Tell a workbook from an encrypted package and a Word document by the container's streams.

    Where the container is too damaged to list them, the names in its bytes still tell what it was.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            streams = {path[0] for path in container.listdir()}
    except Exception:  # damaged data has no end of exception types
        streams = {name for name, kind in _OLE_STREAMS if kind != "xls" and name.encode("utf-16-le") in content}
    for name, kind in _OLE_STREAMS:
        if name in streams:
            if kind == "word":
                raise UnreadableError(kind)
            return kind
    raise UnreadableError("damaged")


def sniff_package(package: OpenedPackage) -> str:
    """Return xlsx, xlsb, ods or `archive` (a zip of files). Raises UnreadableError for other office documents.

    The main part is found as office programs find it. Damaged members raise the zip library's errors.
    """
    mimetype = "mimetype" in package.names
    if not mimetype and not any(map(package.parts.find_name, _OFFICE_NAMES)):
        return "archive"  # also where its folders have the names of an office document's
    if mimetype and b"opendocument." in package.read_member("mimetype"):
        _refuse_unsafe_members(package)
        if b"spreadsheet" not in package.read_member("mimetype"):
            raise UnreadableError("word")
        return "ods"
    folders = {name.split("/", maxsplit=1)[0] for name in package.names}
    folder = next((code for name, code in _OFFICE_FOLDERS.items() if name in folders), "")
    if folder and not any(map(package.parts.find_name, USUAL_BOOKS)):
        raise UnreadableError(folder)
    _refuse_unsafe_members(package)
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


def _refuse_unsafe_members(package: OpenedPackage) -> None:
    """Refuse what inflates without end, and two members of the same name: readers differ in which they take."""
    members = package.members
    if len(members) > MOST_PARTS or sum(item.file_size for item in members) > MOST_INFLATED:
        raise UnreadableError("too_big")
    if len({fold_part_name(item.filename) for item in members}) < len(members):
        raise UnreadableError("damaged")


def _sniff_text(content: bytes) -> str:
    markup = sniff_markup(content)
    if markup == "web":
        raise UnreadableError("web")
    if markup is not None:
        return markup
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
