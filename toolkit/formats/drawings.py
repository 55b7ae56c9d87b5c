"""Read the drawings of a sheet: the texts of boxes and shapes, pictures, and where each lies.

There are two drawing languages: DrawingML, and the older VML, which many programs write carelessly. Names of elements
are compared without their namespaces, of which office programs use several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from toolkit.excel import LAST_COLUMN, LAST_ROW, format_address
from toolkit.formats.grid import Beside
from toolkit.ooxml import build_xml_parser

Element = etree._Element
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_NUMBER = re.compile(r"\s*\d{1,9}\s*", re.ASCII)
_WHITE = re.compile(r"[ \t]+")
# What careless programs leave open, as in HTML; what follows would be read as a part of it.
_OPEN_BREAK = re.compile(rb"<br\s*>(?!\s*</br>)")


def parse_drawing(part: bytes, *, careless: bool = False) -> Element | None:
    """Return a drawing as a tree, None where nothing of it can be read; `careless` accepts unclosed elements."""
    parser = build_xml_parser(recover=careless)
    root = etree.fromstring(_OPEN_BREAK.sub(b"<br/>", part) if careless else part, parser)
    if root is not None and root.getroottree().docinfo.internalDTD is not None:
        return None  # no office program writes one; attacks do
    return root


def get_name(node: Element | None) -> str:
    """Return an element's name without its namespace; empty where there is no element."""
    return "" if node is None else str(node.tag).rpartition("}")[2]


def find_attribute(node: Element, name: str) -> str:
    """Return an attribute by its name without namespace, empty where there is none."""
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), "")


def find_child(node: Element, name: str) -> Element | None:
    """Return the first child of a name."""
    return next((child for child in node if get_name(child) == name), None)


def read_drawing(root: Element, read_diagram: Callable[[str], str]) -> Iterator[Beside]:
    """Yield the texts and pictures of a DrawingML part; `read_diagram` gives a SmartArt's text by its key."""
    for anchor in root:
        if get_name(anchor) in _ANCHORS:
            cell = _find_corner(anchor)
            for shape in _walk_shapes(anchor):
                found = _read_shape(shape, cell, read_diagram)
                if found is not None:
                    yield found


def _walk_shapes(node: Element) -> Iterator[Element]:
    """Yield every shape, in groups too; of alternative contents the first that has any."""
    for child in node:
        name = get_name(child)
        if name == "grpSp":
            yield from _walk_shapes(child)
        elif name == "AlternateContent":
            ways = (list(_walk_shapes(way)) for way in child)
            yield from next((way for way in ways if way), [])
        elif name in ("sp", "pic", "graphicFrame", "contentPart"):
            yield child


def _read_shape(shape: Element, cell: str, read_diagram: Callable[[str], str]) -> Beside | None:
    name = get_name(shape)
    if name in ("pic", "contentPart"):
        return Beside(kind="picture", cell=cell)
    if name == "graphicFrame":
        diagram = next((node for node in shape.iter() if get_name(node) == "relIds"), None)
        text = "" if diagram is None else read_diagram(find_attribute(diagram, "dm"))
    elif shape.get("textlink"):
        return None  # it repeats what a cell says
    else:
        body = find_child(shape, "txBody")
        text = "" if body is None else read_paragraphs(body)
    return Beside(kind="text_box", cell=cell, text=text) if text else None


def read_paragraphs(node: Element) -> str:
    """Return the text of all paragraphs within an element, a line each."""
    lines = []
    for paragraph in (found for found in node.iter() if get_name(found) == "p"):
        pieces = (_read_piece(piece) for piece in paragraph.iter())
        lines.append("".join(pieces).strip())
    return "\n".join(line for line in lines if line)


def _read_piece(piece: Element) -> str:
    name = get_name(piece)
    return (piece.text or "") if name == "t" else "\n" if name == "br" else ""


def _find_corner(anchor: Element) -> str:
    """Return the cell in which a drawing begins, empty where it is not bound to cells."""
    corner = find_child(anchor, "from")
    if corner is None:
        return ""
    row, column = (find_child(corner, name) for name in ("row", "col"))
    return _format_corner("" if row is None else row.text, "" if column is None else column.text)


def _format_corner(row: str | None, column: str | None) -> str:
    """Return the address of a cell given by two texts that count from 0; empty where it is none."""
    if not (row and column and _NUMBER.fullmatch(row) and _NUMBER.fullmatch(column)):
        return ""
    if int(row) >= LAST_ROW or int(column) >= LAST_COLUMN:
        return ""
    return format_address(int(row) + 1, int(column))


# -- the older language --------------------------------------------------------------------------------------


def find_vml_shapes(root: Element) -> Iterator[tuple[str, str, str, str]]:
    """Yield each shape's own name, kind of object (`Note`, `Rect`, `Pict`), cell and text."""
    for shape in root.iter():
        facts = find_child(shape, "ClientData")
        if facts is None:
            continue
        anchor = find_child(facts, "Anchor")
        bounds = ((anchor.text or "") if anchor is not None else "").split(",")
        cell = _format_corner(bounds[2], bounds[0]) if len(bounds) == 8 else ""
        boxes = (node for node in shape.iter() if get_name(node) == "textbox")
        text = "\n".join(_read_box(box) for box in boxes)
        name = find_attribute(shape, "spid") or shape.get("id", "")
        yield name, find_attribute(facts, "ObjectType"), cell, text.strip()


def _read_box(box: Element) -> str:
    """Return the text of a box, in which line breaks of the source mean nothing."""
    lines = (_WHITE.sub(" ", line).strip() for line in "".join(_collect_pieces(box)).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect_pieces(node: Element) -> Iterator[str]:
    yield "\n" if get_name(node) in ("br", "div", "p") else ""
    yield _flatten(node.text)
    for child in node:
        yield from _collect_pieces(child)
        yield _flatten(child.tail)


def _flatten(text: str | None) -> str:
    return re.sub(r"\s*[\r\n]\s*", "", text or "")
