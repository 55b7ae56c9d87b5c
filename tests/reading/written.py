"""Rows of one sheet, written by hand in several formats."""

import html

from tests.formats import test_ods as ods
from tests.reading.books import bare


def write_csv(sheet, rows):
    quoted = (",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    return "\n".join(quoted).encode("utf-8-sig")


def write_html(sheet, rows):
    lines = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows)
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode()


def write_ods(sheet, rows):
    cells = (
        [
            ods.number(cell) if isinstance(cell, int) else ods.text(html.escape(cell)) if cell else ods.blank()
            for cell in row
        ]
        for row in rows
    )
    return ods.book(ods.table(*(ods.row(*line) for line in cells), name=sheet))


def write_xlsx(sheet, rows):
    return bare({sheet: rows})


FORMATS = {"xlsx": write_xlsx, "csv": write_csv, "html": write_html, "ods": write_ods}
