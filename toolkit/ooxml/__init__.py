"""Workbooks as packages of XML parts: read or change a few parts, and copy all others byte for byte."""

from toolkit.ooxml.calculation_chain import put_table
from toolkit.ooxml.cells import read_shared_index, remove_spans, walk_cells
from toolkit.ooxml.comments import Comments
from toolkit.ooxml.document_properties import is_saved_again
from toolkit.ooxml.package import Package, patch_package, repack_package
from toolkit.ooxml.package_master import PackageMaster
from toolkit.ooxml.part_index import (
    ROOT,
    TYPES,
    USUAL_BOOKS,
    BookSheet,
    Link,
    PartIndex,
    fold_part_name,
    list_sheets,
    parse_part,
    resolve_relationships_part,
    resolve_target,
)
from toolkit.ooxml.relationships import ContentTypes, Relationships
from toolkit.ooxml.row_texts import repeat_last_row
from toolkit.ooxml.shared_strings import SharedStrings, find_shared_strings, read_rich_text, remove_phonetic_runs
from toolkit.ooxml.sheet_cells import CellPart
from toolkit.ooxml.sheet_table import SheetTable, change_names, extend_ranges, extend_tables, widen_range
from toolkit.ooxml.sheet_transfer import adopt_sheet, extract_sheet
from toolkit.ooxml.sheet_xml import ORDER, PatchError, SheetFrame, split_sheet_part
from toolkit.ooxml.stand_ins import (
    MOST_STAND_INS,
    Pieces,
    StandInError,
    cut_at_stand_ins,
    holds_syllables,
    join_pieces,
    name_stand_in,
)
from toolkit.ooxml.styles import PackageStyles
from toolkit.ooxml.workbook_sheets import PackageSheets
from toolkit.ooxml.xml_parser import build_xml_parser
from toolkit.ooxml.xstrings import decode_content, decode_references, decode_xstring, encode_xstring

__all__ = [
    "MOST_STAND_INS",
    "ORDER",
    "ROOT",
    "TYPES",
    "USUAL_BOOKS",
    "BookSheet",
    "CellPart",
    "Comments",
    "ContentTypes",
    "Link",
    "Package",
    "PackageMaster",
    "PackageSheets",
    "PackageStyles",
    "PartIndex",
    "PatchError",
    "Pieces",
    "Relationships",
    "SharedStrings",
    "SheetFrame",
    "SheetTable",
    "StandInError",
    "adopt_sheet",
    "build_xml_parser",
    "change_names",
    "cut_at_stand_ins",
    "decode_content",
    "decode_references",
    "decode_xstring",
    "encode_xstring",
    "extend_ranges",
    "extend_tables",
    "extract_sheet",
    "find_shared_strings",
    "fold_part_name",
    "holds_syllables",
    "is_saved_again",
    "join_pieces",
    "list_sheets",
    "name_stand_in",
    "parse_part",
    "patch_package",
    "put_table",
    "read_rich_text",
    "read_shared_index",
    "remove_phonetic_runs",
    "remove_spans",
    "repack_package",
    "repeat_last_row",
    "resolve_relationships_part",
    "resolve_target",
    "split_sheet_part",
    "walk_cells",
    "widen_range",
]
