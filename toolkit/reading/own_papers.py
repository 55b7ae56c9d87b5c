"""Know the papers that this program writes for signing: a docket in 回收 is no return, though it shows every list."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.definition import ListType
from toolkit.formats import OpenedFile
from toolkit.messages import say


def is_docket(opened: OpenedFile, list_types: Iterable[ListType]) -> bool:
    """Tell whether a workbook is a docket of ours: its properties say so, and a sheet begins with a printed title."""
    titles = tuple(each.printed_title or each.label for each in list_types if each.printed)
    if say("docket.document") not in {text.strip() for text in opened.properties}:
        return False
    first = (grid.rows[0][0] for grid in opened.grids if grid.rows and grid.rows[0])
    return any(isinstance(cell, str) and cell.rstrip().endswith(titles) for cell in first)
