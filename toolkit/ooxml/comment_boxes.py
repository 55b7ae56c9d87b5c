"""Where the boxes of comments stand: their pieces of a drawing, and bounds that stay on the grid of the sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from toolkit.excel import LAST_COLUMN, LAST_ROW
from toolkit.ooxml.part_index import parse_part

_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_OPENING = re.compile(rb"<xml\b[^<>]*>")
_SHAPE = re.compile(rb"<v:shape\s(?:[^<]++|<(?!/?v:shape[\s>]))*+</v:shape>\s*")
_CELL = (re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>"), re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>"))
_FACTS = re.compile(rb'\b(min|max|width|hidden)="([^"]*)"')
_USUAL_WIDTH = 64  # of a column, in pixels


def normalise_boxes(boxes: bytes) -> bytes:
    """Return a drawing with the usual prefixes, which office programs always use and libraries do not.

    Raises PatchError where the drawing cannot be understood at all.
    """
    opening = b"".join(_OPENING.findall(boxes)[:1])
    if all(f'xmlns:{prefix}="{space}"'.encode() in opening for prefix, space in _SPACES.items()) and b"</xml>" in boxes:
        return boxes  # even if it is not well-formed XML, which some programs write
    root = parse_part(boxes)
    etree.cleanup_namespaces(root, top_nsmap=_SPACES, keep_ns_prefixes=list(_SPACES))
    return bytes(etree.tostring(root))


def split_boxes(boxes: bytes) -> tuple[list[bytes], dict[tuple[int, int], int]]:
    """Cut a drawing at its boxes; return the pieces in order, and the index of each cell's box among them."""
    pieces: list[bytes] = []
    indexes: dict[tuple[int, int], int] = {}
    position = 0
    for shape in _SHAPE.finditer(boxes):
        row, column = (pattern.search(shape[0]) for pattern in _CELL)
        if row and column:
            pieces += [boxes[position : shape.start()], shape[0]]
            indexes[int(row[1]), int(column[1])] = len(pieces) - 1
            position = shape.end()
    end = max(boxes.rfind(b"</xml>"), position)
    return [*pieces, boxes[position:end], boxes[end:]], indexes


def read_widths(head: bytes) -> dict[int, int]:
    """Return the widths in pixels, by index from 0, of columns that declare a width."""
    widths: dict[int, int] = {}
    for column in re.findall(rb"<col\s[^<>]*>", head[: head.find(b"<sheetData")]):
        facts = dict(_FACTS.findall(column))
        first, last = int(facts.get(b"min", b"1")), min(int(facts.get(b"max", b"1")), 256)
        hidden = facts.get(b"hidden", b"0") in (b"1", b"true")
        for number in range(first, last + 1):
            widths[number - 1] = 0 if hidden else round(float(facts.get(b"width", b"9")) * 7) + 5
    return widths


def grow_anchor(anchor: bytes, rows: int) -> bytes:
    """Return the bounds of a box that is at least so many rows high; bounds that cannot be read stay as they are."""
    bounds = [part.strip() for part in anchor.split(b",")]
    if len(bounds) == 8 and int(bounds[6]) - int(bounds[2]) < rows:
        bounds[6] = str(min(int(bounds[2]) + rows, LAST_ROW - 1)).encode()
        return b", ".join(bounds)
    return anchor


def find_box_columns(column: int, width: int, widths: Mapping[int, int]) -> tuple[int, int, int]:
    """Return the first and last column of a box beside a column, and the pixels that it covers of the last one.

    The box stands right of the column, or left of it where the sheet ends too early: programs refuse bounds off the
    grid. `width` is the box's, `widths` are those of columns that declare one, all in pixels.
    """
    last, left = column + 1, width
    while left > widths.get(last, _USUAL_WIDTH) and last < LAST_COLUMN:
        left -= widths.get(last, _USUAL_WIDTH)
        last += 1
    if last < LAST_COLUMN:
        return column + 1, last, left
    first, left = column, width
    while left > 0 and first > 0:
        first -= 1
        left -= widths.get(first, _USUAL_WIDTH)
    return first, column, 0
