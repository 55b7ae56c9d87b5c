"""The cells of a sheet whose rows and columns move: formulas become their results, or they would point wrongly."""

from __future__ import annotations

from typing import Any

from toolkit.excel import parse_column, parse_row
from toolkit.ooxml import CellPart


class FlatPart(CellPart):
    """One sheet whose formulas can be replaced by their results."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.flat = False
        # Formulas put in as damage, which stay formulas when the others are replaced.
        self._own: list[Any] = []

    def put_formula(self, row: int, column: int, formula: str, shown: str | None = None, kind: str = "str") -> None:
        """Write a formula that stays a formula."""
        super().put_formula(row, column, formula, shown, kind)
        self._own.append(self.ensure_cell(row, column))

    def _flatten_formulas(self) -> None:
        """Replace formulas by their results: they would point at the wrong rows."""
        if self.flat:
            return
        self.flat = True
        for formula in list(self._data.iter(self._qualify_tag("f"))):
            cell = formula.getparent()
            if any(cell is own for own in self._own):
                continue
            shown = cell.findtext(self._qualify_tag("v")) or ""
            if cell.get("t") == "str":
                self.put_text(parse_row(cell.get("r")), parse_column(cell.get("r")), shown)
            else:
                cell.remove(formula)
