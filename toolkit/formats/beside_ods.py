"""Find what stands on a sheet of an ods workbook besides its cells, and what is struck out in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from toolkit.excel import format_address
from toolkit.formats.grid import WHITE, Beside
from toolkit.formats.ods_scan import OFFICE, TABLE, Element, read_count, read_inline_text, read_text
from toolkit.formats.package import OpenedPackage
from toolkit.formats.struck_ods import StruckStyles, find_struck_styles, find_struck_words
from toolkit.ooxml import build_xml_parser

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
_DRAW, _TEXT, _LINK = f"{_ODF}drawing:1.0}}", f"{_ODF}text:1.0}}", "{http://www.w3.org/1999/xlink}href"
_NOTE, _SHAPES, _GROUP, _FRAME = f"{OFFICE}annotation", f"{TABLE}shapes", f"{_DRAW}g", f"{_DRAW}frame"
_ROW, _COLUMN = f"{TABLE}table-row", f"{TABLE}table-column"
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_STYLE, _DEFAULT = f"{TABLE}style-name", f"{TABLE}default-cell-style-name"
_OBJECTS = tuple(f"{_DRAW}{name}" for name in ("object", "object-ole", "plugin", "applet", "floating-frame"))
_PICTURE = f"{_DRAW}image"
_SIGNS = (b"annotation", b"draw:", b"text-line-through")
_MOST_REPEATED = 1000  # cells of one entry that are named one by one
_MANIFEST = "META-INF/manifest.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideFinder:
    """Finds what stands beside the cells of one workbook's sheets."""

    struck: StruckStyles = field(default_factory=StruckStyles)
    # The kind of document in each folder of the package, as the package declares it.
    kinds: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False

    def find(self, table: Element) -> tuple[Beside, ...]:
        """Return what stands beside the cells of a sheet, then what is struck out in them."""
        return tuple(self._walk(table)) if self.needed else ()

    def _walk(self, table: Element) -> Iterator[Beside]:
        for holder in table.iterchildren(_SHAPES):
            yield from self._read_shapes(holder, "")
        struck: list[Beside] = []
        row = column = 0
        defaults = _ColumnLooks()
        for node in table.iter(_ROW, _COLUMN):
            if node.tag == _COLUMN:
                column += read_count(node, f"{TABLE}number-columns-repeated")
                defaults.add(column, node.get(_DEFAULT, ""))
            else:
                after = row + read_count(node, f"{TABLE}number-rows-repeated")
                for cell, columns in _walk_cells(node):
                    if len(cell):
                        yield from self._read_cell(cell, row, columns.start)
                        look = cell.get(_STYLE) or node.get(_DEFAULT) or defaults.find(columns.start)
                        struck += self._find_struck(cell, look, range(row, after), columns)
                row = after
        yield from struck

    def _read_cell(self, cell: Element, row: int, column: int) -> Iterator[Beside]:
        address = format_address(row + 1, column)
        for note in cell.iterchildren(_NOTE):
            text = read_text(note)
            if text.strip(WHITE):
                yield Beside(kind="note", cell=address, text=text.strip(WHITE))
        yield from self._read_shapes(cell, address)
        for line in cell.iterchildren(f"{_TEXT}p"):
            yield from self._read_shapes(line, address)

    def _read_shapes(self, holder: Element, cell: str) -> Iterator[Beside]:
        for shape in holder:
            if shape.tag == _GROUP:
                yield from self._read_shapes(shape, cell)
            elif str(shape.tag).startswith(_DRAW):
                found = self._read_shape(shape, cell)
                if found is not None:
                    yield found

    def _read_shape(self, shape: Element, cell: str) -> Beside | None:
        content = next(shape.iterchildren(*_OBJECTS), None) if shape.tag == _FRAME else None
        if content is not None:
            kind = self.kinds.get(content.get(_LINK, "").removeprefix("./").strip("/"), "")
            name = shape.get(f"{_DRAW}name", "")
            return None if kind.endswith(".chart") else Beside(kind="embedded", cell=cell, text=name)
        lines = (read_inline_text(line) for line in shape.iter(f"{_TEXT}p", f"{_TEXT}h"))
        text = "\n".join(line.strip(WHITE) for line in lines if line.strip(WHITE))
        if text:
            return Beside(kind="text_box", cell=cell, text=text)
        has_picture = shape.tag == _FRAME and next(shape.iterchildren(_PICTURE), None) is not None
        return Beside(kind="picture", cell=cell) if has_picture else None

    def _find_struck(self, cell: Element, look: str, rows: range, columns: range) -> Iterator[Beside]:
        words = find_struck_words(cell, look, self.struck) if self.struck else None
        if words is not None:
            for row in rows[:_MOST_REPEATED]:
                for column in columns[:_MOST_REPEATED]:
                    yield Beside(kind="struck", cell=format_address(row + 1, column), text=words)


def _walk_cells(row: Element) -> Iterator[tuple[Element, range]]:
    column = 0
    for cell in row.iterchildren(*_CELLS):
        count = read_count(cell, f"{TABLE}number-columns-repeated")
        yield cell, range(column, column + count)
        column += count


class _ColumnLooks:
    """The styles of columns, for cells without their own; each for the columns from the one before to its end."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._looks: list[str] = []

    def add(self, end: int, look: str) -> None:
        """Enter the style of the next columns, the last of which stands before `end`."""
        self._ends.append(end)
        self._looks.append(look)

    def find(self, column: int) -> str:
        """Return the style of a column, empty where none is declared."""
        at = bisect_right(self._ends, column)
        return self._looks[at] if at < len(self._looks) else ""


def prepare_beside(package: OpenedPackage, part: bytes, root: Element) -> BesideFinder:
    """Return the finder for a workbook, given its content as bytes and as a tree."""
    common = package.read_member("styles.xml") if "styles.xml" in package.names else b""
    struck = find_struck_styles(root, common) if b"line-through" in part or b"line-through" in common else None
    if not (struck or any(sign in part for sign in _SIGNS)):
        return BesideFinder()
    return BesideFinder(struck=struck or StruckStyles(), kinds=_read_kinds(package), needed=True)


def _read_kinds(package: OpenedPackage) -> dict[str, str]:
    if _MANIFEST not in package.names:
        return {}
    parser = build_xml_parser()
    try:
        root = etree.fromstring(package.read_member(_MANIFEST), parser)
    except etree.LxmlError:
        return {}
    name = str(root.tag).rpartition("}")[0] + "}"
    return {node.get(f"{name}full-path", "").strip("/"): node.get(f"{name}media-type", "") for node in root}
