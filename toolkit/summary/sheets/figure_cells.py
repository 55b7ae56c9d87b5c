"""The cells of a table's rows in bulk: labels, states, live figures and grades, column by column.

No cell is kept until the workbook is saved, as the library keeps each: at 500 units that took 34 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Any

from toolkit.definition import Grade
from toolkit.excel import (
    ROW,
    ColumnRenderer,
    column_letters,
    format_text_literal,
    prepare_formula,
    quote_sheet_name,
)
from toolkit.messages import say
from toolkit.summary.sheet_ranges import NOWHERE
from toolkit.summary.sheets.figure_formulas import FigureFormulas
from toolkit.summary.sheets.record_cells import show_result
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.sheets.unit_blocks import RowFormula
from toolkit.summary.sheets.workbook_writer import LONGEST_TARGET, WorkbookWriter
from toolkit.summary.tables import RowHead, Value


class TableCells:
    """Renders the rows of one table; `columns` are its cells by sheet column, `shown` the values of the same cells."""

    def __init__(self, book: WorkbookWriter, sheet: Any, written: TableLocation, formulas: FigureFormulas) -> None:
        self.book, self.sheet, self.written, self.formulas = book, sheet, written, formulas
        self.rows = written.table.rows
        self.columns: dict[int, Iterator[str]] = {}
        self.shown: dict[int, Sequence[Any]] = {}

    def add_texts(self, place: int, texts: Sequence[str], choose_style: Callable[[RowHead], str]) -> None:
        """Add a column of texts at a place of the table."""
        column, _ = self.written.find_span(place)
        self.columns[column] = self._list_texts(column, texts, [choose_style(head) for head in self.rows])
        self.shown[column] = texts
        self._fill_span(place, choose_style)

    def add_notes(self, column: int, texts: Sequence[str]) -> None:
        """Add texts beside the table, in a column of the sheet; the last rows may have none."""
        rest = len(self.rows) - len(texts)
        cells = self._list_texts(column, texts, ["quiet"] * len(texts))
        self.columns[column] = (next(cells, "") for _ in range(len(texts) + rest))
        self.shown[column] = texts

    def add_figures(self, at: int) -> None:
        """Add a column of figures by its index."""
        place = self.written.left + at
        column, _ = self.written.find_span(place)
        head = self.written.table.columns[at]
        self.columns[column] = self._list_figures(column, at)
        self.shown[column] = [self._show(values[at]) for values in self.written.table.values]
        self._fill_span(place, lambda row: choose_style(row, head.style))

    def add_grades(self, grades: Sequence[Grade]) -> None:
        """Add the column of grades, behind the figures."""
        place = self.written.left + len(self.written.table.columns)
        column, _ = self.written.find_span(place)
        self.columns[column] = self._list_grades(column, grades)
        self.shown[column] = [head.grade for head in self.rows]
        self._fill_span(place, lambda row: "centre" if row.kind == "row" else "total_label")

    def list_columns(self) -> list[Iterator[str]]:
        """Return all columns of the sheet from the left to the last that has cells."""
        empty = {column: repeat("", len(self.rows)) for column in range(max(self.columns))}
        return [cells for _, cells in sorted({**empty, **self.columns}.items())]

    def _fill_span(self, place: int, choose_style: Callable[[RowHead], str]) -> None:
        """Add the cells that are joined with those of a place, which have its look alone."""
        first, last = self.written.find_span(place)
        for column in range(first + 1, last + 1):
            styles = dict.fromkeys(map(choose_style, self.rows))
            cells = {style: self._open(column, style).render_blank() for style in styles}
            self.columns[column] = iter([cells[choose_style(row)] for row in self.rows])

    def _open(self, column: int, style: str) -> ColumnRenderer:
        return ColumnRenderer(self.sheet, column, self.book.styles[style])

    def _list_texts(self, column: int, texts: Sequence[str], styles: Sequence[str]) -> Iterator[str]:
        renderers = {style: self._open(column, style) for style in dict.fromkeys(styles)}
        return (renderers[style].render_text(text) for style, text in zip(styles, texts, strict=True))

    def _list_figures(self, column: int, at: int) -> Iterator[str]:
        head, open_style = self.written.table.columns[at], cache(lambda style: self._open(column, style))
        for index, row in enumerate(self.rows):
            value = self.written.table.values[index][at]
            renderer = open_style(choose_style(row, "number" if head.count is not None else head.style))
            yield self._render_figure(renderer, column, index, at, value)

    def _render_figure(self, renderer: ColumnRenderer, column: int, index: int, at: int, value: Value) -> str:
        shown = say("summary.none") if value is None else value
        if self.book.plain:
            return _render_value(renderer, shown)
        row = self.written.top + index
        formula = self.formulas.find_formula(at, self.rows[index].key)
        if NOWHERE in formula.said:
            self.book.counted_beside += 1
            return _render_value(renderer, shown)
        if not formula.fits(row + 1):
            self.book.fixed.append(f"{self.written.sheet} {column_letters(column)}{row + 1}")
            return _render_value(renderer, shown)
        prepared, target = formula.prepared, self._find_target(index, at) if value else ""
        if target:
            prepared = link_prepared(formula, target, row + 1)
        return renderer.render_formula(prepared, show_result(shown))

    def _find_target(self, index: int, at: int) -> str:
        """Return where the records behind a figure stand: in the details, or else in the merged list."""
        count = self.written.table.columns[at].count
        if count is None:
            return ""
        ranges = self.book.sheet_ranges
        detail = self.book.find_detail_target(self.written.table.key, index, at)
        return detail or f"{quote_sheet_name(ranges.list_sheets[count.list_key].sheets[0])}!A1"

    def _list_grades(self, column: int, grades: Sequence[Grade]) -> Iterator[str]:
        table = self.written.table
        cell = f"{column_letters(self.written.find_span(self.written.left + (table.rank_position or 0))[0])}{ROW}"
        graded = '""'
        for grade in reversed(grades):
            graded = f"IF({cell}>={grade.least:.15g},{format_text_literal(grade.label)},{graded})"
        formula = prepare_formula(f'IF(ISNUMBER({cell}),{graded},"")')
        centre, blank = self._open(column, "centre"), self._open(column, "total_label")
        for head in self.rows:
            if head.kind != "row":
                yield blank.render_blank()
            elif self.book.plain:
                yield _render_value(centre, head.grade)
            else:
                yield centre.render_formula(formula, head.grade)

    def _show(self, value: Value) -> Any:
        """Return a figure as the library keeps it for the charts: the result of a formula, or a number as a text."""
        if value is None:
            return say("summary.none")
        return f"{value:.16g}" if self.book.plain else value


def link_prepared(formula: RowFormula, target: str, row: int) -> str:
    """Return a prepared formula as a link to a range of this workbook; without the link where that gets too long."""
    before = f"HYPERLINK({format_text_literal('#' + target)},"
    if len(target) >= LONGEST_TARGET or not formula.fits(row, len(before) + 1):
        return formula.prepared
    return f"{prepare_formula(before)}{formula.prepared})"


def choose_style(head: RowHead, style: str) -> str:
    """Return the name of the style for a row; a unit that returned nothing shows no zeros, and no changes."""
    if head.kind != "row":
        return "total" if style == "number" else f"total_{style}"
    if not head.missing:
        return style
    return "missing_number" if style in ("number", "change_number") else "missing_rate"


def _render_value(renderer: ColumnRenderer, value: float | str) -> str:
    if value == "":
        return renderer.render_blank()
    return renderer.render_text(value) if isinstance(value, str) else renderer.render_number(value)
