"""Find what is struck out in the cells of an ods workbook: whole cells by their style, words by their own style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from toolkit.formats.ods_scan import OFFICE, Element
from toolkit.formats.struck import join_struck
from toolkit.ooxml import build_xml_parser

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
_STYLE, _TEXT = f"{_ODF}style:1.0}}", f"{_ODF}text:1.0}}"
_LINES = tuple(f"{_STYLE}text-line-through-{name}" for name in ("style", "type"))
_SILENT = (f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{_TEXT}ruby-text", f"{_TEXT}note")


@dataclass(frozen=True, slots=True)
class StruckStyles:
    """By name, whether a style of cells (`cells`) or of words (`words`) strikes out; False also undoes it."""

    cells: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.cells or self.words)


def find_struck_styles(root: Element, common: bytes) -> StruckStyles:
    """Return the styles that strike out, of a content's tree and of the part with common styles."""
    known: dict[tuple[str, str], tuple[str, bool | None]] = {}
    for tree in (_parse(common), root):
        for style in [] if tree is None else tree.iter(f"{_STYLE}style"):
            key = (style.get(f"{_STYLE}family", ""), style.get(f"{_STYLE}name", ""))
            known[key] = style.get(f"{_STYLE}parent-style-name", ""), _read_line(style)
    cells: set[str] = set()
    words: set[str] = set()
    plain: set[str] = set()
    for family, name in known:
        struck = _resolve(known, family, name)
        if family == "table-cell" and struck:
            cells.add(name)
        elif family in ("text", "paragraph") and struck is not None:
            (words if struck else plain).add(name)
    return StruckStyles(frozenset(cells), frozenset(words), frozenset(plain))


def _parse(part: bytes) -> Element | None:
    parser = build_xml_parser()
    try:
        return etree.fromstring(part, parser) if part else None
    except etree.LxmlError:
        return None


def _read_line(style: Element) -> bool | None:
    """Return whether a style strikes out, None where it does not say."""
    said = [
        properties.get(name)
        for properties in style.iterchildren(f"{_STYLE}text-properties")
        for name in _LINES
        if properties.get(name) is not None
    ]
    return any(value != "none" for value in said) if said else None


def _resolve(known: dict[tuple[str, str], tuple[str, bool | None]], family: str, name: str) -> bool | None:
    for _ in range(len(known)):
        parent, struck = known.get((family, name), ("", None))
        if struck is not None or not parent:
            return struck
        name = parent
    return None


def find_struck_words(cell: Element, look: str, styles: StruckStyles) -> str | None:
    """Return the words struck out in a filled cell, empty where it is all of them, None where there are none.

    `look` is the name of the style that the cell has, by itself or from its row or column.
    """
    pieces: list[tuple[str, bool]] = []
    for line in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}list"):
        pieces += _collect_pieces(line, look in styles.cells, styles)
    return join_struck(pieces)


def _collect_pieces(node: Element, struck: bool, styles: StruckStyles) -> Iterator[tuple[str, bool]]:
    if node.tag in _SILENT or str(node.tag).startswith(f"{_ODF}drawing:"):
        return
    own = node.get(f"{_TEXT}style-name", "")
    struck = own in styles.words or (struck and own not in styles.plain)
    yield node.text or "", struck
    for child in node:
        yield from _collect_pieces(child, struck, styles)
        yield child.tail or "", struck
