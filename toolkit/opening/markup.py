"""Read tables of HTML and of XML spreadsheets 2003: bytes come in, one sheet per table or a named refusal goes out."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from lxml import etree

from toolkit.opening.model import MOST_CELLS, WHITE, CellValue, Grid, Lost, Merge, UnreadableError, is_stored
from toolkit.opening.separated import MOST_COLUMNS, MOST_ROWS, strictly, text_of

_Line = tuple[etree._Element, list[etree._Element]]

_HEAD = 64 * 1024
_BEFORE_ROOT = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!(?!--)[^>]*>)*+", re.DOTALL)
_ROOT = re.compile(r"<((?:[a-z_][\w.-]*:)?([a-z_][\w.-]*))[\s/>]", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(r"\s*<!DOCTYPE\s+html", re.IGNORECASE)
_XML_START = re.compile(r"\s*<(?:\?xml|!DOCTYPE)")
_MAIL = re.compile(r"^(?:MIME-Version:\s*1|Content-Type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)
_HTML_ROOTS = re.compile(r"html|head|body|meta|title|style|script|link|table|div|p|font|center|br|span|b|form", re.I)
_DECLARED_BIG5 = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?big5""", re.IGNORECASE)
# No XML text may hold them, and the HTML parser would put U+FFFD in their places.
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")

_SHEET_NAME = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?\s*", re.ASCII)
_CELLS = ("td", "th")
_SILENT = frozenset(("script", "style"))
_BLOCKS = re.compile(r"address|blockquote|center|div|d[ldt]|h[1-6]|hr|li|[ou]l|p|pre|table|tr")
# Signs that no text holds any more: a line break, and one that shows only between two texts.
_BREAK, _BLOCK = "\x1f", "\x1e"

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"


def sniff_markup(content: bytes) -> str | None:
    """Return `html`, `xml` (a spreadsheet of 2003), `web` (a web archive or other markup) or None."""
    head = _head(content)
    if re.match(r"\s*[\w-]+:", head) and _MAIL.search(head[:4096]):
        return "web"
    before = _BEFORE_ROOT.match(head)
    root = _ROOT.match(head, before.end() if before else 0)
    if _SS[1:-1] in head and (root[2] == "Workbook" if root else "Workbook" in head):
        return "xml"
    if _HTML_DOCTYPE.match(head) or (root and _HTML_ROOTS.fullmatch(root[1])) or _has_cells(head):
        return "html"
    return "web" if _XML_START.match(head) or (root and "xmlns" in head) else None


def _has_cells(head: str) -> bool:
    lower = head.lower()
    return "<table" in lower and "<tr" in lower and ("<td" in lower or "<th" in lower)


def _head(content: bytes) -> str:
    """Return the start of the content with its ASCII signs right; what else stands there is of no matter."""
    head = content[:_HEAD]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace")
    if b"\x00" in head[:2]:
        head = head.replace(b"\x00", b"")  # UTF-16 without a mark
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def read_html(content: bytes) -> tuple[Grid, ...]:
    """Return every table that stands in no cell of another; the text of a table within a cell is the cell's."""
    text = _text(content)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = _parsed(text, parser)
    tables = [] if root is None else [table for table in root.iter("table") if not _within_cell(table)]
    if not tables:
        raise UnreadableError("web")
    names = [html.unescape(name) for name in _SHEET_NAME.findall(text)]
    if len(names) != len(tables):
        names = [""] if len(tables) == 1 else [str(number) for number in range(1, len(tables) + 1)]
    return tuple(_html_grid(name, table) for name, table in zip(names, tables, strict=True))


def _text(content: bytes) -> str:
    # Every other declaration is either what the bytes show anyway or wrong: gb2312 stands on GBK, gbk on UTF-8.
    text = strictly(content, "cp950") if _DECLARED_BIG5.search(content[:4096]) else text_of(content)
    return _CONTROLS.sub("", text).lstrip()


def _parsed(text: str, parser: etree.HTMLParser | etree.XMLParser) -> etree._Element | None:
    """Parse, and refuse where the parser gave up: it would leave out what comes after."""
    try:
        root: etree._Element | None = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError("damaged") from error
    if len(parser.error_log.filter_from_fatals()):
        raise UnreadableError("damaged")
    return root


def _within_cell(node: etree._Element) -> bool:
    return next(node.iterancestors(*_CELLS), None) is not None


def _html_grid(name: str, table: etree._Element) -> Grid:
    lines: list[_Line] = []
    _add_lines(table, table, lines)
    rows: list[list[CellValue]] = []
    merges: list[Merge] = []
    taken: dict[int, int] = {}
    held = 0
    for number, (_, cells) in enumerate(lines, 1):
        rows.append(_html_row(cells, number, taken, merges))
        held += len(rows[-1])
        if held > MOST_CELLS or number > MOST_ROWS:
            raise UnreadableError("too_big")
    _pad(rows)
    clipped = [replace(merge, bottom=min(merge.bottom, len(rows))) for merge in merges]
    return Grid(
        name=name,
        hidden=False,
        rows=rows,
        stored=sum(is_stored(_html_value(cell)) for cell in table.iter(*_CELLS) if _table_of(cell) is table),
        hidden_rows=frozenset(number for number, (line, _) in enumerate(lines, 1) if _is_hidden(line)),
        merges=tuple(merge for merge in clipped if (merge.top, merge.left) != (merge.bottom, merge.right)),
    )


def _table_of(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors("table"), None)


def _add_lines(node: etree._Element, line: etree._Element, lines: list[_Line]) -> None:
    """Gather the rows of a table with their cells, also where tags are missing.

    The parser leaves cells without a row where they are, and puts what follows an unclosed tag into its cell.
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
        _add_lines(child, child if child.tag == "tr" else line, lines)


def _html_row(cells: list[etree._Element], number: int, taken: dict[int, int], merges: list[Merge]) -> list[CellValue]:
    """Return one row; `taken` holds, per column, the last row of a cell that reaches down from above."""
    row: list[CellValue] = []
    for cell in cells:
        while taken.get(len(row), 0) >= number:
            row.append("")
        left = len(row)
        right = min(left + max(_span(cell, "colspan"), 1), MOST_COLUMNS) - 1
        bottom = number + (_span(cell, "rowspan") or MOST_ROWS) - 1  # 0: down to the end
        if right < left:
            raise UnreadableError("too_big")
        if (right, bottom) != (left, number):
            merges.append(Merge(top=number, left=left, bottom=bottom, right=right))
            taken.update(dict.fromkeys(range(left, right + 1), bottom))
        row += [_html_value(cell), *[""] * (right - left)]
    return row


def _span(cell: etree._Element, name: str) -> int:
    digits = re.match(r"\s*(\d+)", cell.get(name, ""), re.ASCII)
    return min(int(digits[1][:20]), MOST_ROWS) if digits else 1


def _is_hidden(line: etree._Element) -> bool:
    return line.tag == "tr" and ("hidden" in line.attrib or bool(_HIDDEN.search(line.get("style", ""))))


def _html_value(cell: etree._Element) -> CellValue:
    """Return what a cell holds: Excel's own number or whole text where it stands in an attribute, else its text."""
    text = _html_text(cell)
    if "x:err" in cell.attrib:
        return Lost(text, "error_value")
    if "x:num" in cell.attrib:
        return _number(cell.get("x:num") or text, text)
    return cell.get("x:str") or text


def _number(digits: str, otherwise: str) -> CellValue:
    return float(digits) if _NUMBER.fullmatch(digits) and isfinite(float(digits)) else otherwise


def _html_text(cell: etree._Element) -> str:
    """Return the text of a cell, also what Excel hides of one that is too long for its width."""
    text = re.sub(r"[ \t\r\n]+", " ", "".join(_pieces(cell)))
    text = re.sub(rf" ?{_BREAK}? ?{_BLOCK}[ {_BLOCK}]*", "\n", text)
    text = re.sub(rf" ?{_BREAK} ?", "\n", text)
    if "\ufffd" in text:  # a reference to a character that there is not
        raise UnreadableError("damaged")
    return text.strip(WHITE)


def _pieces(node: etree._Element, nested: bool = False) -> Iterator[str]:
    """Yield a cell's texts and line breaks; further cells that the parser put into it are not its own."""
    yield node.text or ""
    for child in node:
        if child.tag == "br":
            yield _BREAK
        elif child.tag not in _SILENT and (nested or child.tag not in ("tr", *_CELLS)):
            around = _BLOCK if _BLOCKS.fullmatch(str(child.tag)) else " " * (child.tag in _CELLS)
            yield around
            yield from _pieces(child, nested or child.tag == "table")
            yield around
        yield child.tail or ""


def _pad(rows: list[list[CellValue]]) -> None:
    """Give rows the same length, and refuse more cells than can be held."""
    widest = max(map(len, rows), default=0)
    if widest * len(rows) > MOST_CELLS:
        raise UnreadableError("too_big")
    for row in rows:
        row.extend([""] * (widest - len(row)))


def read_xml2003(content: bytes) -> tuple[Grid, ...]:
    """Return the sheets of a workbook that Excel saved as an XML spreadsheet 2003."""
    text = _text(content)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableError("damaged")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = _parsed(text, parser)
    if root is None or root.tag != f"{_SS}Workbook":
        raise UnreadableError("damaged")
    return tuple(_sheet(sheet) for sheet in root.findall(f"{_SS}Worksheet"))


def _sheet(sheet: etree._Element) -> Grid:
    values: dict[tuple[int, int], CellValue] = {}
    merges: list[Merge] = []
    for top, _, row in _placed(sheet.iterfind(f"{_SS}Table/{_SS}Row"), "Span", MOST_ROWS):
        for left, right, cell in _placed(row.iterfind(f"{_SS}Cell"), "MergeAcross", MOST_COLUMNS):
            value = _xml_value(cell)
            if is_stored(value):
                values[top, left] = value
            bottom = min(top + _count(cell, "MergeDown", 0), MOST_ROWS)
            if (right, bottom) != (left, top):
                merges.append(Merge(top=top, left=left - 1, bottom=bottom, right=right - 1))
    return Grid(
        name=sheet.get(f"{_SS}Name", ""),
        hidden=sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible", "").strip() in ("SheetHidden", "SheetVeryHidden"),
        rows=_rectangle(values),
        stored=sum(is_stored(_xml_value(cell)) for cell in sheet.iter(f"{_SS}Cell")),
        hidden_rows=_hidden(sheet, "Row", MOST_ROWS),
        hidden_columns=frozenset(number - 1 for number in _hidden(sheet, "Column", MOST_COLUMNS)),
        merges=tuple(merges),
    )


def _placed(nodes: Iterator[etree._Element], span: str, most: int) -> Iterator[tuple[int, int, etree._Element]]:
    """Yield the first and the last number that each node stands for; one without a number follows the one before."""
    last = 0
    for node in nodes:
        first = _count(node, "Index", last + 1)
        if first <= last:
            raise UnreadableError("damaged")  # two of the same place: none is better than the other
        if first > most:
            raise UnreadableError("too_big")
        last = min(first + _count(node, span, 0), most)
        yield first, last, node


def _count(node: etree._Element, name: str, otherwise: int) -> int:
    digits = node.get(f"{_SS}{name}")
    if digits is None:
        return otherwise
    if not re.fullmatch(r"\s*\d{1,20}\s*", digits, re.ASCII):
        raise UnreadableError("damaged")
    return int(digits)


def _hidden(sheet: etree._Element, tag: str, most: int) -> frozenset[int]:
    found: set[int] = set()
    for first, last, node in _placed(sheet.iterfind(f"{_SS}Table/{_SS}{tag}"), "Span", most):
        found.update(range(first, last + 1) if node.get(f"{_SS}Hidden") == "1" else ())
    return frozenset(found)


def _rectangle(values: dict[tuple[int, int], CellValue]) -> list[list[CellValue]]:
    height = max((row for row, _ in values), default=0)
    width = max((column for _, column in values), default=0)
    if height * width > MOST_CELLS:
        raise UnreadableError("too_big")
    rows: list[list[CellValue]] = [[""] * width for _ in range(height)]
    for (row, column), value in values.items():
        rows[row - 1][column - 1] = value
    return rows


def _xml_value(cell: etree._Element) -> CellValue:
    data = cell.find(f"{_SS}Data")
    text = "" if data is None else "".join(str(piece) for piece in data.itertext())
    kind = "" if data is None else data.get(f"{_SS}Type", "String")
    formula = cell.get(f"{_SS}Formula")
    if formula and kind != "String" and not text.strip(WHITE):
        return Lost(formula, "no_result")
    if kind == "Error":
        return Lost(text, "error_value")
    if kind == "Number":
        return _number(text, text)
    if kind == "Boolean":
        return {"1": True, "0": False}.get(text.strip(), text)
    return _moment(text) if kind == "DateTime" else text


def _moment(text: str) -> CellValue:
    """Return the moment that a text is, else the text."""
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text
