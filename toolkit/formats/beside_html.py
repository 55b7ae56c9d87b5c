"""Find pictures and struck-out texts in the cells of a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from toolkit.formats.grid import Beside
from toolkit.formats.struck import join_struck

_STRUCK = frozenset({"s", "strike", "del"})
_CELLS = frozenset({"td", "th"})
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;}\"]{0,100}line-through", re.IGNORECASE)
_RULE = re.compile(r"([^{}<>]{1,500}+)\{([^{}<>]{0,2000}+)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")


def find_struck_classes(text: str) -> frozenset[str]:
    """Return the classes of a page's own style sheet that strike out."""
    if "line-through" not in text.lower():
        return frozenset()
    found: set[str] = set()
    for rule in _RULE.finditer(text):
        if _LINE_THROUGH.search(rule[2]):
            found.update(named[1] for part in rule[1].split(",") if (named := _CLASS.search(part.strip())))
    return frozenset(found)


def find_beside(cell: etree._Element, address: str, classes: frozenset[str]) -> Iterator[Beside]:
    """Yield the pictures of a cell, and what is struck out in it, by its tags, its styles, or those of its row."""
    row = cell.getparent()
    styled = bool(classes) or "style" in cell.attrib or (row is not None and "style" in row.attrib)
    if not (len(cell) or styled):
        return
    yield from (Beside(kind="picture", cell=address) for node in _walk(cell) if node.tag == "img")
    whole = styled and (_is_struck(cell, classes) or (row is not None and row.tag == "tr" and _is_struck(row, classes)))
    words = join_struck(_collect_pieces(cell, whole, classes))
    if words is not None:
        yield Beside(kind="struck", cell=address, text=words)


def _walk(node: etree._Element) -> Iterator[etree._Element]:
    """Yield what a cell contains, without further cells that the parser put into it."""
    for child in node:
        if child.tag not in _CELLS and child.tag != "tr":
            yield child
            yield from _walk(child)


def _is_struck(node: etree._Element, classes: frozenset[str]) -> bool:
    if node.tag in _STRUCK or _LINE_THROUGH.search(node.get("style", "")):
        return True
    return bool(classes) and not classes.isdisjoint(node.get("class", "").split())


def _collect_pieces(node: etree._Element, struck: bool, classes: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield a cell's texts, without those of further cells that the parser put into it."""
    yield node.text or "", struck
    for child in node:
        if isinstance(child.tag, str) and child.tag not in _CELLS and child.tag not in ("tr", "script", "style"):
            yield from _collect_pieces(child, struck or _is_struck(child, classes), classes)
        yield child.tail or "", struck
