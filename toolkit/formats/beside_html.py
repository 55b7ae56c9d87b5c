"""Find pictures and struck-out texts in the cells of a web page, and what is written below its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from toolkit.formats.grid import Beside
from toolkit.formats.struck import join_struck

_STRUCK = frozenset({"s", "strike", "del"})
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"tr", "script", "style", "comment"})
_NOTE, _NOTE_TEXT = "comment", "msocomtxt"  # how LibreOffice and Excel write the notes on cells
# What office programs put between tables: names of sheets, and links to them.
_NO_CONTENT = frozenset({"head", "title", "script", "style", "a", "h1", "h2", "h3", "h4", "h5", "h6"})
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


def find_below(root: etree._Element, count: int) -> list[tuple[Beside, ...]]:
    """Return what is written below each of a page's tables, down to the next; all below the last where they nest.

    Excel puts the notes on the cells there as well.
    """
    found: list[list[str]] = [[]]
    notes: list[list[str]] = [[]]
    _collect_outside(root, found, notes)
    below = [
        (
            *(Beside(kind="note", text=note) for note in own if note),
            *([Beside(kind="below", text=text)] if text else ()),
        )
        for text, own in ((_join(pieces), list(map(_squeeze, own))) for pieces, own in zip(found, notes, strict=True))
    ][1:]
    everything = tuple(one for own in below for one in own)
    return below if len(below) == count else [*[()] * (count - 1), everything]


def _collect_outside(node: etree._Element, found: list[list[str]], notes: list[list[str]]) -> None:
    for child in node:
        if child.tag == "table":
            found.append([])
            notes.append([])
        elif _NOTE_TEXT in child.get("class", ""):
            notes[-1].append("".join(str(piece) for piece in child.itertext()))
        elif isinstance(child.tag, str) and child.tag not in _NO_CONTENT:
            found[-1].append(child.text or "")
            _collect_outside(child, found, notes)
        found[-1].append(child.tail or "")


def _join(pieces: list[str]) -> str:
    return _squeeze(" ".join(pieces))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def find_beside(cell: etree._Element, address: str, classes: frozenset[str]) -> Iterator[Beside]:
    """Yield the pictures of a cell, and what is struck out in it, by its tags, its styles, or those of its row."""
    row = cell.getparent()
    styled = bool(classes) or "style" in cell.attrib or (row is not None and "style" in row.attrib)
    if not (len(cell) or styled):
        return
    for node in _walk(cell):
        if node.tag == "img":
            yield Beside(kind="picture", cell=address)
        elif node.tag == _NOTE and (text := _squeeze("".join(str(piece) for piece in node.itertext()))):
            yield Beside(kind="note", cell=address, text=text)
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
        if isinstance(child.tag, str) and child.tag not in _CELLS and child.tag not in _SILENT:
            yield from _collect_pieces(child, struck or _is_struck(child, classes), classes)
        yield child.tail or "", struck
