"""Read what a package says beside its cells: its bytes come in; properties, notes and the day of saving go out."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

_PROPERTIES = re.compile(r"(?:^|/)meta\.xml$|docProps/(?:custom|core)\.xml$", re.IGNORECASE)
_NOTES = re.compile(r"comment[^/]*\.xml$", re.IGNORECASE)
_ODS_NOTE = re.compile(rb"<office:annotation[\s>].*?</office:annotation>", re.DOTALL)
_TAGS = re.compile(rb"(?:<[^>]*>)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Texts of properties and of notes on cells, and when the workbook says it was last saved (UTC, no zone)."""

    properties: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    modified: dt.datetime | None = None


def package_facts(content: bytes) -> Facts:
    """Return the facts of an xlsx, xlsb or ods package; parts that are no sound XML are passed over."""
    properties: list[tuple[str, str]] = []
    notes: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if _PROPERTIES.search(name):
                properties += _texts(package.read(name))
            elif _NOTES.search(name):
                notes.append(_plain(package.read(name)))
            elif name == "content.xml":
                notes += [_plain(note) for note in _ODS_NOTE.findall(package.read(name))]
    moments = [_moment(text) for tag, text in properties if tag in ("modified", "date")]
    return Facts(
        properties=tuple(text for _, text in properties),
        notes=tuple(notes),
        modified=next((moment for moment in reversed(moments) if moment), None),
    )


def _plain(part: bytes) -> str:
    """Return the text between a part's tags, one line for each; what is written in signs like &amp; stays so."""
    return _TAGS.sub(b"\n", part).decode("utf-8", "replace")


def _texts(part: bytes) -> list[tuple[str, str]]:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        return []
    try:
        root = ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    return [(node.tag.rpartition("}")[2], node.text) for node in root.iter() if node.text]


def _moment(text: str) -> dt.datetime | None:
    """Return a moment in UTC without zone; one that names no zone is this machine's local time."""
    try:
        moment = dt.datetime.fromisoformat(text[:19] + ("+00:00" if text.endswith("Z") else ""))
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
