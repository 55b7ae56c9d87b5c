"""The cells of a large sheet, of which only the rows at work are trees: a tree takes fifty times its part's size."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from toolkit.excel import format_address, parse_column, parse_ranges
from toolkit.ooxml.row_texts import BlankRows, RowText
from toolkit.ooxml.sheet_cells import CellEditor, CellPart
from toolkit.ooxml.sheet_xml import PatchError
from toolkit.ooxml.xml_parser import build_xml_parser

_PARSER = build_xml_parser(huge=True)
_MOST_AT_WORK = 64  # rows
_INSIDE_TAG = rb"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+"
_ROOT = re.compile(rb"<worksheet(?=[\s>])" + _INSIDE_TAG + rb">")
_DATA = re.compile(rb"<sheetData(?=[\s/>])" + _INSIDE_TAG + rb">")
_DATA_END = b"</sheetData>"
_ROW = re.compile(rb"<row(?=[\s/>])(" + _INSIDE_TAG + rb")>")
_NUMBER = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']\s*(\d{1,7})\s*[\"']")
_OTHER_ENCODING = re.compile(rb"<\?xml[^<>]*\bencoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """A row at work: the tree that it is the last row of, its element, and its cells by column."""

    tree: Any
    row: Any
    cells: dict[int, Any]


class SheetRows(CellEditor):
    """The cells of a sheet into which thousands are written; rows count from 1, columns from 0.

    An element is to be changed at once: it is of no use any more after other rows were asked for.
    """

    def __init__(self, content: bytes) -> None:
        """Raise PatchError where the part is written unusually."""
        if _is_irregular(content):
            content = CellPart(content).build_bytes()
        root, data = _ROOT.search(content), _DATA.search(content)
        if root is None or data is None:
            raise PatchError("worksheet")
        is_closed = data[0].endswith(b"/>")
        self._begin = root[0] + (data[0][:-2] + b">" if is_closed else data[0])
        self._end = _DATA_END + b"</worksheet>"
        # What stands before the cells: the sheet's extent and the widths of its columns.
        self.root: Any = etree.fromstring(content[: data.start()] + b"<sheetData/></worksheet>", _PARSER)
        self._space = f"{{{etree.QName(self.root).namespace}}}"
        self._written: dict[int, bytes] = {}
        self._at_work: dict[int, _Line] = {}
        self._latest: RowText | None = None  # what was found last, and not changed since
        self._blank_rows = BlankRows()
        self._blank = b""
        if not is_closed:
            self._split_rows(content, data.end(), content.rindex(_DATA_END))
        self._numbers = sorted(self._written)

    def _split_rows(self, content: bytes, begin: int, end: int) -> None:
        """Register every row as it is written, up to where the next begins."""
        found = list(_ROW.finditer(content, begin, end))
        if not found and b"<" in content[begin:end]:
            raise PatchError("sheetData")
        self._blank = content[begin : found[0].start()] if found else b""
        for row, behind in zip(found, [*(each.start() for each in found[1:]), end], strict=True):
            number = int(_read_number(row[1]))
            self._written[number] = self._written.get(number, b"") + content[row.start() : behind]

    @property
    def last_row(self) -> int:
        """The last row that the part has, 0 where it has none."""
        return self._numbers[-1] if self._numbers else 0

    def build_pieces(self) -> Iterator[bytes]:
        """Yield the part in its present state down to the end of its cells, row by row."""
        for number in list(self._at_work):
            self._put_away(number)
        whole: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        yield whole[: whole.rindex(b"<sheetData")]
        if not self._numbers:
            yield b"<sheetData/>"
            return
        yield self._begin[self._begin.rindex(b"<sheetData") :]
        yield self._blank
        yield from (self._written[number] for number in self._numbers)
        yield _DATA_END

    def find_row_text(self, number: int) -> RowText | None:
        """Return a row to be changed as a text, a new one where there is none; None where only a tree of it can be.

        It is to be put back with `put_row_text` at once.
        """
        if number in self._at_work:
            return None
        if self._latest is None or self._latest.number != number:
            written = self._written.get(number)
            new = RowText(number, b' r="%d"' % number, {})
            self._latest = new if written is None else self._blank_rows.find(number, written)
        return self._latest

    def put_row_text(self, row: RowText) -> None:
        """Put back a row that was changed."""
        if row.number not in self._written:
            insort(self._numbers, row.number)
        self._written[row.number] = row.build_bytes()
        self._latest = None

    def ensure_row(self, row: int) -> Any:
        """Return the row's element, a new element where there is none."""
        return self._fetch_line(row).row

    def ensure_cell(self, row: int, column: int) -> Any:
        """Return the cell's element, a new element where there is none."""
        line = self._fetch_line(row)
        if column not in line.cells:
            cell = line.row.makeelement(self._qualify_tag("c"), {"r": format_address(row, column)})
            line.row.insert(sum(at < column for at in line.cells), cell)
            line.cells[column] = cell
        return line.cells[column]

    def widen_extent(self, rows: set[int], columns: set[int]) -> None:
        """Widen the extent that the sheet declares so that it covers these rows and columns."""
        for extent in self.root.iterfind("{*}dimension") if rows else ():
            for top, left, bottom, right in parse_ranges(str(extent.get("ref"))):
                first = format_address(min(top, *rows), min(left, *columns))
                extent.set("ref", f"{first}:{format_address(max(bottom, *rows), max(right, *columns))}")

    def _fetch_line(self, number: int) -> _Line:
        line = self._at_work.get(number)
        if line is None:
            line = self._parse_line(number)
            if len(self._at_work) >= _MOST_AT_WORK:
                self._put_away(next(iter(self._at_work)))
        else:
            del self._at_work[number]
        self._at_work[number] = line  # the last one: the first are put away first
        return line

    def _parse_line(self, number: int) -> _Line:
        """Return a row as a tree; addresses may be omitted where cells simply follow one another."""
        self._latest = None
        written = self._written.get(number)
        if written is None:
            written = self._written[number] = f'<row r="{number}"/>'.encode()
            insort(self._numbers, number)
        tree = etree.fromstring(self._begin + written + self._end, _PARSER)
        row = tree[0][-1]
        for column, cell in enumerate(row):
            cell.set("r", cell.get("r") or format_address(number, column))
        return _Line(tree, row, {parse_column(str(cell.get("r"))): cell for cell in row})

    def _put_away(self, number: int) -> None:
        """Keep a row as text again."""
        tree = self._at_work.pop(number).tree
        text: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
        self._written[number] = text[text.index(b"<row") : text.rindex(_DATA_END)]


def _is_irregular(content: bytes) -> bool:
    """Tell whether rows cannot be told apart as they are written: comments, CDATA, other encodings, no numbers."""
    end = max(content.rfind(_DATA_END), 0)
    if _OTHER_ENCODING.match(content) or content.find(b"<!", 0, end) >= 0 or content.find(b"<?", 2, end) >= 0:
        return True
    return not all(_NUMBER.search(row[1]) for row in _ROW.finditer(content, 0, end))


def _read_number(attributes: bytes) -> bytes:
    found = _NUMBER.search(attributes)
    if found is None:
        raise PatchError("row")
    return found[1]
