"""Find what the cells of an xlsx sheet show, by the number formats of their styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

from toolkit.excel import parse_column_letters
from toolkit.formats.grid import Grid
from toolkit.formats.number_format import find_builtin_code
from toolkit.formats.plain_text import find_value
from toolkit.formats.shown import Address, Look, choose_codes, find_stored, gather_shown, needs_look
from toolkit.ooxml import build_xml_parser, walk_cells

_STYLE, _KIND = re.compile(rb'\ss="(\d{1,7})"'), re.compile(rb'\st="(\w+)"')
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v")
# A cell of some styles from its style on, that is no whole number, or has anything.
_FRACTION = rb' s="(?:%s)"[^<>]*>(?:<f/>)?\s*<v(?:\s[^<>]*)?>(?!\d{1,7}</v>)[^<]*</v>'
_ANYTHING = rb' s="(?:%s)"[^<>]*>(?:<f/>)?\s*(?:<v(?:\s[^<>]*)?>[^<]*</v>)?'


@dataclass(frozen=True)
class NumberStyles:
    """The number formats of a workbook's cell styles that need a look, by the style's number."""

    looks: Mapping[int, tuple[Look, str]]

    def add_shown(self, grid: Grid, sheet: bytes, *, from_1904: bool) -> Grid:
        """Return the grid with what its cells show; `sheet` is its part, in which formulas may be empty."""
        return gather_shown(grid, self._find_cells(grid, sheet), from_1904=from_1904) if self.looks else grid

    def _find_cells(self, grid: Grid, sheet: bytes) -> Iterator[tuple[Address, str, float | str]]:
        usual = 0 not in self.looks and sheet.count(b'<c r="') == sheet.count(b"</c>")
        for address, attributes, inner in self._search_cells(sheet) if usual else _walk(sheet):
            style, kind = _STYLE.search(attributes), _KIND.search(attributes)
            look, code = self.looks.get(int(style[1]) if style else 0, ("nothing", ""))
            written = _VALUE.search(inner)
            if look != "nothing" and (kind is None or kind[1] == b"n"):
                number = _parse_number(written[1]) if written else None
                if number is not None and needs_look(look, number):
                    yield address, code, number
            elif look != "nothing" and kind and kind[1] == b"d":
                stored = find_stored(find_value(grid, *address))
                if isinstance(stored, float) and needs_look(look, stored):
                    yield address, code, stored
            elif look == "all" and kind and kind[1] in (b"s", b"str", b"inlineStr"):
                text = find_value(grid, *address)
                if isinstance(text, str):
                    yield address, code, text

    def _search_cells(self, sheet: bytes) -> Iterator[tuple[Address, bytes, bytes]]:
        """Yield the cells of these styles in a part whose cells all begin with their address."""
        for pattern in self._patterns:
            for match in pattern.finditer(sheet):
                start, end = sheet.rfind(b"<", 0, match.start()), sheet.find(b">", match.start())
                reference = _REFERENCE.search(sheet, start, end)
                if reference and sheet.startswith(b"<c ", start):  # rows have styles, too
                    attributes = sheet[start + 2 : end]
                    yield (int(reference[2]), parse_column_letters(reference[1])), attributes, sheet[end : match.end()]

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[bytes], ...]:
        """The patterns of the cells to look at."""
        fractions = [style for style, (look, _) in self.looks.items() if look == "fractions"]
        others = [style for style, (look, _) in self.looks.items() if look != "fractions"]
        return tuple(
            re.compile(pattern.replace(b"%s", b"|".join(b"%d" % style for style in styles)))
            for styles, pattern in ((fractions, _FRACTION), (others, _ANYTHING))
            if styles
        )


def _walk(sheet: bytes) -> Iterator[tuple[Address, bytes, bytes]]:
    for row, column, attributes, inner, _ in walk_cells(sheet):
        if inner:
            yield (row, column), b" " + attributes, inner


def _parse_number(text: bytes) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@lru_cache(maxsize=32)  # the files that one program saved often have the same styles
def read_number_styles(styles: bytes) -> NumberStyles:
    """Return the number formats of a styles part; of a part that cannot be read, none."""
    try:
        root = etree.fromstring(styles, build_xml_parser())
    except (etree.LxmlError, ValueError):
        return NumberStyles({})
    codes = {_read_index(node, "numFmtId"): str(node.get("formatCode", "")) for node in root.iter("{*}numFmt")}
    used: dict[int, str] = {}
    for cell_styles in root.iterchildren("{*}cellXfs"):
        for position, style in enumerate(cell_styles.iterchildren("{*}xf")):
            number = _read_index(style, "numFmtId")
            used[position] = codes[number] if number in codes else find_builtin_code(number)
    return NumberStyles(choose_codes(used))


def _read_index(node: etree._Element, name: str) -> int:
    written = str(node.get(name, "0"))
    return int(written) if written.isdecimal() else 0
