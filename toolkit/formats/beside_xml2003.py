"""Find notes and struck-out texts in the cells of an XML spreadsheet 2003, which has no room for drawings."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from toolkit.formats.grid import WHITE, Beside
from toolkit.formats.markup import SPREADSHEETML
from toolkit.formats.notes import drop_author

_SS = f"{{{SPREADSHEETML}}}"
_STRUCK = "{http://www.w3.org/TR/REC-html40}S"


def find_struck_looks(root: etree._Element) -> frozenset[str]:
    """Return the names of the styles that strike out."""
    struck: dict[str, bool] = {}
    for style in root.iterfind(f"{_SS}Styles/{_SS}Style"):
        font = style.find(f"{_SS}Font")
        own = None if font is None else font.get(f"{_SS}StrikeThrough")
        inherited = struck.get(style.get(f"{_SS}Parent", ""), False)
        struck[style.get(f"{_SS}ID", "")] = inherited if own is None else own == "1"
    return frozenset(name for name, is_struck in struck.items() if is_struck)


def find_beside(cell: etree._Element, address: str, struck: frozenset[str]) -> Iterator[Beside]:
    """Yield the note on a cell, and what is struck out in it."""
    note = cell.find(f"{_SS}Comment")
    if note is not None:
        text = "".join(str(piece) for piece in note.itertext()).strip(WHITE)
        if text:
            yield Beside(kind="note", cell=address, text=drop_author(text, note.get(f"{_SS}Author", "")))
    data = cell.find(f"{_SS}Data")
    if data is None:
        return
    whole = "".join(str(piece) for piece in data.itertext()).strip(WHITE)
    words = "".join("".join(str(piece) for piece in node.itertext()) for node in data.iter(_STRUCK)).strip(WHITE)
    if whole and (words or _find_look(cell) in struck):
        yield Beside(kind="struck", cell=address, text="" if words in ("", whole) else words)


def _find_look(cell: etree._Element) -> str:
    """Return the name of a cell's style: its own, or its row's."""
    holders = (cell, cell.getparent())
    return next((look for node in holders if node is not None and (look := node.get(f"{_SS}StyleID"))), "")
