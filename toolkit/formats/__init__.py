"""Open a spreadsheet of any format by its content: plain cell values, a count of what is stored, or a named refusal."""

from toolkit.formats.archive import ArchiveMember, is_archive, read_archive
from toolkit.formats.grid import CellValue, Grid, LostValue, MergedRange, OpenedFile, UnreadableError, is_stored
from toolkit.formats.open import open_workbook
from toolkit.formats.passwords import Passwords, parse_passwords
from toolkit.formats.sniff import sniff

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
    "sniff",
]
