"""Read the notes of an xlsb workbook, whose parts are records instead of elements."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator

from toolkit.excel import format_address
from toolkit.formats.binary_records import read_records, read_wide_text
from toolkit.formats.grid import Beside
from toolkit.formats.notes import THREAD, drop_author

_AUTHOR, _NOTE, _TEXT = 632, 635, 637


def read_binary_notes(threads: Iterable[Beside]) -> Callable[[bytes], Iterator[Beside]]:
    """Return a function that yields the notes of a part, without the placeholders of these threads."""
    threaded = {thread.cell for thread in threads}

    def read(part: bytes) -> Iterator[Beside]:
        authors: list[str] = []
        author = cell = ""
        for code, body in read_records(part):
            if code == _AUTHOR:
                authors.append(read_wide_text(body, 0)[0])
            elif code == _NOTE:
                number, row, _, column = struct.unpack_from("<4I", body)
                author, cell = authors[number] if number < len(authors) else "", format_address(row + 1, column)
            elif code == _TEXT:
                text = read_wide_text(body, 1)[0]
                if text.strip() and not (author.startswith(THREAD) and cell in threaded):
                    yield Beside(kind="note", cell=cell, text=drop_author(text, author))

    return read
