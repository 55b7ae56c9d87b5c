"""Say where a package's texts stand: bytes come in, every text with its place in words goes out.

Slower than the net of `texts`, and asked only where that caught something.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from toolkit.leaks.texts import in_utf8, parts_of, plain, texts_of, texts_of_markup
from toolkit.messages import say

# Who sees it: people on a visible sheet, as a sheet's name, as an author's name, in our dropdowns, or nobody.
Place = Literal["shown", "title", "author", "options", "hidden"]
PLACES: tuple[Place, ...] = get_args(Place)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^<>]*)>")
# An element that is not closed ends before the next of its kind: no part takes long to look at.
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)(?:(?<=/)>|>(?:[^<]++|<(?!/?(?:\w+:)?c\b))*+</(?:\w+:)?c>)",
)
_ITEM = re.compile(rb"<(?:\w+:)?si\b[^<>]*(?:(?<=/)>|>(?:[^<]++|<(?!/?(?:\w+:)?si\b))*+</(?:\w+:)?si>)")
_SHARED = re.compile(rb"<(?:\w+:)?c\b([^<>]*\bt\s*=\s*[\"']s[\"'][^<>]*)>\s*<(?:\w+:)?v\b[^<>]*>\s*(\d{1,9})\s*<")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b([^<>]*)>")
_FACT = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_AUTHOR = re.compile(rb"<((?:\w+:)?(?:creator|lastModifiedBy))\b[^<>]*>.*?</\1>", re.DOTALL)
# What is linked to a sheet and seen on it; pivot tables, queries and embedded objects hold more than they show.
_SEEN = re.compile(r"xl/(?:comments[^/]*|comments/.*|threadedComments/.*|drawings/.*|charts/.*|tables/.*)")
_WORDS = (
    ("comments", re.compile(r"xl/(?:comments|threadedComments|persons/).*")),
    ("properties", re.compile(r"docProps/.*")),
    ("links", re.compile(r"xl/(?:externalLinks/|.*_rels/|queryTables/|connections).*")),
    ("pivot", re.compile(r"xl/pivot.*")),
    ("drawing", re.compile(r"xl/(?:drawings|charts)/.*")),
    ("custom", re.compile(r"customXml/.*")),
    ("embedded", re.compile(r"xl/embeddings/.*")),
    ("book", re.compile(r"xl/workbook\.xml")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One text as it is written in its part, whether people see it there, and where that is in words."""

    content: bytes
    place: Place
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One sheet: its name, and whether people see it."""

    name: str
    place: Place


def is_package(content: bytes) -> bool:
    """Tell whether the bytes are a zip package."""
    return zipfile.is_zipfile(io.BytesIO(content))


def places_of(content: bytes, wanted: Callable[[bytes], bool]) -> Iterator[Written]:
    """Yield every text of a workbook that is wanted, in the order of its parts; of a cell, with its address."""
    parts = list(parts_of(content))
    book = _Book(dict(parts))
    for name, part in parts:
        if any(wanted(text) for text in texts_of(name, part)):
            yield from (text for text in book.texts(name, in_utf8(part), wanted) if wanted(text.content))


class _Book:
    """One workbook, by its parts."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self._sheets = {part: sheet for sheet, part in self._listed()}
        self._seen: dict[str, _Sheet] = {}
        for part, sheet in self._sheets.items():
            for linked in self._linked(part):
                self._seen.setdefault(linked, sheet)

    def texts(self, name: str, part: bytes, wanted: Callable[[bytes], bool]) -> Iterator[Written]:
        """Yield the texts of one part; of shared ones, those that are wanted."""
        if name in self._sheets:
            yield from self._cells(self._sheets[name], part)
        elif name == "xl/sharedStrings.xml":
            yield from self._shared(part, wanted)
        elif name == "xl/workbook.xml":
            yield from self._names(part)
        elif name in self._seen:
            sheet = self._seen[name]
            yield from _written(texts_of(name, part), sheet.place, _on(sheet, _words(name)))
        elif name == "docProps/core.xml":
            for found in _AUTHOR.finditer(part):
                yield from _written(texts_of_markup(found[0]), "author", _words(name))
            yield from _written(texts_of_markup(_AUTHOR.sub(b"", part)), "hidden", _words(name))
        else:
            place: Place = "author" if name.startswith("xl/persons/") else "hidden"
            yield from _written(texts_of(name, part), place, _words(name))

    def _cells(self, sheet: _Sheet, part: bytes) -> Iterator[Written]:
        for cell in _CELL.finditer(part):
            if not _SHARED.match(cell[0]):
                address = _facts(cell[1]).get("r", "")
                yield from _written(texts_of_markup(cell[0]), sheet.place, _at(sheet, address))
        yield from _written(texts_of_markup(_CELL.sub(b"", part)), sheet.place, _on(sheet, ""))

    def _shared(self, part: bytes, wanted: Callable[[bytes], bool]) -> Iterator[Written]:
        """Yield the shared texts at every sheet that shows them, each with the first cell there."""
        texts = {number: texts_of_markup(item[0]) for number, item in enumerate(_ITEM.finditer(part))}
        wanted_texts = {number: found for number, found in texts.items() if any(map(wanted, found))}
        used: dict[int, dict[_Sheet, str]] = {number: {} for number in wanted_texts}
        for name, sheet in self._sheets.items():
            for cell in _SHARED.finditer(in_utf8(self._parts[name])):
                if (number := int(cell[2])) in used:
                    used[number].setdefault(sheet, _facts(cell[1]).get("r", ""))
        for number, found in wanted_texts.items():
            for sheet, address in used[number].items():
                yield from _written(found, sheet.place, _at(sheet, address))
            if not used[number]:
                yield from _written(found, "hidden", say("leak.place.unused"))
        yield from _written(texts_of_markup(_ITEM.sub(b"", part)), "hidden", say("leak.place.unused"))

    def _names(self, part: bytes) -> Iterator[Written]:
        """Yield the names of sheets, then defined names and whatever else the workbook's part holds."""
        for found in _SHEET.finditer(part):
            hidden = _facts(found[1]).get("state", "visible") != "visible"
            place: Place = "hidden" if hidden else "title"
            yield from _written(texts_of_markup(found[0]), place, say("leak.place.title"))
        yield from _written(texts_of_markup(_SHEET.sub(b"", part)), "hidden", _words("xl/workbook.xml"))

    def _listed(self) -> Iterator[tuple[_Sheet, str]]:
        """Yield every sheet with its part."""
        links = dict(self._links("xl/workbook.xml"))
        for found in _SHEET.finditer(in_utf8(self._parts.get("xl/workbook.xml", b""))):
            facts = _facts(found[1])
            key = next((value for name, value in facts.items() if name.endswith(":id")), "")
            place: Place = "shown" if facts.get("state", "visible") == "visible" else "hidden"
            if place == "hidden" and facts.get("name") == say("sheet.options"):
                place = "options"
            if links.get(key, "") in self._parts:
                yield _Sheet(name=facts.get("name", ""), place=place), links[key]

    def _links(self, part: str) -> Iterator[tuple[str, str]]:
        """Yield the key of every link of a part, and the part that it leads to."""
        folder, name = posixpath.split(part)
        for found in _LINK.finditer(in_utf8(self._parts.get(f"{folder}/_rels/{name}.rels", b""))):
            facts = _facts(found[1])
            yield facts.get("Id", ""), posixpath.normpath(posixpath.join("/", folder, facts.get("Target", "")))[1:]

    def _linked(self, part: str) -> Iterator[str]:
        """Yield the parts that are seen on a sheet."""
        for _, target in self._links(part):
            if target in self._parts and _SEEN.fullmatch(target):
                yield target
                yield from (one for _, one in self._links(target) if one in self._parts and _SEEN.fullmatch(one))


def _written(texts: Iterable[bytes], place: Place, words: str) -> Iterator[Written]:
    yield from (Written(content=text, place=place, words=words) for text in texts)


def _facts(tag: bytes) -> dict[str, str]:
    """Return a tag's attributes."""
    return {name.decode("ascii", "replace"): plain(one or other) for name, one, other in _FACT.findall(tag)}


def _on(sheet: _Sheet, words: str) -> str:
    key = "sheet" if sheet.place == "shown" else "hidden_sheet"
    return say("list.separator").join(one for one in (say(f"leak.place.{key}", sheet=sheet.name), words) if one)


def _at(sheet: _Sheet, address: str) -> str:
    return f"{_on(sheet, '')} {address}".strip()


def _words(part: str) -> str:
    key = next((key for key, pattern in _WORDS if pattern.fullmatch(part)), "part")
    return say(f"leak.place.{key}", part=part)
