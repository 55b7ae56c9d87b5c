"""Find what stands on a sheet of an xlsx or xlsb workbook besides its cells.

Everything is found by the relationships of the sheet's part: a sheet without any costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from toolkit.formats.drawings import (
    Element,
    find_vml_shapes,
    parse_drawing,
    read_drawing,
    read_paragraphs,
)
from toolkit.formats.embedded import find_object_name
from toolkit.formats.grid import Beside
from toolkit.formats.notes import read_notes, read_threads
from toolkit.formats.notes_xlsb import read_binary_notes
from toolkit.formats.package import OpenedPackage
from toolkit.formats.sheet_objects import SheetObject, find_objects
from toolkit.ooxml import Link

# A tree takes about ten times the memory of its text; drawings of offices are far smaller.
_MOST_PARSED = 8 * 1024 * 1024
_MOST_NAMED = 20  # embedded documents whose own bytes are asked for a name
_OBJECTS = ("oleObject", "package")
_DRAWN = ("drawing", "vmlDrawing", "comments", "threadedComment", *_OBJECTS)
_UNREAD = Beside(kind="unread")
_SHAPE_NUMBER = re.compile(r"_s(\d{1,9})$")


def find_beside(package: OpenedPackage, part: str, sheet: bytes) -> tuple[Beside, ...]:
    """Return what stands beside the cells of the sheet in a part, given with its content; by kind, in file order."""
    found: list[Beside] = []
    try:
        related = {(link.kind, link.part): link for link in package.parts.read_links(part) if link.kind in _DRAWN}
        if related:
            found.extend(_BesideFinder(package, list(related.values())).find(sheet))
    except Exception:  # damaged data has no end of exception types, and must not cost the values
        found.append(_UNREAD)
    return tuple(found)


class _BesideFinder:
    """Goes through the parts related to one sheet; a damaged one is named, and costs nothing else."""

    def __init__(self, package: OpenedPackage, related: list[Link]) -> None:
        self._package, self._related = package, related
        self._unread: list[Beside] = []

    def find(self, sheet: bytes) -> Iterator[Beside]:
        """Yield everything, at the end what could not be read."""
        threads = list(self._read_all("threadedComment", read_threads))
        yield from threads
        yield from self._read_all("comments", lambda root: read_notes(root, threads), read_binary_notes(threads))
        drawn = [found for link in self._select("drawing") for found in self._read_drawn(link)]
        yield from drawn
        shapes = [shape for root in self._parse_old_drawings() for shape in find_vml_shapes(root)]
        corners = {number[1]: cell for name, _, cell, _ in shapes if (number := _SHAPE_NUMBER.search(name))}
        seen = {_squeeze(found.text) for found in drawn}
        for _, kind, cell, text in shapes:
            if kind != "Note" and text and _squeeze(text) not in seen:
                yield Beside(kind="text_box", cell=cell, text=text)
        yield from self._find_embedded(sheet, corners)
        yield from self._unread

    def _select(self, *kinds: str) -> Iterator[Link]:
        return (link for link in self._related if link.kind in kinds)

    def _read_all(
        self,
        kind: str,
        read: Callable[[Element], Iterator[Beside]],
        read_binary: Callable[[bytes], Iterator[Beside]] | None = None,
    ) -> Iterator[Beside]:
        for link in self._select(kind):
            if read_binary and link.part.lower().endswith(".bin"):
                yield from read_binary(self._package.read_member(link.part))
            elif (root := self._parse(link)) is not None:
                yield from read(root)

    def _parse_old_drawings(self) -> Iterator[Element]:
        """Yield the drawings that have more than the boxes of notes; most have no more."""
        for link in self._select("vmlDrawing"):
            part = self._package.read_member(link.part)
            only_notes = part.count(b"ObjectType=") == part.count(b'ObjectType="Note"')
            root = None if only_notes else self._parse(link, careless=True)
            if root is not None:
                yield root

    def _parse(self, link: Link, *, careless: bool = False) -> Element | None:
        root = None
        if self._package.get_size(link.part) <= _MOST_PARSED:
            try:
                root = parse_drawing(self._package.read_member(link.part), careless=careless)
            except etree.LxmlError:
                root = None
        if root is None and not self._unread:
            self._unread.append(_UNREAD)
        return root

    def _read_drawn(self, link: Link) -> Iterator[Beside]:
        root = self._parse(link)
        if root is None:
            return
        parts = {other.key: other for other in self._package.parts.read_links(link.part)}

        def read_diagram(key: str) -> str:
            tree = self._parse(parts[key]) if key in parts else None
            return "" if tree is None else read_paragraphs(tree)

        yield from read_drawing(root, read_diagram)

    def _find_embedded(self, sheet: bytes, corners: dict[str, str]) -> Iterator[Beside]:
        """Yield every embedded or linked document: those that the sheet names, then those only related to it."""
        links = {link.key: link for link in self._select(*_OBJECTS)}
        named = list(find_objects(sheet))
        rest = set(links) - {found.key for found in named}
        everything = [*named, *(SheetObject(key=key) for key in links if key in rest)]
        for number, found in enumerate(everything):
            link = links.get(found.key) if number < _MOST_NAMED else None
            cell = found.cell or corners.get(found.shape, "")
            yield Beside(kind="embedded", cell=cell, text=find_object_name(self._package, link, found.program))


def _squeeze(text: str) -> str:
    return "".join(text.split())
