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
from toolkit.summary.sheets.table_location import (
    AROUND,
    LONGEST_LABEL,
    NO_GRID,
    TableGrid,
    TableLocation,
    count_label_columns,
)
from toolkit.summary.sheets.workbook_writer import GAP, LETTER, Span, WorkbookWriter
from toolkit.summary.tables import (
    ColumnHead,
    RowHead,
    SummaryTable,
    Value,
    build_change_formula,
    build_ratio_formula,
    find_column_index,
)
from toolkit.text import measure_width, wrap_label

_TIGHTER = 2.3  # points by which a table's rows are lower than those of texts


class TableWriter:
    """Writes one table after another."""

    def __init__(self, book: WorkbookWriter, grades: Sequence[Grade]) -> None:
        self.book, self.grades = book, grades
        self.styles = book.styles

    def write(
        self,
        sheet_name: str,
        row: int,
        table: SummaryTable,
        *,
        aside: int | None = None,
        grid: TableGrid = NO_GRID,
    ) -> TableLocation:
        """Write a table from a row on, the labels of its chart in the column `aside`."""
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
        for index, head in enumerate(table.rows):
            self._write_row(sheet, written, index, head)
        if table.spec.rank:
            written = self._write_tally(sheet, written)
        return self._write_chart_labels(sheet, written, aside) if aside and need_labels(table) else written

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

    def _write_chart_labels(self, sheet: Any, written: TableLocation, column: int) -> TableLocation:
        """Write the chart's labels beside the table, outside the printed page: charts have little room."""
        sheet.write_string(written.top - 1, column, say("summary.short"), self.styles["quiet"])
        for row, label in enumerate(render_chart_labels(written.table), written.top):
            sheet.write_string(row, column, label, self.styles["quiet"])
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

    def _write_row(self, sheet: Any, written: TableLocation, index: int, head: RowHead) -> None:
        table, row = written.table, written.top + index
        style = "label" if head.kind == "row" else "total_label"
        texts = list(head.key)
        if head.kind != "row":
            texts.append(say("summary.subtotal" if head.kind == "subtotal" else "summary.total"))
        for level in range(len(table.row_labels)):
            text = texts[level] if level < len(texts) else ""
            self._write_text(sheet, row, written.find_span(level), text, style)
        if table.by_unit:
            state = "centre" if head.kind == "row" else style
            self._write_text(sheet, row, written.find_span(len(table.row_labels)), head.state, state)
        for at, column in enumerate(table.columns):
            self._write_figure(sheet, written, index, at, column)
        if table.spec.rank:
            self._write_grade(sheet, written, index, head)
        height = compute_row_height([(text, LONGEST_LABEL) for text in texts]) - _TIGHTER
        self.book.set_row_height(sheet, row, height)

    def _write_figure(self, sheet: Any, written: TableLocation, index: int, at: int, column: ColumnHead) -> None:
        table, head = written.table, written.table.rows[index]
        value = table.values[index][at]
        row, span = written.top + index, written.find_span(written.left + at)
        cell = self.book.join_cells(sheet, row, span, _choose_style(head, column.style))
        if column.count is None:
            build = self._build_ratio_formula if column.change is None else self._build_difference_formula
            formula = build(written, index, column)
            self.book.write_formula(sheet, cell, formula, _format_value(value), _choose_style(head, column.style))
            return
        shown = _find_label_cells(written, row, len(head.key))
        count = column.count.add_labels(*column.build_labels(head.key, shown))
        formula = count.build_formula(self.book.sheet_ranges, self.book.strange)
        target = self.book.find_detail_target(table.key, index, at) or self._find_merged_target(column, value)
        if value and target:
            formula = self.book.link_formula(formula, target)
        self.book.write_formula(sheet, cell, formula, value, _choose_style(head, "number"))

    def _find_merged_target(self, column: ColumnHead, value: Value) -> str:
        """Return the merged list, where there was no room for the figure's own records."""
        if not value or column.count is None:
            return ""
        return f"{quote_sheet_name(self.book.sheet_ranges.list_sheets[column.count.list_key].sheets[0])}!A1"

    def _build_difference_formula(self, written: TableLocation, index: int, column: ColumnHead) -> str:
        places = [find_column_index(written.table.columns, name) or 0 for name in column.change or ()]
        now, last = (written.find_cell(index, at) for at in places)
        return build_change_formula(now, last, column.kind)

    def _build_ratio_formula(self, written: TableLocation, index: int, column: ColumnHead) -> str:
        head, row = written.table.rows[index], written.top + index
        shown = _find_label_cells(written, row, len(head.key))
        cells = []
        for count in (column.whole, column.part):
            assert count is not None
            column_index = next((at for at, other in enumerate(written.table.columns) if other.count == count), None)
            own = count.add_labels(*column.build_labels(head.key, shown))
            formula = own.build_formula(self.book.sheet_ranges, self.book.strange)
            cells.append(written.find_cell(index, column_index) if column_index is not None else f"({formula})")
        whole, part = cells
        return build_ratio_formula(part, whole, column.kind)

    def _write_grade(self, sheet: Any, written: TableLocation, index: int, head: RowHead) -> None:
        span = written.find_span(written.left + len(written.table.columns))
        at = self.book.join_cells(sheet, written.top + index, span, "centre" if head.kind == "row" else "total_label")
        if head.kind != "row":
            sheet.write_blank(*at, None, self.styles["total_label"])
            return
        ranked = written.table.rank_position
        cell, graded = written.find_cell(index, ranked or 0), '""'
        for grade in reversed(self.grades):
            graded = f"IF({cell}>={grade.least:.15g},{format_text_literal(grade.label)},{graded})"
        self.book.write_formula(sheet, at, f'IF(ISNUMBER({cell}),{graded},"")', head.grade, "centre")


def _find_label_cells(written: TableLocation, row: int, levels: int) -> list[str]:
    return [f"${column_letters(written.find_span(level)[0])}{row + 1}" for level in range(levels)]


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


def _choose_style(head: RowHead, style: str) -> str:
    """Return the name of the style for a row; a unit that returned nothing shows no zeros, and no changes."""
    if head.kind != "row":
        return "total" if style == "number" else f"total_{style}"
    if not head.missing:
        return style
    return "missing_number" if style in ("number", "change_number") else "missing_rate"


def _format_value(value: Value) -> Value | str:
    return say("summary.none") if value is None else value
