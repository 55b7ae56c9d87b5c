"""Write the first page: coverage, the large figures, the cross table, what needs attention and the charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.bulletin import format_percent
from toolkit.definition import Attention
from toolkit.excel import compute_row_height, format_text_literal, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.sheets.chart_sheet import Charts, can_draw
from toolkit.summary.sheets.figure_sheet import FigureSheet
from toolkit.summary.sheets.table_sheet import TableLocation, TableWriter, compute_table_widths
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, build_sentence_formula

_CHART_ROWS = 14
_ROW_POINTS = 20
_GAP, _BOX = 2.0, 40.0  # between table and box, and the box, in characters


@dataclass(frozen=True, kw_only=True)
class FrontSheet:
    """The page that leaders print."""

    book: WorkbookWriter
    summary: Summary
    figures: FigureSheet
    charts: Charts
    coverage: Mapping[str, int]
    missing: str

    @property
    def name(self) -> str:
        """The sheet's name."""
        return say("summary.front")

    def write(self, writer: TableWriter, written: Mapping[str, TableLocation]) -> TableLocation | None:
        """Write the page; return where its cross table stands."""
        sheet = self.book.open_sheet(self.name)
        table = self.summary.front
        sizes = [*(compute_table_widths(table, 112) if table else [12.0] * 8), _GAP, _BOX]
        for index, size in enumerate(sizes):
            sheet.set_column(index, index, size)
        self._write_heading(sheet, len(sizes), sum(sizes))
        top = self._write_key_figures(sheet, 3, sizes)
        location = writer.write(self.name, top, table) if table is not None else None
        row = max(location.bottom + 1 if location else top, self._write_attention(sheet, top, len(sizes) - 1))
        row = self._insert_charts(sheet, row + 1, sizes, written)
        sheet.print_area(0, 0, row, len(sizes) - 1)
        sheet.fit_to_pages(1, 1)
        sheet.set_footer("")  # one page needs no number
        sheet.activate()
        return location

    def _write_heading(self, sheet: Any, width: int, characters: float) -> None:
        campaign = self.book.campaign
        facts: dict[str, object] = {
            "title": campaign.heading,
            "day": self.figures.format_day("@today"),
            **self.coverage,
        }
        facts |= {"meeting_day": self.figures.format_day("@meeting"), "names": self.missing}
        cells = {
            "day": self.figures.build_day_formula("@today"),
            "meeting_day": self.figures.build_day_formula("@meeting"),
        }
        cells |= {name: self.figures.find_coverage_address(name) for name in self.coverage}
        heading = say("summary.heading", **facts)
        self.book.write_title(sheet, say("summary.title"), width, "", characters)
        self.book.write_formula(
            sheet, (1, 0), build_sentence_formula("summary.heading", cells, facts), heading, "centre_subtitle"
        )
        sheet.set_row(1, compute_row_height([(heading, characters)], 11))

    def _write_key_figures(self, sheet: Any, row: int, sizes: list[float]) -> int:
        """Write the large figures side by side, each over a few columns; return the next free row."""
        names = [name for name in self.summary.planner.definition.summary.key_figures if self.figures.has_figure(name)]
        if not names:
            return row
        edges = _split_columns(sizes, len(names))
        for index, name in enumerate(names):
            first, last = edges[index], edges[index + 1] - 1
            style = {"number": "big", "rate": "big_rate"}.get(self.figures.find_figure(name).style, "big_average")
            self._write_spanning_head(sheet, row, (first, last), name)
            if last > first:
                sheet.merge_range(row + 1, first, row + 1, last, "", self.book.styles[style])
            formula, value = self.figures.find_address(name), self.figures.find_display_value(name)
            self.book.write_formula(sheet, (row + 1, first), formula, value, style)
        sheet.set_row(row, 24)
        sheet.set_row(row + 1, 34)
        return row + 3

    def _write_spanning_head(self, sheet: Any, row: int, columns: tuple[int, int], text: str) -> None:
        """Write a heading over some columns."""
        if columns[1] > columns[0]:
            sheet.merge_range(row, columns[0], row, columns[1], text, self.book.styles["head"])
        else:
            sheet.write_string(row, columns[0], text, self.book.styles["head"])

    def _write_attention(self, sheet: Any, row: int, column: int) -> int:
        """Write what needs attention beside the table: a line per kind with its number, linked to its records."""
        sheet.write_string(row, column, say("summary.attention"), self.book.styles["subtitle"])
        sheet.write_string(row + 1, column, say("summary.attention_head"), self.book.styles["head"])
        row += 2
        for line in self.summary.planner.definition.summary.attention:
            if all(map(self.figures.has_figure, line.quantity)):
                self._write_attention_line(sheet, row, column, line)
                row += 1
        formula = f"{format_text_literal(say('summary.verdict'))}&{quote_sheet_name(say('summary.reconcile'))}!$B$3"
        formula = self.book.link_formula(formula, f"{quote_sheet_name(say('summary.reconcile'))}!A1")
        self.book.write_formula(sheet, (row, column), formula, say("summary.verdict") + say("check.same"), "link_text")
        return row + 1

    def _write_attention_line(self, sheet: Any, row: int, column: int, line: Attention) -> None:
        first, *texts = line.text.split("{}")
        pieces, shown, attract = [format_text_literal(first)], first, False
        for name, text in zip(line.quantity, texts, strict=True):
            cell, value = self.figures.find_address(name), self.figures.find_display_value(name)
            attract = attract or bool(value)
            if self.figures.is_share(name):
                cell, value = f'IF(ISNUMBER({cell}),TEXT({cell},"0.0%"),{cell})', format_percent(value)
            pieces += [cell, format_text_literal(text)]
            shown += f"{value}{text}"
        formula = "&".join(pieces)
        if line.sheet in self.book.sheets:
            formula = self.book.link_formula(formula, f"{quote_sheet_name(line.sheet)}!A1")
        self.book.write_formula(sheet, (row, column), formula, shown, "link_text" if attract else "cell")

    def _insert_charts(self, sheet: Any, row: int, sizes: list[float], written: Mapping[str, TableLocation]) -> int:
        """Insert the charts side by side under the table; return the last row they cover."""
        keys = [
            key
            for key in self.summary.planner.definition.summary.charts
            if key in written and can_draw(written[key].table)
        ]
        pixels = [round(size * 7 + 5) for size in sizes]
        for chart_row in range(row, row + _CHART_ROWS + 1):
            sheet.set_row(chart_row, _ROW_POINTS)
        for index, key in enumerate(keys):
            start = sum(pixels) * index // len(keys)
            column, offset = 0, start
            while offset >= pixels[column]:
                offset -= pixels[column]
                column += 1
            chart = self.charts.build_chart(written[key])
            chart.set_size({"width": sum(pixels) // len(keys) - 8, "height": _CHART_ROWS * _ROW_POINTS * 4 // 3})
            sheet.insert_chart(row, column, chart, {"x_offset": offset + 2, "y_offset": 4})
        return row + _CHART_ROWS if keys else row


def _split_columns(sizes: list[float], parts: int) -> list[int]:
    """Return the column at which each part begins, and the column behind the last.

    The last part stands over the box, the others share the table's columns in about equal widths.
    """
    table = sizes[:-2]
    ends = [sum(table[: index + 1]) for index in range(len(table))]
    edges = [0]
    for part in range(1, parts - 1):
        target = ends[-1] * part / (parts - 1)
        nearest = min(range(len(table)), key=lambda index: abs(ends[index] - target)) + 1
        edges.append(min(max(nearest, edges[-1] + 1), len(table) - (parts - 1 - part)))
    return [*edges, len(table), len(sizes)] if parts > 1 else [0, len(sizes)]
