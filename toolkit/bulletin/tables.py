"""Set a filled table: equal labels become one cell, rows stay whole, and columns are as wide as their texts ask."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from toolkit.messages import say
from toolkit.text import measure_width

_MOST_KEPT = 12  # rows of one label that stay on one page
_MARGIN, _WIDEST = 1, 24  # half characters: the space beside a text, and what a column asks for at most
_HEADING_LINES = 2  # a heading may be broken, a label or a number not


def set_table(table: Table) -> None:
    """Merge labels, keep rows whole and fit the columns of a table."""
    _fit_columns(table)
    _merge_labels(table)
    _keep_rows_whole(table)


def _fit_columns(table: Table) -> None:
    """Share a table's width by what stands in the columns, where it was shared equally and a text is too long for it.

    A template cannot know how many columns a loop gives.
    """
    grid = list(table._tbl.tblGrid.iterchildren(qn("w:gridCol")))
    widths = [int(column.get(qn("w:w")) or 0) for column in grid]
    lines: list[Any] = list(table._tbl.iterchildren(qn("w:tr")))
    rows: list[list[Any]] = [list(row.iterchildren(qn("w:tc"))) for row in lines]
    if not widths or min(widths) == 0 or max(widths) - min(widths) > 1 or any(len(row) != len(grid) for row in rows):
        return
    asked = [
        [_measure_cell(cell, heading=_is_heading(line)) for cell in row] for line, row in zip(lines, rows, strict=True)
    ]
    wanted = [min(_WIDEST, max(column) + _MARGIN) for column in zip(*asked, strict=True)]
    total = sum(widths)
    shares = [total * each // sum(wanted) for each in wanted]
    shares[0] += total - sum(shares)
    for place, share in enumerate(shares):
        grid[place].set(qn("w:w"), str(share))
        for row in rows:
            width = row[place].get_or_add_tcPr().get_or_add_tcW()
            width.set(qn("w:w"), str(share))
            width.set(qn("w:type"), "dxa")
    table.autofit = False


def _measure_cell(cell: Any, *, heading: bool) -> int:
    """Return the width that a cell's longest paragraph asks for, in half characters."""
    texts = ("".join(text.text or "" for text in each.iter(qn("w:t"))) for each in cell.iter(qn("w:p")))
    longest = max((measure_width(text) + text.count("%") for text in texts), default=0)  # a wide sign
    return -(-longest // (2 * _HEADING_LINES)) * 2 if heading else longest


def _merge_labels(table: Table) -> None:
    """Make equal texts below each other one cell, in the first column of a table whose heading repeats on each page."""
    rows = list(table._tbl.iterchildren(qn("w:tr")))
    body = [row for row in rows if not _is_heading(row)]
    if len(body) == len(rows):
        return
    for label, group in itertools.groupby(body, _read_label):
        members = list(group)
        if not label or len(members) < 2:
            continue
        for row in members:
            cell: Any = row.find(qn("w:tc"))
            merge = OxmlElement("w:vMerge")
            if row is members[0]:
                merge.set(qn("w:val"), "restart")
            else:
                _clear_cell(cell)
            _insert_property(cell, merge)
        _keep_together(members if len(members) <= _MOST_KEPT else ())


def _read_label(row: Any) -> str:
    """Return the text of a row's first cell; empty for a number, and for a cell that is already merged."""
    cell = row.find(qn("w:tc"))
    if cell is None or cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") is not None:
        return ""
    label = "".join(text.text or "" for text in cell.iter(qn("w:t"))).strip()
    return "" if label.rstrip("%").replace(".", "", 1).isdigit() or label == say("bulletin.dash") else label


def _clear_cell(cell: Any) -> None:
    for run in list(cell.iter(qn("w:r"))):
        run.getparent().remove(run)


def _insert_property(cell: Any, merge: Any) -> None:
    """Insert the merge where the file format wants it: behind the cell's width and span."""
    properties = cell.get_or_add_tcPr()
    before = [child for child in properties if child.tag in (qn("w:cnfStyle"), qn("w:tcW"), qn("w:gridSpan"))]
    if before:
        before[-1].addnext(merge)
    else:
        properties.insert(0, merge)


def _keep_together(rows: Sequence[Any]) -> None:
    """Keep rows on one page: each paragraph of a row but the last stays with the next."""
    for row in rows[:-1]:
        for element in row.iter(qn("w:p")):
            Paragraph(element, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]


def _keep_rows_whole(table: Table) -> None:
    rows: list[Any] = list(table._tbl.iterchildren(qn("w:tr")))
    for row in rows:
        properties = row.get_or_add_trPr()
        if properties.find(qn("w:cantSplit")) is None:
            properties.insert(0, OxmlElement("w:cantSplit"))


def _is_heading(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
