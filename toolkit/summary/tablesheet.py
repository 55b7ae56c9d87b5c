"""Write a table on a sheet: a table and a place come in, headings, labels and live figures go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.definition import Grade
from toolkit.layout import quoted
from toolkit.messages import say
from toolkit.package import cell_name, letters
from toolkit.rules import text_literal
from toolkit.style import row_height
from toolkit.summary.book import Book
from toolkit.summary.tables import ColumnHead, RowHead, Table, Value

LABEL_WIDTH, LONGEST_LABEL = 14.0, 46.0
_AROUND = 2  # rows about those that count by grade: a heading, and an empty one


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a table stands: the sheet, its first row of figures and first column of figures, from 0."""

    table: Table
    sheet: str
    top: int
    left: int
    bottom: int
    # The range of the rows' short names, where the sheet has them.
    short_labels: str = ""
    # Rows below the table that count its rows by grade.
    graded: int = 0

    def cell(self, row: int, column: int) -> str:
        """Return the address of a figure by its position in the table, without the sheet."""
        return cell_name(self.top + row + 1, self.left + column)

    def address(self, row: int, column: int) -> str:
        """Return the address of a figure with its sheet."""
        return f"{quoted(self.sheet)}!{self.cell(row, column)}"

    def stretch(self, column: int) -> str:
        """Return the absolute range of a column's figures, without the total."""
        name = letters(self.left + column)
        return f"{quoted(self.sheet)}!${name}${self.top + 1}:${name}${self.bottom}"

    def label(self, row: int, level: int) -> str:
        """Return the address of a row's label with its sheet."""
        return f"{quoted(self.sheet)}!{cell_name(self.top + row + 1, level)}"

    def grades(self) -> str:
        """Return the absolute range of the rows' grades."""
        return self.stretch(len(self.table.columns))

    def tally(self, column: int) -> str:
        """Return the absolute range of the rows that count by grade: their labels in column 0, numbers in 1."""
        name, first = letters(column), self.bottom + 4
        return f"{quoted(self.sheet)}!${name}${first}:${name}${first + self.graded - _AROUND - 1}"

    @property
    def end(self) -> int:
        """The first row, from 0, below everything that belongs to the table, and one more."""
        return self.bottom + 2 + self.graded

    def labels(self, level: int) -> str:
        """Return the absolute range of one level of row labels."""
        name = letters(level)
        return f"{quoted(self.sheet)}!${name}${self.top + 1}:${name}${self.bottom}"


def label_columns(table: Table) -> int:
    """Return how many columns stand before the figures: the labels, and the state of units."""
    return len(table.row_labels) + table.by_unit


def table_widths(table: Table, room: float = 150.0) -> list[float]:
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

    def __init__(self, book: Book, grades: Sequence[Grade]) -> None:
        self.book, self.grades = book, grades
        self.styles = book.styles

    def write(self, sheet_name: str, row: int, table: Table, *, aside: int | None = None) -> Written:
        """Write a table from a row on, short names of its rows in the column `aside`."""
        sheet = self.book.sheet(sheet_name)
        top = self._heads(sheet, row, table)
        written = Written(
            table=table, sheet=sheet_name, top=top, left=label_columns(table), bottom=top + len(table.rows) - 1
        )
        for place, head in enumerate(table.rows):
            self._row(sheet, written, place, head)
        if table.spec.rank:
            written = self._tally(sheet, written)
        return self._short(sheet, written, aside) if aside and table.spec.chart and table.short else written

    def _tally(self, sheet: Any, written: Written) -> Written:
        """Count the rows of every grade below the table."""
        row = written.bottom + 2
        for place, text in enumerate((say("summary.grade"), say("summary.graded"))):
            sheet.write_string(row, place, text, self.styles["head"])
        for offset, grade in enumerate(self.grades, 1):
            count = sum(head.grade == grade.label for head in written.table.rows)
            formula = f"SUMPRODUCT(--EXACT({written.grades()},{text_literal(grade.label)}))"
            sheet.write_string(row + offset, 0, grade.label, self.styles["label"])
            self.book.formula(sheet, (row + offset, 1), formula, count, "number")
        return replace(written, graded=len(self.grades) + _AROUND)

    def _short(self, sheet: Any, written: Written, place: int) -> Written:
        """Write the rows' short names beside the table, outside the printed page: charts have little room."""
        table = written.table
        sheet.write_string(written.top - 1, place, say("summary.short"), self.styles["quiet"])
        for row, head in enumerate(table.rows[:-1], written.top):
            sheet.write_string(row, place, table.short.get(head.key[-1], head.key[-1]), self.styles["quiet"])
        name = letters(place)
        return replace(
            written,
            short_labels=f"{quoted(written.sheet)}!${name}${written.top + 1}:${name}${written.bottom}",
        )

    def _heads(self, sheet: Any, row: int, table: Table) -> int:
        left = label_columns(table)
        depth = max(len(column.labels) for column in table.columns)
        last = left + len(table.columns) - 1 + bool(table.spec.rank)
        sheet.merge_range(row, 0, row, last, table.title, self.styles["subtitle"])
        names = [*table.row_labels, *([say("summary.state")] if table.by_unit else [])]
        for place, name in enumerate(names):
            self._head(sheet, (row + 1, place), (row + depth, place), name)
        place = 0
        while place < len(table.columns):
            column = table.columns[place]
            run = _run(table.columns, place) if len(column.labels) > 1 else 1
            if len(column.labels) > 1:
                self._head(sheet, (row + 1, left + place), (row + 1, left + place + run - 1), column.labels[0])
                for offset in range(run):
                    name = table.columns[place + offset].labels[1]
                    self._head(sheet, (row + 2, left + place + offset), (row + 2, left + place + offset), name)
            else:
                self._head(sheet, (row + 1, left + place), (row + depth, left + place), column.labels[0])
            place += run
        if table.spec.rank:
            self._head(sheet, (row + 1, last), (row + depth, last), say("summary.grade"))
        for level in range(depth):
            self.book.row(sheet, row + 1 + level, 32 if depth == 1 else 26)
        return row + 1 + depth

    def _head(self, sheet: Any, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        """Write a heading over the cells from the first to the last."""
        if last != first:
            sheet.merge_range(*first, *last, text, self.styles["head"])
        else:
            sheet.write_string(*first, text, self.styles["head"])

    def _row(self, sheet: Any, written: Written, place: int, head: RowHead) -> None:
        table, row = written.table, written.top + place
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
            self._figure(sheet, written, place, at, column)
        if table.spec.rank:
            self._grade(sheet, written, place, head)
        self.book.row(sheet, row, row_height([(text, LONGEST_LABEL) for text in texts]))

    def _figure(self, sheet: Any, written: Written, place: int, at: int, column: ColumnHead) -> None:
        table, head = written.table, written.table.rows[place]
        value = table.values[place][at]
        row, left = written.top + place, written.left + at
        if column.is_share:
            self.book.formula(
                sheet, (row, left), self._share(written, place, column), _shown(value), _look(head, "rate")
            )
            return
        shown = [f"${letters(level)}{row + 1}" for level in range(len(head.key))]
        assert column.count is not None
        count = column.count.where(*column.labels_of(head.key, shown))
        formula = count.formula(self.book.places, self.book.strange)
        target = self.book.detail_target(table.key, place, at) or self._merged_target(column, value)
        if value and target:
            formula = self.book.linked(formula, target)
        self.book.formula(sheet, (row, left), formula, value, _look(head, "number"))

    def _merged_target(self, column: ColumnHead, value: Value) -> str:
        """Return the merged list, where there was no room for the figure's own records."""
        if not value or column.count is None:
            return ""
        return f"{quoted(self.book.places.stands[column.count.list_key].sheets[0])}!A1"

    def _share(self, written: Written, place: int, column: ColumnHead) -> str:
        head, row = written.table.rows[place], written.top + place
        shown = [f"${letters(level)}{row + 1}" for level in range(len(head.key))]
        cells = []
        for count in (column.whole, column.part):
            assert count is not None
            there = next((at for at, other in enumerate(written.table.columns) if other.count == count), None)
            own = count.where(*column.labels_of(head.key, shown))
            formula = own.formula(self.book.places, self.book.strange)
            cells.append(written.cell(place, there) if there is not None else f"({formula})")
        whole, part = cells
        return f'IF({whole}=0,"{say("summary.none")}",{part}/{whole})'

    def _grade(self, sheet: Any, written: Written, place: int, head: RowHead) -> None:
        row, column = written.top + place, written.left + len(written.table.columns)
        if head.kind != "row":
            sheet.write_blank(row, column, None, self.styles["total_label"])
            return
        ranked = written.table.rank_position
        cell, graded = written.cell(place, ranked or 0), '""'
        for grade in reversed(self.grades):
            graded = f"IF({cell}>={grade.least:.15g},{text_literal(grade.label)},{graded})"
        self.book.formula(sheet, (row, column), f'IF(ISNUMBER({cell}),{graded},"")', head.grade, "centre")


def _run(columns: Sequence[ColumnHead], place: int) -> int:
    """Return how many columns from a place on share their first heading."""
    first = columns[place].labels[0]
    run = 1
    while (
        place + run < len(columns) and len(columns[place + run].labels) > 1 and columns[place + run].labels[0] == first
    ):
        run += 1
    return run


def _look(head: RowHead, style: str) -> str:
    if head.kind != "row":
        return f"total_{style}" if style == "rate" else "total"
    return f"missing_{style}" if head.missing else style


def _shown(value: Value) -> Value | str:
    return say("summary.none") if value is None else value
