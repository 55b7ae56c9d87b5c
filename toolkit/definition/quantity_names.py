"""The names that figures and lists of the bulletin go by: a definition comes in, names and their kinds go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Literal, TypeAlias

from toolkit.definition.definition import Definition
from toolkit.definition.report import (
    UNIT,
    Quantity,
    Series,
    SummarySpec,
)
from toolkit.definition.resolve import PathResolver, split_path
from toolkit.messages import say

# What stands behind a name; a rate is a share, or a dash where there is nothing to share.
NameKind: TypeAlias = Literal["count", "rate", "text", "list", "picture"]
# What a list of the bulletin may take from its table besides figures.
LABEL, SHORT, GRADE = "@label", "@short", "@grade"
_TEXT: NameKind = "text"


def collect_name_kinds(definition: Definition) -> dict[str, NameKind]:
    """Return every name that the bulletin may say, with its kind: figures, texts, lists, their numbers, pictures.

    Figures by the values of a dropdown go by the values that the definition has now.
    """
    paths, spec = PathResolver(definition), definition.summary
    kinds: dict[str, NameKind] = {}
    for quantity in spec.quantities:
        kinds |= dict.fromkeys(_expand_by_values(paths, quantity), "count")
        for suffix, key in quantity.figures.items():
            kinds[quantity.name + suffix] = _find_figure_kind(paths, quantity.list, key)
    return {**kinds, **{name: kind for _, name, kind in _collect_other_kinds(spec)}}


def collect_column_kinds(definition: Definition) -> dict[str, dict[str, NameKind]]:
    """Return the columns of every list of the bulletin in order, with their kinds; the annex is two lists."""
    paths, spec = PathResolver(definition), definition.summary
    columns = {
        series.name: {name: _find_field_kind(paths, series, path) for name, path in series.fields.items()}
        for series in spec.series
    }
    annex = spec.annex
    columns[annex.columns] = {annex.heading: "text"}
    columns[annex.rows] = {**dict.fromkeys(annex.labels, _TEXT), annex.numbers: "list"}
    return columns


def collect_other_names(spec: SummarySpec) -> Iterator[tuple[str, str]]:
    """Yield the names that are no figures of `quantities`, each with the part of the file that gives it."""
    yield from ((part, name) for part, name, _ in _collect_other_kinds(spec))


def expand_quantity_names(paths: PathResolver, quantity: Quantity) -> Iterator[str]:
    """Yield the names of one quantity: its own, one per value and pair of values, and those of its figures.

    Paths that lead nowhere give no values.
    """
    yield from _expand_by_values(paths, quantity)
    yield from (quantity.name + suffix for suffix in quantity.figures)


def _collect_other_kinds(spec: SummarySpec) -> Iterator[tuple[str, str, NameKind]]:
    texts, annex = spec.texts, spec.annex
    yield from (("texts", str(name), _TEXT) for name in texts.model_dump().values())
    for series in spec.series:
        yield "series", series.name, "list"
        if series.count:
            yield "series", series.count, "count"
    for name in (annex.columns, annex.rows):
        yield "annex", name, "list"
    for name in spec.pictures:
        yield "pictures", name, "picture"
    for name in spec.used:
        yield "used", name, "count"


def _find_figure_kind(paths: PathResolver, list_key: str, key: str) -> NameKind:
    figure = paths.find_countable(list_key).find_figure(key)
    return "rate" if figure is not None and figure.share is not None else "count"


def _find_field_kind(paths: PathResolver, series: Series, path: str) -> NameKind:
    if path in (LABEL, SHORT, GRADE, UNIT):
        return "text"
    own = (series.table or series.listing).partition(".")[0]
    if series.table:
        list_key, key = split_path(path) if "." in path else (own, path)
        return _find_figure_kind(paths, list_key, key)
    target = paths.find_target(own, path.removeprefix("-"))
    return "count" if target is not None and target.family == "number" else "text"


def _expand_by_values(paths: PathResolver, quantity: Quantity) -> Iterator[str]:
    orders = [_find_ordered_values(paths, quantity.list, path) for path in quantity.by.values()]
    for chosen in itertools.product(*((None, *order) for order in orders)):
        words = [(name, value) for name, value in zip(quantity.by, chosen, strict=True) if value is not None]
        alone = len(words) == 1 and len(quantity.by) > 1
        said = [name + value if alone and value == say("summary.unclear") else value for name, value in words]
        yield "_".join([quantity.name, *said])


def _find_ordered_values(paths: PathResolver, list_key: str, path: str) -> tuple[str, ...]:
    """Return the values of a path in order, the unclear last; none where they are not known beforehand."""
    try:
        target = paths.find_target(list_key, path)
    except KeyError:
        return ()
    if target is None or target.order is None:
        return ()
    unclear = say("summary.unclear")
    return (*(value for value in target.order if value != unclear), unclear)
