"""A workbook as the zip package it is: bytes come in, the same package with a few parts changed goes out."""

from toolkit.package.address import LAST_ROW, Move, cell_name, column_of, letters, moved_range, ranges_of, row_of
from toolkit.package.archive import patched, repacked
from toolkit.package.cells import CellPart

__all__ = [
    "LAST_ROW",
    "CellPart",
    "Move",
    "cell_name",
    "column_of",
    "letters",
    "moved_range",
    "patched",
    "ranges_of",
    "repacked",
    "row_of",
]
