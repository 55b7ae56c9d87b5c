"""A workbook as it was handed out: where a clerk finds its columns and its cover's fields, by their headings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from toolkit.definition import ListType, load_definition
from toolkit.layout import HEADER_ROW

COVER = load_definition().cover
REQUIRED, NIL = "★", "本表无内容"


class IssuedBook:
    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path)

    def find_sheet(self, list_type: ListType) -> Any:
        return self._book[list_type.label]

    def find_columns(self, list_type: ListType) -> dict[str, str]:
        """Return the letters of the list's own columns that were issued, by column key, in their order."""
        heads = self.find_sheet(list_type)[HEADER_ROW]
        letters = {str(cell.value).removeprefix(REQUIRED): cell.column_letter for cell in heads if cell.value}
        return {column.key: letters[column.label] for column in list_type.columns if column.label in letters}

    def find_fields(self) -> dict[str, str]:
        """Return the cells for the cover's fields that were issued, by field key."""
        rows = self._find_rows()
        return {field.key: f"B{rows[field.label]}" for field in COVER.fields if field.label in rows}

    def find_nil_cell(self, list_type: ListType) -> str:
        """Return the cover's cell in which a clerk says that a list has no content."""
        cells = (cell for row in self._book[COVER.sheet].iter_rows() for cell in row)
        letter = next(cell.column_letter for cell in cells if cell.value == NIL)
        return f"{letter}{self._find_rows()[list_type.label]}"

    def _find_rows(self) -> dict[str, int]:
        return {str(cell.value): cell.row for cell in self._book[COVER.sheet]["A"] if cell.value}
