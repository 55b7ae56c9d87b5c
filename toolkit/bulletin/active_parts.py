"""Refuse a Word template that would hand on what acts or reaches out: the document has whatever the template has."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say

_PARTS = {
    "macros": re.compile(r"vbaproject|vbadata", re.IGNORECASE),
    "controls": re.compile(r"(?:^|/)activex/", re.IGNORECASE),
}
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_EXTERNAL, _CLICKED = re.compile(rb"\sTargetMode\s*=\s*[\"']External"), re.compile(rb"/hyperlink[\"']")
# Another computer: by a protocol, or by a name of Windows; the own disk (file:///C:\…) is no such place.
_REMOTE = re.compile(
    rb"(?i)\sTarget\s*=\s*[\"']\s*(?:(?!file:)[a-z][a-z0-9+.-]{1,}:|(?:file:)?[\\/]{2,}(?![\\/]*[a-z]:))"
)
# Fields that fetch from elsewhere. A field may be torn into runs, whose texts are joined first.
_FIELDS = re.compile(
    rb"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|DATABASE|IMPORT|MACROBUTTON|RD)\b", re.IGNORECASE
)
_INSTRUCTION = re.compile(rb"<w:instrText\b[^<>]*>([^<]*)<|<w:fldSimple\b[^<>]*\sw:instr=\"([^\"]*)\"|(<w:fldChar\b)")


def find_active_parts(content: bytes, file: str) -> list[Mistake]:
    """Return one mistake that names every kind of what acts or reaches out in a document, or none."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}
        names = package.namelist()
    found = [kind for kind, pattern in _PARTS.items() if any(map(pattern.search, names))]
    found += ["remote"] if any(map(_leads_out, parts.values())) else []
    found += ["fields"] if any(map(_fetches, parts.values())) else []
    kinds = say("list.separator").join(say(f"active.{kind}") for kind in found)
    return [make_mistake("bulletin.active", file, kinds=kinds)] if found else []


def _leads_out(part: bytes) -> bool:
    links = _LINK.findall(part) if b"xternal" in part else []
    return any(_EXTERNAL.search(each) and not _CLICKED.search(each) and _REMOTE.search(each) for each in links)


def _fetches(part: bytes) -> bool:
    return any(_FIELDS.search(field) for field in _find_fields(part))


def _find_fields(part: bytes) -> Iterator[bytes]:
    """Yield what each field of a part says."""
    torn: list[bytes] = []
    for found in _INSTRUCTION.finditer(part):
        if found[3]:  # where a field begins, shows its result, or ends
            yield b"".join(torn)
            torn = []
        else:
            torn.append(found[1] or found[2] or b"")
    yield b"".join(torn)
