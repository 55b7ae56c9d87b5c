"""Edit the cells of one sheet as a tree: texts, numbers, formulas, styles."""

from __future__ import annotations

from typing import Any

from lxml import etree

from toolkit.excel import format_address, parse_column
from toolkit.ooxml.xml_parser import build_xml_parser

_PARSER = build_xml_parser(huge=True)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class CellEditor:
    """Changes cells, whose elements a subclass finds or makes; rows count from 1, columns from 0."""

    _space: str  # the namespace of elements, in braces

    def ensure_row(self, row: int) -> Any:
        """Return the row's element, a new element where there is none."""
        raise NotImplementedError

    def ensure_cell(self, row: int, column: int) -> Any:
        """Return the cell's element, a new element where there is none."""
        raise NotImplementedError

    def clear_cell(self, row: int, column: int) -> Any:
        """Empty a cell; its style stays."""
        cell = self.ensure_cell(row, column)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", "")
        return cell

    def put_text(self, row: int, column: int, text: str) -> None:
        """Write a text."""
        cell = self.clear_cell(row, column)
        if text:
            cell.set("t", "inlineStr")
            written = etree.SubElement(etree.SubElement(cell, self._qualify_tag("is")), self._qualify_tag("t"))
            written.text = text
            written.set(_SPACE, "preserve")

    def put_number(self, row: int, column: int, value: float, *, plain: bool = False) -> None:
        """Write a number; `plain` drops the style, so that a day shows as its serial number."""
        cell = self.clear_cell(row, column)
        etree.SubElement(cell, self._qualify_tag("v")).text = f"{value:.15g}"
        if plain:
            cell.attrib.pop("s", "")

    def put_formula(self, row: int, column: int, formula: str, shown: str | None = None, kind: str = "str") -> None:
        """Write a formula with a saved result, or without; `kind` is the result's cell type, `e` an error value."""
        cell = self.clear_cell(row, column)
        etree.SubElement(cell, self._qualify_tag("f")).text = formula
        if shown is not None:
            cell.set("t", kind)
            etree.SubElement(cell, self._qualify_tag("v")).text = shown

    def find_style(self, row: int, column: int) -> int:
        """Return the number of a cell's style."""
        return int(self.ensure_cell(row, column).get("s") or 0)

    def set_style(self, row: int, column: int, style: int) -> None:
        """Give a cell another style."""
        self.ensure_cell(row, column).set("s", str(style))

    def _qualify_tag(self, name: str) -> str:
        return self._space + name


class CellPart(CellEditor):
    """One sheet as a tree whose cells can be changed; rows count from 1, columns from 0."""

    def __init__(self, content: bytes) -> None:
        self.root: Any = etree.fromstring(content, _PARSER)
        self._space = f"{{{etree.QName(self.root).namespace}}}"
        self._data: Any = next(self.root.iter(self._qualify_tag("sheetData")))
        self._rows: dict[int, Any] = {}
        for number, row in enumerate(list(self._data), 1):
            self._adopt_row(row, number)

    def _adopt_row(self, row: Any, number: int) -> None:
        """Register a row and its cells; addresses may be omitted where rows and cells simply follow one another."""
        row.set("r", row.get("r") or str(number))
        self._rows[int(row.get("r"))] = row
        for column, cell in enumerate(row):
            cell.set("r", cell.get("r") or format_address(int(row.get("r")), column))

    def build_bytes(self) -> bytes:
        """Return the part in its present state."""
        content: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return content

    def ensure_row(self, row: int) -> Any:
        """Return the row's element, a new element where there is none."""
        line = self._rows.get(row)
        return self._insert_row(row) if line is None else line

    def ensure_cell(self, row: int, column: int) -> Any:
        """Return the cell's element, a new element where there is none."""
        line = self.ensure_row(row)
        if column < len(line) and line[column].get("r") == format_address(row, column):
            return line[column]  # most rows have all their cells: no search
        for index, cell in enumerate(line):
            found = parse_column(cell.get("r"))
            if found == column:
                return cell
            if found > column:
                inserted = line.makeelement(self._qualify_tag("c"), {"r": format_address(row, column)})
                line.insert(index, inserted)
                return inserted
        return etree.SubElement(line, self._qualify_tag("c"), {"r": format_address(row, column)})

    def _insert_row(self, number: int) -> Any:
        row = self._data.makeelement(self._qualify_tag("row"), {"r": str(number)})
        last = int(self._data[-1].get("r")) if len(self._data) else 0
        behind = len(self._data) if number > last else sum(1 for other in self._rows if other < number)
        self._data.insert(behind, row)
        self._rows[number] = row
        return row
