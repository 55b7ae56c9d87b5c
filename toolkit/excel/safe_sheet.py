"""Worksheets in which texts stay texts, whatever somebody wrote into them.

xlsxwriter takes a text in `<r>…</r>` for markup, lets characters into a part that XML cannot hold, and changes texts
within formulas that look like calls of newer functions. Every workbook of ours is written through this class.
"""

from __future__ import annotations

from html import escape
from itertools import product
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellStringTuple, Worksheet

from toolkit.excel.a1 import column_letters
from toolkit.messages import say
from toolkit.text import begins_like_formula, cut_to_utf16, measure_utf16_length, show_tricks

LONGEST_CELL = 32_767  # of the file format, in UTF-16 units
# How xlsxwriter knows a text that is markup already.
_RICH, _RICH_END = "<r>", "</r>"
_INTERNAL, _LONGEST_LINK = "internal:", 2000  # Excel takes 2079 UTF-16 units


class SafeSheet(Worksheet):  # type: ignore[misc]  # the library is not typed
    """A sheet whose texts nobody obeys: neither the program that opens it, nor its screen, nor xlsxwriter.

    A text that begins like a formula is marked as text (quotePrefix), so that it stays one when its cell is edited.
    What would turn or hide characters is shown by its code. A text that is too long says where it was cut.
    """

    def __init__(self) -> None:
        super().__init__()
        self._quoted: dict[int, Format] = {}

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        """Write a text; as in all of these, a cell is given by its row and column, never as A1.

        A text that the workbook has already, and that begins with a letter or digit, stays as it is: it was made
        safe when it was first written, and is neither markup nor like a formula.
        """
        known = self.str_table.string_table.get(string)
        if known is None or not string[:1].isalnum():
            return self._write_string(row, col, string, cell_format)
        if not self._check_dimensions(row, col):
            self.str_table.count += 1
            self.table[row][col] = CellStringTuple(known, cell_format)
        return 0

    def write_blank(self, row: int, col: int, blank: Any, cell_format: Format | None = None) -> int:
        """Write a cell that has a look and no value."""
        return int(self._write_blank(row, col, blank, cell_format))

    def write_number(self, row: int, col: int, number: float, cell_format: Format | None = None) -> int:
        """Write a number."""
        return int(self._write_number(row, col, number, cell_format))

    def write_formula(self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0) -> int:
        """Write a formula with its value."""
        return self._write_formula(row, col, formula, cell_format, value)

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        text = fit_text(show_tricks(string))
        look = self.quote_look(cell_format) if begins_like_formula(text) else cell_format
        protected = protect_markup(text)
        if protected is text:
            return int(super()._write_string(row, col, text, look))
        if not self._check_dimensions(row, col):
            self.table[row][col] = CellStringTuple(self.str_table._get_shared_string_index(protected), look)
        return 0

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0
    ) -> int:
        """Write a formula as it is; it has none of the newer functions, whatever its texts say."""
        if not self._check_dimensions(row, col):
            shown = fit_text(show_tricks(value)) if isinstance(value, str) else value
            if isinstance(shown, str):
                shown = self._escape_control_characters(shown)
            self.table[row][col] = CellFormulaTuple(show_tricks(formula).removeprefix("="), cell_format, shown)
        return 0

    def _prepare_formula(self, formula: str, *_: Any, **__: Any) -> str:
        return formula.removeprefix("=")

    def _write_url(self, row: int, col: int, url: Any, *look_text_and_tip: Any) -> int:
        """Write a link to a place of this workbook; anything else, or what a link cannot hold, as a text alone."""
        target = str(url)
        fits = target == show_tricks(target) and measure_utf16_length(target) <= _LONGEST_LINK
        if target.startswith(_INTERNAL) and fits:
            return int(super()._write_url(row, col, target, *look_text_and_tip))
        look, text, _ = (*look_text_and_tip, None, None, None)[:3]
        return self._write_string(row, col, target if text is None else text, look)

    def write_comment(self, row: int, col: int, comment: str, options: dict[str, Any] | None = None) -> int:
        """Write a note."""
        return int(super().write_comment(row, col, fit_text(show_tricks(comment)), options))

    def merge_range(self, *area_data_and_look: Any) -> int:
        """Join cells as in xlsxwriter; where any of them belongs to others already, the library says so."""
        *area, data, look = area_data_and_look
        top, left, bottom, right = area
        places = list(product(range(top, bottom + 1), range(left, right + 1)))
        taken = not (self.merged_cells.keys().isdisjoint(places) and self.table_cells.keys().isdisjoint(places))
        if len(places) < 2 or taken or self._check_dimensions(top, left) or self._check_dimensions(bottom, right):
            return int(super().merge_range(*area, data, look))
        self.merge.append(area)
        self.merged_cells.update(dict.fromkeys(places, area))
        blank = CellBlankTuple(look)
        for row, column in places:
            self.table[row][column] = blank
        return int(self._write(top, left, data, look)) if data != "" else 0

    def _write_merge_cell(self, merged_range: list[int]) -> None:
        top, left, bottom, right = merged_range
        cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        self.fh.write(f'<mergeCell ref="{cells}"/>')

    def data_validation(self, *place_and_rule: Any) -> int:
        """Add a rule for what may be entered; `place_and_rule` as in xlsxwriter."""
        *place, rule = place_and_rule
        return int(super().data_validation(*place, {key: _show_deeply(value) for key, value in rule.items()}))

    def quote_look(self, look: Format | None) -> Format:
        """Return the format with the mark of a text, one for each format."""
        key = id(look)
        if key not in self._quoted:
            quoted: Format = self.workbook_add_format()
            usual: Format = self.workbook_add_format.__self__.formats[0]
            quoted.__dict__.update((look or usual).__dict__ | {"xf_index": None, "_format_key": None})
            quoted.set_quote_prefix()
            self._quoted[key] = quoted
        return self._quoted[key]


def protect_markup(text: str) -> str:
    """Return a text as xlsxwriter shares it: one that looks like its markup as the markup of that text."""
    if not (text.startswith(_RICH) and text.endswith(_RICH_END)):
        return text
    return f'{_RICH}<t xml:space="preserve">{escape(text, quote=False)}</t>{_RICH_END}'


def _show_deeply(value: Any) -> Any:
    if isinstance(value, str):
        return show_tricks(value)
    return [_show_deeply(each) for each in value] if isinstance(value, list | tuple) else value


def fit_text(text: str) -> str:
    """Return as much of a text as a cell holds; one that was cut says so at its end."""
    if len(text) <= LONGEST_CELL // 2 or measure_utf16_length(text) <= LONGEST_CELL:
        return text
    ending = say("cell.cut", length=len(text))
    return cut_to_utf16(text, LONGEST_CELL - len(ending)) + ending
