"""Comments on the cells of a sheet: ours are added below other people's, and removed again.

A comment is a text in one part and a box in another, in an old drawing language (VML) that many programs write
carelessly. So the texts are parsed, while the boxes are only located and added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from toolkit.excel import LAST_ROW, parse_column, parse_row
from toolkit.ooxml.comment_boxes import find_box_columns, grow_anchor, normalise_boxes, read_widths, split_boxes
from toolkit.ooxml.package import Package
from toolkit.ooxml.part_index import parse_part
from toolkit.ooxml.relationships import (
    OFFICE,
    ContentTypes,
    Relationships,
    build_part,
)
from toolkit.ooxml.sheet_xml import PatchError, SheetFrame
from toolkit.text import show_tricks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_THREAD = "tc="  # how the author's name begins in the placeholder of a threaded comment
_BLANK_TEXTS = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
_BLANK_BOXES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b'</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    b' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t"'
    b' o:connecttype="rect"/></v:shapetype></xml>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:{width}pt;height:{height}pt;'
    'z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_LINK = re.compile(rb"\s\w+:id\s*=\s*[\"']([^\"']+)[\"']")
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_FIRST_NUMBER = 1024  # programs number boxes from the next number on
_BOX_WIDTH, _LINE_HEIGHT, _ROW_HEIGHT, _LETTERS = 300, 18, 32, 22  # pixels, and Chinese letters on a line of a box


class Comments:
    """The comments of one sheet of a package."""

    def __init__(self, package: Package, part: str, frame: SheetFrame) -> None:
        self._package, self._part, self._frame = package, part, frame
        links = Relationships(package, part)
        self._texts_part = links.find_by_kind("comments")
        # A sheet may have another drawing of this kind, for pictures in its header.
        drawn = [_LINK.search(element) for element in frame.find_children("legacyDrawing")]
        self._boxes_part = links.find_target(drawn[0][1].decode()) if drawn and drawn[0] else ""
        has_texts = self._texts_part in package
        if (self._texts_part and not has_texts) or (drawn and self._boxes_part not in package):
            raise PatchError("notes")
        self._root: Any = parse_part(package.read_part(self._texts_part) if has_texts else _BLANK_TEXTS)
        boxes = package.read_part(self._boxes_part) if self._boxes_part else _BLANK_BOXES
        self._boxes, self._box_indexes = split_boxes(normalise_boxes(boxes))
        self._last_number = _FIRST_NUMBER
        self._changed = False
        self._widths: dict[int, int] | None = None
        self._list: Any = self._root.find(f"{{{MAIN}}}commentList")
        self._authors: Any = self._root.find(f"{{{MAIN}}}authors")
        if self._list is None or self._authors is None:
            raise PatchError("comments")

    def remove_own_lines(self, ours: Callable[[str], int]) -> None:
        """Remove our lines; `ours` returns how much of a line's beginning is ours. An emptied comment loses its box."""
        for note in list(self._list):
            texts = list(note.iter(f"{{{MAIN}}}t"))
            whole = "".join(node.text or "" for node in texts)
            dropped = _find_own_spans(whole, ours)
            if not dropped:
                continue
            self._changed = True
            _cut_spans(texts, dropped)
            if not "".join(node.text or "" for node in texts).strip():
                self._list.remove(note)
                self._forget_box(str(note.get("ref")))

    def add_texts(self, texts: Mapping[str, str], author: str) -> None:
        """Add a text to each cell's comment, by address, below what it says already; skip threaded comments."""
        known = {str(note.get("ref")): note for note in self._list}
        names = [author.text or "" for author in self._authors]
        self._last_number = max([_FIRST_NUMBER, *map(int, _SHAPE_NUMBER.findall(b"".join(self._boxes)))])
        for cell, written in texts.items():
            text, note = show_tricks(written), known.get(cell)
            if note is not None and _find_author(note, names).startswith(_THREAD):
                continue
            self._changed = True
            if note is None:
                if author not in names:
                    etree.SubElement(self._authors, f"{{{MAIN}}}author").text = author
                    names.append(author)
                note = self._create_comment(cell, names.index(author))
            holder = note.find(f"{{{MAIN}}}text")
            _append_run(etree.SubElement(note, f"{{{MAIN}}}text") if holder is None else holder, text)
            self._fit_box(cell, "".join(node.text or "" for node in note.iter(f"{{{MAIN}}}t")))

    def save(self) -> None:
        """Write both parts back if anything changed, with the relationships that link them to the sheet."""
        if not self._changed:
            return
        links, types = Relationships(self._package, self._part), ContentTypes(self._package)
        if not self._texts_part:
            self._texts_part = self._package.find_free_name("xl/comments{}.xml")
            links.link_part("comments", self._texts_part)
            types.declare_part(self._texts_part, _COMMENTS)
        if not self._boxes_part:
            self._boxes_part = self._package.find_free_name("xl/drawings/vmlDrawing{}.vml")
            key = links.link_part("vmlDrawing", self._boxes_part)
            types.declare_ending("vml", _DRAWING)
            self._frame.insert_element("legacyDrawing", f'<legacyDrawing xmlns:r="{OFFICE}" r:id="{key}"/>'.encode())
        self._package.put_part(self._texts_part, build_part(self._root))
        self._package.put_part(self._boxes_part, b"".join(self._boxes))

    def _create_comment(self, cell: str, author: int) -> Any:
        note = etree.Element(f"{{{MAIN}}}comment", {"ref": cell, "authorId": str(author)})
        etree.SubElement(note, f"{{{MAIN}}}text")
        self._list.append(note)
        return note

    # -- boxes --------------------------------------------------------------------------------------

    def _forget_box(self, cell: str) -> None:
        index = self._box_indexes.pop(_parse_box_key(cell), None)
        if index is not None:
            self._boxes[index] = b""

    def _fit_box(self, cell: str, text: str) -> None:
        """Give a comment a box that shows all of its text: a new box, or an enlarged one."""
        lines = sum(1 + len(line) // _LETTERS for line in text.split("\n")) + 1
        index = self._box_indexes.get(_parse_box_key(cell))
        if index is None:
            self._add_box(cell, lines)
            return
        rows = -(-lines * _LINE_HEIGHT // _ROW_HEIGHT)
        self._boxes[index] = _ANCHOR.sub(
            lambda anchor: anchor[1] + grow_anchor(anchor[2], rows) + anchor[3], self._boxes[index]
        )

    def _add_box(self, cell: str, lines: int) -> None:
        row, column = _parse_box_key(cell)
        self._last_number += 1
        height = lines * _LINE_HEIGHT
        if self._widths is None:
            self._widths = read_widths(self._frame.head)
        first, last, rest = find_box_columns(column, _BOX_WIDTH, self._widths)
        rows, more = divmod(height, _ROW_HEIGHT)
        top = min(max(row - 1, 0), LAST_ROW - 2 - rows)
        box = _BOX.format(
            number=self._last_number,
            width=_BOX_WIDTH * 3 // 4,
            height=height * 3 // 4,
            order=self._last_number - _FIRST_NUMBER,
            anchor=f"{first}, 15, {top}, 10, {last}, {rest}, {top + rows}, {more}",
            row=row,
            column=column,
        )
        self._box_indexes[row, column] = len(self._boxes) - 1
        self._boxes.insert(len(self._boxes) - 1, box.encode())


def _find_author(comment: Any, names: list[str]) -> str:
    index = str(comment.get("authorId") or 0)
    return names[int(index)] if index.isdecimal() and int(index) < len(names) else ""


def _parse_box_key(cell: str) -> tuple[int, int]:
    return parse_row(cell) - 1, parse_column(cell)


def _find_own_spans(text: str, ours: Callable[[str], int]) -> list[tuple[int, int]]:
    """Return the spans of our lines, each with the line break before it (after it for the first line).

    Where somebody went on writing in our line, only our part is included.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end, own = start + len(line), ours(line)
        if own >= len(line) > 0:
            spans.append((start - 1, end) if start else (start, min(end + 1, len(text))))
        elif own:
            spans.append((start, start + own))
        start = end + 1
    return spans


def _cut_spans(texts: list[Any], spans: list[tuple[int, int]]) -> None:
    """Remove spans of the whole text from the runs that it consists of; emptied runs are dropped."""
    offset = 0
    for node in texts:
        whole = node.text or ""
        kept = (
            letter
            for position, letter in enumerate(whole, offset)
            if not any(start <= position < end for start, end in spans)
        )
        node.text = "".join(kept)
        offset += len(whole)
        run = node.getparent()
        if whole and not node.text and run.tag == f"{{{MAIN}}}r":
            run.getparent().remove(run)


def _append_run(holder: Any, text: str) -> None:
    """Append a text as a run of its own to a comment; a plain text before it becomes a run as well."""
    plain = holder.find(f"{{{MAIN}}}t")
    if plain is not None:
        run = holder.makeelement(f"{{{MAIN}}}r", {})
        holder.replace(plain, run)
        run.append(plain)
    runs = list(holder.iter(f"{{{MAIN}}}t"))
    before = "".join(node.text or "" for node in runs)
    run = holder.makeelement(f"{{{MAIN}}}r", {})
    holder.insert(len(holder.findall(f"{{{MAIN}}}r")), run)  # phonetic runs follow the text runs
    written = etree.SubElement(run, f"{{{MAIN}}}t")
    written.set(_SPACE, "preserve")
    written.text = f"\n{text}" if before else text
