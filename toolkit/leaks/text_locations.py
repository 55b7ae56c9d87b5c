"""Locate texts in a package: by sheet and cell, or by part, and with who can see them there.

Slower than the net of `texts`, and used only where that caught something.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from toolkit.leaks.texts import (
    convert_to_utf8,
    decode_text,
    read_markup_texts,
    read_part_texts,
    read_parts,
)
from toolkit.messages import say
from toolkit.ooxml import (
    ROOT,
    Link,
    PartIndex,
    PatchError,
    find_shared_strings,
    read_shared_index,
    remove_spans,
    walk_cells,
)

# How people see a text: on a visible sheet, as a sheet's name, as an author's name, in our dropdowns, or not.
Visibility = Literal["shown", "title", "author", "options", "hidden"]
VISIBILITIES: tuple[Visibility, ...] = get_args(Visibility)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^<>]*)>")
_FACT = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_AUTHOR = re.compile(rb"<((?:\w+:)?(?:creator|lastModifiedBy))\b[^<>]*>.*?</\1>", re.DOTALL)
# Parts linked to a sheet and fully seen on it; pivot tables, queries and embedded objects hold more than they show.
_SEEN = ("comments", "threadedComment", "drawing", "vmlDrawing", "chart", "chartEx", "chartUserShapes", "table")
# What kinds of relationships lead to, in words; of other parts the name tells.
_KINDS = {
    "comments": "comments",
    "threadedComment": "comments",
    "person": "comments",
    "drawing": "drawing",
    "vmlDrawing": "drawing",
    "chart": "drawing",
    "chartEx": "drawing",
    "chartUserShapes": "drawing",
    "core-properties": "properties",
}
_WORDS = (
    ("comments", re.compile(r"xl/(?:comments|threadedComments|persons/).*")),
    ("properties", re.compile(r"docProps/.*")),
    ("links", re.compile(r"xl/(?:externalLinks/|.*_rels/|queryTables/|connections).*")),
    ("pivot", re.compile(r"xl/pivot.*")),
    ("drawing", re.compile(r"xl/(?:drawings|charts)/.*")),
    ("custom", re.compile(r"customXml/.*")),
    ("embedded", re.compile(r"xl/embeddings/.*")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedText:
    """One text as written in its part, how people see it, and its location in words."""

    content: bytes
    visibility: Visibility
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _BookSheet:
    """One sheet: its name and its visibility."""

    name: str
    visibility: Visibility


def is_package(content: bytes) -> bool:
    """Tell whether the bytes are a zip package."""
    return zipfile.is_zipfile(io.BytesIO(content))


def locate_texts(content: bytes, wanted: Callable[[bytes], bool]) -> Iterator[LocatedText]:
    """Yield every wanted text of a workbook, in the order of its parts; a cell's location has its address."""
    parts = list(read_parts(content))
    book = _WorkbookTexts(dict(parts))
    for name, part in parts:
        if any(wanted(text) for text in read_part_texts(name, part)):
            yield from (
                text for text in book.locate_part_texts(name, convert_to_utf8(part), wanted) if wanted(text.content)
            )


def list_located_texts(content: bytes) -> tuple[tuple[bytes, Visibility, str], ...]:
    """Return all texts of a file as plain values, as a worker answers; none where it is no package."""
    if not is_package(content):
        return ()
    return tuple((each.content, each.visibility, each.location) for each in locate_texts(content, lambda _: True))


class _WorkbookTexts:
    """One workbook, by its parts; they are found by relationships, as office programs find them."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self._index = PartIndex(parts, parts.__getitem__)
        self._book = self._find_book()
        self._kinds = {link.part: link.kind for source in (ROOT, self._book) for link in self._read_links(source)}
        self._sheets = {part: sheet for sheet, part in self._find_sheets()}
        self._seen: dict[str, _BookSheet] = {}
        for part, sheet in self._sheets.items():
            for linked in self._find_visible_links(part):
                self._seen.setdefault(linked.part, sheet)
                self._kinds.setdefault(linked.part, linked.kind)

    def locate_part_texts(self, name: str, part: bytes, wanted: Callable[[bytes], bool]) -> Iterator[LocatedText]:
        """Yield the texts of one part; of the shared strings only the wanted ones."""
        kind, place = self._kinds.get(name, ""), self._render_part(name)
        if name in self._sheets:
            yield from self._locate_cell_texts(self._sheets[name], part)
        elif kind == "sharedStrings":
            yield from self._locate_shared_texts(part, wanted)
        elif name == self._book:
            yield from self._locate_names(part)
        elif name in self._seen:
            sheet = self._seen[name]
            yield from _make_located_texts(
                read_part_texts(name, part), sheet.visibility, _render_sheet_location(sheet, place)
            )
        elif kind == "core-properties":
            for found in _AUTHOR.finditer(part):
                yield from _make_located_texts(read_markup_texts(found[0]), "author", place)
            yield from _make_located_texts(read_markup_texts(_AUTHOR.sub(b"", part)), "hidden", place)
        else:
            visibility: Visibility = "author" if kind == "person" else "hidden"
            yield from _make_located_texts(read_part_texts(name, part), visibility, place)

    def _locate_cell_texts(self, sheet: _BookSheet, part: bytes) -> Iterator[LocatedText]:
        spans = []
        for _, _, attributes, inner, (begin, end) in walk_cells(part, any_prefix=True):
            spans.append((begin, end))
            if read_shared_index(attributes, inner) is None:
                address = _parse_attributes(attributes).get("r", "")
                yield from _make_located_texts(
                    read_markup_texts(part[begin:end]), sheet.visibility, _render_cell_location(sheet, address)
                )
        yield from _make_located_texts(
            read_markup_texts(remove_spans(part, spans)), sheet.visibility, _render_sheet_location(sheet, "")
        )

    def _locate_shared_texts(self, part: bytes, wanted: Callable[[bytes], bool]) -> Iterator[LocatedText]:
        """Yield each wanted shared string for every sheet that shows it, with the first such cell."""
        items = list(find_shared_strings(part, any_prefix=True))
        texts = {number: read_markup_texts(item[0]) for number, item in enumerate(items)}
        wanted_texts = {number: found for number, found in texts.items() if any(map(wanted, found))}
        used: dict[int, dict[_BookSheet, str]] = {number: {} for number in wanted_texts}
        for name, sheet in self._sheets.items():
            for _, _, attributes, inner, _ in walk_cells(convert_to_utf8(self._parts[name]), any_prefix=True):
                if (number := read_shared_index(attributes, inner)) in used:
                    used[number].setdefault(sheet, _parse_attributes(attributes).get("r", ""))
        for number, found in wanted_texts.items():
            for sheet, address in used[number].items():
                yield from _make_located_texts(found, sheet.visibility, _render_cell_location(sheet, address))
            if not used[number]:
                yield from _make_located_texts(found, "hidden", say("leak.place.unused"))
        rest = remove_spans(part, (item.span() for item in items))
        yield from _make_located_texts(read_markup_texts(rest), "hidden", say("leak.place.unused"))

    def _locate_names(self, part: bytes) -> Iterator[LocatedText]:
        """Yield the names of sheets, then defined names and all other texts of the workbook part."""
        for found in _SHEET.finditer(part):
            hidden = _parse_attributes(found[1]).get("state", "visible") != "visible"
            visibility: Visibility = "hidden" if hidden else "title"
            yield from _make_located_texts(read_markup_texts(found[0]), visibility, say("leak.place.title"))
        yield from _make_located_texts(
            read_markup_texts(_SHEET.sub(b"", part)), "hidden", self._render_part(self._book)
        )

    def _find_book(self) -> str:
        try:
            return self._index.find_book()
        except PatchError:
            return ""

    def _find_sheets(self) -> Iterator[tuple[_BookSheet, str]]:
        """Yield every sheet with the name of its part."""
        links = {link.key: link.part for link in self._read_links(self._book)}
        for found in _SHEET.finditer(convert_to_utf8(self._parts.get(self._book, b""))):
            facts = _parse_attributes(found[1])
            key = next((value for name, value in facts.items() if name.endswith(":id")), "")
            visibility: Visibility = "shown" if facts.get("state", "visible") == "visible" else "hidden"
            if visibility == "hidden" and facts.get("name") == say("sheet.options"):
                visibility = "options"
            if key in links:
                yield _BookSheet(name=facts.get("name", ""), visibility=visibility), links[key]

    def _read_links(self, part: str) -> tuple[Link, ...]:
        """Return the relationships of a part, none where they are no XML: what they lead to then counts as hidden."""
        try:
            return self._index.read_links(part)
        except PatchError:
            return ()

    def _find_visible_links(self, part: str) -> Iterator[Link]:
        """Yield the relationships to the parts that are seen on a sheet."""
        for link in self._read_links(part):
            if link.kind in _SEEN:
                yield link
                yield from (other for other in self._read_links(link.part) if other.kind in _SEEN)

    def _render_part(self, part: str) -> str:
        """Return in words what a part is."""
        key = "book" if part == self._book else _KINDS.get(self._kinds.get(part, ""), "")
        key = key or next((key for key, pattern in _WORDS if pattern.fullmatch(part)), "part")
        return say(f"leak.place.{key}", part=part)


def _make_located_texts(texts: Iterable[bytes], visibility: Visibility, location: str) -> Iterator[LocatedText]:
    yield from (LocatedText(content=text, visibility=visibility, location=location) for text in texts)


def _parse_attributes(tag: bytes) -> dict[str, str]:
    """Return a tag's attributes."""
    return {
        name.decode("ascii", "replace"): decode_text(double or single) for name, double, single in _FACT.findall(tag)
    }


def _render_sheet_location(sheet: _BookSheet, detail: str) -> str:
    key = "sheet" if sheet.visibility == "shown" else "hidden_sheet"
    return say("list.separator").join(piece for piece in (say(f"leak.place.{key}", sheet=sheet.name), detail) if piece)


def _render_cell_location(sheet: _BookSheet, address: str) -> str:
    return f"{_render_sheet_location(sheet, '')} {address}".strip()
