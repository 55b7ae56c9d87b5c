"""Decode the bytes of a text: exactly, or not at all, with what is wrong with them."""

from __future__ import annotations

import codecs
import re

from toolkit.formats.errors import UnreadableError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_THREE_BYTES = re.compile(rb"[\xe1-\xef][\x80-\xbf]{2}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_NO_TEXT = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
# A text in which more than one byte in so many is a control character is no text.
_FEW = 50
# The commonest characters of Big5, read as GB18030, fall into this private area, which office texts never use.
_BIG5_EVIDENCE = re.compile("[\ue4c6-\ue765]")
# The rows of Big5 that have the characters in daily use, and the second bytes that GB 2312 has not.
_BIG5_DAILY = re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")
_TWO_BYTES = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_MOSTLY, _PARTLY = 0.9, 0.15
# Chinese Windows writes the euro sign as this one byte, which the standard does not have.
_EURO_BYTE, _EURO = 0x80, "\u20ac"
_EURO_READER = "qingdan-euro"
# Characters in daily use have these first bytes in GB 2312.
_DAILY = range(0xB0, 0xD8)


def decode_text(content: bytes) -> str:
    """Return the exact text of bytes in UTF-8, UTF-16 or GB18030.

    Raises UnreadableError rather than return a wrong character: `encoding` for damage and for mixed encodings,
    `traditional` for Big5, `unknown` for bytes that are no text.
    """
    text = _decode_bytes(content)
    if "\x00" in text:
        raise UnreadableError("unknown")
    if "\ufffd" in text:  # somebody's program has already lost a character here
        raise UnreadableError("encoding")
    return text


def decode_strictly(content: bytes, encoding: str) -> str:
    """Decode every byte, or raise UnreadableError."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding") from error


def _decode_bytes(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return decode_strictly(content[len(bom) :], encoding)
    without_bom = _sniff_utf16(content)
    if without_bom:
        return decode_strictly(content, without_bom)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_gb18030(content)


def _sniff_utf16(content: bytes) -> str:
    """Return the encoding of UTF-16 without a byte order mark, an empty text for any other.

    In UTF-16, one byte of every ASCII character is zero, always on the same side. A few zero bytes in another text
    are damage: half of the characters must have one, unless there are bytes that no other encoding has.
    """
    sample = content[: 4096 if len(content) % 2 == 0 else 0]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if bool(first) == bool(second) or (4 * (first + second) < len(sample) and not _NO_TEXT.search(sample)):
        return ""
    return "utf-16-be" if first else "utf-16-le"


def _decode_gb18030(content: bytes) -> str:
    """Decode GB18030, which accepts nearly any bytes: damaged UTF-8, Big5 and a mixture have to be ruled out."""
    if len(_NO_TEXT.findall(content[:4096])) * _FEW > len(content[:4096]):
        raise UnreadableError("unknown")
    runs = _BEYOND_ASCII.findall(content)
    if 3 * len(_THREE_BYTES.findall(content)) * 2 > sum(map(len, runs)) or any(map(_is_utf8, runs)):
        raise UnreadableError("encoding")
    if _is_big5(content):
        raise UnreadableError("traditional")
    try:
        text = content.decode("gb18030", _EURO_READER)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding") from error
    if _BIG5_EVIDENCE.search(text):
        raise UnreadableError("traditional")
    return text


def _read_euro(error: UnicodeError) -> tuple[str, int]:
    """Return the euro sign for its byte in the code page of Chinese Windows; any other byte stays an error."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == _EURO_BYTE:
        return _EURO, error.start + 1
    raise error


codecs.register_error(_EURO_READER, _read_euro)


def _is_big5(content: bytes) -> bool:
    """Tell whether the bytes are traditional Chinese: Big5 throughout, mostly in its daily rows, and no GB 2312."""
    try:
        content.decode("cp950")
    except UnicodeDecodeError:
        return False
    pairs = _TWO_BYTES.findall(content)
    daily = sum(_BIG5_DAILY.fullmatch(pair) is not None for pair in pairs)
    beyond = sum(pair[1] < 0xA1 for pair in pairs)
    return daily > _MOSTLY * len(pairs) and beyond > _PARTLY * len(pairs)


def _is_utf8(run: bytes) -> bool:
    """Tell whether some bytes of a GB18030 text are two or more daily characters in UTF-8, but not in GB 2312."""
    if len(run) < 6 or run[0] < 0xE4:
        return False
    try:
        inserted = run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(map(_is_daily, inserted)) and not all(map(_is_daily, run.decode("gb18030", "replace")))


def _is_daily(character: str) -> bool:
    """Tell whether a character is among the 3,755 commonest Chinese ones, or full-width punctuation."""
    code = character.encode("gb2312", "ignore")
    return len(code) == 2 and (code[0] in _DAILY or code[0] in (0xA1, 0xA3))
