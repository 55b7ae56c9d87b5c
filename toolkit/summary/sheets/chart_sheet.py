"""Draw the charts of the workbook: a table on its sheet comes in, a native chart that prints in grey goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.excel import CHART_EDGE, CHART_GRID, HEAD_FONT, choose_fill
from toolkit.messages import say
from toolkit.summary.chart_labels import choose_chart_column, lacks_figure
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.sheets.workbook_writer import WorkbookWriter
from toolkit.summary.tables import SummaryTable
from toolkit.text import wrap_label

# More bars than this cannot be labelled on a third of a page; the groups of rows are drawn instead.
MOST_BARS = 20
_TITLE_UNITS = 40  # half characters on a line of the title
# As large as in the tables, so that they are printed in 8 points at least.
LETTERS = 10.5
_PATTERNS = {"rising": "wide_upward_diagonal", "falling": "wide_downward_diagonal", "crossed": "open_diamond"}


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
                    **build_series_look(number),
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": "#,##0;;", **_build_label_look(number)},
                }
            )
        return self._format_chart(chart, written.table.title, legend=True)

    def _build_bar_chart(self, written: TableLocation) -> Any:
        if written.graded and written.bottom - written.top > MOST_BARS:
            return self._build_grade_chart(written)
        index = choose_chart_column(written.table)
        rate = written.table.columns[index].is_share
        chart = self.book.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": written.table.columns[index].labels[-1],
                "categories": f"={self._find_category_range(written)}",
                "values": f"={written.find_figure_range(index)}",
                **build_series_look(1),
                "gap": 40,
                "data_labels": {
                    "value": True,
                    "num_format": "0%" if rate else "#,##0",
                    "font": {"size": LETTERS},
                    **_build_labels_of_nothing(written.table, index),
                },
            }
        )
        title = say("summary.chart", table=written.table.title, figure=written.table.columns[index].labels[-1])
        return self._format_chart(chart, title, legend=False, rate=rate)

    def _build_grade_chart(self, written: TableLocation) -> Any:
        """Return the chart of the number of rows per grade."""
        chart = self.book.workbook.add_chart({"type": "bar"})
        labels = {"value": True, "font": {"size": LETTERS}}
        series = {
            "name": say("summary.graded"),
            "categories": f"={written.find_tally_range(0)}",
            "values": f"={written.find_tally_range(1)}",
        }
        chart.add_series({**series, **build_series_look(1), "gap": 40, "data_labels": labels})
        title = say("summary.chart", table=written.table.title, figure=say("summary.grade"))
        return self._format_chart(chart, title, legend=False)

    def _find_category_range(self, written: TableLocation) -> str:
        """Return the range of the labels, the short ones where the sheet has them."""
        return written.short_labels or written.find_label_range(len(written.table.row_labels) - 1)

    def _format_chart(self, chart: Any, title: str, *, legend: bool, rate: bool = False) -> Any:
        name = wrap_label(title, _TITLE_UNITS)
        chart.set_title({"name": name, "overlay": False, "name_font": {"name": HEAD_FONT, "size": 11, "bold": False}})
        labels = {
            "reverse": True,
            "crossing": "max",
            "interval_unit": 1,
            "num_font": {"size": LETTERS},
            "line": {"color": CHART_GRID},
        }
        chart.set_y_axis(labels)
        axis: dict[str, Any] = {
            "major_gridlines": {"visible": True, "line": {"color": CHART_GRID}},
            "num_font": {"size": LETTERS},
            "num_format": "#,##0",
            "min": 0,
        }
        if rate:
            axis |= {"max": 1, "major_unit": 0.5, "num_format": "0%"}
        chart.set_x_axis(axis)
        chart.set_legend({"position": "bottom", "font": {"size": LETTERS}} if legend else {"none": True})
        return chart


def can_draw(table: SummaryTable) -> bool:
    """Tell whether a table has what its chart shows: rows, and of a stacked one columns by value."""
    return len(table.rows) > 1 and (table.spec.chart != "stacked" or any(column.cross for column in table.columns))


def count_bars(written: TableLocation) -> int:
    """Return how many bars the table's chart has."""
    rows = written.bottom - written.top
    graded = written.graded and rows > MOST_BARS and written.table.spec.chart != "stacked"
    return written.graded if graded else rows


def build_series_look(number: int) -> dict[str, Any]:
    """Return border and fill of a series by its number, from 0, as the writing library takes them."""
    fill = choose_fill(number)
    border = {"border": {"color": CHART_EDGE, "width": 0.5}}
    if not fill.hatch:
        return {**border, "fill": {"color": fill.colour}}
    lines = {"pattern": _PATTERNS[fill.hatch], "fg_color": CHART_EDGE, "bg_color": fill.colour}
    return {**border, "pattern": lines}


def _build_label_look(number: int) -> dict[str, Any]:
    """Return the look of a part's number: on the part's own colour, so that it can be read where the part is thin."""
    fill = choose_fill(number)
    return {"font": {"size": LETTERS, "color": fill.ink}, "fill": {"color": fill.colour}}


def _build_labels_of_nothing(table: SummaryTable, column: int) -> dict[str, Any]:
    """Return labels for rows without a figure, which programs would number as zeros."""
    custom: list[dict[str, Any] | None] = []
    for head, values in zip(table.rows[:-1], table.values[:-1], strict=True):
        if head.state and lacks_figure(head, values[column]):
            custom.append({"delete": True})  # the label of the row says it
        else:
            custom.append({"value": say("summary.none")} if values[column] is None else None)
    return {"custom": custom} if any(custom) else {}
