"""The layout of a workbook handed out, and the formulas that depend on it.

list_layout  one sheet: rows, columns, ranges
book         the whole workbook, and one list of it as formulas see it
known_formulas  its hints' formulas for many workbooks
object_memory  what is the same for many workbooks
day_formula  the day in the cell of a deadline
"""

from toolkit.layout.book import (
    CLOSED,
    DOUBT_SYMBOL,
    FAULT_SYMBOL,
    FORMER,
    GOOD_SYMBOL,
    ISSUED,
    LISTED,
    LONGEST_FORMULA,
    UNCHANGED_VALUE,
    SheetView,
    WorkbookLayout,
)
from toolkit.layout.known_formulas import recall_hint_formula
from toolkit.layout.list_layout import COVER_FIELDS_ROW, FIRST_ROW, HEADER_ROW, ListLayout
from toolkit.layout.object_memory import ObjectMemory

__all__ = [
    "CLOSED",
    "COVER_FIELDS_ROW",
    "DOUBT_SYMBOL",
    "FAULT_SYMBOL",
    "FIRST_ROW",
    "FORMER",
    "GOOD_SYMBOL",
    "HEADER_ROW",
    "ISSUED",
    "LISTED",
    "LONGEST_FORMULA",
    "UNCHANGED_VALUE",
    "ListLayout",
    "ObjectMemory",
    "SheetView",
    "WorkbookLayout",
    "recall_hint_formula",
]
