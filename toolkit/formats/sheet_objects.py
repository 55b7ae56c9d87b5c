"""Find the embedded and linked documents that a sheet's part names: Word files, packages, other programs' objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from toolkit.excel import LAST_COLUMN, LAST_ROW, format_address

_START = re.compile(rb"<(?:[\w.-]+:)?oleObjects[\s>]")
_OBJECT = re.compile(rb"<(?:[\w.-]+:)?oleObject\s([^<>]*)>")
_FACT = re.compile(rb"([\w.-]+)\s*=\s*[\"']([^\"'<>]*)[\"']")
_CORNER = re.compile(rb"<(?:[\w.-]+:)?from[\s>](?:[^<]++|<(?!/?(?:[\w.-]+:)?(?:from|oleObject)[\s>]))*+")
_NUMBERS = {name: re.compile(rb"<(?:[\w.-]+:)?" + name + rb"\s*>\s*(\d{1,7})\s*<") for name in (b"row", b"col")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetObject:
    """One document on a sheet: its relationship's key, its shape's number, the program it is of, where it begins."""

    key: str = ""
    shape: str = ""
    program: str = ""
    cell: str = ""


def find_objects(sheet: bytes) -> Iterator[SheetObject]:
    """Yield each document once: it is written twice, for newer programs and for older ones."""
    start = _START.search(sheet) if b"oleObjects" in sheet else None
    seen: set[str] = set()
    found = list(_OBJECT.finditer(sheet, start.start())) if start else []
    for index, element in enumerate(found):
        facts = {name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _FACT.findall(element[1])}
        key, shape = facts.get("id", ""), facts.get("shapeId", "")
        if (shape or key) in seen:
            continue
        seen.add(shape or key)
        end = found[index + 1].start() if index + 1 < len(found) else len(sheet)
        yield SheetObject(
            key=key, shape=shape, program=facts.get("progId", ""), cell=_find_corner(sheet, element.end(), end)
        )


def _find_corner(sheet: bytes, start: int, end: int) -> str:
    corner = _CORNER.search(sheet, start, end)
    if corner is None:
        return ""
    row, column = (_NUMBERS[name].search(corner[0]) for name in (b"row", b"col"))
    if not (row and column and int(row[1]) < LAST_ROW and int(column[1]) < LAST_COLUMN):
        return ""
    return format_address(int(row[1]) + 1, int(column[1]))
