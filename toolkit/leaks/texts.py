"""Every text of a package as it is written, whatever part it stands in.

This is a net rather than a reader of workbooks: whatever stands between tags or in quotes is a text, even in XML
comments, in processing instructions and in parts that no program shows.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator

_MARKUP = (".xml", ".rels", ".vml")
_NODE = re.compile(rb">([^<]{2,})")
# Two Chinese characters have six bytes. Most attributes are addresses and numbers, which are shorter.
_QUOTED = re.compile(rb'=\s*"([^"<]{6,})"')
_SINGLE = re.compile(rb"=\s*'([^'<]{6,})'")
_NEXT_RUN = re.compile(
    rb"</(?:\w+:)?t>\s*</(?:\w+:)?r>\s*<(?:\w+:)?r>\s*(?:<(?:\w+:)?rPr\b.{0,2000}?</(?:\w+:)?rPr>|<(?:\w+:)?rPr[^<>]*/>)?"
    rb"\s*<(?:\w+:)?t\b[^<>]*>",
    re.DOTALL,
)
_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_NUMBERED = re.compile(r"&#(x[0-9a-fA-F]{1,6}|[0-9]{1,7});|_x([0-9a-fA-F]{4})_")
_TOKEN = re.compile(rb"QD[12]\.[\w.-]{20,120}")
_DEEPEST = 3  # how many packages deep packages within packages are searched
_MOST_INSIDE = 64 * 1024 * 1024


class PackedPart:
    """A part of a package as it is packed: `digest` tells parts that are packed alike without reading them."""

    def __init__(self, package: zipfile.ZipFile, item: zipfile.ZipInfo, content: bytes) -> None:
        self._package, self._item, self.name = package, item, item.filename
        lengths = content[item.header_offset + 26 : item.header_offset + 30]  # of the name and of the extra field
        start = item.header_offset + 30 + sum(int.from_bytes(lengths[at : at + 2], "little") for at in (0, 2))
        packed = memoryview(content)[start : start + item.compress_size]
        self.digest = hashlib.blake2b(packed, digest_size=16, salt=b"%d" % item.compress_type).digest()

    def read_texts(self) -> Iterator[bytes]:
        """Yield every text of the part, those of an embedded package among them, with the names of its parts."""
        part = self._package.read(self._item)
        yield from read_part_texts(self.name, part)
        for name, embedded in _read_embedded(part, self.name, 0):
            yield name.encode("utf-8", "replace")
            yield from read_part_texts(name, embedded)


def open_parts(content: bytes) -> tuple[bytes, list[PackedPart]]:
    """Return a package's comment and its parts, none of which has been read; both parts where two share a name."""
    package = zipfile.ZipFile(io.BytesIO(content))
    return package.comment, [PackedPart(package, item, content) for item in package.infolist()]


def collect_texts(content: bytes) -> tuple[bytes, ...]:
    """Return every text of a package, each once: its comment, the names of its parts, and what stands in them."""
    comment, parts = open_parts(content)
    found = {comment: None}
    for part in parts:
        found[part.name.encode("utf-8", "replace")] = None
        found |= dict.fromkeys(part.read_texts())
    return tuple(found)


def read_parts(content: bytes, inside: str = "", depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield every part with its name, also those of embedded packages; both parts where two share a name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if package.comment:
            yield f"{inside}comment", package.comment
        for item in package.infolist():
            part = package.read(item)
            yield f"{inside}{item.filename}", part
            yield from _read_embedded(part, f"{inside}{item.filename}", depth)


def _read_embedded(part: bytes, name: str, depth: int) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a part that is a package itself, nothing for any other."""
    if depth < _DEEPEST and part.startswith(b"PK\x03\x04") and _is_small(part):
        yield from read_parts(part, inside=f"{name}/", depth=depth + 1)


def _is_small(content: bytes) -> bool:
    """Tell whether an embedded package is intact and small enough to search."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return sum(item.file_size for item in package.infolist()) <= _MOST_INSIDE and not package.testzip()
    except Exception:  # damaged data has no end of exception types
        return False


def read_part_texts(name: str, part: bytes) -> dict[bytes, None]:
    """Return a part's texts in order, each once (as keys); only the tokens where the part is no XML."""
    if not name.endswith(_MARKUP) and part.lstrip()[:1] != b"<":
        return dict.fromkeys(_TOKEN.findall(part.replace(b"\0", b"")))
    return read_markup_texts(convert_to_utf8(part))


def read_markup_texts(markup: bytes) -> dict[bytes, None]:
    """Return the texts of a part or a piece of it, as keys in order; a text in several fonts also joined."""
    for delimiter, tag in ((b"<![CDATA[", b">"), (b"]]>", b"<"), (b"<!--", b">"), (b"-->", b"<"), (b"<?", b">")):
        if delimiter in markup:
            markup = markup.replace(delimiter, tag)
    found = dict.fromkeys(_NODE.findall(markup))
    found |= dict.fromkeys(_QUOTED.findall(markup))
    if b"='" in markup:
        found |= dict.fromkeys(_SINGLE.findall(markup))
    if (b"<r>" in markup or b":r>" in markup) and (joined := _NEXT_RUN.sub(b"", markup)) != markup:
        found |= dict.fromkeys(_NODE.findall(joined))
    return found


def convert_to_utf8(part: bytes) -> bytes:
    """Return a part in UTF-8, whatever its encoding."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return part.decode("utf-16", "replace").encode("utf-8", "replace")
    if part[:2] in (b"<\0", b"\0<"):
        return part.decode("utf-16-le" if part[:1] == b"<" else "utf-16-be", "replace").encode("utf-8", "replace")
    declared = _ENCODING.match(part[:200])
    if declared is None or declared[1].lower() in (b"utf-8", b"us-ascii"):
        return part
    try:
        return part.decode(declared[1].decode(), "replace").encode("utf-8", "replace")
    except LookupError:
        return part


def decode_text(written: bytes) -> str:
    """Return a text as people see it, its character references and escapes decoded."""
    text = written.decode("utf-8", "replace")
    if "&#" in text or "_x" in text:
        text = _NUMBERED.sub(_decode_character, text)
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text


def _decode_character(found: re.Match[str]) -> str:
    digits, escaped = found.groups()
    number = int(escaped or digits.lstrip("x"), 10 if digits and not digits.startswith("x") else 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else ""
