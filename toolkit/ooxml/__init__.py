"""A workbook as the zip package it is: change a few parts and copy every other byte."""

from toolkit.ooxml.comments import Comments
from toolkit.ooxml.document_properties import is_saved_again
from toolkit.ooxml.package import Package, patch_package, repack_package
from toolkit.ooxml.relationships import BOOK, Relationships
from toolkit.ooxml.sheet_cells import CellPart
from toolkit.ooxml.sheet_xml import ORDER, PatchError, SheetFrame, split_sheet_part
from toolkit.ooxml.styles import PackageStyles
from toolkit.ooxml.workbook_sheets import PackageSheets

__all__ = [
    "BOOK",
    "ORDER",
    "CellPart",
    "Comments",
    "Package",
    "PackageSheets",
    "PackageStyles",
    "PatchError",
    "Relationships",
    "SheetFrame",
    "is_saved_again",
    "patch_package",
    "repack_package",
    "split_sheet_part",
]
