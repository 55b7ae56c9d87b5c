"""Links from the workbook into the returned files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from toolkit.excel import quote_sheet_name

_LONGEST_LINK = 250  # of a text within a formula


class SourceLinks:
    """Where the rows of returned files are; `folder` leads from the workbook to the files.

    `packed` are files that no link can open, `others` the folders of files that lie elsewhere.
    """

    def __init__(self, folder: str, packed: frozenset[str], others: Mapping[str, str] | None = None) -> None:
        self.folder, self.packed, self.others = folder, packed, others or {}
        self._find_start = lru_cache(maxsize=4096)(self._build_start)

    def find_target(self, file: str, sheet: str, row: int) -> str:
        """Return the link to a row of a returned file; empty where none can be written."""
        start = self._find_start(file, sheet)
        target = f"{start}{row}"
        return target if start and len(target) <= _LONGEST_LINK else ""

    def _build_start(self, file: str, sheet: str) -> str:
        """Return the link to a sheet's rows but for their number."""
        if file in self.packed or not sheet:
            return ""
        name = file.replace("%", "%25").replace("#", "%23")
        return f"{self.others.get(file, self.folder)}/{name}#{quote_sheet_name(sheet)}!A"
