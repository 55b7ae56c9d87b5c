"""Mark the faults in the clerk's own file: its bytes and findings come in, an annotated copy goes out."""

from __future__ import annotations

import io
import warnings
from copy import copy
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.findings import SEVERITIES, render_clerks_way_out, render_found, rows_of
from toolkit.messages import say
from toolkit.package import repacked
from toolkit.style import FAULT_FILL

AUTHOR = "qingdan"


def annotate_workbook(content: bytes, findings: pd.DataFrame) -> bytes:
    """Return a copy of an xlsx file with a note and a fill on every cell that has findings.

    Notes that are there already are kept, ours added under them; marks of an earlier copy are taken away.
    """
    with warnings.catch_warnings():
        # The library says aloud what it drops (a print area that follows the filled rows); the clerk's
        # own workbook keeps it, only this copy prints all rows.
        warnings.simplefilter("ignore", UserWarning)
        workbook = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    workbook.template = False  # a template under the name of a workbook would not open
    for worksheet in workbook.worksheets:
        _unmark(worksheet)
    placed = findings[findings["facts"].map(lambda facts: bool(facts.get("cell")))]
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in rows_of(placed):
        groups.setdefault((one["sheet"], one["facts"]["cell"]), []).append(one)
    for (sheet, address), group in sorted(groups.items()):
        if sheet in workbook.sheetnames:
            _mark(workbook[sheet], address, group)
    modified = workbook.properties.modified
    buffer = io.BytesIO()
    workbook.save(buffer)
    return repacked(buffer.getvalue(), modified)


def _unmark(sheet: Worksheet) -> None:
    """Take away the marks of an earlier copy that came back corrected; notes of others stay."""
    ours = tuple(say("annotation.mark", severity=say(f"severity.{grade}")) for grade in SEVERITIES)
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, Cell) or cell.comment is None:
                continue
            lines = (cell.comment.text or "").split("\n")
            kept = [line for line in lines if not line.startswith(ours)]
            if len(kept) == len(lines):
                continue
            cell.comment = Comment("\n".join(kept), cell.comment.author) if any(kept) else None
            if str(cell.fill.fgColor.rgb).endswith(FAULT_FILL.removeprefix("#")):
                cell.fill = PatternFill(None)


def _mark(sheet: Worksheet, address: str, group: list[dict[str, Any]]) -> None:
    cell = sheet[address]
    for merged in sheet.merged_cells.ranges:
        if address in merged:
            cell = sheet.cell(merged.min_row, merged.min_col)
    said = [
        say("annotation.mark", severity=say(f"severity.{one['severity']}"))
        + say(
            "annotation.line",
            found=render_found(one),
            way_out=render_clerks_way_out(one),
        )
        for one in group
    ]
    before = [cell.comment.text] if cell.comment else []
    cell.comment = Comment("\n".join([*before, *said]), AUTHOR, width=320, height=60 + 40 * len(said))
    fill = copy(cell.fill)
    if {one["severity"] for one in group} & {"error", "warning"}:
        fill = PatternFill("solid", fgColor=FAULT_FILL.removeprefix("#"))
    cell.fill = fill
