"""The parts of an xlsb that hold its values, found by relationship, and a package of them alone with usual names."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.formats.binary_records import read_records, read_wide_text, write_record, write_wide_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.limits import keep_within
from toolkit.formats.native_reader import is_sheet, refuse_equal_names
from toolkit.formats.package import OpenedPackage
from toolkit.formats.stored_zip import store_members
from toolkit.formats.xlsx_package import find_shared_part, write_links

_BOOK_BEGIN, _BOOK_END, _PROPERTIES, _SHEETS_BEGIN, _SHEETS_END, _SHEET = 131, 132, 153, 143, 144, 156
_CALCULATION = 157  # the native reader goes on until it meets a record that stands behind the names
_WITHOUT_PART = b"\xff\xff\xff\xff"  # in place of the key of a relationship


@dataclass(frozen=True, slots=True, kw_only=True)
class BinarySheet:
    """One worksheet of a binary workbook: its name, that of its part, and whether and how it is hidden."""

    name: str
    part: str
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryBook:
    """A binary workbook: its worksheets in order, and the names of the parts they share, empty where there is none."""

    sheets: tuple[BinarySheet, ...]
    strings: str
    styles: str
    from_1904: bool


def read_binary_book(package: OpenedPackage) -> BinaryBook:
    """Return the workbook of a package. Raises UnreadableError for sheets without a part of their own."""
    part = package.parts.find_book()
    records = list(read_records(package.read_member(part)))
    sheets = tuple(_find_sheets(package, part, records))
    keep_within("sheets", len(sheets))
    refuse_equal_names(sheet.name for sheet in sheets)
    found = {sheet.part for sheet in sheets}
    if "" in found or len(found) < len(sheets):
        raise UnreadableError("damaged")
    return BinaryBook(
        sheets=sheets,
        strings=find_shared_part(package, part, "sharedStrings", "bin"),
        styles=find_shared_part(package, part, "styles", "bin"),
        from_1904=any(code == _PROPERTIES and body[0] & 1 for code, body in records),
    )


def _find_sheets(package: OpenedPackage, book: str, records: Sequence[tuple[int, bytes]]) -> Iterator[BinarySheet]:
    """Yield the worksheets; those of charts and macros have no cells to read, and may lack their part."""
    links = {link.key: link for link in package.parts.read_inner_links(book)}
    for code, body in records:
        if code == _SHEET and body[8:12] != _WITHOUT_PART:
            key, after = read_wide_text(body, 8)
            name, _ = read_wide_text(body, after)
            link = links[key]
            if link.kind == "worksheet" and is_sheet(name):
                yield BinarySheet(name=name, part=link.part, state=body[:4])


def build_lean_binary_package(book: BinaryBook, sheets: Sequence[bytes], strings: bytes, styles: bytes) -> bytes:
    """Return a package of these parts with the usual names, without anything that the native reader might refuse."""
    numbers = range(1, len(sheets) + 1)
    listed = (
        write_record(
            _SHEET,
            sheet.state + struct.pack("<I", number) + write_wide_text(f"rId{number}") + write_wide_text(sheet.name),
        )
        for number, sheet in zip(numbers, book.sheets, strict=True)
    )
    records = [
        write_record(_BOOK_BEGIN),
        write_record(_PROPERTIES, struct.pack("<I", book.from_1904)),
        write_record(_SHEETS_BEGIN),
        *listed,
        write_record(_SHEETS_END),
        write_record(_CALCULATION),
        write_record(_BOOK_END),
    ]
    members = [
        ("_rels/.rels", write_links([("officeDocument", "xl/workbook.bin")])),
        ("xl/workbook.bin", b"".join(records)),
        ("xl/_rels/workbook.bin.rels", write_links([("worksheet", f"worksheets/sheet{n}.bin") for n in numbers])),
        *((f"xl/worksheets/sheet{number}.bin", sheet) for number, sheet in zip(numbers, sheets, strict=True)),
        *((f"xl/{name}.bin", part) for name, part in (("sharedStrings", strings), ("styles", styles)) if part),
    ]
    return store_members(members)
