"""Join a round's summary to the bulletin templates of its definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.bulletin import BulletinTemplate, draw_charts, open_template
from toolkit.definition import Definition, collect_column_kinds, collect_name_kinds
from toolkit.errors import Mistake
from toolkit.summary import BulletinValues, Summary, build_chart_data


def open_templates(definition: Definition) -> dict[str, BulletinTemplate]:
    """Open the definition's templates, by file name. Raises DefinitionError for a template that is no Word document."""
    return {name: open_template(content, file=f"bulletin/{name}") for name, content in definition.bulletins.items()}


def find_template_mistakes(definition: Definition, templates: Mapping[str, BulletinTemplate]) -> list[Mistake]:
    """Return the mistakes in the templates: names that nothing fills in, broken conditions."""
    names, columns = collect_name_kinds(definition), collect_column_kinds(definition)
    return [mistake for template in templates.values() for mistake in template.find_mistakes(names, columns)]


def build_bulletins(
    summary: Summary, templates: Mapping[str, BulletinTemplate], values: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return each bulletin as the bytes of a Word document, by its template's file name.

    Raises DefinitionError with the mistakes of a template.
    """
    if not templates:
        return {}
    pictures = draw_pictures(summary)
    day = summary.campaign.issue_date
    return {name: template.render(values, pictures, day=day) for name, template in templates.items()}


def collect_bulletin_values(summary: Summary, missing: tuple[str, ...]) -> dict[str, Any]:
    """Return the value of every name that a bulletin may use.

    Names of lists that the campaign does not use get 0, lists of the bulletin an empty list. `missing` are the names of
    the units that returned nothing.
    """
    definition = summary.planner.definition
    kinds = collect_name_kinds(definition)
    unused: dict[str, Any] = {name: 0 for name in sorted(kinds) if kinds[name] != "picture"}
    unused |= {name: [] for name in collect_column_kinds(definition)}
    return {**unused, **BulletinValues(summary=summary, missing=missing).collect_values()}


def draw_pictures(summary: Summary) -> dict[str, bytes | None]:
    """Return the pictures that templates may show, by name; None without anything to draw or a font to draw it in."""
    definition = summary.planner.definition
    drawn = draw_charts(build_chart_data(summary), definition.fonts)
    return {name: drawn.get(name) for name in definition.summary.picture_names}
