"""Draw the charts of the workbook: a table on its sheet comes in, a native chart that prints in grey goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.excel import CHART_FILLS, CHART_GRID, HEAD_FONT
from toolkit.messages import say
from toolkit.summary.sheets.table_sheet import TableLocation
from toolkit.summary.sheets.workbook_writer import WorkbookWriter
from toolkit.summary.tables import SummaryTable

# More bars than this cannot be labelled on a third of a page; the groups of rows are drawn instead.
MOST_BARS = 20
_FEW_BARS = 12


@dataclass(frozen=True, kw_only=True)
class Charts:
    """Builds the charts of tables that have been written."""

    book: WorkbookWriter

    def build_chart(self, written: TableLocation) -> Any:
        """Return the chart that the table's definition asks for."""
        kind = written.table.spec.chart
        if kind == "stacked":
            return self._build_stacked_chart(written)
        return self._build_bar_chart(written)

    def _build_stacked_chart(self, written: TableLocation) -> Any:
        chart = self.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        cross = [(index, column) for index, column in enumerate(written.table.columns) if column.cross]
        for number, (index, column) in enumerate(cross):
            chart.add_series(
                {
                    "name": column.labels[-1],
                    "categories": f"={self._find_category_range(written)}",
                    "values": f"={written.find_figure_range(index)}",
                    **_build_fill(number),
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": "#,##0;;", "font": _build_label_font(number)},
                }
            )
        return self._format_chart(chart, written.table.title, bars=_count_bars(written), legend=True)

    def _build_bar_chart(self, written: TableLocation) -> Any:
        if written.graded and _count_bars(written) > MOST_BARS:
            return self._build_grade_chart(written)
        index = self._choose_figure_column(written)
        rate = written.table.columns[index].is_share
        chart = self.book.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": written.table.columns[index].labels[-1],
                "categories": f"={self._find_category_range(written)}",
                "values": f"={written.find_figure_range(index)}",
                **_build_fill(1),
                "gap": 40,
                "data_labels": {"value": True, "num_format": "0%" if rate else "#,##0", "font": {"size": 8}},
            }
        )
        title = say("summary.chart", table=written.table.title, figure=written.table.columns[index].labels[-1])
        return self._format_chart(chart, title, bars=_count_bars(written), legend=False, rate=rate)

    def _build_grade_chart(self, written: TableLocation) -> Any:
        """Return the chart of the number of rows per grade."""
        chart = self.book.workbook.add_chart({"type": "bar"})
        labels = {"value": True, "font": {"size": 8}}
        series = {
            "name": say("summary.graded"),
            "categories": f"={written.find_tally_range(0)}",
            "values": f"={written.find_tally_range(1)}",
        }
        chart.add_series({**series, **_build_fill(1), "gap": 40, "data_labels": labels})
        title = say("summary.chart", table=written.table.title, figure=say("summary.grade"))
        return self._format_chart(chart, title, bars=0, legend=False)

    def _choose_figure_column(self, written: TableLocation) -> int:
        table, ranked = written.table, written.table.rank_position
        return table.count_column if ranked is None or table.spec.chart != "rate" else ranked

    def _find_category_range(self, written: TableLocation) -> str:
        """Return the range of the labels, the short ones where the sheet has them."""
        return written.short_labels or written.find_label_range(len(written.table.row_labels) - 1)

    def _format_chart(self, chart: Any, title: str, *, bars: int, legend: bool, rate: bool = False) -> Any:
        chart.set_title({"name": title, "overlay": False, "name_font": {"name": HEAD_FONT, "size": 11, "bold": False}})
        labels = {
            "reverse": True,
            "crossing": "max",
            "interval_unit": 1,
            "num_font": {"size": 8 if bars <= _FEW_BARS else 6.5},
            "line": {"color": CHART_GRID},
        }
        chart.set_y_axis(labels)
        axis: dict[str, Any] = {
            "major_gridlines": {"visible": True, "line": {"color": CHART_GRID}},
            "num_font": {"size": 8},
            "min": 0,
        }
        if rate:
            axis |= {"max": 1, "num_format": "0%"}
        chart.set_x_axis(axis)
        chart.set_legend({"position": "bottom", "font": {"size": 8}} if legend else {"none": True})
        return chart


def can_draw(table: SummaryTable) -> bool:
    """Tell whether a table has what its chart shows: rows, and of a stacked one columns by value."""
    return len(table.rows) > 1 and (table.spec.chart != "stacked" or any(column.cross for column in table.columns))


def _count_bars(written: TableLocation) -> int:
    return written.bottom - written.top


def _build_fill(number: int) -> dict[str, Any]:
    fill = CHART_FILLS[number % len(CHART_FILLS)]
    return {"border": {"color": "#404040", "width": 0.5}, "fill": {"color": fill.colour}}


def _build_label_font(number: int) -> dict[str, Any]:
    return {"size": 8, "color": CHART_FILLS[number % len(CHART_FILLS)].ink}
