"""Scan a sheet of an ods workbook for what the native reader omits or gets wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import WHITE, CellValue, LostValue, MergedRange
from toolkit.formats.scan import Range, Scan, refuse_huge_extent
from toolkit.formats.sum_cells import is_sum_formula

Element: TypeAlias = etree._Element

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    "office": f"{_ODF}office:1.0",
    "table": f"{_ODF}table:1.0",
    "text": f"{_ODF}text:1.0",
    "style": f"{_ODF}style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
OFFICE, TABLE, _TEXT, _, _CALC = (f"{{{name}}}" for name in NAMES.values())
_ROW, _COLUMN, _CELL, _COVERED = (
    f"{TABLE}{name}" for name in ("table-row", "table-column", "table-cell", "covered-table-cell")
)
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{TABLE}number-rows-repeated", f"{TABLE}number-columns-repeated"
_ROWS_SPANNED, _COLUMNS_SPANNED = f"{TABLE}number-rows-spanned", f"{TABLE}number-columns-spanned"
_FORMULA, _VISIBILITY = f"{TABLE}formula", f"{TABLE}visibility"
_KIND, _CALC_KIND, _SHOWN = f"{OFFICE}value-type", f"{_CALC}value-type", f"{OFFICE}string-value"
_NUMBERS = ("float", "percentage", "currency")
_VALUES = dict.fromkeys(_NUMBERS, f"{OFFICE}value") | {
    kind: f"{OFFICE}{kind}-value" for kind in ("string", "date", "time", "boolean")
}
_FORMATTED = frozenset({*_NUMBERS, "date", "time", "string"})
_LINES, _SPACES, _TAB, _BREAK = (f"{_TEXT}p", f"{_TEXT}h"), f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
_SILENT = (f"{_TEXT}note", f"{_TEXT}ruby-text", f"{OFFICE}annotation", f"{OFFICE}annotation-end")
# What the native reader understands within a text.
_PLAIN = frozenset({f"{_TEXT}p", f"{_TEXT}span", f"{_TEXT}a", _SPACES})
# The attributes of a blank cell; most cells of a form are blank.
_LOOKS = frozenset({_COLUMNS_REPEATED, f"{TABLE}style-name", f"{TABLE}content-validation-name"})
# Programs older than LibreOffice 4 show an error by its text alone.
_ERROR = re.compile(r"#(?:N/A|DIV/0!|NULL!|NUM!|REF!|VALUE!|NAME\?)|Err:\d{3}")
_FORMULA_SHOWN = 40
# A value repeated in this many rows, columns or cells is a bomb or a slip of the hand.
_MOST_ROWS, _MOST_COLUMNS, _MOST_REPEATED, _MOST_SPACES = 10_000, 1_000, 1_000_000, 1_000_000


def scan_table(table: Element) -> Scan:
    """Return what the sheet says besides the values read. Raises UnreadableError for bombs."""
    if sum(read_count(space, f"{_TEXT}c") for space in table.iter(_SPACES)) > _MOST_SPACES:
        raise UnreadableError("damaged")
    sheet = _OdsSheet()
    row = column = 0
    for node in table.iter(_ROW, _COLUMN):
        if node.tag == _ROW:
            row = sheet.add_row(node, row)
        else:
            column = _add_hidden_range(sheet.hidden_columns, node, column, _COLUMNS_REPEATED)
    return Scan(
        name=table.get(f"{TABLE}name", ""),
        stored=sheet.stored,
        corrections=sheet.corrections,
        texts=sheet.texts,
        hidden_rows=tuple(sheet.hidden_rows),
        hidden_columns=tuple(sheet.hidden_columns),
        merges=tuple(_repeat_merges(sheet.merges, sheet.height)),
        sum_cells=frozenset(sheet.sum_cells),
    )


def read_count(node: Element, name: str) -> int:
    """Return how often a node says that it is repeated. Raises UnreadableError for what no program writes."""
    number = int(node.get(name, "1"))
    if number < 0:
        raise UnreadableError("damaged")
    return number


def _add_hidden_range(hidden: list[Range], node: Element, first: int, repeated: str) -> int:
    """Add a row or column hidden by hand or by a filter to `hidden`; return the index of the next."""
    after = first + read_count(node, repeated)
    if node.get(_VISIBILITY, "visible") != "visible":
        hidden.append((first, after - 1))
    return after


class _OdsSheet:
    """What the scan has found on a sheet so far."""

    def __init__(self) -> None:
        self.stored = self.height = self.width = 0
        self.corrections: dict[Range, CellValue] = {}
        self.texts: dict[Range, str] = {}
        self.hidden_rows: list[Range] = []
        self.hidden_columns: list[Range] = []
        self.merges: list[tuple[MergedRange, int]] = []
        self.sum_cells: set[Range] = set()

    def add_row(self, node: Element, row: int) -> int:
        """Enter the cells of a row; return the index of the next row."""
        after = _add_hidden_range(self.hidden_rows, node, row, _ROWS_REPEATED)
        column = 0
        for cell in node.iterchildren(_CELL, _COVERED):
            facts = cell.keys()
            count = read_count(cell, _COLUMNS_REPEATED) if _COLUMNS_REPEATED in facts else 1
            if len(cell) or not _LOOKS.issuperset(facts):
                self._add_cell(cell, range(row, after), range(column, column + count))
            column += count
        return after

    def _add_cell(self, cell: Element, rows: range, columns: range) -> None:
        if cell.get(_COLUMNS_SPANNED) or cell.get(_ROWS_SPANNED):
            self._add_merge(cell, rows, columns.start)
        value = _correct_value(cell)
        if value == "":
            return
        _refuse_many_repeats(rows, columns)
        self.stored += len(rows) * len(columns)
        self.height, self.width = max(self.height, rows.stop), max(self.width, columns.stop)
        refuse_huge_extent(self.height, self.width)
        text = _find_shown(cell) if value is None else None
        if text is not None:
            self.texts.update(((row, column), text) for row in rows for column in columns)
        if is_sum_formula(cell.get(_FORMULA, "")):
            self.sum_cells.update((row, column) for row in rows for column in columns)
        if value is not None:
            self.corrections.update(((row, column), value) for row in rows for column in columns)

    def _add_merge(self, cell: Element, rows: range, left: int) -> None:
        down, right = read_count(cell, _ROWS_SPANNED), read_count(cell, _COLUMNS_SPANNED)
        if down > 1 or right > 1:
            top = rows.start + 1
            merge = MergedRange(top=top, left=left, bottom=top + down - 1, right=left + right - 1)
            self.merges.append((merge, len(rows)))


def _repeat_merges(merges: list[tuple[MergedRange, int]], height: int) -> Iterator[MergedRange]:
    """Yield the merged ranges of repeated rows one by one, down to the last row with a value."""
    for merge, repeated in merges:
        for down in range(min(repeated, max(height - merge.top + 1, 0))):
            yield MergedRange(top=merge.top + down, left=merge.left, bottom=merge.bottom + down, right=merge.right)


def _refuse_many_repeats(rows: range, columns: range) -> None:
    many = len(rows) >= _MOST_ROWS or len(columns) >= _MOST_COLUMNS or len(rows) * len(columns) >= _MOST_REPEATED
    if many:
        raise UnreadableError("too_far")


def _correct_value(cell: Element) -> CellValue | None:
    """Return None where the native reader reads the cell right, else the right value: an empty text for a blank."""
    kind, formula = cell.get(_KIND), cell.get(_FORMULA)
    if _is_error(cell, formula):
        return LostValue(read_text(cell) or "#N/A", "error_value")
    value = cell.get(_VALUES.get(kind or "", _SHOWN))
    if value is None:
        return _correct_text(cell, kind, formula)
    if kind in _NUMBERS:
        return None if math.isfinite(float(value)) else LostValue("#NUM!", "error_value")
    return None if value.strip(WHITE) else ""


def _find_shown(cell: Element) -> str | None:
    """Return the text that a cell shows in place of its value; None where it is the same, or the file does not say."""
    kind = cell.get(_KIND, "")
    plain = cell.get(_VALUES[kind]) if kind in _FORMATTED else None
    if plain is None or not any(child.tag in _LINES for child in cell):
        return None
    text = read_text(cell)
    return None if text == plain else text


def _is_error(cell: Element, formula: str | None) -> bool:
    kind = cell.get(_CALC_KIND)
    if kind is None and formula is not None:
        return _ERROR.fullmatch(read_text(cell)) is not None
    return kind == "error"


def _correct_text(cell: Element, kind: str | None, formula: str | None) -> CellValue | None:
    # A formula whose result is an empty text is saved with an empty line, and a formula never calculated without.
    if formula is not None and not len(cell):
        return LostValue("=" + formula.partition("=")[2][:_FORMULA_SHOWN], "no_result")
    text = read_text(cell)
    if not text.strip(WHITE):
        return ""
    return None if kind == "string" and _is_plain(cell) else text


def _is_plain(cell: Element) -> bool:
    return all(line.tag == _LINES[0] and (not len(line) or _is_plain_line(line)) for line in cell)


def _is_plain_line(line: Element) -> bool:
    return all(node.tag in _PLAIN for node in line.iter())


def read_text(cell: Element) -> str:
    """Return the text the cell shows: its lines, including those of lists, without notes and drawings."""
    if len(cell) == 1 and cell[0].tag == _LINES[0] and not len(cell[0]):
        return cell[0].text or ""
    return "\n".join(read_inline_text(line) for child in cell for line in _find_lines(child))


def _find_lines(node: Element) -> Iterator[Element]:
    if node.tag in _LINES:
        yield node
    elif node.tag == f"{_TEXT}list":
        yield from node.iter(*_LINES)


def read_inline_text(node: Element) -> str:
    """Return the text of one line."""
    pieces = [node.text or ""]
    for child in node:
        pieces += [_read_node_text(child), child.tail or ""]
    return "".join(pieces)


def _read_node_text(node: Element) -> str:
    if node.tag == _SPACES:
        return " " * read_count(node, f"{_TEXT}c")
    if node.tag in (_TAB, _BREAK):
        return "\t" if node.tag == _TAB else "\n"
    return "" if node.tag in _SILENT else read_inline_text(node)
