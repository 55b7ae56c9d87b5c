"""Relationships between the parts of a package, and the content type of each (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import quote

from lxml import etree

from toolkit.ooxml.package import Package
from toolkit.ooxml.part_index import (
    TYPES,
    fold_part_name,
    list_candidates,
    parse_part,
    resolve_relationships_part,
)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def build_part(root: Any) -> bytes:
    """Return a tree as the bytes of a part."""
    part: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return part


class Relationships:
    """The relationships of one part of a package."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._own = package.resolve_name(resolve_relationships_part(part))
        exists = self._own in package
        none = f'<Relationships xmlns="{_LINKS}"/>'.encode()
        self._root: Any = parse_part(package.read_part(self._own) if exists else none)

    def find_target(self, key: str) -> str:
        """Return the name of the part that a relationship leads to, empty where there is none."""
        return next((self._resolve_path(link) for link in self._root if key and link.get("Id") == key), "")

    def find_by_kind(self, kind: str) -> str:
        """Return the name of the first part related by a kind, such as `comments`; empty where there is none."""
        return next((self._resolve_path(link) for link in self._root if str(link.get("Type")).endswith(f"/{kind}")), "")

    def find_key(self, part: str) -> str:
        """Return the key of the relationship to a part, empty where there is none."""
        return next((link.get("Id") for link in self._root if self._resolve_path(link) == part), "")

    def link_part(self, kind: str, part: str) -> str:
        """Add a relationship to a part; return its key."""
        known = self.find_key(part)
        if known:
            return known
        keys = {link.get("Id") for link in self._root}
        number = next(n for n in range(1, len(keys) + 2) if f"rId{n}" not in keys)
        folder = posixpath.dirname(self._part.replace("\\", "/"))
        target = quote(posixpath.relpath(f"/{part}", f"/{folder}"))
        etree.SubElement(
            self._root,
            f"{{{_LINKS}}}Relationship",
            {"Id": f"rId{number}", "Type": f"{OFFICE}/{kind}", "Target": target},
        )
        self._package.put_part(self._own, build_part(self._root))
        return f"rId{number}"

    def unlink_part(self, part: str) -> None:
        """Remove every relationship to a part."""
        for link in [link for link in self._root if self._resolve_path(link) == part]:
            self._root.remove(link)
        self._package.put_part(self._own, build_part(self._root))

    def _resolve_path(self, relationship: Any) -> str:
        if relationship.get("TargetMode") == "External":
            return ""
        named = list_candidates(self._part, str(relationship.get("Target")))
        found = (name for one in named if (name := self._package.resolve_name(one)) in self._package)
        return next(found, named[-1] if named else "")


class ContentTypes:
    """The content types of the parts of a package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._name = package.resolve_name(TYPES)
        self._root: Any = parse_part(package.read_part(self._name))
        self._space = f"{{{etree.QName(self._root).namespace}}}"

    def find_type(self, part: str) -> str:
        """Return the content type declared for a part by name, empty where only its ending may have one."""
        item = self._find_item(part)
        return "" if item is None else str(item.get("ContentType"))

    def declare_part(self, part: str, content_type: str) -> None:
        """Declare a part's content type."""
        known = self._find_item(part)
        if known is None:
            facts = {"PartName": f"/{part}", "ContentType": content_type}
            etree.SubElement(self._root, f"{self._space}Override", facts)
        else:
            known.set("ContentType", content_type)
        self._save()

    def forget_part(self, part: str) -> None:
        """Remove what is declared for a part by name."""
        known = self._find_item(part)
        if known is not None:
            self._root.remove(known)
            self._save()

    def declare_relationships(self) -> None:
        """Declare the content type of relationships, which some programs declare part by part.

        Without it every part of relationships that is added would make the package invalid.
        """
        self.declare_ending("rels", _LINKS_TYPE)

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Declare the content type of all parts with an ending, unless it is declared already."""
        if any(str(item.get("Extension")).lower() == ending for item in self._root):
            return
        default = self._root.makeelement(f"{self._space}Default", {"Extension": ending, "ContentType": content_type})
        self._root.insert(0, default)
        self._save()

    def _find_item(self, part: str) -> Any:
        wanted = fold_part_name(part)
        return next((item for item in self._root if fold_part_name(item.get("PartName") or "") == wanted), None)

    def _save(self) -> None:
        self._package.put_part(self._name, build_part(self._root))
