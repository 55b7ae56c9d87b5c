"""Find the parts that a part of a package is related to, by the relationships that it declares."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import resolve_relationships_part, resolve_target


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPart:
    """One relationship: its key, the last word of its type (`drawing`), and the related part's name in the package.

    The name is empty for targets outside the package, and for parts that the package lacks.
    """

    key: str
    kind: str
    name: str


def find_related_parts(package: OpenedPackage, part: str) -> tuple[RelatedPart, ...]:
    """Return the relationships of a part in their order; none where it declares none, or nothing readable."""
    own = package.find_name(resolve_relationships_part(part.replace("\\", "/")))
    if not own:
        return ()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(package.read_member(own), parser)
    except Exception:  # damaged data has no end of exception types, and must not cost the values
        return ()
    return tuple(_read_link(package, part, link) for link in root)


def _read_link(package: OpenedPackage, part: str, link: etree._Element) -> RelatedPart:
    outside = link.get("TargetMode") == "External"
    target = "" if outside else resolve_target(part.replace("\\", "/"), link.get("Target", ""))
    return RelatedPart(
        key=link.get("Id", ""),
        kind=posixpath.basename(link.get("Type", "")),
        name=package.find_name(target) if target else "",
    )
