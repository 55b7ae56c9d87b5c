"""Add styles to a workbook: cell styles from another workbook, and styles for conditional formatting."""

from __future__ import annotations

from typing import Any

from lxml import etree

from toolkit.ooxml.package import Package
from toolkit.ooxml.part_index import parse_part
from toolkit.ooxml.relationships import Relationships, build_part
from toolkit.ooxml.sheet_xml import PatchError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# The children of a style sheet in their order, as far as we add any.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_FIRST_OWN_FORMAT = 164


class PackageStyles:
    """The styles of one package; a style that it already has, to the letter, is reused."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, dict[bytes, int]] = {}
        self._part = Relationships(package, package.book).find_by_kind("styles")
        if self._part not in package:
            raise PatchError("styles")
        self._root: Any = parse_part(package.read_part(self._part))
        # The first styles of each kind have a meaning of their own and must exist already.
        needed = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
        if self._root.tag != f"{_MAIN}styleSheet" or any(
            self._root.find(f"{_MAIN}{child}") is None for child in needed
        ):
            raise PatchError("styles")

    def adopt_looks(self, other: bytes) -> dict[int, int]:
        """Copy the cell styles of another style part; return their numbers here by their numbers there."""
        root = parse_part(other)
        formats = {format_.get("numFmtId"): format_.get("formatCode") for format_ in root.iter(f"{_MAIN}numFmt")}
        theirs = {name: list(root.find(f"{_MAIN}{name}")) for name in ("fonts", "fills", "borders", "cellXfs")}
        numbers: dict[int, int] = {}
        for number, look in enumerate(theirs["cellXfs"]):
            adopted = _copy_element(look)
            for name, key in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
                adopted.set(key, str(self._ensure_element(name, theirs[name][int(look.get(key) or 0)])))
            if look.get("numFmtId") in formats:
                adopted.set("numFmtId", self._ensure_format(str(formats[look.get("numFmtId")])))
            adopted.set("xfId", "0")
            numbers[number] = self._ensure_element("cellXfs", adopted)
        return numbers

    def ensure_quoted(self, style: int) -> int:
        """Return the number of a cell style that is like another one, but marks its cell as a text (quotePrefix)."""
        looks = self._ensure_holder("cellXfs")
        quoted = _copy_element(looks[style] if style < len(looks) else looks[0])
        quoted.set("quotePrefix", "1")
        return self._ensure_element("cellXfs", quoted)

    def add_rule_look(self, look: str) -> int:
        """Add a style for conditional formatting, given as its element's content; return its number."""
        space = _MAIN.strip("{}")
        return self._ensure_element("dxfs", etree.fromstring(f'<dxf xmlns="{space}">{look}</dxf>'))

    def save(self) -> None:
        """Write the part back into the package."""
        self._package.put_part(self._part, build_part(self._root))

    def _ensure_format(self, code: str) -> str:
        holder = self._ensure_holder("numFmts")
        known = next((format_.get("numFmtId") for format_ in holder if format_.get("formatCode") == code), None)
        if known is None:
            numbers = [int(format_.get("numFmtId")) for format_ in holder]
            known = str(max([_FIRST_OWN_FORMAT - 1, *numbers]) + 1)
            etree.SubElement(holder, f"{_MAIN}numFmt", {"numFmtId": known, "formatCode": code})
            holder.set("count", str(len(holder)))
        return str(known)

    def _ensure_element(self, name: str, element: Any) -> int:
        holder, wanted = self._ensure_holder(name), _canonicalise_element(element)
        if name not in self._known:
            # Of equal styles the first counts.
            self._known[name] = {
                _canonicalise_element(known): index for index, known in reversed(list(enumerate(holder)))
            }
        index = self._known[name].setdefault(wanted, len(holder))
        if index == len(holder):
            holder.append(_copy_element(element))
            holder.set("count", str(len(holder)))
        return index

    def _ensure_holder(self, name: str) -> Any:
        found = self._root.find(f"{_MAIN}{name}")
        if found is None:
            behind = {f"{_MAIN}{earlier}" for earlier in _ORDER[: _ORDER.index(name)]}
            index = sum(1 for child in self._root if child.tag in behind)
            found = self._root.makeelement(f"{_MAIN}{name}", {"count": "0"})
            self._root.insert(index, found)
        return found


def _copy_element(element: Any) -> Any:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _canonicalise_element(element: Any) -> bytes:
    canonical: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return canonical
