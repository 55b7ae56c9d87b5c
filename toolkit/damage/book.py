"""A workbook package whose sheets can be edited; parts that nobody edits stay byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from toolkit.damage.sheet import SheetPart
from toolkit.ooxml import build_xml_parser, patch_package

_BOOK, _LINKS, _TYPES, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"
_CHAIN = "calcChain.xml"
_FIRST_FORMAT = 200  # behind the formats that programs number themselves


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
        self._styles = b""
        self._finishes: list[Callable[[bytes], bytes]] = []

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

    @property
    def styles(self) -> bytes:
        """The styles part with the styles added so far."""
        return self._styles or self.read_part(_STYLES)

    @styles.setter
    def styles(self, part: bytes) -> None:
        self._styles = part

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
        if self._styles:
            edited[_STYLES] = _make_replacement(self._styles)
        for part, changes in self._changes.items():
            first = [edited[part]] if part in edited else []
            edited[part] = _chain_changes([*first, *changes])
        return _chain_changes(self._finishes)(patch_package(self._content, edited))

    def _remove_calculation_chain(self) -> None:
        """Drop the calculation chain: it names cells that no longer have a formula, and programs rebuild it."""
        if not self.has_part(f"xl/{_CHAIN}"):
            return
        for part in (_LINKS, _TYPES):
            pattern = rf"<(?:\w+:)?(?:Relationship|Override)\b[^>]*{re.escape(_CHAIN)}[^>]*/>".encode()
            self.change_part(part, lambda content, pattern=pattern: re.sub(pattern, b"", content))  # type: ignore[misc]

    def add_filled_style(self, base: int, colour: str) -> int:
        """Add a copy of a style with a solid fill; return its number."""
        return _CellStyles(self).add_fill(base, colour)

    def add_format_style(self, base: int, code: str) -> int:
        """Add a copy of a style with a number format; return its number."""
        return _CellStyles(self).add_format(base, code)

    def add_struck_style(self, base: int) -> int:
        """Add a copy of a style whose font is struck out; return its number."""
        return _CellStyles(self).add_strike(base)

    def find_sheet_part(self, name: str) -> str:
        """Return the part that a sheet is in; KeyError where there is no such sheet."""
        return self._sheet_parts[name]

    def finish_package(self, change: Callable[[bytes], bytes]) -> None:
        """Change the whole package once it is built: for parts that are not there yet."""
        self._finishes.append(change)


class _CellStyles:
    """The styles part, to which looks of cells can be added; what was added before stays."""

    def __init__(self, book: DamageBook) -> None:
        self.book = book
        self.root: Any = _parse_xml(book.styles)
        self.space = f"{{{etree.QName(self.root).namespace}}}"

    def add_fill(self, base: int, colour: str) -> int:
        fills = self.root.find(self.space + "fills")
        fill = etree.SubElement(etree.SubElement(fills, self.space + "fill"), self.space + "patternFill")
        fill.set("patternType", "solid")
        etree.SubElement(fill, self.space + "fgColor").set("rgb", colour)
        return self._add_style(base, fills, fillId=len(fills) - 1, applyFill=1)

    def add_format(self, base: int, code: str) -> int:
        formats = self.root.find(self.space + "numFmts")
        if formats is None:
            formats = self.root.makeelement(self.space + "numFmts", {})
            self.root.insert(0, formats)
        number = max((int(one.get("numFmtId")) for one in formats), default=_FIRST_FORMAT) + 1
        etree.SubElement(formats, self.space + "numFmt", {"numFmtId": str(number), "formatCode": code})
        return self._add_style(base, formats, numFmtId=number, applyNumberFormat=1)

    def add_strike(self, base: int) -> int:
        fonts, styles = self.root.find(self.space + "fonts"), self.root.find(self.space + "cellXfs")
        font = etree.fromstring(etree.tostring(fonts[int(styles[base].get("fontId", "0"))]))
        position = next((i + 1 for i, one in enumerate(font) if etree.QName(one).localname in {"b", "i"}), 0)
        font.insert(position, font.makeelement(self.space + "strike", {}))
        fonts.append(font)
        return self._add_style(base, fonts, fontId=len(fonts) - 1, applyFont=1)

    def _add_style(self, base: int, holder: Any, **attributes: int) -> int:
        styles = self.root.find(self.space + "cellXfs")
        style = etree.fromstring(etree.tostring(styles[base]))
        for name, value in attributes.items():
            style.set(name, str(value))
        styles.append(style)
        for one in (holder, styles):
            one.set("count", str(len(one)))
        self.book.styles = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return len(styles) - 1


def _find_sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    links = {link.get("Id"): link.get("Target") for link in _parse_xml(parts[_LINKS])}
    parts_by_name: dict[str, str] = {}
    for sheet in _parse_xml(parts[_BOOK]).iter("{*}sheet"):
        key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        target = links[key].removeprefix("/xl/").removeprefix("/")
        parts_by_name[sheet.get("name")] = target if target.startswith("xl/") else f"xl/{target}"
    return parts_by_name


def _parse_xml(content: bytes) -> Any:
    return etree.fromstring(content, build_xml_parser(huge=True))


def _make_replacement(content: bytes) -> Callable[[bytes], bytes]:
    return lambda _: content


def _chain_changes(changes: list[Callable[[bytes], bytes]]) -> Callable[[bytes], bytes]:
    def apply_changes(content: bytes) -> bytes:
        for change in changes:
            content = change(content)
        return content

    return apply_changes
