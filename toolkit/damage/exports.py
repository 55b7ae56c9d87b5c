"""Write lists in the formats that other systems export: html, xml, csv, zip, or a bare xlsx."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from html import escape

import xlsxwriter

from toolkit.cleaning import format_plain_text
from toolkit.damage.model import Subject
from toolkit.excel import create_member, unify_system
from toolkit.formats import CellValue, open_workbook

Rows = list[list[CellValue]]
_FIXED = dt.datetime(2022, 1, 1)
_HTML = "<html><head><meta charset='utf-8'></head>\n<body>\n{}</body></html>\n"
_SPREADSHEET = (
    '<?xml version="1.0" encoding="utf-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n{}</Workbook>\n'
)


def collect_sheet_rows(subject: Subject, *, headings_only: bool = False) -> dict[str, Rows]:
    """Return the rows of every sheet with lists, by sheet name, down to the last record and the last list column.

    With `headings_only` the rows above the first header are left out.
    """
    grids = {grid.name: grid.rows for grid in open_workbook(subject.content).grids}
    found: dict[str, Rows] = {}
    for name in dict.fromkeys(section.sheet for section in subject.sections):
        own = [section for section in subject.sections if section.sheet == name]
        last = max(row for section in own for row in (section.header_row, *(record.row for record in section.records)))
        width = max(index for section in own for index in section.positions.values()) + 1
        first = min(section.header_row for section in own) - 1 if headings_only else 0
        found[name] = [list(row[:width]) for row in grids[name][first:last]]
    return found


def find_banner(subject: Subject, label: str) -> str:
    """Return the text above a header that begins with the label for the unit, empty where there is none."""
    for rows in collect_sheet_rows(subject).values():
        for row in rows[:10]:
            for cell in row:
                if isinstance(cell, str) and cell.startswith(label):
                    return cell
    return ""


def build_html(sheets: Mapping[str, Rows]) -> bytes:
    """Return an html page with one table per sheet, which office systems export under the name of xls."""
    tables = []
    for rows in sheets.values():
        lines = ["".join(f"<td>{_format_html_cell(cell)}</td>" for cell in row) for row in rows]
        tables.append("<table border=1>\n" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>\n")
    return _HTML.format("".join(tables)).encode()


def _format_html_cell(cell: CellValue) -> str:
    return escape(format_plain_text(cell)).replace("\n", "<br>")


def build_spreadsheet_xml(sheets: Mapping[str, Rows]) -> bytes:
    """Return an XML spreadsheet 2003, which many programs write under the name of xls."""
    worksheets = []
    for name, rows in sheets.items():
        lines = "".join("<Row>" + "".join(_format_xml_cell(cell) for cell in row) + "</Row>\n" for row in rows)
        worksheets.append(f'<Worksheet ss:Name="{escape(name)}"><Table>\n{lines}</Table></Worksheet>\n')
    return _SPREADSHEET.format("".join(worksheets)).encode()


def _format_xml_cell(cell: CellValue) -> str:
    if cell == "":
        return "<Cell/>"
    kind = "Number" if isinstance(cell, int | float) and not isinstance(cell, bool) else "String"
    text = escape(format_plain_text(cell)).replace("\n", "&#10;")
    return f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>'


def build_csv(rows: Rows, encoding: str) -> bytes:
    """Return one sheet as comma-separated text."""
    text = io.StringIO()
    csv.writer(text).writerows([format_plain_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode(encoding, errors="replace")


def build_bare_workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return a bare workbook: values only, no hidden sheets, no properties of ours."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": _FIXED})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int | float) and not isinstance(cell, bool):
                    sheet.write_number(number, column, cell)
                elif cell != "":
                    sheet.write_string(number, column, format_plain_text(cell))
    workbook.close()
    return unify_system(buffer.getvalue())


class _ChineseName(zipfile.ZipInfo):
    """A member whose name is in GBK without saying so, as archivers on Chinese Windows write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's own name
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def build_zip(files: Mapping[str, bytes]) -> bytes:
    """Return an archive with Chinese names in GBK."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(create_member(name, kind=_ChineseName), content)
    return buffer.getvalue()
