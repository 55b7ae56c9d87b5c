"""Tell pictures in cells from failed formulas: newer programs store both as an error with a number of a rich value."""

from __future__ import annotations

import re

from lxml import etree

from toolkit.formats.drawings import Element, find_attribute, get_name
from toolkit.formats.grid import LostValue
from toolkit.formats.package import OpenedPackage
from toolkit.ooxml import build_xml_parser, walk_cells

_MARK = b' vm="'
_NUMBER = re.compile(rb'\svm="(\d{1,9})"')
_SHOWN = "#VALUE!"  # what older programs show of either
_METADATA, _VALUES, _STRUCTURES = "metadata.xml", "rdrichvalue.xml", "rdrichvaluestructure.xml"
_RICH, _ERROR = "XLRICHVALUE", "_error"


def find_pictures(package: OpenedPackage, sheet: bytes) -> dict[tuple[int, int], LostValue]:
    """Return the cells that hold a picture, by row from 1 and column from 0."""
    if _MARK not in sheet:
        return {}
    errors = _find_error_numbers(package)
    found = {}
    for row, column, attributes, inner, _ in walk_cells(sheet):
        number = _NUMBER.search(attributes)
        if number and b't="e"' in attributes and _SHOWN.encode() in inner and int(number[1]) not in errors:
            found[row, column] = LostValue(_SHOWN, "picture")
    return found


def _find_error_numbers(package: OpenedPackage) -> frozenset[int]:
    """Return the numbers (from 1) of the rich values that are errors, such as a formula without room to spill."""
    parts = [_parse_part(package, name) for name in (_METADATA, _VALUES, _STRUCTURES)]
    if any(part is None for part in parts):
        return frozenset()
    metadata, values, structures = (part for part in parts if part is not None)
    kinds = [node.get("t") for node in structures.iter() if get_name(node) == "s"]
    wrong = {
        number
        for number, node in enumerate(node for node in values.iter() if get_name(node) == "rv")
        if _pick(kinds, node.get("s", "")) == _ERROR
    }
    rich = next((n for n in metadata if get_name(n) == "futureMetadata" and n.get("name") == _RICH), None)
    indexes = [] if rich is None else [find_attribute(n, "i") for n in rich.iter() if get_name(n) == "rvb"]
    holder = next((node for node in metadata if get_name(node) == "valueMetadata"), None)
    keys = [] if holder is None else [node.get("v", "") for node in holder.iter() if get_name(node) == "rc"]
    return frozenset(
        number
        for number, key in enumerate(keys, 1)
        if (index := _pick(indexes, key)) is not None and index.isdecimal() and int(index) in wrong
    )


def _pick(items: list[str | None] | list[str], key: str) -> str | None:
    return items[int(key)] if key.isdecimal() and int(key) < len(items) else None


def _parse_part(package: OpenedPackage, ending: str) -> Element | None:
    name = next((name for name in package.names if name.lower().endswith(f"/{ending}")), None)
    parser = build_xml_parser()
    try:
        return None if name is None else etree.fromstring(package.read_member(name), parser)
    except Exception:  # damaged data has no end of exception types, and must not cost the values
        return None
