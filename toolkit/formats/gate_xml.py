"""Step 6 of the gate: a part in XML that declares entities, nests without end, or hides either in an odd encoding.

Most parts are judged by counting bytes, without a parser: where a part has as many `<` as `>` and no comments, each of
them begins or ends one tag, and the depth is a matter of counting. All others are walked through.
"""

from __future__ import annotations

import codecs
import re
from typing import Any
from xml.parsers import expat

from toolkit.formats.errors import UnreadableError
from toolkit.formats.limits import get_limits, keep_within

# A document type stands before the first element, if anywhere.
_DOCTYPE = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_OWN_DOCTYPE = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE[^<>]*\[", re.DOTALL | re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml\s[^<>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
# Encodings in which no byte of another character is that of a tag. In others, such as UTF-7, a tag may hide.
_HARMLESS = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:us-?)?ascii|iso-?8859-?\d+|(?:windows|cp|ms)-?(?:125\d|936|950)|gb-?(?:2312|18030)|gbk|big5(?:-hkscs)?",
    re.IGNORECASE,
)
_WIDE = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_BEGINS, _ELEMENT = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+<"), re.compile(rb"<[\w:]")
# The inside of a tag behind its first sign, and the values of its attributes.
_TAG, _VALUE = re.compile(rb"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+"), re.compile(rb"\"[^\"]*+\"|'[^']*+'")
# An element takes four bytes at least.
_SHORTEST = 4
# Old drawings are no XML to the letter: their lines end with <br>.
_CARELESS = ".vml"


def check_markup(part: bytes, name: str = "", *, deep: bool = True) -> None:
    """Refuse XML that no office program writes; what does not begin as XML is left to whoever reads it.

    With `deep` its depth is measured, too; without, whoever matches it against a grammar does so (`check_depth`).
    """
    plain = _find_plain(part)
    if plain is None:
        return
    if _DOCTYPE.match(plain):
        raise UnreadableError("damaged")
    most = get_limits()
    if len(plain) > most.elements * _SHORTEST:
        keep_within("elements", plain.count(b"<") - plain.count(b"</"))
    _check_attributes(plain, most.attribute)
    if deep and not name.lower().endswith(_CARELESS):
        check_depth(plain)


def shows_doctype(head: bytes) -> bool | None:
    """Tell whether XML has a document type, by its first bytes; None where these do not reach to its first element."""
    plain = _find_plain(head)
    if plain is None:
        return None if not head.strip() else False
    return _DOCTYPE.match(plain) is not None or (False if _ELEMENT.search(plain) else None)


def _find_plain(part: bytes) -> bytes | None:
    """Return XML in an encoding whose tags are those of ASCII, None for what is no XML.

    Raises UnreadableError for an encoding in which a tag may hide.
    """
    wide = next((encoding for mark, encoding in _WIDE if part.startswith(mark)), "")
    if wide:
        try:
            return part.decode(wide).removeprefix("\ufeff").encode("utf-8")
        except UnicodeError as error:
            raise UnreadableError("damaged") from error
    if not _BEGINS.match(part):
        # UTF-32 and EBCDIC, which parsers know by their first bytes.
        if part.startswith((b"\x00\x00\x00<", b"\x00\x00\xfe\xff", b"L\x6f\xa7\x94")):
            raise UnreadableError("damaged")
        return None
    part = part.removeprefix(codecs.BOM_UTF8)
    declared = _DECLARED.match(part[:4096])
    if declared and _may_hide_tags(declared[1].decode("ascii")):
        raise UnreadableError("damaged")
    return part


def _may_hide_tags(encoding: str) -> bool:
    """Tell whether an encoding is one in which a tag may be other bytes than in ASCII; an unknown one is no danger."""
    if _HARMLESS.fullmatch(encoding):
        return False
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _check_attributes(part: bytes, most: int) -> None:
    """Refuse an attribute longer than `most` letters; it holds no `<`, so that a look here and there finds it."""
    if len(part) <= most:
        return
    step = most // 2
    if all(part.find(b"<", at, at + step) >= 0 for at in range(0, len(part) - step, step)):
        return
    for tag in part.split(b"<"):
        if len(tag) > most and tag[:1] not in b"!?/":
            # The text behind the tag is for its reader to bound.
            inside = _TAG.match(tag)
            keep_within(
                "attribute", max((len(value) - 2 for value in _VALUE.findall(inside[0] if inside else b"")), default=0)
            )


def refuse_declared_entities(page: str) -> None:
    """Refuse a web page whose document type declares things of its own."""
    if _OWN_DOCTYPE.match(page):
        raise UnreadableError("damaged")


def check_depth(part: bytes) -> None:
    """Refuse elements that stand deeper in each other than the limit says."""
    most = get_limits().depth
    if b"<!" not in part and part.count(b"<") == part.count(b">"):
        depth = 0
        for piece in part.split(b"</"):
            depth += piece.count(b"<") - piece.count(b"/>") - piece.count(b"<?")
            if depth > most:
                keep_within("depth", depth)
            depth -= 1
    else:
        _walk(part)


class _TooDeepError(Exception):
    """Ends a walk."""


def _walk(part: bytes) -> None:
    """Refuse what is too deep by going from tag to tag; where a part is no XML, as far as it is."""
    most = get_limits().depth
    depth = 0

    def open_element(_name: str, _attributes: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > most:
            raise _TooDeepError

    def close_element(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(encoding="iso-8859-1")  # whatever is declared: only the tags matter
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = open_element, close_element
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        return
    except _TooDeepError:
        keep_within("depth", depth)
