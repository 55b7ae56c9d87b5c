"""Read what came back: whose file it is, its lists and cover, and which of several returns counts."""

from toolkit.reading.file import FileReader, read_sections
from toolkit.reading.returns import choose_counted_files, find_previous_returns
from toolkit.reading.roster import CampaignRoster

__all__ = ["CampaignRoster", "FileReader", "choose_counted_files", "find_previous_returns", "read_sections"]
