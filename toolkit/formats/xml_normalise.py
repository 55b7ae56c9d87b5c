"""Rewrite parts of a workbook as most programs write them: without prefixes, comments and CDATA, in double quotes.

All patterns here and in the scan stop at the next tag, so that a truncated part takes no longer than a sound one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.formats.errors import UnreadableError

_DECLARED = re.compile(rb"xmlns:[\w.-]+=(?=[\"'][^\"'<>]*(?:spreadsheetml|main)[\"'])")
_PREFIX = re.compile(rb"(</?)[\w.-]+:")
_ATTRIBUTE = re.compile(rb"(\s[\w:.-]+)\s*=\s*(?:'([^'\"<>]*)'|\"([^\"<>]*)\")")
_TAG = re.compile(rb"<[\w:.-]+\s[^<>]*>")


def strip_prefixes(part: bytes) -> bytes:
    """Return a part without prefixes, with its elements in the same namespace."""
    if b"<sst" in part[:4096] or b"<sheetData" in part:
        return part
    return _PREFIX.sub(rb"\1", _DECLARED.sub(rb"xmlns=", part, count=1))


def is_oddly_spelled(lean: bytes) -> bool:
    """Tell whether a part has comments, CDATA, single quotes, or spaces around equals signs.

    The XML declaration does not matter: some libraries use single quotes there and nowhere else. A part whose formulas
    or texts only look like this is normalised without need, which does no harm.
    """
    start = lean.find(b"?>") + 1
    return b"<!" in lean or any(lean.find(odd, start) >= 0 for odd in (b"='", b"= ", b" ="))


def normalise_xml(part: bytes) -> bytes:
    """Return a part without comments, with CDATA written as plain text, and attributes in double quotes."""
    part = b"".join(_strip_comments(part))
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_quote_attribute, tag[0]), part)


def _quote_attribute(attribute: re.Match[bytes]) -> bytes:
    value = attribute[2] if attribute[2] is not None else attribute[3]
    return attribute[1] + b'="' + value + b'"'


def _strip_comments(part: bytes) -> Iterator[bytes]:
    position = 0
    while (start := part.find(b"<!", position)) >= 0:
        yield part[position:start]
        if part.startswith(b"<!--", start):
            position = _find_end(part, start, b"-->")
        elif part.startswith(b"<![CDATA[", start):
            position = _find_end(part, start, b"]]>")
            raw = part[start + 9 : position - 3]
            yield raw.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        else:
            raise UnreadableError("damaged")  # no part needs a document type declaration
    yield part[position:]


def _find_end(part: bytes, start: int, terminator: bytes) -> int:
    end = part.find(terminator, start)
    if end < 0:
        raise UnreadableError("damaged")
    return end + len(terminator)
