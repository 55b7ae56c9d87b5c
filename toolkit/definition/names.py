"""The names that figures and lists of the bulletin go by: a definition comes in, names go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.counting import Quantity, SummarySpec
from toolkit.definition.model import Definition
from toolkit.definition.paths import Paths
from toolkit.messages import say


def quantity_names(definition: Definition) -> frozenset[str]:
    """Return every name that the bulletin may say: figures, texts, lists, their numbers and pictures.

    Figures by the values of a dropdown go by the values that the definition has now.
    """
    paths = Paths(definition)
    named = [name for quantity in definition.summary.quantities for name in expanded_names(paths, quantity)]
    return frozenset([*named, *(name for _, name in other_names(definition.summary))])


def series_columns(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Return the columns of every list of the bulletin in order; the annex is two lists, headings and rows."""
    spec = definition.summary
    columns = {series.name: tuple(series.fields) for series in spec.series}
    annex = spec.annex
    return {**columns, annex.columns: (annex.heading,), annex.rows: (*annex.labels, annex.numbers)}


def other_names(spec: SummarySpec) -> Iterator[tuple[str, str]]:
    """Yield the names that are no figures of `quantities`, each with the part of the file that gives it."""
    texts, annex = spec.texts, spec.annex
    yield from (("texts", str(name)) for name in texts.model_dump().values())
    for series in spec.series:
        yield "series", series.name
        if series.count:
            yield "series", series.count
    yield from (("annex", name) for name in (annex.columns, annex.rows))
    yield from (("pictures", name) for name in spec.pictures)


def expanded_names(paths: Paths, quantity: Quantity) -> Iterator[str]:
    """Yield the names of one quantity: its own, one per value and pair of values, and those of its figures.

    Paths that lead nowhere give no values.
    """
    orders = [_values(paths, quantity.list, path) for path in quantity.by.values()]
    for chosen in itertools.product(*((None, *order) for order in orders)):
        words = [(name, value) for name, value in zip(quantity.by, chosen, strict=True) if value is not None]
        alone = len(words) == 1 and len(quantity.by) > 1
        said = [name + value if alone and value == say("summary.unclear") else value for name, value in words]
        yield "_".join([quantity.name, *said])
    yield from (quantity.name + suffix for suffix in quantity.figures)


def _values(paths: Paths, list_key: str, path: str) -> tuple[str, ...]:
    """Return the values of a path in order, the unclear last; none where they are not known beforehand."""
    try:
        target = paths.target(list_key, path)
    except KeyError:
        return ()
    if target is None or target.order is None:
        return ()
    unclear = say("summary.unclear")
    return (*(value for value in target.order if value != unclear), unclear)
