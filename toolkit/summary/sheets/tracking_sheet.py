"""Write the sheet of follow-up: each figure beside its last value, and some figures of all rounds as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.excel import CHART_GRID, column_letters, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.quantities import NamedFigure
from toolkit.summary.sheets.chart_sheet import LETTERS, build_series_look
from toolkit.summary.sheets.figure_sheet import FigureSheet
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths
from toolkit.summary.tracking import Rounds, TrackingTable

_LABEL, _FIGURE = 26.0, 10.0  # widths in characters
_MOST_CHART_ROWS, _FEWEST_CHART_ROWS, _ROW_POINTS = 16, 7, 18
_PAGE_POINTS, _PLAIN_POINTS = 950, 13.5  # of a page that can be read, and of a row whose height is not set
_FEWEST_COLUMNS = 7  # so that title and chart have room where there is a single heading


@dataclass(frozen=True, kw_only=True)
class TrackingSheet:
    """The sheet of follow-up: a line per figure, its cells taken from the sheet of named figures."""

    book: WorkbookWriter
    summary: Summary
    figures: FigureSheet

    def write(self, name: str) -> None:
        """Write the sheet of this name."""
        sheet = self.book.open_sheet(name)
        tables, rounds = self.summary.tracking, self.summary.rounds
        shown = max((sum(1 for line, *_ in table.list_cells() if line == 0) for table in tables), default=0)
        width = max(1 + shown, _FEWEST_COLUMNS)
        sizes = [_LABEL, *[_FIGURE] * (width - 1)]
        set_column_widths(sheet, sizes)
        notes = dict.fromkeys(note for table in tables for note in table.notes)
        if self.summary.has_last:
            notes[say("tracking.note")] = None
        self.book.write_title(sheet, name, width, "\n".join(notes), sum(sizes))
        row = 3
        for table in tables:
            row = self._write_table(sheet, row, table)
        if rounds is not None:
            row = self._write_rounds(sheet, row, rounds, sum(sizes))
        sheet.print_area(0, 0, row - 1, width - 1)
        sheet.set_default_row(_PLAIN_POINTS)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.freeze_panes(3, 1)

    def _write_table(self, sheet: Any, row: int, table: TrackingTable) -> int:
        """Write a block of lines from a row on; return the next free row."""
        periods = [period for period, _ in table.lines[0][1][0].shown] if table.lines else ["now"]
        last = len(table.headings) * len(periods)
        sheet.merge_range(row, 0, row, last, table.label, self.book.styles["subtitle"])
        deep = len(periods) > 1
        self._write_head(sheet, (row + 1, 0), (row + 1 + deep, 0), say("tracking.figure"))
        for place, heading in enumerate(table.headings):
            first = 1 + place * len(periods)
            self._write_head(sheet, (row + 1, first), (row + 1, first + len(periods) - 1), heading)
            for offset, period in enumerate(periods if deep else ()):
                self._write_head(sheet, (row + 2, first + offset), (row + 2, first + offset), say(f"tracking.{period}"))
        top = row + 2 + deep
        for line, (label, _) in enumerate(table.lines):
            sheet.write_string(top + line, 0, label, self.book.styles["label"])
        for line, column, _, _, figure in table.list_cells():
            target = self.book.find_detail_target(table.key, line, column)
            self._write_figure(sheet, (top + line, 1 + column), table, figure, target)
        return top + len(table.lines) + 1

    def _write_head(self, sheet: Any, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        if first != last:
            sheet.merge_range(*first, *last, text, self.book.styles["head"])
        else:
            sheet.write_string(*first, text, self.book.styles["head"])

    def _write_figure(
        self, sheet: Any, cell: tuple[int, int], table: TrackingTable, figure: NamedFigure, target: str
    ) -> None:
        """Write a figure as a link to its records, else, where it counts all of a list, to the merged list."""
        value, formula = self.figures.find_display_value(figure.name), self.figures.find_address(figure.name)
        if not target and figure.count is not None and value:
            target = f"{quote_sheet_name(self.book.sheet_ranges.list_sheets[table.list_key].sheets[0])}!A1"
        if target and value:
            formula = self.book.link_formula(formula, target)
        self.book.write_formula(sheet, cell, formula, value, figure.style)

    def _write_rounds(self, sheet: Any, row: int, rounds: Rounds, characters: float) -> int:
        """Write the figures of all rounds and their chart; return the next free row."""
        sheet.merge_range(row, 0, row, len(rounds.headings), rounds.spec.label, self.book.styles["subtitle"])
        for column, heading in enumerate((say("tracking.which_round"), *rounds.headings)):
            sheet.write_string(row + 1, column, heading, self.book.styles["head"])
        top = row + 2
        for offset, each in enumerate(rounds.rounds):
            sheet.write_string(top + offset, 0, each.label, self.book.styles["label"])
            for column, (name, value) in enumerate(zip(rounds.names, each.values, strict=True), 1):
                cell, style = (top + offset, column), self.figures.find_figure(name).style
                if each.is_current:
                    shown = self.figures.find_display_value(name)
                    self.book.write_formula(sheet, cell, self.figures.find_address(name), shown, style)
                elif value is None:
                    sheet.write_string(*cell, say("summary.none"), self.book.styles[style])
                else:
                    sheet.write_number(*cell, value, self.book.styles[style])
        bottom = top + len(rounds.rounds)
        chart = self._build_chart(sheet, rounds, top, bottom)
        left = _PAGE_POINTS - self.book.heights[sheet.get_name()] - bottom * _PLAIN_POINTS
        rows = min(_MOST_CHART_ROWS, max(_FEWEST_CHART_ROWS, int(left // _ROW_POINTS)))
        chart.set_size({"width": round(characters * 7), "height": rows * _ROW_POINTS * 4 // 3})
        for chart_row in range(bottom + 1, bottom + 1 + rows):
            sheet.set_row(chart_row, _ROW_POINTS)
        sheet.insert_chart(bottom + 1, 0, chart, {"x_offset": 2, "y_offset": 4})
        return bottom + 2 + rows

    def _build_chart(self, sheet: Any, rounds: Rounds, top: int, bottom: int) -> Any:
        """Return columns side by side, a group per round, told apart in grey as well."""
        chart = self.book.workbook.add_chart({"type": "column"})
        name = quote_sheet_name(sheet.get_name())

        def find_range(column: int) -> str:
            letters = column_letters(column)
            return f"={name}!${letters}${top + 1}:${letters}${bottom}"

        for column, heading in enumerate(rounds.headings, 1):
            chart.add_series(
                {
                    "name": heading,
                    "categories": find_range(0),
                    "values": find_range(column),
                    **build_series_look(column - 1),
                    "gap": 80,
                    "data_labels": {"value": True, "font": {"size": LETTERS}},
                }
            )
        chart.set_title({"none": True})  # the table above has it
        chart.set_x_axis({"num_font": {"size": LETTERS}, "line": {"color": CHART_GRID}})
        grid = {"visible": True, "line": {"color": CHART_GRID}}
        chart.set_y_axis({"major_gridlines": grid, "num_font": {"size": LETTERS}, "min": 0})
        chart.set_legend({"position": "right", "font": {"size": LETTERS}})
        return chart
