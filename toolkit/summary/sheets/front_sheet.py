"""Write the first page: coverage, the large figures, the cross table, what needs attention and the charts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.bulletin import format_percent
from toolkit.definition import Attention
from toolkit.excel import compute_row_height, format_text_literal, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.sheets.chart_sheet import Charts, can_draw, count_bars
from toolkit.summary.sheets.figure_sheet import FigureSheet
from toolkit.summary.sheets.front_grid import FrontGrid, lay_out_front
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.sheets.table_sheet import TableWriter
from toolkit.summary.sheets.workbook_writer import Span, WorkbookWriter, build_sentence_formula
from toolkit.text import measure_width

_ROW_POINTS, _GAP_POINTS = 17.25, 6  # whole pixels
_FEWEST_CHART_ROWS = 10
_BAR_POINTS, _CHART_EDGES = 16, 63  # of a bar, and of a chart's title and axis
_PIXELS = 4 / 3  # of a point
_EDGE = 2  # pixels that keep the line around a chart within the printed page


@dataclass(frozen=True, kw_only=True)
class FrontSheet:
    """The page that leaders print."""

    book: WorkbookWriter
    summary: Summary
    figures: FigureSheet
    charts: Charts
    coverage: Mapping[str, int]
    missing: str
    # Whether everything adds up, as far as it is known.
    good: bool = True

    @property
    def name(self) -> str:
        """The sheet's name."""
        return say("summary.front")

    def write(self, writer: TableWriter, written: Mapping[str, TableLocation]) -> TableLocation | None:
        """Write the page; return where its cross table stands."""
        sheet, table, names = self.book.open_sheet(self.name), self.summary.front, self._list_tiles()
        grid = lay_out_front(table, len(names))
        sheet.set_column_pixels(0, grid.count - 1, grid.pixels)
        self._write_heading(sheet, grid)
        if not self.book.plain:
            sheet.write_string(0, grid.count + 1, say("summary.paper"), self.book.styles["quiet"])
        sheet.set_row(2, _GAP_POINTS)
        row = self._write_tiles(sheet, 3, names, grid)
        location = None
        if table is not None:
            location = writer.write(self.name, row, table, grid=grid.table_grid, points=_ROW_POINTS)
            row = location.end
        sheet.set_row(row - 1, _GAP_POINTS)
        row = self._write_lower_half(sheet, row, grid, self._list_charts(written))
        sheet.print_area(0, 0, row - 1, grid.count - 1)
        sheet.set_portrait()
        sheet.set_margins(left=0.59, right=0.59, top=0.6, bottom=0.3)
        sheet.fit_to_pages(1, 1)
        sheet.set_footer("")  # one page needs no number
        sheet.hide_gridlines(2)
        sheet.activate()
        return location

    def _write_heading(self, sheet: Any, grid: FrontGrid) -> None:
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
        self.book.write_title(sheet, say("summary.title"), grid.count, "", grid.characters)
        self.book.write_formula(
            sheet, (1, 0), build_sentence_formula("summary.heading", cells, facts), heading, "centre_subtitle"
        )
        sheet.set_row(0, 30)
        sheet.set_row(1, compute_row_height([(heading, grid.characters)], 11))

    def _list_tiles(self) -> list[str]:
        """Return the names of the large figures."""
        return [name for name in self.summary.planner.definition.summary.key_figures if self.figures.has_figure(name)]

    def _write_tiles(self, sheet: Any, row: int, names: list[str], grid: FrontGrid) -> int:
        """Write the large figures side by side, all of one width; return the next free row."""
        for index, name in enumerate(names):
            label, (first, last) = row + index // grid.tiles * 2, grid.find_tile(index % grid.tiles)
            style = {"number": "big", "rate": "big_rate"}.get(self.figures.find_figure(name).style, "big_average")
            sheet.merge_range(label, first, label, last, name, self.book.styles["head"])
            sheet.merge_range(label + 1, first, label + 1, last, "", self.book.styles[style])
            formula, value = self.figures.find_address(name), self.figures.find_display_value(name)
            self.book.write_formula(sheet, (label + 1, first), formula, value, style)
            sheet.set_row(
                label, 22 if all(measure_width(each) <= (last - first + 1) * grid.pixels // 7 for each in names) else 36
            )
            sheet.set_row(label + 1, 30)
        if not names:
            return row
        end = row + math.ceil(len(names) / grid.tiles) * 2
        sheet.set_row(end, _GAP_POINTS)
        return end + 1

    def _write_lower_half(self, sheet: Any, row: int, grid: FrontGrid, charts: list[TableLocation]) -> int:
        """Write what needs attention beside the first chart, and the other charts below; return the next free row."""
        end = self._write_attention(sheet, row, grid)
        if charts:
            end = max(end, row + _count_rows(charts[:1]))
            self._insert_chart(sheet, (row, end), grid.right, grid, charts[0])
        for each in range(row, end):
            sheet.set_row(each, _ROW_POINTS)
        rest = charts[1:]
        if not rest:
            return end
        top, end = end + 1, end + 1 + _count_rows(rest)
        for each in range(top, end):
            sheet.set_row(each, _ROW_POINTS)
        sheet.set_row(top - 1, _GAP_POINTS)
        for chart, span in zip(rest, (grid.left, grid.right) if len(rest) > 1 else (grid.whole,), strict=True):
            self._insert_chart(sheet, (top, end), span, grid, chart)
        return end

    def _write_attention(self, sheet: Any, row: int, grid: FrontGrid) -> int:
        """Write a line per kind of what needs attention, linked to its records; return the next free row."""
        first, last = grid.left
        sheet.merge_range(row, first, row, last, say("summary.attention"), self.book.styles["head"])
        row += 1
        for line in self.summary.planner.definition.summary.attention:
            if all(map(self.figures.has_figure, line.quantity)):
                self._write_attention_line(sheet, row, grid.left, line)
                row += 1
        formula = f"{format_text_literal(say('summary.verdict'))}&{quote_sheet_name(say('summary.reconcile'))}!$B$3"
        formula = self.book.link_formula(formula, f"{quote_sheet_name(say('summary.reconcile'))}!A1")
        cell = self.book.join_cells(sheet, row, grid.left, "plain_line" if self.book.plain else "link_line")
        verdict = say("summary.verdict") + say("check.same" if self.good else "check.differs")
        self.book.write_formula(sheet, cell, formula, verdict, "link_line")
        return row + 1

    def _write_attention_line(self, sheet: Any, row: int, span: Span, line: Attention) -> None:
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
        linked = attract and line.sheet in self.book.sheets and not self.book.plain
        if linked:
            formula = self.book.link_formula(formula, f"{quote_sheet_name(line.sheet)}!A1")
        style = "link_line" if linked else "plain_line"
        self.book.write_formula(sheet, self.book.join_cells(sheet, row, span, style), formula, shown, style)

    def _list_charts(self, written: Mapping[str, TableLocation]) -> list[TableLocation]:
        """Return the tables whose charts the page shows."""
        keys = self.summary.planner.definition.summary.charts
        return [written[key] for key in keys if key in written and can_draw(written[key].table)]

    def _insert_chart(
        self, sheet: Any, rows: tuple[int, int], span: Span, grid: FrontGrid, written: TableLocation
    ) -> None:
        """Insert a chart over some rows, the last one excluded, from edge to edge of a span."""
        chart = self.charts.build_chart(written)
        height = round((rows[1] - rows[0]) * _ROW_POINTS * _PIXELS)
        chart.set_size({"width": grid.measure(span) - _EDGE, "height": height - _EDGE})
        sheet.insert_chart(rows[0], span[0], chart)


def _count_rows(charts: list[TableLocation]) -> int:
    """Return how many rows charts side by side need, so that the labels of all bars can be read."""
    bars = max(count_bars(chart) for chart in charts)
    return max(_FEWEST_CHART_ROWS, math.ceil((_CHART_EDGES + bars * _BAR_POINTS) / _ROW_POINTS))
