"""Find the parts of a package by the relationships between them, as office programs do, and never by their names.

Only the first part has a fixed name: `_rels/.rels` leads to the workbook, the workbook to its sheets, and each sheet
to its drawings and notes. A target is a URI: relative to the folder of its source or absolute, with `./` and `../`,
percent-encoded, in any capitals, and from careless programs with backslashes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any
from urllib.parse import unquote

from lxml import etree

from toolkit.ooxml.sheet_xml import PatchError
from toolkit.ooxml.xml_parser import build_xml_parser

ROOT = ""  # the source of the relationships of the package itself
TYPES = "[Content_Types].xml"
# Comments and processing instructions mean nothing to office programs, and must not count as elements.
_PARSER = build_xml_parser()
# A tree takes some ten times the memory of its part; an honest part of this kind has less than a tenth of this.
_LARGEST_PARSED = 32 * 1024 * 1024
_URI_TAIL = re.compile(r"[?#].*", re.DOTALL)  # query and fragment
_BOOK_TYPES = ("spreadsheetml.sheet.main", "spreadsheetml.template.main", "ms-excel.sheet.", "ms-excel.template.")
USUAL_BOOKS = ("xl/workbook.xml", "xl/workbook.bin")


def parse_part(part: bytes) -> Any:
    """Return a small part as a tree, without ever fetching anything else. Raises PatchError where it is no XML."""
    if len(part) > _LARGEST_PARSED:
        raise PatchError("xml")
    try:
        root: Any = etree.fromstring(part, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PatchError("xml") from error
    if root.getroottree().docinfo.doctype:
        raise PatchError("xml")  # no part needs a document type declaration
    return root


def resolve_relationships_part(part: str) -> str:
    """Return the name of the part with the relationships of a part, or of the package (`ROOT`)."""
    folder, name = posixpath.split(part.replace("\\", "/"))
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve_target(part: str, target: str) -> str:
    """Return the name of the part that a relationship of `part` leads to, by its target as written."""
    return _normalise_path(part, unquote(target))


@lru_cache(maxsize=4096)  # the packages of one program have the same parts
def _normalise_path(part: str, path: str) -> str:
    joined = posixpath.join("/", posixpath.dirname(part.replace("\\", "/")), path.replace("\\", "/"))
    return posixpath.normpath(joined).lstrip("/")


def list_candidates(part: str, target: str) -> list[str]:
    """Return the names that a target may mean: as written, decoded, and without what follows the path in a URI."""
    paths = dict.fromkeys((target, unquote(target), unquote(_URI_TAIL.sub("", target))))
    return [_normalise_path(part, path) for path in paths if path]


def fold_part_name(name: str) -> str:
    """Return a member's name as names of parts are compared: in small letters, with slashes, without `./`."""
    folded = name.replace("\\", "/").lower()
    return _normalise_path(ROOT, folded) if "//" in folded or folded.startswith((".", "/")) else folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relationship to a part: its key, its kind (the end of its type, such as `comments`), and the part's name."""

    key: str
    kind: str
    part: str


class PartIndex:
    """The parts of one package: `names` as its members are spelled, `read` returns the content of a member."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes]) -> None:
        self._names = dict.fromkeys(names)
        self._read = read
        self._links: dict[str, tuple[Link, ...]] = {}
        self._parsed: dict[str, Any] = {}

    @cached_property
    def _folded(self) -> dict[str, str]:
        folded = {fold_part_name(name): name for name in self._names}
        encoded = [name for name in self._names if "%" in name]
        return {fold_part_name(unquote(name)): name for name in encoded} | folded

    def find_name(self, name: str) -> str:
        """Return a part's name as the package spells it, empty where there is no such part."""
        return name if name in self._names else self._folded.get(fold_part_name(name), "")

    def parse_part(self, name: str) -> Any:
        """Return a small part as a tree that nobody may change. Raises KeyError, and PatchError for what is no XML."""
        if name not in self._parsed:
            self._parsed[name] = parse_part(self._read(name))
        return self._parsed[name]

    def find_target(self, source: str, target: str) -> str:
        """Return the name of the part that a target leads to, empty where there is none."""
        return next(filter(None, map(self.find_name, list_candidates(source, target))), "")

    def read_links(self, source: str) -> tuple[Link, ...]:
        """Return the relationships of a part (or of the package: `ROOT`) to other parts, in order.

        Links to the outside and to parts that do not exist are left out. Raises PatchError where they are no XML.
        """
        return tuple(link for link in self.read_inner_links(source) if link.part)

    def read_inner_links(self, source: str) -> tuple[Link, ...]:
        """Return the relationships of a part to parts that may not exist; of those the name is empty."""
        if source not in self._links:
            part = self.find_name(resolve_relationships_part(source))
            written = self._read(part) if part else b""
            read = _recall_links if len(written) <= _LONGEST_RECALLED else _read_links
            found = read(written) if part else ()
            self._links[source] = tuple(
                Link(key=key, kind=kind, part=self.find_target(source, target)) for key, kind, target in found
            )
        return self._links[source]

    def find_related(self, source: str, *kinds: str) -> tuple[str, ...]:
        """Return the names of the parts to which a part has a relationship of these kinds, each once, in order."""
        return tuple(dict.fromkeys(link.part for link in self.read_links(source) if link.kind in kinds))

    def find_book(self) -> str:
        """Return the name of the package's main part, empty where there is none.

        Where no relationship leads to it, its content type tells which it is, or at last its usual name.
        """
        usual = filter(None, map(self.find_name, USUAL_BOOKS))
        return next(chain(self.find_related(ROOT, "officeDocument"), self._find_declared_books(), usual), "")

    def _find_declared_books(self) -> Iterator[str]:
        types = self.find_name(TYPES)
        for item in parse_part(self._read(types)) if types else ():
            if any(known in str(item.get("ContentType")) for known in _BOOK_TYPES):
                yield from filter(None, [self.find_target(ROOT, item.get("PartName") or "")])


def _read_links(part: bytes) -> tuple[tuple[str, str, str], ...]:
    """Return the relationships to other parts as written: key, kind, target. Raises PatchError where it is no XML."""
    return tuple(
        (
            element.get("Id") or "",
            str(element.get("Type")).strip().rpartition("/")[2],
            (element.get("Target") or "").strip(),
        )
        for element in parse_part(part)
        if str(element.get("TargetMode")).strip().lower() != "external"
    )


_recall_links = lru_cache(maxsize=512)(_read_links)  # the files of a round have the same relationships
_LONGEST_RECALLED = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSheet:
    """One sheet of a workbook as its book lists it: `part` is empty where the package lacks it.

    `kind` is the kind of the relationship that leads to it: `worksheet`, `chartsheet`, `dialogsheet`, or that of a
    macro sheet. `state` is visible, hidden or veryHidden.
    """

    name: str
    part: str
    kind: str
    state: str


def list_sheets(parts: PartIndex, book: str) -> list[BookSheet]:
    """Return the sheets of a workbook in order. Raises PatchError where the book is no XML."""
    root = parts.parse_part(book)
    space = f"{{{etree.QName(root).namespace}}}"
    links = {link.key: link for link in reversed(parts.read_inner_links(book))}
    sheets = []
    for element in root.iterfind(f"{space}sheets/{space}sheet"):
        key = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
        link = links.get(key)
        sheets.append(
            BookSheet(
                name=element.get("name") or "",
                part=link.part if link else "",
                kind=link.kind if link else "",
                state=element.get("state") or "visible",
            )
        )
    return sheets
