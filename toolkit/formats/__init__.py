"""Spreadsheets of any format, opened by their content: plain cell values, or a refusal that says why.

Every grid also counts what its file stores, found on a second way, so that no cell is lost unseen.
"""

from toolkit.formats.archive import ArchiveMember, is_archive, read_archive
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import (
    CellValue,
    Grid,
    LostValue,
    MergedRange,
    OpenedFile,
    is_stored,
)
from toolkit.formats.open import open_workbook
from toolkit.formats.passwords import Passwords, parse_passwords

__all__ = [
    "ArchiveMember",
    "CellValue",
    "Grid",
    "LostValue",
    "MergedRange",
    "OpenedFile",
    "Passwords",
    "UnreadableError",
    "is_archive",
    "is_stored",
    "open_workbook",
    "parse_passwords",
    "read_archive",
]
