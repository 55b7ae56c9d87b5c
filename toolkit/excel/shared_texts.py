"""The texts that the cells of a workbook share, numbered and written many at once.

xlsxwriter escapes them one by one, about 5 microseconds each; most texts need no escaping, and a whole handful can be
searched for one that does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable

from toolkit.excel.packed_text import TextPacker

_HANDFUL, _MARK = 64, "\x00"
_FEW = 20_000  # texts that are packed as well as can be; more of them quickly
# What the library escapes or marks in a text, in a handful joined by U+0000; it searches its texts for less.
_SPECIAL = re.compile("[<>&\x01-\x08\x0b-\x1f\ufffe\uffff]|_x|(?:^|\x00)\\s|\\s(?:\x00|$)")
_PRINTED = ("<", ">", "&", "_x", f" {_MARK}", f"{_MARK} ")  # of these, the ones that can be printed
# A workbook with more different texts has hardly any twice; further ones stand in their cells, and take no memory.
MOST_SHARED = 1 << 19


class SharedTexts(SharedStringTable):  # type: ignore[misc]  # the library is not typed
    """The texts of a workbook by number."""

    string_table: dict[str, int]
    string_array: list[str]
    count: int
    unique_count: int

    def number_text(self, text: str) -> int | None:
        """Return a text's number, None where no more are taken; that a cell has it is not counted."""
        table = self.string_table
        number = table.get(text) if len(table) >= MOST_SHARED else table.setdefault(text, len(table))
        self.unique_count = len(table)
        return number

    def number_texts(self, texts: Sequence[str]) -> list[int] | None:
        """Return the numbers of several texts, None where not all are taken."""
        table = self.string_table
        if len(table) + len(texts) > MOST_SHARED:
            return None
        numbers = [table.setdefault(text, len(table)) for text in texts]
        self.unique_count = len(table)
        return numbers


class SharedTextsPart(SharedStrings):  # type: ignore[misc]  # the library is not typed
    """The part with the texts."""

    string_table: SharedTexts
    fh: Any

    def _write_sst_strings(self) -> None:
        outer, many = self.fh, len(self.string_table.string_array) > _FEW
        self.fh = TextPacker() if many else outer
        self._write_handfuls(self.string_table.string_array)
        if many:
            outer.write_packed(self.fh.finish())
            self.fh = outer

    def _write_handfuls(self, texts: Sequence[str]) -> None:
        for first in range(0, len(texts), _HANDFUL):
            handful = texts[first : first + _HANDFUL]
            joined = _MARK.join(handful)
            if _is_plain(handful, joined):
                self.fh.write(f"<si><t>{joined.replace(_MARK, '</t></si><si><t>')}</t></si>")
            else:
                for text in handful:
                    self._write_si(text)


def _is_plain(texts: Sequence[str], joined: str) -> bool:
    """Tell whether texts stand in the part as they are; a regular expression takes longer, and finds the others."""
    if "".join(texts).isprintable() and not any(map(joined.__contains__, _PRINTED)):
        return not joined.startswith(" ") and not joined.endswith(" ")
    return not _SPECIAL.search(joined) and joined.count(_MARK) < len(texts)
