"""Read what came back: the bytes of returned files come in, records with file, sheet and row go out."""

from toolkit.reading.file import FileReader, read_sections
from toolkit.reading.returns import before_last, choose_counted
from toolkit.reading.roster import Roster

__all__ = ["FileReader", "Roster", "before_last", "choose_counted", "read_sections"]
