"""The parts of an xlsx that hold its values, found by relationship, and a package of them alone with usual names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from toolkit.formats.errors import UnreadableError
from toolkit.formats.limits import keep_within
from toolkit.formats.native_reader import is_sheet, refuse_equal_names
from toolkit.formats.package import OpenedPackage
from toolkit.formats.stored_zip import store_members
from toolkit.ooxml import BookSheet, list_sheets

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook: its worksheets in order, and the names of the parts they share, empty where there is none."""

    sheets: tuple[BookSheet, ...]
    strings: str
    styles: str
    from_1904: bool


def read_book(package: OpenedPackage) -> Book:
    """Return the workbook of a package. Raises UnreadableError for sheets without a part of their own."""
    parts = package.parts
    part = parts.find_book()
    sheets = [sheet for sheet in list_sheets(parts, part) if is_sheet(sheet.name)]
    keep_within("sheets", len(sheets))
    refuse_equal_names(sheet.name for sheet in sheets)
    # Sheets of charts and macros have no cells to read, and may lack their part.
    tables = tuple(sheet for sheet in sheets if sheet.kind in ("worksheet", ""))
    found = {sheet.part for sheet in tables}
    if "" in found or len(found) < len(tables) or not tables:
        raise UnreadableError("damaged")
    return Book(
        sheets=tables,
        strings=find_shared_part(package, part, "sharedStrings", "xml"),
        styles=find_shared_part(package, part, "styles", "xml"),
        from_1904=_counts_from_1904(parts.parse_part(part)),
    )


def find_shared_part(package: OpenedPackage, book: str, kind: str, ending: str) -> str:
    """Return a part by its relationship, or by its usual name where there is none; empty where there is no part."""
    found = package.parts.find_related(book, kind)
    return found[0] if found else package.parts.find_target(book, f"{kind}.{ending}")


def _counts_from_1904(root: Any) -> bool:
    properties = root.find(f"{{{etree.QName(root).namespace}}}workbookPr")
    return properties is not None and (properties.get("date1904") or "").strip() in ("1", "true", "on")


def build_lean_package(book: Book, sheets: Sequence[bytes], strings: bytes, styles: bytes) -> bytes:
    """Return a package of these parts with the usual names; its sheets are named by their positions."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    since = ' date1904="1"' if book.from_1904 else ""
    root = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr{since}/><sheets>{listed}</sheets></workbook>'
    links = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    links += [("sharedStrings", "sharedStrings.xml")] if strings else []
    links += [("styles", "styles.xml")] if styles else []
    members = [
        ("[Content_Types].xml", f'<Types xmlns="{_TYPES}"/>'.encode()),
        ("_rels/.rels", write_links([("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", root.encode()),
        ("xl/_rels/workbook.xml.rels", write_links(links)),
        *((f"xl/worksheets/sheet{number}.xml", sheet) for number, sheet in zip(numbers, sheets, strict=True)),
        *((f"xl/{name}.xml", part) for name, part in (("sharedStrings", strings), ("styles", styles)) if part),
    ]
    return store_members(members)


def write_links(links: Iterable[tuple[str, str]]) -> bytes:
    """Return relationships of these kinds to these targets; their keys count from rId1."""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_LINKS}">{items}</Relationships>'.encode()
