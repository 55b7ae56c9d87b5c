"""Write a table on a sheet: headings, row labels, and a live figure in every cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from toolkit.definition import Grade
from toolkit.excel import column_letters, compute_row_height, format_text_literal, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.chart_labels import need_labels, render_chart_labels
from toolkit.summary.sheets.figure_cells import TableCells
from toolkit.summary.sheets.figure_formulas import FigureFormulas
from toolkit.summary.sheets.table_location import (
    AROUND,
    LONGEST_LABEL,
    NO_GRID,
    TableGrid,
    TableLocation,
    count_label_columns,
)
from toolkit.summary.sheets.unit_blocks import UnitBlocks
from toolkit.summary.sheets.workbook_writer import GAP, LETTER, Span, WorkbookWriter
from toolkit.summary.tables import (
    ColumnHead,
    RowHead,
    SummaryTable,
)
from toolkit.text import measure_width, wrap_label

_TIGHTER = 2.3  # points by which a table's rows are lower than those of texts


class TableWriter:
    """Writes one table after another."""

    def __init__(self, book: WorkbookWriter, grades: Sequence[Grade]) -> None:
        self.book, self.grades = book, grades
        self.styles = book.styles
        self._blocks = UnitBlocks(book.sheet_ranges)

    def write(  # noqa: PLR0913 - what a table is written with
        self,
        sheet_name: str,
        row: int,
        table: SummaryTable,
        *,
        aside: int | None = None,
        grid: TableGrid = NO_GRID,
        points: float | None = None,
    ) -> TableLocation:
        """Write a table from a row on, the labels of its chart in the column `aside`.

        Rows are as high as their labels need, or `points`; nothing may be written in them afterwards, or above.
        """
        sheet = self.book.open_sheet(sheet_name)
        top = row + 1 + max(len(column.labels) for column in table.columns)
        written = TableLocation(
            table=table,
            sheet=sheet_name,
            top=top,
            left=count_label_columns(table),
            bottom=top + len(table.rows) - 1,
            grid=grid,
        )
        self._write_heads(sheet, row, written)
        if aside and need_labels(table):
            written = self._write_chart_heading(sheet, written, aside)
        self._write_rows(sheet, written, aside if written.short_labels else None, points)
        return self._write_tally(sheet, written) if table.spec.rank else written

    def _write_tally(self, sheet: Any, written: TableLocation) -> TableLocation:
        """Count the rows of every grade below the table."""
        row = written.bottom + 2
        for index, text in enumerate((say("summary.grade"), say("summary.graded"))):
            self._write_head(sheet, (row, index), (row, index), text, written)
        for offset, grade in enumerate(self.grades, 1):
            count = sum(head.grade == grade.label for head in written.table.rows)
            formula = f"SUMPRODUCT(--EXACT({written.find_grade_range()},{format_text_literal(grade.label)}))"
            self._write_text(sheet, row + offset, written.find_span(0), grade.label, "label")
            cell = self.book.join_cells(sheet, row + offset, written.find_span(1), "number")
            self.book.write_formula(sheet, cell, formula, count, "number")
        return replace(written, graded=len(self.grades) + AROUND)

    def _write_chart_heading(self, sheet: Any, written: TableLocation, column: int) -> TableLocation:
        """Write what stands above the chart's labels, outside the printed page: charts have little room."""
        sheet.write_string(written.top - 1, column, say("summary.short"), self.styles["quiet"])
        name = column_letters(column)
        return replace(
            written,
            short_labels=f"{quote_sheet_name(written.sheet)}!${name}${written.top + 1}:${name}${written.bottom}",
        )

    def _write_heads(self, sheet: Any, row: int, written: TableLocation) -> None:
        table, left = written.table, written.left
        depth = written.top - row - 1
        sheet.merge_range(row, 0, row, written.last_column, table.title, self.styles["subtitle"])
        names = [*table.row_labels, *([say("summary.state")] if table.by_unit else [])]
        for index, name in enumerate(names):
            self._write_head(sheet, (row + 1, index), (row + depth, index), name, written)
        index = 0
        while index < len(table.columns):
            column, at = table.columns[index], left + index
            run = _count_shared_heads(table.columns, index) if len(column.labels) > 1 else 1
            if len(column.labels) > 1:
                self._write_head(sheet, (row + 1, at), (row + 1, at + run - 1), column.labels[0], written)
                for offset in range(run):
                    name = table.columns[index + offset].labels[1]
                    self._write_head(sheet, (row + 2, at + offset), (row + 2, at + offset), name, written)
            else:
                self._write_head(sheet, (row + 1, at), (row + depth, at), column.labels[0], written)
            index += run
        if table.spec.rank:
            last = left + len(table.columns)
            self._write_head(sheet, (row + 1, last), (row + depth, last), say("summary.grade"), written)
        for level in range(depth):
            self.book.set_row_height(sheet, row + 1 + level, 30 if depth == 1 else 24)

    def _write_head(
        self, sheet: Any, first: tuple[int, int], last: tuple[int, int], text: str, written: TableLocation
    ) -> None:
        """Write a heading over the cells from the first to the last, by sheet row and column of the table."""
        begin, end = (first[0], written.find_span(first[1])[0]), (last[0], written.find_span(last[1])[1])
        text = _balance_lines(text, (end[1] - begin[1] + 1) * written.grid.pixels)
        if begin != end:
            sheet.merge_range(*begin, *end, text, self.styles["head"])
        else:
            sheet.write_string(*begin, text, self.styles["head"])

    def _write_text(self, sheet: Any, row: int, span: Span, text: str, style: str) -> None:
        sheet.write_string(*self.book.join_cells(sheet, row, span, style), text, self.styles[style])

    def _write_rows(self, sheet: Any, written: TableLocation, aside: int | None, points: float | None) -> None:
        """Write all rows of a table, the total last, whole columns at once."""
        table, book = written.table, self.book
        formulas = FigureFormulas(self._blocks, book.strange, written)
        cells = TableCells(book, sheet, written, formulas)
        texts = [_render_labels(head, len(table.row_labels)) for head in table.rows]
        for level in range(len(table.row_labels)):
            cells.add_texts(level, [each[level] for each in texts], lambda head: _choose_label_style(head, "label"))
        if table.by_unit:
            states = [head.state for head in table.rows]
            cells.add_texts(len(table.row_labels), states, lambda head: _choose_label_style(head, "centre"))
        for at in range(len(table.columns)):
            cells.add_figures(at)
        if table.spec.rank:
            cells.add_grades(self.grades)
        if aside is not None:
            cells.add_notes(aside, render_chart_labels(table))
        heights = [compute_row_height([(text, LONGEST_LABEL) for text in each]) - _TIGHTER for each in texts]
        book.heights[sheet.get_name()] = book.heights.get(sheet.get_name(), 0.0) + sum(heights)
        spans = [written.find_span(place) for place in range(written.left + len(table.columns) + bool(table.spec.rank))]
        sheet.join_columns(written.top, len(texts), [span for span in spans if span[1] > span[0]])
        if table.spec.chart:
            sheet.keep_shown(written.top, cells.shown)
        sheet.write_rows(written.top, cells.list_columns(), heights if points is None else [points] * len(texts))


def _render_labels(head: RowHead, levels: int) -> list[str]:
    """Return the texts of a row's labels, as many as there are levels; the last may be empty."""
    words = [] if head.kind == "row" else [say("summary.subtotal" if head.kind == "subtotal" else "summary.total")]
    texts = [*head.key, *words]
    return [*texts, *[""] * (levels - len(texts))]


def _choose_label_style(head: RowHead, style: str) -> str:
    return style if head.kind == "row" else "total_label"


def _balance_lines(text: str, pixels: int) -> str:
    """Return a heading in lines of about one length for joined columns of so many pixels; 0 leaves it alone."""
    room = max(pixels - GAP - 2, LETTER) // LETTER
    lines = math.ceil(measure_width(text) / room) if pixels else 1
    if lines == 1 or "\n" in text:
        return text
    return wrap_label(text, math.ceil(measure_width(text) / lines / 2) * 2)


def _count_shared_heads(columns: Sequence[ColumnHead], index: int) -> int:
    """Return how many columns, from an index on, share their first heading."""
    first = columns[index].labels[0]
    run = 1
    while (
        index + run < len(columns) and len(columns[index + run].labels) > 1 and columns[index + run].labels[0] == first
    ):
        run += 1
    return run
