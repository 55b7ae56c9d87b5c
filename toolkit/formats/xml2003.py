"""Read workbooks that Excel saved as an XML spreadsheet 2003."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from toolkit.excel import format_address
from toolkit.formats.beside_xml2003 import find_beside, find_struck_looks
from toolkit.formats.csv_reader import MOST_COLUMNS, MOST_ROWS
from toolkit.formats.errors import UnreadableError
from toolkit.formats.gate_xml import check_markup
from toolkit.formats.grid import WHITE, Beside, CellValue, Grid, LostValue, MergedRange, is_stored
from toolkit.formats.limits import keep_within
from toolkit.formats.markup import (
    SPREADSHEETML,
    decode_markup,
    parse_markup,
    parse_number,
)
from toolkit.formats.number_format import GENERAL
from toolkit.formats.shown import ShownCells, choose_look, find_stored, needs_look
from toolkit.formats.xml2003_styles import read_style_codes
from toolkit.ooxml import build_xml_parser

_SS = f"{{{SPREADSHEETML}}}"
_SUBTOTAL = "SUBTOTAL("
_X = "{urn:schemas-microsoft-com:office:excel}"


def read_xml2003(content: bytes) -> tuple[Grid, ...]:
    """Return the sheets of a workbook that Excel saved as an XML spreadsheet 2003."""
    text = decode_markup(content)
    check_markup(text.encode("utf-8"))
    parser = build_xml_parser(encoding="utf-8")
    root = parse_markup(text, parser)
    if root is None or root.tag != f"{_SS}Workbook":
        raise UnreadableError("damaged")
    looks = _Looks(read_style_codes(root), find_struck_looks(root))
    return tuple(_read_sheet(sheet, looks) for sheet in root.findall(f"{_SS}Worksheet"))


class _Looks(NamedTuple):
    """What the styles of a workbook, by their names, say: their number formats, and which are struck out."""

    codes: Mapping[str, str]
    struck: frozenset[str]


def _read_sheet(sheet: etree._Element, looks: _Looks) -> Grid:
    column_styles = _find_column_styles(sheet)
    gathered = ShownCells()
    values: dict[tuple[int, int], CellValue] = {}
    merges: list[MergedRange] = []
    sum_cells: set[tuple[int, int]] = set()
    beside: list[Beside] = []
    for top, _, row in _number_nodes(sheet.iterfind(f"{_SS}Table/{_SS}Row"), "Span", MOST_ROWS):
        for left, right, cell in _number_nodes(row.iterfind(f"{_SS}Cell"), "MergeAcross", MOST_COLUMNS):
            value = _read_value(cell)
            if is_stored(value):
                values[top, left] = value
                style = cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or column_styles.get(left, "Default")
                _add_shown(gathered, (top, left - 1), value, looks.codes.get(style, GENERAL))
            if _SUBTOTAL in cell.get(f"{_SS}Formula", ""):
                sum_cells.add((top, left - 1))
            beside += find_beside(cell, format_address(top, left - 1), looks.struck)
            bottom = min(top + _read_count(cell, "MergeDown", 0), MOST_ROWS)
            if (right, bottom) != (left, top):
                merges.append(MergedRange(top=top, left=left - 1, bottom=bottom, right=right - 1))
    grid = Grid(
        name=sheet.get(f"{_SS}Name", ""),
        hidden=sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible", "").strip() in ("SheetHidden", "SheetVeryHidden"),
        rows=_fill_rectangle(values),
        stored=sum(is_stored(_read_value(cell)) for cell in sheet.iter(f"{_SS}Cell")),
        hidden_rows=_find_hidden(sheet, "Row", MOST_ROWS),
        hidden_columns=frozenset(number - 1 for number in _find_hidden(sheet, "Column", MOST_COLUMNS)),
        merges=tuple(merges),
        sum_cells=frozenset(sum_cells),
        beside=tuple(beside),
    )
    return gathered.complete(grid)


def _find_column_styles(sheet: etree._Element) -> dict[int, str]:
    """Return the style of every column that has one, by its number from 1."""
    found: dict[int, str] = {}
    for first, last, node in _number_nodes(sheet.iterfind(f"{_SS}Table/{_SS}Column"), "Span", MOST_COLUMNS):
        style = node.get(f"{_SS}StyleID")
        found.update(dict.fromkeys(range(first, last + 1), style) if style else {})
    return found


def _add_shown(gathered: ShownCells, address: tuple[int, int], value: CellValue, code: str) -> None:
    look, stored = choose_look(code), find_stored(value)
    if stored is not None and needs_look(look, stored):
        gathered.add_formatted(address, value, code, stored)


def _number_nodes(nodes: Iterator[etree._Element], span: str, most: int) -> Iterator[tuple[int, int, etree._Element]]:
    """Yield the first and last index of each node, and the node; a node without an index follows the previous one."""
    last = 0
    for node in nodes:
        first = _read_count(node, "Index", last + 1)
        if first <= last:
            raise UnreadableError("damaged")  # two nodes with the same index: neither is better than the other
        if first > most:
            raise UnreadableError("too_big")
        last = min(first + _read_count(node, span, 0), most)
        yield first, last, node


def _read_count(node: etree._Element, name: str, otherwise: int) -> int:
    digits = node.get(f"{_SS}{name}")
    if digits is None:
        return otherwise
    if not re.fullmatch(r"\s*\d{1,20}\s*", digits, re.ASCII):
        raise UnreadableError("damaged")
    return int(digits)


def _find_hidden(sheet: etree._Element, tag: str, most: int) -> frozenset[int]:
    found: set[int] = set()
    for first, last, node in _number_nodes(sheet.iterfind(f"{_SS}Table/{_SS}{tag}"), "Span", most):
        found.update(range(first, last + 1) if node.get(f"{_SS}Hidden") == "1" else ())
    return frozenset(found)


def _fill_rectangle(values: dict[tuple[int, int], CellValue]) -> list[list[CellValue]]:
    height = max((row for row, _ in values), default=0)
    width = max((column for _, column in values), default=0)
    keep_within("extent", height * width)
    rows: list[list[CellValue]] = [[""] * width for _ in range(height)]
    for (row, column), value in values.items():
        rows[row - 1][column - 1] = value
    return rows


def _read_value(cell: etree._Element) -> CellValue:
    data = cell.find(f"{_SS}Data")
    text = "" if data is None else "".join(str(piece) for piece in data.itertext())
    kind = "" if data is None else data.get(f"{_SS}Type", "String")
    formula = cell.get(f"{_SS}Formula")
    if formula and kind != "String" and not text.strip(WHITE):
        return LostValue(formula, "no_result")
    if kind == "Error":
        return LostValue(text, "error_value")
    if kind == "Number":
        return parse_number(text, text)
    if kind == "Boolean":
        return {"1": True, "0": False}.get(text.strip(), text)
    return _parse_timestamp(text) if kind == "DateTime" else text


def _parse_timestamp(text: str) -> CellValue:
    """Return the date and time written in a text, or the text itself where there is none."""
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text
