"""Write the sheet of a list whose records are in a file beside the workbook: where, how to open it, its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.excel import compute_row_height
from toolkit.messages import say
from toolkit.summary.sheet_ranges import ListSheets
from toolkit.summary.sheets.paging import leave_unprinted
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths

_WIDTHS = (40.0, 40.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """The file with a list's records: its path from the workbook, and what its columns are, by their names in it."""

    path: str
    columns: Mapping[str, str]


def write_list_file(book: WorkbookWriter, sheets: ListSheets, file: ListFile) -> None:
    """Write the sheet that stands in the place of the list's records."""
    sheet = book.open_sheet(sheets.label, "input")
    set_column_widths(sheet, _WIDTHS)
    note = render_list_file(sheets.label, sheets.rows, sheets.sheet_rows, file)
    book.write_title(sheet, sheets.label, len(_WIDTHS), note, sum(_WIDTHS))
    rows = [(say("beside.what"), say("beside.name")), *((heading, name) for name, heading in file.columns.items())]
    for row, texts in enumerate(rows, 3):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, book.styles["head" if row == 3 else "text"])
        book.set_row_height(sheet, row, compute_row_height(list(zip(texts, _WIDTHS, strict=True))))
    sheet.freeze_panes(4, 0)
    leave_unprinted(sheet)


def render_list_file(label: str, rows: int, sheet_rows: int, file: ListFile) -> str:
    """Say where the records of a list are, and how to open them."""
    return say("beside.note", list=label, count=rows, most=sheet_rows, path=file.path)
