"""A workbook as the zip package it is: bytes come in, the same package with a few parts changed goes out."""

from toolkit.package.address import (
    LAST_ROW,
    Move,
    column_letters,
    format_address,
    parse_column,
    parse_ranges,
    parse_row,
    shift_range,
)
from toolkit.package.archive import Package, patch_package, repack_package
from toolkit.package.cells import CellPart
from toolkit.package.frame import ORDER, PatchError, SheetFrame, split_sheet_part
from toolkit.package.links import BOOK, Relationships
from toolkit.package.notes import Comments
from toolkit.package.properties import is_saved_again
from toolkit.package.sheets import PackageSheets
from toolkit.package.styles import PackageStyles

__all__ = [
    "BOOK",
    "LAST_ROW",
    "ORDER",
    "CellPart",
    "Comments",
    "Move",
    "Package",
    "PackageSheets",
    "PackageStyles",
    "PatchError",
    "Relationships",
    "SheetFrame",
    "column_letters",
    "format_address",
    "is_saved_again",
    "parse_column",
    "parse_ranges",
    "parse_row",
    "patch_package",
    "repack_package",
    "shift_range",
    "split_sheet_part",
]
