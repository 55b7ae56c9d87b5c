"""A workbook package whose sheets can be edited; parts that nobody edits stay byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from toolkit.damage.sheet import SheetPart
from toolkit.ooxml import patch_package

_BOOK, _LINKS, _TYPES, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"
_CHAIN = "calcChain.xml"


class DamageBook:
    """One package: its sheets by name, each parsed when it is first opened."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._names = package.namelist()
            parts = {name: package.read(name) for name in (_BOOK, _LINKS)}
        self._sheet_parts = _find_sheet_parts(parts)
        self._sheets: dict[str, SheetPart] = {}
        self._changes: dict[str, list[Callable[[bytes], bytes]]] = {}

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The sheets in order."""
        return tuple(self._sheet_parts)

    def read_part(self, part: str) -> bytes:
        """Return a part as it was before any change."""
        with zipfile.ZipFile(io.BytesIO(self._content)) as package:
            return package.read(part)

    def has_part(self, part: str) -> bool:
        """Tell whether the package has a part."""
        return part in self._names

    def open_sheet(self, name: str) -> SheetPart:
        """Return a sheet to be edited; KeyError where there is none."""
        known = self._sheets.get(name)
        if known is None:
            known = self._sheets[name] = SheetPart(self.read_part(self._sheet_parts[name]))
        return known

    def change_part(self, part: str, change: Callable[[bytes], bytes]) -> None:
        """Change a part when the package is written, after earlier changes of the same part."""
        self._changes.setdefault(part, []).append(change)

    def find_parts(self, pattern: str) -> list[str]:
        """Return the parts whose names match."""
        return [name for name in self._names if re.search(pattern, name)]

    def build_package(self) -> bytes:
        """Return the package as it now stands."""
        if any(sheet.flat for sheet in self._sheets.values()):
            self._remove_calculation_chain()
        edited: dict[str, Callable[[bytes], bytes]] = {}
        for name, sheet in self._sheets.items():
            edited[self._sheet_parts[name]] = _make_replacement(sheet.build_bytes())
        for part, changes in self._changes.items():
            first = [edited[part]] if part in edited else []
            edited[part] = _chain_changes([*first, *changes])
        return patch_package(self._content, edited)

    def _remove_calculation_chain(self) -> None:
        """Drop the calculation chain: it names cells that no longer have a formula, and programs rebuild it."""
        if not self.has_part(f"xl/{_CHAIN}"):
            return
        for part in (_LINKS, _TYPES):
            pattern = rf"<(?:\w+:)?(?:Relationship|Override)\b[^>]*{re.escape(_CHAIN)}[^>]*/>".encode()
            self.change_part(part, lambda content, pattern=pattern: re.sub(pattern, b"", content))  # type: ignore[misc]

    def add_filled_style(self, base: int, colour: str) -> int:
        """Add a copy of a style with a solid fill; return its number."""
        return _FillStyles(self).add_fill(base, colour)


class _FillStyles:
    """The styles part, to which fills can be added."""

    def __init__(self, book: DamageBook) -> None:
        self.book = book
        self.root: Any = etree.fromstring(book.read_part(_STYLES))
        self.space = f"{{{etree.QName(self.root).namespace}}}"

    def add_fill(self, base: int, colour: str) -> int:
        fills, formats = self.root.find(self.space + "fills"), self.root.find(self.space + "cellXfs")
        fill = etree.SubElement(etree.SubElement(fills, self.space + "fill"), self.space + "patternFill")
        fill.set("patternType", "solid")
        etree.SubElement(fill, self.space + "fgColor").set("rgb", colour)
        style = etree.fromstring(etree.tostring(formats[base]))
        style.set("fillId", str(len(fills) - 1))
        style.set("applyFill", "1")
        formats.append(style)
        for holder in (fills, formats):
            holder.set("count", str(len(holder)))
        content = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.book.change_part(_STYLES, _make_replacement(content))
        return len(formats) - 1


def _find_sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    links = {link.get("Id"): link.get("Target") for link in _parse_xml(parts[_LINKS])}
    parts_by_name: dict[str, str] = {}
    for sheet in _parse_xml(parts[_BOOK]).iter("{*}sheet"):
        key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        target = links[key].removeprefix("/xl/").removeprefix("/")
        parts_by_name[sheet.get("name")] = target if target.startswith("xl/") else f"xl/{target}"
    return parts_by_name


def _parse_xml(content: bytes) -> Any:
    return etree.fromstring(content)


def _make_replacement(content: bytes) -> Callable[[bytes], bytes]:
    return lambda _: content


def _chain_changes(changes: list[Callable[[bytes], bytes]]) -> Callable[[bytes], bytes]:
    def apply_changes(content: bytes) -> bytes:
        for change in changes:
            content = change(content)
        return content

    return apply_changes
