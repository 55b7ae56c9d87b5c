"""Find what the cells of an xlsx sheet show, by the number formats of their styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from toolkit.excel import parse_column_letters
from toolkit.formats.grid import Grid
from toolkit.formats.number_format import find_builtin_code
from toolkit.formats.plain_text import find_value
from toolkit.formats.shown import Address, Look, choose_codes, gather_shown
from toolkit.ooxml import walk_cells

_STYLE, _KIND = re.compile(rb'\ss="(\d{1,7})"'), re.compile(rb'\st="(\w+)"')
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v")
_CELL_START = rb'<c r="([A-Z]{1,3})(\d{1,7})"(?=[^<>]*\ss="(?:%s)")([^<>]*)>'
_DATE_SYSTEM = re.compile(rb'date1904\s*=\s*["\'](?:1|true)["\']')


@dataclass(frozen=True)
class NumberStyles:
    """The number formats of a workbook's cell styles that need a look, by the style's number."""

    looks: Mapping[int, tuple[Look, str]]
    from_1904: bool = False

    def add_shown(self, grid: Grid, sheet: bytes) -> Grid:
        """Return the grid with what its cells show; `sheet` is its part, in which formulas may be empty."""
        return gather_shown(grid, self._find_cells(grid, sheet), from_1904=self.from_1904) if self.looks else grid

    def _find_cells(self, grid: Grid, sheet: bytes) -> Iterator[tuple[Address, str, float | str]]:
        usual = 0 not in self.looks and sheet.count(b'<c r="') == sheet.count(b"</c>")
        for address, attributes, inner in self._search_cells(sheet) if usual else _walk(sheet):
            style, kind = _STYLE.search(attributes), _KIND.search(attributes)
            look, code = self.looks.get(int(style[1]) if style else 0, ("nothing", ""))
            written = _VALUE.search(inner)
            if look != "nothing" and (kind is None or kind[1] in (b"n", b"d")):
                number = _parse_number(written[1]) if written else None
                if number is not None and not (look == "times" and number.is_integer() and number > 0):
                    yield address, code, number
            elif look == "all" and kind and kind[1] in (b"s", b"str", b"inlineStr"):
                text = find_value(grid, *address)
                if isinstance(text, str):
                    yield address, code, text

    def _search_cells(self, sheet: bytes) -> Iterator[tuple[Address, bytes, bytes]]:
        """Yield the cells of these styles in a part whose cells all begin with their address."""
        for pattern in self._patterns:
            for match in pattern.finditer(sheet):
                yield (int(match[2]), parse_column_letters(match[1])), match[3], match[4]

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[bytes], ...]:
        """The patterns of the cells to look at: whole days of a plain date style are passed over."""
        times = [style for style, (look, _) in self.looks.items() if look == "times"]
        others = [style for style, (look, _) in self.looks.items() if look != "times"]
        endings = (
            (times, rb"((?:<f/>)?\s*<v(?:\s[^<>]*)?>(?!\d{1,7}</v>)[^<]*</v>)"),
            (others, rb"((?:<f/>)?\s*(?:<v(?:\s[^<>]*)?>[^<]*</v>)?)"),
        )
        return tuple(
            re.compile(_CELL_START % b"|".join(b"%d" % s for s in styles) + end) for styles, end in endings if styles
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


def read_number_styles(styles: bytes, workbook: bytes = b"") -> NumberStyles:
    """Return the number formats of a styles part; of a part that cannot be read, none.

    `workbook` is the part that says whether serial days count from 1904.
    """
    try:
        root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.LxmlError, ValueError):
        return NumberStyles({})
    codes = {_read_index(node, "numFmtId"): str(node.get("formatCode", "")) for node in root.iter("{*}numFmt")}
    used: dict[int, str] = {}
    for cell_styles in root.iterchildren("{*}cellXfs"):
        for position, style in enumerate(cell_styles.iterchildren("{*}xf")):
            number = _read_index(style, "numFmtId")
            used[position] = codes[number] if number in codes else find_builtin_code(number)
    return NumberStyles(choose_codes(used), _DATE_SYSTEM.search(workbook) is not None)


def _read_index(node: etree._Element, name: str) -> int:
    written = str(node.get(name, "0"))
    return int(written) if written.isdecimal() else 0
