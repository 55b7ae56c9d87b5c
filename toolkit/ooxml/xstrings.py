"""Texts as parts hold them: character references, and the escapes of spreadsheet programs for what XML cannot hold.

The escape `_x000D_` is a carriage return (ECMA-376 part 1, ST_Xstring).
"""

from __future__ import annotations

import re
from html import escape

_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# What must be escaped again: control characters, and an underscore that would begin an escape.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def decode_content(content: bytes) -> str:
    """Return the content of an element that holds a text alone: its references and its escapes decoded."""
    return decode_xstring(decode_references(content))


def decode_references(content: bytes) -> str:
    """Return a piece of a part as text, its named and numeric character references decoded."""
    text = content.decode("utf-8", "replace")
    return _REFERENCE.sub(_decode_reference, text) if "&" in text else text


def _decode_reference(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number <= 0x10FFFF else found[0]


def decode_xstring(text: str) -> str:
    """Return a text with its escapes decoded; halves of a surrogate pair are joined, a lone half stays as written."""
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda escaped: chr(int(escaped[1], 16)), text)
    if not any("\ud800" <= letter <= "\udfff" for letter in decoded):
        return decoded
    whole = _HALVES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), decoded)
    return re.sub("[\ud800-\udfff]", lambda half: f"_x{ord(half[0]):04X}_", whole)


def encode_xstring(text: str) -> str:
    """Return a plain text as the content of an XML element, escaped so that only the native reader decodes it."""
    hidden = _HIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(hidden, quote=False).replace("\r", "&#13;")
