"""Write the sheets of an oddly spelled xlsx anew, as spreadsheet programs write them.

An XML parser reads them in any encoding, with any prefixes, quotes, comments and white space; what is written has
one spelling, which the scan and the native reader understand alike. Nothing is guessed: what contradicts itself is
refused, and a cell whose content means nothing keeps it as a lost value.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from html import escape
from typing import Any

from toolkit.excel import LAST_COLUMN, LAST_ROW, format_address, parse_column_letters
from toolkit.formats.errors import UnreadableError
from toolkit.formats.far_cells import CellAddress
from toolkit.formats.grid import WHITE, LostValue
from toolkit.formats.limits import get_limits, keep_within
from toolkit.formats.xlsx_rewrite_shared import (
    OPENING,
    drop_read,
    encode_text,
    is_struck,
    parse_elements,
    read_rich,
    read_text,
    refuse_unless,
    write_rich,
)
from toolkit.ooxml import decode_xstring

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_ROW_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_INDEX, _STYLE = re.compile(r"\d{1,9}", re.ASCII), re.compile(r"\d{1,6}", re.ASCII)
_FACT = re.compile(r"\d{1,7}|true", re.ASCII)
_FLAGS = {"0": "0", "1": "1", "false": "0", "true": "1"}
_KINDS = frozenset({"n", "s", "str", "b", "e", "d"})
_KEPT_ROW_FACTS, _KEPT_COLUMN_FACTS, _KEPT_CELL_FACTS = ("hidden",), ("min", "max", "hidden"), ("cm", "vm")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6}):\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


def rewrite_sheet(part: bytes, strings: int) -> tuple[bytes, dict[CellAddress, LostValue]]:
    """Return a sheet's columns, rows, cells and merged ranges anew, and the cells whose content means nothing.

    `strings` is the number of shared strings. Raises UnreadableError for what is no sheet or contradicts itself.
    """
    writer = _SheetWriter(strings)
    for element, space in parse_elements(part, "worksheet", ("row", "sheetData", "cols", "mergeCells")):
        writer.write_element(element, space)
    return writer.build_part(), writer.lost


class _SheetWriter:
    """Writes one sheet anew, element by element."""

    def __init__(self, strings: int) -> None:
        self._strings, self._most = strings, get_limits().cells
        self._columns: list[str] = []
        self._rows: list[str] = []
        self._merges: list[str] = []
        self._row = 0
        self._filled: set[CellAddress] = set()
        self._begun = False
        self.lost: dict[CellAddress, LostValue] = {}

    def build_part(self) -> bytes:
        """Return the part."""
        columns = ["<cols>", *self._columns, "</cols>"] if self._columns else []
        merges = ["<mergeCells>", *self._merges, "</mergeCells>"] if self._merges else []
        rows = ["<sheetData>", *self._rows, "</sheetData>"]
        whole = [OPENING.format(root="worksheet"), *columns, *rows, *merges, "</worksheet>"]
        return "".join(whole).encode("utf-8")

    def write_element(self, element: Any, space: str) -> None:
        """Take over a row, or another child of the sheet; a row is emptied, for a tree of all rows is large."""
        parent = element.getparent()
        if element.tag == f"{space}row":
            if parent.tag == f"{space}sheetData":
                self._write_row(element, space)
                drop_read(element)
        elif parent is None or parent.getparent() is not None:
            return  # the like of a sheet's child, in an extension
        elif element.tag == f"{space}sheetData":
            refuse_unless(not self._begun and all(row.tag == f"{space}row" for row in element))
            self._begun = True
        elif element.tag == f"{space}cols":
            columns = element.iterfind(f"{space}col")
            self._columns += [f"<col{_write_facts(column, _KEPT_COLUMN_FACTS)}/>" for column in columns]
        elif element.tag == f"{space}mergeCells":
            found = (_RANGE.fullmatch((merge.get("ref") or "").strip().upper()) for merge in element)
            self._merges += [f'<mergeCell ref="{ref[1]}{ref[2]}:{ref[3]}{ref[4]}"/>' for ref in found if ref]

    def _write_row(self, row: Any, space: str) -> None:
        number = (row.get("r") or str(self._row + 1)).strip()
        refuse_unless(_ROW_NUMBER.fullmatch(number) is not None and int(number) <= LAST_ROW)
        self._row = int(number)
        self._rows.append(f'<row r="{number}"{_write_facts(row, _KEPT_ROW_FACTS)}>')
        column = -1
        for cell in row:
            if cell.tag == f"{space}extLst":
                continue
            refuse_unless(cell.tag == f"{space}c")
            column = self._find_column(cell, column + 1)
            self._write_cell(cell, column, space)
        self._rows.append("</row>")

    def _find_column(self, cell: Any, following: int) -> int:
        """Return the column of a cell, the following one where it has no address. An address may not lead elsewhere."""
        written = cell.get("r")
        if written is None:
            column, row = following, self._row
        else:
            reference = _REFERENCE.fullmatch(written.strip().upper())
            if reference is None:
                raise UnreadableError("damaged")
            column, row = parse_column_letters(reference[1].encode()), int(reference[2])
        refuse_unless(row == self._row and column < LAST_COLUMN)
        return column

    def _write_cell(self, cell: Any, column: int, space: str) -> None:
        parts: dict[str, Any] = {}
        for child in cell:
            name = str(child.tag).removeprefix(space)
            refuse_unless(name in ("f", "v", "is", "extLst") and name not in parts)
            parts[name] = child
        if not parts.keys() & {"f", "v", "is"}:
            return
        address = (self._row, column)
        refuse_unless(address not in self._filled)
        self._filled.add(address)
        if len(self._filled) > self._most:
            keep_within("cells", len(self._filled))
        style = (cell.get("s") or "0").strip()
        refuse_unless(_STYLE.fullmatch(style) is not None)
        formula = f"<f>{escape(read_text(parts['f']), quote=False)}</f>" if "f" in parts else ""
        kind, inner = self._write_content(cell, parts, address)
        head = f'<c r="{format_address(*address)}" s="{style}"' + (f' t="{kind}"' if kind else "")
        self._rows.append(f"{head}{_write_facts(cell, _KEPT_CELL_FACTS)}>{formula}{inner}</c>")

    def _write_content(self, cell: Any, parts: dict[str, Any], address: CellAddress) -> tuple[str, str]:
        """Return the kind and the value's element of a cell; what means nothing is written as a text, and lost."""
        kind = (cell.get("t") or "n").strip() or "n"
        text = read_text(parts.get("v"))
        value = decode_xstring(text) if kind == "str" else text.strip(WHITE)
        inline = read_rich(parts["is"]) if "is" in parts else ""
        if kind == "inlineStr" and not value and "f" not in parts and is_struck(parts.get("is")):
            return kind, f"<is>{write_rich(parts['is'])}</is>"
        if kind == "inlineStr" and not value:
            return "str", f"<v>{encode_text(inline)}</v>"
        if not inline and kind in _KINDS and (not value or self._fits_kind(kind, value)):
            return kind if value or kind == "str" else "n", _write_value(kind, value)
        shown = decode_xstring(value) or inline
        if not shown.strip(WHITE):
            return "n", ""
        self.lost[address] = LostValue(shown, "bad_cell")
        return "str", f"<v>{encode_text(shown)}</v>"

    def _fits_kind(self, kind: str, value: str) -> bool:
        if kind == "s":
            return _INDEX.fullmatch(value) is not None and int(value) < self._strings
        if kind == "b":
            return value in _FLAGS
        return kind in ("str", "e") or (_is_time(value) if kind == "d" else kind == "n" and _is_number(value))


def _write_facts(element: Any, names: tuple[str, ...]) -> str:
    """Return those of an element's attributes that are numbers or flags; a flag that is set is written as 1."""
    facts = ((name, (element.get(name) or "").strip()) for name in names)
    return "".join(f' {name}="{"1" if fact == "true" else fact}"' for name, fact in facts if _FACT.fullmatch(fact))


def _write_value(kind: str, value: str) -> str:
    if not value:
        return "<v></v>" if kind == "str" else ""
    if kind == "n":
        value = repr(float(value)) if set(value) & set("+.eE") else str(int(value))
    elif kind == "s":
        value = str(int(value))
    elif kind == "d":
        time = dt.datetime.fromisoformat(value)
        value = (time if len(value) > len("2024-01-01") else time.date()).isoformat()
    return f"<v>{encode_text(_FLAGS[value] if kind == 'b' else value)}</v>"


def _is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None and math.isfinite(float(value))


def _is_time(value: str) -> bool:
    try:
        return dt.datetime.fromisoformat(value).tzinfo is None
    except ValueError:
        return False
