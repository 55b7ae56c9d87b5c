"""Read what a package says beside its cells: its bytes come in; properties, notes and the day of saving go out."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

from toolkit.formats.zip_member import read_member

_PROPERTIES = re.compile(r"(?:^|/)meta\.xml$|docProps/(?:custom|core)\.xml$", re.IGNORECASE)
_NOTES = re.compile(r"comment[^/]*\.xml$", re.IGNORECASE)
_ODS_NOTE = re.compile(rb"<office:annotation[\s>](?:[^<]++|<(?!/?office:annotation[\s>]))*+</office:annotation>")
_MODIFIED = re.compile(rb"<(?:\w+:)?(?:modified|date)(?:\s[^<>]*)?>\s*+([^<]+)<")
_TAGS = re.compile(rb"(?:<[^<>]*>)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """Texts of properties and of notes on cells, and when the workbook says it was last saved (UTC, no zone)."""

    properties: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    modified: dt.datetime | None = None


def read_package_facts(content: bytes) -> PackageFacts:
    """Return the facts of an xlsx, xlsb or ods package; its parts are looked through, not parsed."""
    properties: list[str] = []
    notes: list[str] = []
    modified = None
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if _PROPERTIES.search(name):
                part = read_member(package, name)
                properties += _strip_tags(part).split("\n")
                modified = _find_modified(part) or modified
            elif _NOTES.search(name):
                notes.append(_strip_tags(read_member(package, name)))
            elif name == "content.xml":
                notes += [_strip_tags(note) for note in _ODS_NOTE.findall(read_member(package, name))]
    return PackageFacts(properties=tuple(properties), comments=tuple(notes), modified=modified)


def _strip_tags(part: bytes) -> str:
    """Return the text between a part's tags, one line for each; what is written in signs like &amp; stays so."""
    return _TAGS.sub(b"\n", part).decode("utf-8", "replace")


def _find_modified(part: bytes) -> dt.datetime | None:
    found = _MODIFIED.search(part)
    return _parse_timestamp(found[1].decode("ascii", "replace")) if found else None


def _parse_timestamp(text: str) -> dt.datetime | None:
    """Return a moment in UTC without zone; one that names no zone is this machine's local time."""
    try:
        moment = dt.datetime.fromisoformat(text[:19] + ("+00:00" if text.endswith("Z") else ""))
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
