"""What a package says besides its cells: document properties, comments on cells, and when it was saved.

Properties and comments may contain the token of a workbook that we handed out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from toolkit.excel import convert_to_utc
from toolkit.formats.active_parts import find_active_content, find_active_streams
from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import ROOT, TYPES, decode_references

_PROPERTIES = re.compile(r"(?:^|/)meta\.xml$|docProps/(?:custom|core)\.xml$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment[^/]*\.xml$", re.IGNORECASE)
_PROPERTY_KINDS = ("core-properties", "custom-properties", "coreProperties", "customProperties")
_COMMENT_TYPE = rb"ContentType=\"[^\"<>]*comments\+xml\""
_DECLARED_COMMENTS = re.compile(
    rb"(?i)<(?:\w+:)?Override\s(?:PartName=\"([^\"<>]*)\"\s+"
    + _COMMENT_TYPE
    + rb"|"
    + _COMMENT_TYPE
    + rb"\s+PartName=\"([^\"<>]*)\")"
)
_ODS_COMMENT = re.compile(rb"<office:annotation[\s>](?:[^<]++|<(?!/?office:annotation[\s>]))*+</office:annotation>")
_MODIFIED = re.compile(rb"<(?:\w+:)?(?:modified|date)(?:\s[^<>]*)?>\s*+([^<]+)<")
_SIGNATURE = re.compile(r"(?:^|[/\\])(?:_xmlsignatures[/\\].+|documentsignatures\.xml)$", re.IGNORECASE)
_SIGNATURE_STREAMS = tuple(name.encode("utf-16-le") for name in ("_signatures", "_xmlsignatures"))
_TIMESTAMP = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)(?:[.,]\d+)?\s*(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
_TAGS = re.compile(rb"(?:<[^<>]*>)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The texts of properties and of comments, the time of the last save by the properties (UTC, no zone),
    whether the workbook has a digital signature, and the kinds of what acts in it or reaches out.
    """

    properties: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    modified: dt.datetime | None = None
    signed: bool = False
    active: tuple[str, ...] = ()


def read_metadata(package: OpenedPackage) -> Metadata:
    """Return the metadata of an xlsx, xlsb or ods package; its parts are searched, not parsed.

    Parts are taken by their usual names, and where the package declares them to be properties or comments.
    """
    properties: list[str] = []
    comments: list[str] = []
    modified = None
    properties_parts, comments_parts = _find_by_type(package)
    for name in sorted(package.names):
        if name in properties_parts or _PROPERTIES.search(name):
            part = package.read_member(name)
            properties += _strip_tags(part).split("\n")
            modified = _find_modified(part) or modified
        elif name in comments_parts or _COMMENTS.search(name):
            comments.append(_strip_tags(package.read_member(name)))
        elif name == "content.xml":
            comments += [_strip_tags(comment) for comment in _ODS_COMMENT.findall(package.read_member(name))]
    signed = any(_SIGNATURE.search(name) for name in package.names)
    return Metadata(
        properties=tuple(properties),
        comments=tuple(comments),
        modified=modified,
        signed=signed,
        active=find_active_content(package),
    )


def read_container_metadata(content: bytes) -> Metadata:
    """Return the metadata of an xls workbook: only whether it has a digital signature, and macros."""
    signed = any(name in content for name in _SIGNATURE_STREAMS)
    return Metadata(signed=signed, active=find_active_streams(content))


def _find_by_type(package: OpenedPackage) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the parts with properties and those with comments that the package declares; they may have any names."""
    types = package.parts.find_name(TYPES)
    if not types:
        return (), frozenset()
    declared = _DECLARED_COMMENTS.findall(package.read_member(types))
    names = (package.parts.find_target(ROOT, decode_references(one or other)) for one, other in declared)
    return package.parts.find_related(ROOT, *_PROPERTY_KINDS), frozenset(filter(None, names))


def _strip_tags(part: bytes) -> str:
    """Return the text between a part's tags, a line for each."""
    return decode_references(_TAGS.sub(b"\n", part))


def _find_modified(part: bytes) -> dt.datetime | None:
    found = _MODIFIED.search(part)
    return _parse_timestamp(found[1].decode("ascii", "replace")) if found else None


def _parse_timestamp(text: str) -> dt.datetime | None:
    """Return a time in UTC without zone, None for any other text; a time without a zone is the office's."""
    found = _TIMESTAMP.match(text)
    if found is None:
        return None
    zone = (found["zone"] or "").upper().replace("Z", "+00:00")
    try:
        timestamp = dt.datetime.fromisoformat(found["moment"] + zone)
        return convert_to_utc(timestamp).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
