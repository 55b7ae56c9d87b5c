"""The numbers of the bulletin's charts: of the tables that the definition names under [pictures], and of all rounds."""

from __future__ import annotations

from dataclasses import replace

from toolkit.bulletin import ChartData
from toolkit.definition import Grade
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.chart_labels import render_chart_labels
from toolkit.summary.tables import SummaryTable
from toolkit.summary.tracking import Rounds

# More bars than this cannot be read on a page of the document: the rows are counted by grade instead.
_MOST_BARS = 40


def build_chart_data(summary: Summary) -> list[ChartData]:
    """Return a chart per picture, with the picture's name as key; those of tables this campaign lacks are left out."""
    spec = summary.planner.definition.summary
    tables = {name: summary.find_table(key) for name, key in spec.pictures.items()}
    spared = summary.spared_unit
    charts = [
        _build_chart(name, _leave_out(table, spared), spec.grades)
        for name, table in tables.items()
        if table is not None
    ]
    rounds = summary.rounds
    return [*charts, _build_rounds_chart(rounds)] if rounds and len(rounds.rounds) > 1 else charts


def _leave_out(table: SummaryTable, spared: str) -> SummaryTable:
    """Return a table without the row of a unit that papers for all units do not name, where it grades the units."""
    if not spared or table.rank_position is None or not table.by_unit:
        return table
    kept = [index for index, row in enumerate(table.rows) if row.kind != "row" or row.key[-1] != spared]
    rows, values = tuple(table.rows[index] for index in kept), tuple(table.values[index] for index in kept)
    return replace(table, rows=rows, values=values)


def _build_rounds_chart(rounds: Rounds) -> ChartData:
    """Return the figures of all rounds, the bars of a round side by side."""
    columns = zip(*(each.values for each in rounds.rounds), strict=True)
    return ChartData(
        key=rounds.spec.picture,
        title=rounds.spec.label,
        kind="bar",
        categories=tuple(each.label for each in rounds.rounds),
        series=tuple(zip(rounds.headings, columns, strict=True)),
    )


def _build_chart(name: str, table: SummaryTable, grades: tuple[Grade, ...]) -> ChartData:
    """Return a table's chart: its columns by value stacked, else its rates, else its counts."""
    if table.spec.chart == "stacked":
        return _build_stacked_chart(name, table)
    ranked = table.rank_position
    if ranked is None:
        return _build_column_chart(name, table, table.count_column)
    if sum(row.kind == "row" for row in table.rows) > _MOST_BARS:
        return _build_grade_chart(name, table, ranked, grades)
    return _build_column_chart(name, table, ranked)


def _build_stacked_chart(name: str, table: SummaryTable) -> ChartData:
    series = tuple(
        (column.labels[-1], _select_column(table, index)) for index, column in enumerate(table.columns) if column.cross
    )
    return ChartData(key=name, title=table.title, kind="stacked", categories=_render_categories(table), series=series)


def _build_column_chart(name: str, table: SummaryTable, index: int) -> ChartData:
    column = table.columns[index]
    figure = column.labels[-1]
    return ChartData(
        key=name,
        title=say("summary.chart", table=table.title, figure=figure),
        kind="rate" if column.is_share else "bar",
        categories=_render_categories(table),
        series=((figure, _select_column(table, index)),),
    )


def _build_grade_chart(name: str, table: SummaryTable, ranked: int, grades: tuple[Grade, ...]) -> ChartData:
    counts = tuple(sum(row.kind == "row" and row.grade == grade.label for row in table.rows) for grade in grades)
    return ChartData(
        key=name,
        title=say("summary.chart", table=table.title, figure=say("summary.grade")),
        kind="bar",
        categories=tuple(grade.label for grade in grades),
        series=((table.columns[ranked].labels[-1], counts),),
    )


def _render_categories(table: SummaryTable) -> tuple[str, ...]:
    labels = zip(table.rows[:-1], render_chart_labels(table), strict=True)
    return tuple(label for row, label in labels if row.kind == "row")


def _select_column(table: SummaryTable, index: int) -> tuple[int | float | None, ...]:
    """Return a column's figures without subtotals and total."""
    return tuple(values[index] for row, values in zip(table.rows, table.values, strict=True) if row.kind == "row")
