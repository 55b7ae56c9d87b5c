"""Where a table stands on its sheet, and how wide its columns are."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.excel import column_letters, format_address, quote_sheet_name
from toolkit.summary.sheets.workbook_writer import GAP, LETTER, PAGE, Span
from toolkit.summary.tables import SummaryTable

LABEL_WIDTH, LONGEST_LABEL = 14.0, 46.0
_NARROWEST, _WIDEST = 7.0, 12.0  # of a column of figures
AROUND = 2  # rows around those that count by grade: a heading, and an empty row


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGrid:
    """First and last sheet column of every column of a table, labels first, where it takes several of `pixels` each.

    Without spans, each takes one.
    """

    spans: tuple[Span, ...] = ()
    pixels: int = 0


NO_GRID = TableGrid()


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
    grid: TableGrid = NO_GRID

    def find_span(self, column: int) -> Span:
        """Return the first and the last sheet column of a column of the table, labels counted."""
        return self.grid.spans[column] if self.grid.spans else (column, column)

    @property
    def last_column(self) -> int:
        """The last sheet column of the table."""
        return self.find_span(self.left + len(self.table.columns) - 1 + bool(self.table.spec.rank))[1]

    def find_cell(self, row: int, column: int) -> str:
        """Return the address of a figure by its row and column in the table, without the sheet."""
        return format_address(self.top + row + 1, self.find_span(self.left + column)[0])

    def find_address(self, row: int, column: int) -> str:
        """Return the address of a figure with its sheet."""
        return f"{quote_sheet_name(self.sheet)}!{self.find_cell(row, column)}"

    def find_figure_range(self, column: int) -> str:
        """Return the absolute range of a column's figures, without the total."""
        name = column_letters(self.find_span(self.left + column)[0])
        return f"{quote_sheet_name(self.sheet)}!${name}${self.top + 1}:${name}${self.bottom}"

    def find_rows_range(self, column: int, first: int, last: int) -> str:
        """Return the absolute range of a column's figures from one row of the table to another."""
        name = column_letters(self.find_span(self.left + column)[0])
        return f"{quote_sheet_name(self.sheet)}!${name}${self.top + first + 1}:${name}${self.top + last + 1}"

    def find_label_address(self, row: int, level: int) -> str:
        """Return the address of a row's label with its sheet."""
        return f"{quote_sheet_name(self.sheet)}!{format_address(self.top + row + 1, self.find_span(level)[0])}"

    def find_grade_range(self) -> str:
        """Return the absolute range of the rows' grades."""
        return self.find_figure_range(len(self.table.columns))

    def find_tally_range(self, column: int) -> str:
        """Return the absolute range of the rows that count by grade: their labels in column 0, numbers in 1."""
        name, first = column_letters(self.find_span(column)[0]), self.bottom + 4
        return f"{quote_sheet_name(self.sheet)}!${name}${first}:${name}${first + self.graded - AROUND - 1}"

    @property
    def end(self) -> int:
        """The first row, from 0, below everything that belongs to the table, and one more."""
        return self.bottom + 2 + self.graded

    def find_label_range(self, level: int) -> str:
        """Return the absolute range of one level of row labels."""
        name = column_letters(self.find_span(level)[0])
        return f"{quote_sheet_name(self.sheet)}!${name}${self.top + 1}:${name}${self.bottom}"


def count_label_columns(table: SummaryTable) -> int:
    """Return how many columns stand before the figures: the labels, and the state of units."""
    return len(table.row_labels) + table.by_unit


def compute_table_widths(table: SummaryTable) -> list[float]:
    """Return the column widths of a table: labels as wide as their texts, figures in what is left of a page."""
    labels = []
    for level in range(len(table.row_labels)):
        longest = max((2 * len(row.key[level]) for row in table.rows if len(row.key) > level), default=8)
        labels.append(max(LABEL_WIDTH, min(LONGEST_LABEL, longest + 2.0)))
    if table.by_unit:
        labels.append(9.0)
    figures = len(table.columns) + bool(table.spec.rank)
    left = PAGE - GAP * (len(labels) + figures) - LETTER * sum(labels)
    each = max(_NARROWEST, min(_WIDEST, left / LETTER / max(figures, 1)))
    return [*labels, *[each] * figures]
