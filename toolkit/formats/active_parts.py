"""Find what acts in a workbook, or reaches out from it, once it is opened: macros, controls, DDE, remote sources.

Nothing of it is ever run or fetched here. It matters for whoever opens the file, and for a copy that is sent on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import TYPES, decode_references

# The kinds, in the order in which they are named.
KINDS = ("macros", "controls", "dde", "connections", "remote")
_BY_NAME = {
    "macros": re.compile(r"vbaproject|(?:^|/)(?:macrosheets|dialogsheets|basic|scripts)/", re.IGNORECASE),
    "controls": re.compile(r"(?:^|/)activex/", re.IGNORECASE),
    "connections": re.compile(r"(?:^|/)(?:connections\.xml$|querytables?/)", re.IGNORECASE),
}
# Parts may have any names; what they are is declared.
_BY_TYPE = {
    "macros": re.compile(rb"ms-office\.vbaProject|macrosheet\+xml|intlmacrosheet", re.IGNORECASE),
    "controls": re.compile(rb"ms-office\.activeX", re.IGNORECASE),
    "connections": re.compile(rb"spreadsheetml\.(?:connections|queryTable)\+xml", re.IGNORECASE),
}
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_TARGET = re.compile(rb"\sTarget\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_EXTERNAL = re.compile(rb"\sTargetMode\s*=\s*[\"']External[\"']")
_CLICKED = re.compile(rb"/hyperlink[\"']")  # a link leads nowhere unless somebody clicks it
# Another computer: by a protocol, or by a name of Windows. A file of the own disk (file:///C:/…) is no such place.
_REMOTE = re.compile(r"(?i)^(?:(?!file:)[a-z][a-z0-9+.-]{1,}:|(?:file:)?[\\/]{2,}(?![\\/]*[a-z]:))")
_DDE = re.compile(rb"<(?:\w+:)?(?:ddeLink|dde-link|dde-source)[\s>/]")
_LINK_PARTS = re.compile(r"externallinks?/[^/]*\.xml$|^content\.xml$", re.IGNORECASE)
_XLS_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")


def find_active_content(package: OpenedPackage) -> tuple[str, ...]:
    """Return which of KINDS a package has; its parts are searched, not parsed."""
    found = {kind for kind, pattern in _BY_NAME.items() if any(pattern.search(name) for name in package.names)}
    types = package.parts.find_name(TYPES)
    declared = package.read_member(types) if types else b""
    found |= {kind for kind, pattern in _BY_TYPE.items() if pattern.search(declared)}
    for name in package.names:
        if _LINK_PARTS.search(name) and _DDE.search(package.read_member(name)):
            found.add("dde")
        if name.lower().endswith(".rels") and any(map(_REMOTE.match, _find_targets(package.read_member(name)))):
            found.add("remote")
    return tuple(kind for kind in KINDS if kind in found)


def find_active_streams(content: bytes) -> tuple[str, ...]:
    """Return which of KINDS an xls workbook has: only macros are looked for."""
    return ("macros",) if _XLS_MACROS in content else ()


def _find_targets(part: bytes) -> Iterator[str]:
    """Yield where the external relationships of a part lead by themselves."""
    for link in _LINK.findall(part) if b"xternal" in part else ():
        target = _TARGET.search(link)
        if target and _EXTERNAL.search(link) and not _CLICKED.search(link):
            yield decode_references(target[1] if target[1] is not None else target[2]).strip()
