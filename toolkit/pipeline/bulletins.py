"""Write the bulletins of a round: a summary comes in, the documents made from the definition's templates go out."""

from __future__ import annotations

from typing import Any

from toolkit.bulletin import ChartData, Wording, build_bulletin, draw_charts, load_wording
from toolkit.definition import Definition, collect_column_kinds, collect_name_kinds
from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.summary import BulletinValues, Summary, SummaryTable

# More bars than this cannot be read on a page of the document: the groups of rows are drawn instead.
_MOST_BARS = 40


def build_bulletins(summary: Summary, missing: tuple[str, ...]) -> dict[str, bytes]:
    """Return every document by its file name. Raises DefinitionError that names every mistake of a template."""
    definition = summary.planner.definition
    if not definition.bulletins:
        return {}
    values = collect_bulletin_values(summary, missing)
    pictures = draw_pictures(summary)
    day = summary.campaign.issue_date
    return {
        name: build_bulletin(template, values, pictures, day=day, file=f"bulletin/{name}")
        for name, template in definition.bulletins.items()
    }


def collect_bulletin_values(summary: Summary, missing: tuple[str, ...]) -> dict[str, Any]:
    """Return the value of every name a bulletin may use; of lists that this campaign does not use it is 0."""
    definition = summary.planner.definition
    kinds = collect_name_kinds(definition)
    nothing: dict[str, Any] = {name: 0 for name in sorted(kinds) if kinds[name] != "picture"}
    nothing |= {name: [] for name in collect_column_kinds(definition)}
    return {**nothing, **BulletinValues(summary=summary, missing=missing).collect_values()}


def load_first_wording(definition: Definition) -> Wording | None:
    """Return the wording of the first template, for the summary's sheet; None where there is no template."""
    for name, template in definition.bulletins.items():
        wording = load_wording(template, file=f"bulletin/{name}")
        wording.check_template(collect_name_kinds(definition), collect_column_kinds(definition))
        return wording
    return None


def find_template_mistakes(definition: Definition) -> list[Mistake]:
    """Return what the definition's Word templates get wrong: names that nothing fills in, broken conditions."""
    found: list[Mistake] = []
    for name, template in definition.bulletins.items():
        wording = load_wording(template, file=f"bulletin/{name}")
        found += wording.find_mistakes(collect_name_kinds(definition), collect_column_kinds(definition))
    return found


def draw_pictures(summary: Summary) -> dict[str, bytes | None]:
    """Return the pictures that templates may show; None where there is nothing to draw, or no font to draw it."""
    definition = summary.planner.definition
    wanted = {name: summary.find_table(key) for name, key in definition.summary.pictures.items()}
    charts = [build_chart_data(name, table, summary) for name, table in wanted.items() if table is not None]
    drawn = draw_charts(charts, definition.fonts)
    return {name: drawn.get(name) for name in wanted}


def build_chart_data(name: str, table: SummaryTable, summary: Summary) -> ChartData:
    """Return a table as a chart shows it."""
    rows = [(row, values) for row, values in zip(table.rows, table.values, strict=True) if row.kind == "row"]
    labels = tuple(table.short.get(row.key[-1], row.key[-1]) for row, _ in rows)
    if table.spec.chart == "stacked":
        cross = [(place, column) for place, column in enumerate(table.columns) if column.cross]
        series = tuple((column.labels[-1], tuple(values[place] for _, values in rows)) for place, column in cross)
        return ChartData(key=name, title=table.title, kind="stacked", categories=labels, series=series)
    ranked = table.rank_position
    grades = summary.planner.definition.summary.grades
    if ranked is None or len(rows) > _MOST_BARS:
        place = table.count_column
        if ranked is not None:
            counts = tuple(sum(row.grade == grade.label for row, _ in rows) for grade in grades)
            return ChartData(
                key=name,
                title=say("summary.chart", table=table.title, figure=say("summary.grade")),
                kind="bar",
                categories=tuple(grade.label for grade in grades),
                series=((table.columns[ranked].labels[-1], counts),),
            )
    else:
        place = ranked
    column = table.columns[place]
    return ChartData(
        key=name,
        title=say("summary.chart", table=table.title, figure=column.labels[-1]),
        kind="rate" if column.is_share else "bar",
        categories=labels,
        series=((column.labels[-1], tuple(values[place] for _, values in rows)),),
    )
