"""Read xls workbooks: every value is right, or reported as lost."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import olefile
import xlrd
from xlrd.formatting import std_format_strings
from xlrd.sheet import Sheet

from toolkit.formats.biff_scan import scan_biff
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import CellValue, Grid, LostValue
from toolkit.formats.native_reader import refuse_equal_names
from toolkit.formats.number_format import find_builtin_code
from toolkit.formats.scan import join_scans
from toolkit.formats.serial_dates import convert_duration, convert_serial, is_duration_format
from toolkit.formats.shown import Address, Look, choose_codes, gather_shown, needs_look
from toolkit.formats.struck_xls import add_struck_cells

_SHOWN_KINDS = frozenset({xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_TEXT})


def read_xls(content: bytes) -> tuple[Grid, ...]:
    """Read every worksheet. Raises UnreadableError, and no other exception."""
    try:
        stream = _read_book_stream(content)
        scans = scan_biff(stream)
        book = _open_book(stream)
        grids = _read_grids(book)
        refuse_equal_names(grid.name for grid in grids)
        complete = grids if scans is None else join_scans(grids, scans)
        return add_struck_cells(complete, book)
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


def _read_book_stream(content: bytes) -> bytes:
    """Return the workbook's stream; xlrd itself refuses containers that WPS writes."""
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        name = next(name for name in ("Workbook", "Book") if container.exists(name))
        stream: bytes = container.openstream(name).read()
    return stream


def _open_book(stream: bytes) -> xlrd.Book:
    # xlrd prints warnings to the screen unless it is given another stream.
    try:
        return xlrd.open_workbook(file_contents=stream, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except Exception:  # a damaged style or note must not cost the values
        return xlrd.open_workbook(file_contents=stream, ragged_rows=True, logfile=io.StringIO())


def _read_grids(book: xlrd.Book) -> tuple[Grid, ...]:
    spans = _find_duration_styles(book)
    looks = choose_codes(_find_codes(book))
    grids = []
    for sheet in book.sheets():
        rows = _trim_rows(_read_rows(book, sheet, spans))
        grid = Grid(name=sheet.name, hidden=bool(sheet.visibility), rows=rows)
        cells = _find_formatted_cells(sheet, looks) if looks else ()
        grids.append(gather_shown(grid, cells, from_1904=book.datemode == 1))
    return tuple(grids)


def _find_codes(book: xlrd.Book) -> dict[int, str]:
    """Return the number format of every cell style; of built-in ones, the file names the number alone."""
    if not book.formatting_info:
        return {}
    codes: dict[int, str] = {}
    for position, style in enumerate(book.xf_list):
        number = style.format_key
        known = book.format_map.get(number)
        code = known.format_str if known else ""
        builtin = not code or code == std_format_strings.get(number)
        codes[position] = find_builtin_code(number) if builtin else code
    return codes


def _find_formatted_cells(
    sheet: Sheet, looks: Mapping[int, tuple[Look, str]]
) -> Iterator[tuple[Address, str, float | str]]:
    """Yield the cells whose number format needs a look, with its code and the number or text that they hold."""
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in _SHOWN_KINDS:
                continue
            look, code = looks.get(sheet.cell_xf_index(row, column), ("nothing", ""))
            value = sheet.cell_value(row, column)
            if needs_look(look, value):
                yield (row + 1, column), code, value


def _find_duration_styles(book: xlrd.Book) -> frozenset[int]:
    """Return the numbers of the cell styles that show a duration."""
    if not book.formatting_info:
        return frozenset()
    formats = (book.format_map.get(style.format_key) for style in book.xf_list)
    found = (number for number, style in enumerate(formats) if style and is_duration_format(style.format_str or ""))
    return frozenset(found)


def _read_rows(book: xlrd.Book, sheet: Sheet, spans: frozenset[int]) -> list[list[CellValue]]:
    rows = []
    for number in range(sheet.nrows):
        values: Sequence[Any] = sheet.row_values(number)
        cells = enumerate(zip(sheet.row_types(number), values, strict=True))
        row: list[CellValue] = []
        for column, (kind, value) in cells:
            is_span = bool(spans) and kind == xlrd.XL_CELL_DATE and sheet.cell_xf_index(number, column) in spans
            row.append(convert_duration(value) if is_span else _convert_value(kind, value, book.datemode))
        rows.append(row)
    return rows


def _convert_value(kind: int, value: Any, datemode: int) -> CellValue:
    if kind == xlrd.XL_CELL_ERROR:
        return LostValue(xlrd.error_text_from_code.get(value, f"#{value}"), "error_value")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return str(value)
    if not math.isfinite(value):
        return LostValue("#NUM!", "error_value")
    return convert_serial(value, from_1904=datemode == 1) if kind == xlrd.XL_CELL_DATE else float(value)


def _trim_rows(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Return rows of equal length, without the ends that have formats but no values."""
    widths = [next((end for end in range(len(row), 0, -1) if row[end - 1] != ""), 0) for row in rows]
    height = max((number for number, width in enumerate(widths, 1) if width), default=0)
    width = max(widths, default=0)
    blank: list[CellValue] = [""]
    return [row[:width] + blank * (width - len(row)) for row in rows[:height]]
