"""Read what came back: whose file it is, its lists and cover, and which of several returns counts."""

from toolkit.reading.apart import READING_MODULES, Arrival, read_files_apart
from toolkit.reading.basis import date_file, describe_basis, select_decisions
from toolkit.reading.file import FileReader, read_sections
from toolkit.reading.returns import choose_counted_files, find_previous_returns
from toolkit.reading.roster import CampaignRoster

__all__ = [
    "READING_MODULES",
    "Arrival",
    "CampaignRoster",
    "FileReader",
    "choose_counted_files",
    "date_file",
    "describe_basis",
    "find_previous_returns",
    "read_files_apart",
    "read_sections",
    "select_decisions",
]
