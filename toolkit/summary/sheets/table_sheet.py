"""Write a table on a sheet: headings, row labels, and a live figure in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.definition import Grade
from toolkit.excel import column_letters, compute_row_height, format_address, format_text_literal, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.chart_labels import need_labels, render_chart_labels
from toolkit.summary.sheets.workbook_writer import WorkbookWriter
from toolkit.summary.tables import (
    ColumnHead,
    RowHead,
    SummaryTable,
    Value,
    build_change_formula,
    build_ratio_formula,
    find_column_index,
)

LABEL_WIDTH, LONGEST_LABEL = 14.0, 46.0
_AROUND = 2  # rows around those that count by grade: a heading, and an empty row


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLocation:
    """Where a table stands: its sheet, and the first row, first column and last row of figures, from 0."""

    table: SummaryTable
    sheet: str
    top: int
    left: int
    bottom: int
    # The range of the rows' short names, where the sheet has them.
    short_labels: str = ""
    # Rows below the table that count its rows by grade.
    graded: int = 0

    def find_cell(self, row: int, column: int) -> str:
        """Return the address of a figure by its row and column in the table, without the sheet."""
        return format_address(self.top + row + 1, self.left + column)

    def find_address(self, row: int, column: int) -> str:
        """Return the address of a figure with its sheet."""
        return f"{quote_sheet_name(self.sheet)}!{self.find_cell(row, column)}"

    def find_figure_range(self, column: int) -> str:
        """Return the absolute range of a column's figures, without the total."""
        name = column_letters(self.left + column)
        return f"{quote_sheet_name(self.sheet)}!${name}${self.top + 1}:${name}${self.bottom}"

    def find_label_address(self, row: int, level: int) -> str:
        """Return the address of a row's label with its sheet."""
        return f"{quote_sheet_name(self.sheet)}!{format_address(self.top + row + 1, level)}"

    def find_grade_range(self) -> str:
        """Return the absolute range of the rows' grades."""
        return self.find_figure_range(len(self.table.columns))

    def find_tally_range(self, column: int) -> str:
        """Return the absolute range of the rows that count by grade: their labels in column 0, numbers in 1."""
        name, first = column_letters(column), self.bottom + 4
        return f"{quote_sheet_name(self.sheet)}!${name}${first}:${name}${first + self.graded - _AROUND - 1}"

    @property
    def end(self) -> int:
        """The first row, from 0, below everything that belongs to the table, and one more."""
        return self.bottom + 2 + self.graded

    def find_label_range(self, level: int) -> str:
        """Return the absolute range of one level of row labels."""
        name = column_letters(level)
        return f"{quote_sheet_name(self.sheet)}!${name}${self.top + 1}:${name}${self.bottom}"


def count_label_columns(table: SummaryTable) -> int:
    """Return how many columns stand before the figures: the labels, and the state of units."""
    return len(table.row_labels) + table.by_unit


def compute_table_widths(table: SummaryTable, room: float = 150.0) -> list[float]:
    """Return the column widths of a table: labels as wide as their texts, figures in what is left."""
    labels = []
    for level in range(len(table.row_labels)):
        longest = max((2 * len(row.key[level]) for row in table.rows if len(row.key) > level), default=8)
        labels.append(max(LABEL_WIDTH, min(LONGEST_LABEL, longest + 2.0)))
    if table.by_unit:
        labels.append(9.0)
    figures = len(table.columns) + bool(table.spec.rank)
    each = max(7.0, min(12.0, (room - sum(labels)) / max(figures, 1)))
    return [*labels, *[each] * figures]


class TableWriter:
    """Writes one table after another."""

    def __init__(self, book: WorkbookWriter, grades: Sequence[Grade]) -> None:
        self.book, self.grades = book, grades
        self.styles = book.styles

    def write(self, sheet_name: str, row: int, table: SummaryTable, *, aside: int | None = None) -> TableLocation:
        """Write a table from a row on, short names of its rows in the column `aside`."""
        sheet = self.book.open_sheet(sheet_name)
        top = self._write_heads(sheet, row, table)
        written = TableLocation(
            table=table, sheet=sheet_name, top=top, left=count_label_columns(table), bottom=top + len(table.rows) - 1
        )
        for index, head in enumerate(table.rows):
            self._write_row(sheet, written, index, head)
        if table.spec.rank:
            written = self._write_tally(sheet, written)
        return self._write_chart_labels(sheet, written, aside) if aside and need_labels(table) else written

    def _write_tally(self, sheet: Any, written: TableLocation) -> TableLocation:
        """Count the rows of every grade below the table."""
        row = written.bottom + 2
        for index, text in enumerate((say("summary.grade"), say("summary.graded"))):
            sheet.write_string(row, index, text, self.styles["head"])
        for offset, grade in enumerate(self.grades, 1):
            count = sum(head.grade == grade.label for head in written.table.rows)
            formula = f"SUMPRODUCT(--EXACT({written.find_grade_range()},{format_text_literal(grade.label)}))"
            sheet.write_string(row + offset, 0, grade.label, self.styles["label"])
            self.book.write_formula(sheet, (row + offset, 1), formula, count, "number")
        return replace(written, graded=len(self.grades) + _AROUND)

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

    def _write_heads(self, sheet: Any, row: int, table: SummaryTable) -> int:
        left = count_label_columns(table)
        depth = max(len(column.labels) for column in table.columns)
        last = left + len(table.columns) - 1 + bool(table.spec.rank)
        sheet.merge_range(row, 0, row, last, table.title, self.styles["subtitle"])
        names = [*table.row_labels, *([say("summary.state")] if table.by_unit else [])]
        for index, name in enumerate(names):
            self._write_head(sheet, (row + 1, index), (row + depth, index), name)
        index = 0
        while index < len(table.columns):
            column = table.columns[index]
            run = _count_shared_heads(table.columns, index) if len(column.labels) > 1 else 1
            if len(column.labels) > 1:
                self._write_head(sheet, (row + 1, left + index), (row + 1, left + index + run - 1), column.labels[0])
                for offset in range(run):
                    name = table.columns[index + offset].labels[1]
                    self._write_head(sheet, (row + 2, left + index + offset), (row + 2, left + index + offset), name)
            else:
                self._write_head(sheet, (row + 1, left + index), (row + depth, left + index), column.labels[0])
            index += run
        if table.spec.rank:
            self._write_head(sheet, (row + 1, last), (row + depth, last), say("summary.grade"))
        for level in range(depth):
            self.book.set_row_height(sheet, row + 1 + level, 32 if depth == 1 else 26)
        return row + 1 + depth

    def _write_head(self, sheet: Any, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        """Write a heading over the cells from the first to the last."""
        if last != first:
            sheet.merge_range(*first, *last, text, self.styles["head"])
        else:
            sheet.write_string(*first, text, self.styles["head"])

    def _write_row(self, sheet: Any, written: TableLocation, index: int, head: RowHead) -> None:
        table, row = written.table, written.top + index
        style = "label" if head.kind == "row" else "total_label"
        texts = list(head.key)
        if head.kind != "row":
            texts.append(say("summary.subtotal" if head.kind == "subtotal" else "summary.total"))
        for level in range(len(table.row_labels)):
            text = texts[level] if level < len(texts) else ""
            sheet.write_string(row, level, text, self.styles[style])
        if table.by_unit:
            sheet.write_string(
                row, len(table.row_labels), head.state, self.styles["centre" if head.kind == "row" else style]
            )
        for at, column in enumerate(table.columns):
            self._write_figure(sheet, written, index, at, column)
        if table.spec.rank:
            self._write_grade(sheet, written, index, head)
        self.book.set_row_height(sheet, row, compute_row_height([(text, LONGEST_LABEL) for text in texts]))

    def _write_figure(self, sheet: Any, written: TableLocation, index: int, at: int, column: ColumnHead) -> None:
        table, head = written.table, written.table.rows[index]
        value = table.values[index][at]
        row, left = written.top + index, written.left + at
        if column.count is None:
            build = self._build_ratio_formula if column.change is None else self._build_difference_formula
            formula = build(written, index, column)
            self.book.write_formula(
                sheet, (row, left), formula, _format_value(value), _choose_style(head, column.style)
            )
            return
        shown = [f"${column_letters(level)}{row + 1}" for level in range(len(head.key))]
        count = column.count.add_labels(*column.build_labels(head.key, shown))
        formula = count.build_formula(self.book.sheet_ranges, self.book.strange)
        target = self.book.find_detail_target(table.key, index, at) or self._find_merged_target(column, value)
        if value and target:
            formula = self.book.link_formula(formula, target)
        self.book.write_formula(sheet, (row, left), formula, value, _choose_style(head, "number"))

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
        shown = [f"${column_letters(level)}{row + 1}" for level in range(len(head.key))]
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
        row, column = written.top + index, written.left + len(written.table.columns)
        if head.kind != "row":
            sheet.write_blank(row, column, None, self.styles["total_label"])
            return
        ranked = written.table.rank_position
        cell, graded = written.find_cell(index, ranked or 0), '""'
        for grade in reversed(self.grades):
            graded = f"IF({cell}>={grade.least:.15g},{format_text_literal(grade.label)},{graded})"
        self.book.write_formula(sheet, (row, column), f'IF(ISNUMBER({cell}),{graded},"")', head.grade, "centre")


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
