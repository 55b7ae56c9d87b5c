"""Read what came back: the bytes of returned files come in, records with file, sheet and row go out."""

from toolkit.reading.file import FileReader, read_sections
from toolkit.reading.returns import choose_counted

__all__ = ["FileReader", "choose_counted", "read_sections"]
