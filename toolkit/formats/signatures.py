"""One table of what files are besides workbooks: by their first bytes, their streams, or their members' names.

It is asked before any reader, so that a scan, a mail or a song is called what it is, and never a damaged workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Refused files that may be what a return came with: a doubt. Any other refusal is an error, for the return is lost.
ATTACHMENTS = frozenset(
    {
        "database",
        "docket",  # a paper of ours to be signed
        "download",
        "drawing",
        "ebook",
        "mail",
        "media",
        "ofd",
        "pdf",
        "picture",
        "program",
        "shortcut",
        "slides",
        "text",
        "word",
        "xps",
    }
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A zip in one piece, an empty one, and the beginnings of damaged ones; a text may begin with PK, too.
_ZIP = re.compile(rb"PK(?:[\x01-\x08]|00PK)")
_HEAD = 4096

# By the first bytes. Beginnings that a text might have are told by a byte that no text has.
SIGNATURES = tuple(
    (re.compile(pattern, re.DOTALL), code)
    for pattern, code in (
        (rb"%PDF", "pdf"),
        # pictures
        (rb"\x89PNG|\xff\xd8\xff|GIF8|II[*+]\x00|MM\x00[*+]|8BPS\x00\x01", "picture"),
        (rb"BM.{4}\x00{4}", "picture"),
        (rb"RIFF.{4}WEBP", "picture"),
        (rb"\x00.{3}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1|avi[fs]|crx )", "picture"),
        (rb"\x00\x00\x00\x0c(?:jP  |JXL )|\xff\x4f\xff\x51|\xff\x0a|\xd7\xcd\xc6\x9a", "picture"),
        (rb"\x01\x00{3}.{36} EMF", "picture"),
        # sound and film
        (rb"\x00.{3}(?:ftyp|moov|mdat|wide|free|skip)", "media"),
        (rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf0-\xf5\xf8-\xfd]|#!AMR|\x02?#!SILK|OggS\x00|fLaC\x00|MThd\x00", "media"),
        (rb"RIFF.{4}(?:WAVE|AVI |RMID)|FORM.{4}AIF[FC]|FLV\x01|\.RMF\x00|\x1a\x45\xdf\xa3", "media"),
        (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11|\x00\x00\x01[\xb3\xba]", "media"),
        # archives of other kinds than zip
        (rb"Rar!|7z\xbc\xaf|\x1f\x8b|\x1f\x9d|BZh[1-9]1AY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|MSCF\x00", "archive"),
        (rb".{257}ustar|.{2}-lh[0-7]-|.{7}\*\*ACE\*\*", "archive"),
        # documents
        (rb"\{\\rtf|\xdb\xa5-\x00", "word"),
        (rb"ITSF\x03|.{60}BOOKMOBI|CAJ\x00|HN\x00|AT&TFORM", "ebook"),
        (rb"\x78\x9f\x3e\x22|!BDN", "mail"),
        (rb"AC10\d\d\x00|RIFF.{4}CDR|\s*0\r?\n\s*SECTION\r?\n", "drawing"),
        (rb"SQLite format 3\x00|\x00\x01\x00\x00Standard (?:Jet|ACE) DB", "database"),
        # what only its own program understands
        (rb"MZ.{0,62}\x00|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|dex\n", "program"),
        (rb"L\x00\x00\x00\x01\x14\x02\x00|(?i:\[InternetShortcut[\].]|\[Desktop Entry\])", "shortcut"),
        (rb"d\d{1,2}:(?:announce|comment|created by|creation date|encoding|info|nodes|publisher)", "download"),
        # files that their owner has locked
        (rb"\.pfile|\x76\xe8\x04\x60\xc4\x11\xe3\x86", "rights"),
        # Document-security software puts these bytes near the front of what it encrypts.
        (rb".{0,512}?(?:E-SafeNet|%TSD-Header-###%)", "secured"),
    )
)
_PADDING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\s)+")

# By the streams of a compound file, in small letters; the first that is there decides.
STREAMS = (
    ("drmencryptedtransform", "rights"),
    ("drmencrypteddataspace", "rights"),
    ("\tdrmcontent", "rights"),
    ("\tdrmviewercontent", "rights"),
    ("encryptedpackage", "locked"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "slides"),
    ("worddocument", "word"),
    ("visiodocument", "drawing"),
    ("__properties_version1.0", "mail"),
    ("__nameid_version1.0", "mail"),
)

# By the names of a zip's members, in small letters with plain slashes.
MEMBERS = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"ofd\.xml", "ofd"),
        (r"fixeddoc(?:ument)?seq(?:uence)?\.fdseq", "xps"),
        (r"index/(?:slide|masterslide).*\.iwa|index\.apxl(?:\.gz)?", "slides"),
        (r"index/tables/.*\.iwa", "numbers"),
        (r"index/.*\.iwa", "word"),
        (r"buildversionhistory\.plist", "numbers"),
        (r"uof\.xml", "uof"),
        (r"visio/document\.xml", "drawing"),
        (r"androidmanifest\.xml|meta-inf/manifest\.mf|payload/[^/]+\.app/.*", "program"),
    )
)

# By what a zip says in its member `mimetype`; an OpenDocument spreadsheet is a workbook.
MIMETYPES = (
    (b"epub", "ebook"),
    (b"opendocument.spreadsheet", ""),
    (b"opendocument.presentation", "slides"),
    (b"opendocument.graphics", "drawing"),
    (b"opendocument.image", "picture"),
    (b"opendocument.base", "database"),
    (b"opendocument.", "word"),
)

# By the ending of a folder that its program shows as one file, where it holds one of these.
_FOLDERS = {"numbers": "numbers", "pages": "word", "key": "slides"}
_IN_FOLDER = r"index\.(?:zip|xml|xml\.gz|apxl|apxl\.gz)|index/.*\.iwa"
_FOLDER = re.compile(rf"((?:.*/)?[^/]*\.({'|'.join(_FOLDERS)}))/(?:{_IN_FOLDER})", re.IGNORECASE | re.DOTALL)


def strip_padding(content: bytes) -> bytes:
    """Return the content without the byte order marks and blanks that some programs put before a signature.

    A text keeps them.
    """
    padding = _PADDING.match(content[:_HEAD])
    if padding is None:
        return content
    head = content[padding.end() : padding.end() + _HEAD]
    known = is_zip(head) or head.startswith(OLE) or find_signature(head)
    return content[padding.end() :] if known else content


def find_signature(content: bytes) -> str:
    """Return the code of what the first bytes belong to, an empty text for a workbook, a text or the unknown."""
    head = content[:_HEAD]
    return next((code for pattern, code in SIGNATURES if pattern.match(head)), "")


def is_zip(content: bytes) -> bool:
    """Tell whether the content begins as a zip does."""
    return _ZIP.match(content) is not None


def find_stream_kind(names: Iterable[str]) -> str:
    """Return xls, `locked` or a code, by the names of a compound file's streams; an empty text for the unknown."""
    lower = {name.lower() for name in names}
    return next((kind for name, kind in STREAMS if name in lower), "")


def find_stream_name(content: bytes) -> str:
    """Return the same as `find_stream_kind` for a container too damaged to list, from the names in its bytes.

    A workbook is not told in this way: the word is in too many files.
    """
    lower = content.lower()
    found = (kind for name, kind in STREAMS if kind != "xls" and name.encode("utf-16-le") in lower)
    return next(found, "")


def find_zip_kind(names: Iterable[str], mimetype: bytes = b"") -> str:
    """Return the code of what a zip is that has these members and this `mimetype`.

    An empty text means an office document in the usual form, or files packed together.
    """
    said = next((code for word, code in MIMETYPES if word in mimetype[:_HEAD]), None)
    if said is not None:
        return said
    lower = [name.lower().replace("\\", "/") for name in names]
    return next((code for pattern, code in MEMBERS if any(map(pattern.fullmatch, lower))), "")


def find_folder_documents(names: Iterable[str]) -> dict[str, str]:
    """Return the folders among these paths of files that are documents of an Apple program, each with its code."""
    found = filter(None, map(_FOLDER.fullmatch, names))
    return {folder[1]: _FOLDERS[folder[2].lower()] for folder in found}
