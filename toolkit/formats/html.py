"""Read the tables of a web page, which office systems export under the name of xls."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from toolkit.excel import format_address
from toolkit.formats.beside_html import find_below, find_beside, find_struck_classes
from toolkit.formats.csv_reader import MOST_COLUMNS, MOST_ROWS
from toolkit.formats.errors import UnreadableError
from toolkit.formats.gate_xml import refuse_declared_entities
from toolkit.formats.grid import WHITE, Beside, CellValue, Grid, LostValue, MergedRange, is_stored
from toolkit.formats.limits import get_limits, keep_within
from toolkit.formats.markup import decode_markup, parse_markup, parse_number
from toolkit.formats.shown import ShownCells

_Line = tuple[etree._Element, list[etree._Element]]
_SHEET_NAME = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>")
# LibreOffice writes each sheet's name above its table, which its list of contents links to.
_SHEET_HEADING = re.compile(r"<a name=\"table\d+\"><h1>[^<]*<em>([^<]*)</em></h1></a>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CELLS = ("td", "th")
# LibreOffice puts a cell's note into the cell, Excel a mark that leads to it.
_SILENT = frozenset(("script", "style", "comment"))
_NOTE_MARK = "msocom"
_BLOCKS = re.compile(r"address|blockquote|center|div|d[ldt]|h[1-6]|hr|li|[ou]l|p|pre|table|tr")
_BREAK, _BLOCK = "\x1f", "\x1e"


def read_html(content: bytes) -> tuple[Grid, ...]:
    """Return every table that is not nested in another; the text of a nested table belongs to its cell."""
    text = decode_markup(content)
    refuse_declared_entities(text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = parse_markup(text, parser)
    tables = [] if root is None else [table for table in root.iter("table") if not _is_within_cell(table)]
    if root is None or not tables:
        raise UnreadableError("web")
    found = (_SHEET_NAME.findall(text), _SHEET_HEADING.findall(text))
    names = next(([html.unescape(name) for name in each] for each in found if len(each) == len(tables)), [])
    if not names:
        names = [""] if len(tables) == 1 else [str(number) for number in range(1, len(tables) + 1)]
    classes = find_struck_classes(text)
    grids = [_read_grid(name, table, classes) for name, table in zip(names, tables, strict=True)]
    below = find_below(root, len(tables))
    return tuple(replace(grid, beside=(*grid.beside, *own)) for grid, own in zip(grids, below, strict=True))


def _is_within_cell(node: etree._Element) -> bool:
    return next(node.iterancestors(*_CELLS), None) is not None


def _read_grid(name: str, table: etree._Element, classes: frozenset[str]) -> Grid:
    lines: list[_Line] = []
    _collect_lines(table, table, lines)
    rows: list[list[CellValue]] = []
    merges: list[MergedRange] = []
    beside: list[Beside] = []
    taken: dict[int, int] = {}
    gathered = ShownCells()
    cell_count, most = 0, get_limits().extent
    for number, (_, cells) in enumerate(lines, 1):
        places: list[int] = []
        rows.append(_read_row(cells, number, taken, merges, places))
        for cell, column in zip(cells, places, strict=True):
            beside += find_beside(cell, format_address(number, column), classes)
            _add_shown(gathered, (number, column), cell)
        cell_count += len(rows[-1])
        if number > MOST_ROWS:
            raise UnreadableError("too_big")
        if cell_count > most:
            keep_within("extent", cell_count)
    _pad_rows(rows)
    clipped = [replace(merge, bottom=min(merge.bottom, len(rows))) for merge in merges]
    grid = Grid(
        name=name,
        hidden=False,
        rows=rows,
        stored=sum(is_stored(_read_value(cell)) for cell in table.iter(*_CELLS) if _find_table(cell) is table),
        hidden_rows=frozenset(number for number, (line, _) in enumerate(lines, 1) if _is_hidden(line)),
        merges=tuple(merge for merge in clipped if (merge.top, merge.left) != (merge.bottom, merge.right)),
        beside=tuple(beside),
    )
    return gathered.complete(grid)


def _add_shown(gathered: ShownCells, address: tuple[int, int], cell: etree._Element) -> None:
    """Enter what a number shows, which Excel writes beside it."""
    if "x:num" in cell.attrib:
        value = _read_value(cell)
        if isinstance(value, float):
            gathered.add_text(address, value, _read_text(cell))


def _find_table(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors("table"), None)


def _collect_lines(node: etree._Element, line: etree._Element, lines: list[_Line]) -> None:
    """Collect the rows of a table with their cells, even where tags are missing.

    The parser leaves cells without a row where they are, and puts what follows an unclosed cell into that cell.
    """
    for child in node:
        if child.tag == "table":
            continue
        if child.tag == "tr":
            lines.append((child, []))
        elif child.tag in _CELLS:
            if not lines or lines[-1][0] is not line:
                lines.append((line, []))
            lines[-1][1].append(child)
        _collect_lines(child, child if child.tag == "tr" else line, lines)


def _read_row(
    cells: list[etree._Element],
    number: int,
    taken: dict[int, int],
    merges: list[MergedRange],
    places: list[int],
) -> list[CellValue]:
    """Return one row; `taken` has, by column, the last row covered by a cell that reaches down from above.

    The column of each cell is added to `places`, each merged range to `merges`.
    """
    row: list[CellValue] = []
    for cell in cells:
        while taken.get(len(row), 0) >= number:
            row.append("")
        left = len(row)
        places.append(left)
        right = min(left + max(_read_span(cell, "colspan"), 1), MOST_COLUMNS) - 1
        bottom = number + (_read_span(cell, "rowspan") or MOST_ROWS) - 1  # 0: down to the end
        if right < left:
            raise UnreadableError("too_big")
        if (right, bottom) != (left, number):
            merges.append(MergedRange(top=number, left=left, bottom=bottom, right=right))
            taken.update(dict.fromkeys(range(left, right + 1), bottom))
        row += [_read_value(cell), *[""] * (right - left)]
    return row


def _read_span(cell: etree._Element, name: str) -> int:
    digits = re.match(r"\s*(\d+)", cell.get(name, ""), re.ASCII)
    return min(int(digits[1][:20]), MOST_ROWS) if digits else 1


def _is_hidden(line: etree._Element) -> bool:
    return line.tag == "tr" and ("hidden" in line.attrib or bool(_HIDDEN.search(line.get("style", ""))))


def _read_value(cell: etree._Element) -> CellValue:
    """Return a cell's value: the number or full text that Excel puts into an attribute, else its text."""
    text = _read_text(cell)
    if "x:err" in cell.attrib:
        return LostValue(text, "error_value")
    if "x:num" in cell.attrib:
        return parse_number(cell.get("x:num") or text, text)
    return cell.get("x:str") or text


def _read_text(cell: etree._Element) -> str:
    """Return the text of a cell, including what Excel hides of a text too long for its width."""
    text = re.sub(r"[ \t\r\n]+", " ", "".join(_collect_pieces(cell)))
    text = re.sub(rf" ?{_BREAK}? ?{_BLOCK}[ {_BLOCK}]*", "\n", text)
    text = re.sub(rf" ?{_BREAK} ?", "\n", text)
    if "\ufffd" in text:  # a reference to a character that does not exist
        raise UnreadableError("damaged")
    return text.strip(WHITE)


def _collect_pieces(node: etree._Element, nested: bool = False) -> Iterator[str]:
    """Yield a cell's texts and line breaks, without those of further cells that the parser put into it."""
    yield node.text or ""
    for child in node:
        if child.tag == "br":
            yield _BREAK
        elif not _is_silent(child) and (nested or child.tag not in ("tr", *_CELLS)):
            around = _BLOCK if _BLOCKS.fullmatch(str(child.tag)) else " " * (child.tag in _CELLS)
            yield around
            yield from _collect_pieces(child, nested or child.tag == "table")
            yield around
        yield child.tail or ""


def _is_silent(node: etree._Element) -> bool:
    """Tell whether an element shows nothing of the cell's own text."""
    return node.tag in _SILENT or node.get("class", "").startswith(_NOTE_MARK)


def _pad_rows(rows: list[list[CellValue]]) -> None:
    """Pad rows to the same length, and refuse too many cells."""
    widest = max(map(len, rows), default=0)
    keep_within("extent", widest * len(rows))
    for row in rows:
        row.extend([""] * (widest - len(row)))
