"""A workbook as the zip package it is: bytes come in, the same package with a few parts changed goes out."""

from toolkit.package.address import LAST_ROW, Move, cell_name, column_of, letters, moved_range, ranges_of, row_of
from toolkit.package.archive import Package, patched, repacked
from toolkit.package.cells import CellPart
from toolkit.package.frame import ORDER, PatchError, SheetFrame, cut
from toolkit.package.links import BOOK, Links
from toolkit.package.notes import Notes
from toolkit.package.properties import saved_again
from toolkit.package.sheets import Sheets
from toolkit.package.styles import StyleSheet

__all__ = [
    "BOOK",
    "LAST_ROW",
    "ORDER",
    "CellPart",
    "Links",
    "Move",
    "Notes",
    "Package",
    "PatchError",
    "SheetFrame",
    "Sheets",
    "StyleSheet",
    "cell_name",
    "column_of",
    "cut",
    "letters",
    "moved_range",
    "patched",
    "ranges_of",
    "repacked",
    "row_of",
    "saved_again",
]
