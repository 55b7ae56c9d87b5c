"""Open spreadsheets of any format by their content: as plain cell values, or with a refusal that says why.

Every grid also has a count of the cells that its file stores, found in a second way, so that no cell is lost unnoticed.
All files are opened in worker processes (see `apart`).
"""

from toolkit.formats.apart import (
    open_workbook,
    prepare_workers,
    read_archive,
    read_archive_member,
    submit_apart,
    submit_locked,
    submit_workbook,
    unlock_workbook,
    use_executor,
)
from toolkit.formats.archive import ArchiveMember, is_archive
from toolkit.formats.errors import Excess, UnreadableError
from toolkit.formats.gate import read_regular_file
from toolkit.formats.grid import (
    Beside,
    CellValue,
    Grid,
    LostValue,
    MergedRange,
    OpenedFile,
    Unsure,
    is_stored,
)
from toolkit.formats.limit_words import advise_refusal, explain_own_refusal, explain_refusal, parse_limits
from toolkit.formats.limits import FileLimits, get_limits, set_limits, use_limits
from toolkit.formats.passwords import Passwords, parse_passwords, pick_password
from toolkit.formats.plain_text import find_value, format_plain_text, format_shown_text
from toolkit.formats.signatures import ATTACHMENTS, find_folder_documents

__all__ = [
    "ATTACHMENTS",
    "ArchiveMember",
    "Beside",
    "CellValue",
    "Excess",
    "FileLimits",
    "Grid",
    "LostValue",
    "MergedRange",
    "OpenedFile",
    "Passwords",
    "UnreadableError",
    "Unsure",
    "advise_refusal",
    "explain_own_refusal",
    "explain_refusal",
    "find_folder_documents",
    "find_value",
    "format_plain_text",
    "format_shown_text",
    "get_limits",
    "is_archive",
    "is_stored",
    "open_workbook",
    "parse_limits",
    "parse_passwords",
    "pick_password",
    "prepare_workers",
    "read_archive",
    "read_archive_member",
    "read_regular_file",
    "set_limits",
    "submit_apart",
    "submit_locked",
    "submit_workbook",
    "unlock_workbook",
    "use_executor",
    "use_limits",
]
