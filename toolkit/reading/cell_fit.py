"""Tell whether a cell's content fits a column: by its kind, its choices, its running numbers."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.cleaning import CleanedCell, Cleaner
from toolkit.definition import Column
from toolkit.formats import CellValue


class CellFit:
    """Judges cells for the columns of one list; `rosters` has the values of the choices that come from the roster."""

    def __init__(self, list_key: str, cleaner: Cleaner, rosters: Mapping[str, frozenset[str]]) -> None:
        self.list_key, self.cleaner, self.rosters = list_key, cleaner, rosters

    def is_plausible_cell(self, column: Column, cell: CellValue) -> bool:
        """Tell whether a cell may belong to a column; a blank one may belong to any."""
        cleaned = self.cleaner.clean(self.list_key, column, cell)
        if cleaned.unknown or cleaned.blank:
            return cleaned.blank
        return self._is_of_kind(column, cleaned)

    def _is_of_kind(self, column: Column, cleaned: CleanedCell) -> bool:
        text = str(cleaned.text)
        if column.kind in ("choice", "choices"):
            allowed = self.rosters.get(column.choices or "") or self._find_choice_values(column)
            items = cleaned.value if isinstance(cleaned.value, tuple) else (text,)
            return all(item in allowed for item in items)
        if column.kind in ("code", "reference"):
            return self.is_running_number(column, text)
        if column.kind == "names":
            return isinstance(cleaned.value, tuple) and all(2 <= len(name) <= 4 for name in cleaned.value)
        return len(text) >= 10 if column.kind == "long_text" else True

    def _find_choice_values(self, column: Column) -> frozenset[str]:
        lists = self.cleaner.definition.choice_lists
        return frozenset(lists[column.choices].values) if column.choices in lists else frozenset()

    def is_running_number(self, column: Column, text: str) -> bool:
        """Tell whether a text is a running number of a column, or of the column that it refers to."""
        referenced = self.cleaner.definition.find_referenced_column(column)
        target = referenced.column if referenced else column
        digits = "".join(c for c in text if c.isdigit())
        return bool(target.numbering and digits and text == target.format_number(int(digits)))
