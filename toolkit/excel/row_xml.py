"""The rows of a sheet as the XML that xlsxwriter writes, byte for byte, some ten times as fast.

The library makes every attribute of every cell by itself and looks for what to escape in each. Here a cell is one
text: its column, its row, its look and its value. Kinds of cells that our sheets seldom have are left to the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
)

from toolkit.excel.a1 import column_letters

_BLOCK = 16  # rows for which the library names the columns together
_MARKUP = re.compile('["&<>\n]')  # where the library escapes anything
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class RowXml:
    """Renders rows of one sheet. It asks formats for their numbers in the order of the cells, as the library does.

    Looks are kept for as long as the renderer lives: a format never changes its number once it has one.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._looks: dict[Format | None, str] = {None: ""}
        self._renderers: Mapping[type, Callable[[Any], str]] = {
            CellStringTuple: lambda cell: f' t="s"><v>{cell[0]}</v></c>',
            CellBlankTuple: lambda _: "/>",
            CellNumberTuple: _render_number,
            CellDatetimeTuple: _render_number,
            CellFormulaTuple: _render_typed_formula if sheet.types_empty_results else _render_formula,
        }

    def render_end(self, cell: Any) -> str:
        """Return what follows a cell's look."""
        return self._renderers[cell.__class__](cell)

    def write(self, first: int, last: int) -> None:
        """Write the rows from the first to the last (from 0) into the sheet's part."""
        sheet, table = self._sheet, self._sheet.table
        for block in range(first - first % _BLOCK, last + 1, _BLOCK):
            rows = range(max(block, first), min(block + _BLOCK, last + 1))
            spans = self._name_columns(rows)
            for row in rows:
                info, cells = sheet.row_info.get(row), table.get(row)
                if cells:
                    sheet._write_row(row, spans, info)
                    self._write_cells(row, cells, info)
                    sheet.fh.write("</row>")
                elif info is not None or row in sheet.comments:
                    sheet._write_empty_row(row, spans, info)

    def _name_columns(self, rows: range) -> str | None:
        """Return the columns between which the rows have cells or notes, from 1; None where they have none."""
        filled = [cells for cells in map(self._sheet.table.get, rows) if cells]
        filled += [notes for notes in map(self._sheet.comments.get, rows) if notes]
        return f"{min(map(min, filled)) + 1}:{max(map(max, filled)) + 1}" if filled else None

    def _write_cells(self, row: int, cells: Mapping[int, Any], info: Any) -> None:
        write, number, looks, renderers = self._sheet.fh.write, str(row + 1), self._looks, self._renderers
        row_format = info.row_format if info else None
        pieces: list[str] = []
        for column in sorted(cells):
            cell = cells[column]
            render = renderers.get(cell.__class__)
            if render is None:
                write("".join(pieces))
                pieces.clear()
                self._sheet._write_cell(row, column, cell)
                continue
            own: Any = cell.format or row_format or self._find_column_format(column)
            look = looks.get(own)
            if look is None:
                look = looks[own] = f' s="{own._get_xf_index()}"'
            pieces.append(f'<c r="{column_letters(column)}{number}"{look}{render(cell)}')
        write("".join(pieces))

    def _find_column_format(self, column: int) -> Format | None:
        info = self._sheet.col_info.get(column)
        return info.column_format if info else None


def _render_number(cell: CellNumberTuple | CellDatetimeTuple) -> str:
    return f"><v>{cell.number:.16G}</v></c>"


def _render_formula(cell: CellFormulaTuple) -> str:
    value, kind = cell.value, ""
    if isinstance(value, bool):
        value, kind = int(value), ' t="b"'
    elif isinstance(value, str) and value:
        kind = ' t="e"' if value in _ERRORS else ' t="str"'
        value = escape_markup(value)
    return f"{kind}><f>{escape_markup(cell.formula)}</f><v>{value}</v></c>"


def _render_typed_formula(cell: CellFormulaTuple) -> str:
    kind = ' t="str"' if cell.value == "" else ""
    return kind + _render_formula(cell)


def escape_markup(text: str) -> str:
    """Return a text or a formula as it stands in a part."""
    if not _MARKUP.search(text):
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
