"""The names that the bulletin can use: quantities, their values, lists, texts and pictures, each with its kind.

The names of a quantity's values are built here for both sides: for checking Word templates against a definition, and
for the figures of the summary that go by these names.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit.definition.definition import Definition
from toolkit.definition.path import split_path
from toolkit.definition.report import UNIT, NameKind, Quantity, SummarySpec
from toolkit.definition.resolve import split_figure_path
from toolkit.definition.series import InnerSeries, Series
from toolkit.definition.targets import TargetFinder
from toolkit.messages import say

# What a list of the bulletin may use from its table besides figures.
LABEL, SHORT, GRADE = "@label", "@short", "@grade"
_TEXT: NameKind = "text"
_FACT_KINDS: dict[str, NameKind] = {"integer": "count"}


class QuantityName(NamedTuple):
    """One name of a quantity: the values it stands for, by the names of `by`, and these values in words."""

    name: str
    values: Mapping[str, str]
    words: tuple[str, ...]


def collect_name_kinds(definition: Definition) -> dict[str, NameKind]:
    """Return every name that the bulletin may use, with its kind: figures, texts, lists, their numbers, pictures.

    Figures by the values of a dropdown are named after the values that the definition has at present.
    """
    targets, spec = TargetFinder(definition), definition.summary
    kinds: dict[str, NameKind] = {}
    for quantity in spec.quantities:
        kinds |= dict.fromkeys(_expand_by_values(targets, quantity), "count")
        own = {quantity.name: _find_figure_kind(targets, quantity.list, quantity.figure)}
        own |= {
            quantity.name + suffix: _find_figure_kind(targets, quantity.list, key)
            for suffix, key in quantity.figures.items()
        }
        kinds |= own
        for name, kind in own.items() if quantity.compare else ():
            kinds |= dict.fromkeys(name_comparison(name), kind)
    facts = {fact.label: _FACT_KINDS.get(fact.kind, _TEXT) for fact in definition.campaign.settings.facts}
    others = {name: kind for _, name, kind in _collect_other_kinds(spec)}
    return {**definition.lent_names, **facts, **kinds, **others}


def collect_column_kinds(definition: Definition) -> dict[str, dict[str, NameKind]]:
    """Return the columns of every list of the bulletin in order, with their kinds; the annex is two lists.

    A list within the rows of another goes by both names, as `班子方面.问题` (see `name_inner_list`).
    """
    targets, spec = TargetFinder(definition), definition.summary
    columns: dict[str, dict[str, NameKind]] = {}
    lent = definition.lent_columns
    for series in spec.series:
        columns |= _find_series_columns(targets, series)
    rounds = spec.tracking.rounds if spec.tracking else None
    if rounds and rounds.series:
        kinds = collect_name_kinds(definition)
        headings: dict[str, NameKind] = {rounds.round: "text"}
        columns[rounds.series] = headings | {head: kinds.get(name, "count") for head, name in rounds.columns.items()}
    annex = spec.annex
    columns[annex.columns] = {annex.heading: "text"}
    columns[annex.rows] = {**dict.fromkeys(annex.labels, _TEXT), annex.numbers: "list"}
    return {name: {**lent.get(name, {}), **columns.get(name, {})} for name in {**lent, **columns}}


def collect_other_names(spec: SummarySpec) -> Iterator[tuple[str, str]]:
    """Yield the names of everything but `quantities`, each with the part of the file that defines it."""
    yield from ((part, name) for part, name, _ in _collect_other_kinds(spec))


def expand_quantity_names(targets: TargetFinder, quantity: Quantity) -> Iterator[str]:
    """Yield the names of one quantity: its own, one per value and pair of values, and those of its figures.

    Paths that lead nowhere give no values.
    """
    yield from _expand_by_values(targets, quantity)
    names = [quantity.name + suffix for suffix in quantity.figures]
    yield from names
    for name in (quantity.name, *names) if quantity.compare else ():
        yield from name_comparison(name)


def name_comparison(name: str) -> tuple[str, str]:
    """Return the names of a quantity's value a round ago, and of the change since."""
    return say("tracking.last_name", name=name), say("tracking.change_name", name=name)


def _collect_other_kinds(spec: SummarySpec) -> Iterator[tuple[str, str, NameKind]]:
    texts, annex = spec.texts, spec.annex
    yield from (("texts", str(name), _TEXT) for name in texts.model_dump().values() if name)
    rounds = spec.tracking.rounds if spec.tracking else None
    if rounds and rounds.series:
        yield "tracking", rounds.series, "list"
    if rounds and rounds.number:
        yield "tracking", rounds.number, "count"
    if rounds and rounds.picture:
        yield "tracking", rounds.picture, "picture"
    for series in spec.series:
        yield "series", series.name, "list"
        for name in filter(None, (series.count, series.unclear)):
            yield "series", name, "count"
    for name in (annex.columns, annex.rows):
        yield "annex", name, "list"
    for name in spec.pictures:
        yield "pictures", name, "picture"
    for name in spec.used:
        yield "used", name, "count"


def _find_figure_kind(targets: TargetFinder, list_key: str, key: str) -> NameKind:
    """Return how a figure is shown; `list_key` may be of a list that does not exist, which is reported elsewhere."""
    if list_key not in targets.list_keys:
        return "count"
    figure = targets.definition.find_countable(list_key).find_figure(key)
    return "count" if figure is None else figure.kind


def name_inner_list(outer: str, inner: str) -> str:
    """Return the name of a list within the rows of another."""
    return f"{outer}.{inner}"


def _find_series_columns(targets: TargetFinder, series: Series) -> dict[str, dict[str, NameKind]]:
    """Return the columns of a series, and those of the list within its rows."""
    if series.table:
        own, _ = split_path(series.table[0])
        columns = {name: _find_row_kind(targets, own, path) for name, path in series.fields.items()}
    else:
        columns = _find_record_kinds(targets, series)
    inner = series.inside
    if inner is None:
        return {series.name: columns}
    columns[inner.name] = "list"
    if inner.count:
        columns[inner.count] = "count"
    return {series.name: columns, name_inner_list(series.name, inner.name): _find_record_kinds(targets, inner)}


def _find_row_kind(targets: TargetFinder, list_key: str, path: str) -> NameKind:
    if path in (LABEL, SHORT, GRADE, UNIT):
        return "text"
    return _find_figure_kind(targets, *split_figure_path(list_key, path))


def _find_record_kinds(targets: TargetFinder, series: Series | InnerSeries) -> dict[str, NameKind]:
    own, _ = split_path(series.listing)
    found = {name: targets.find_target(own, path.removeprefix("-")) for name, path in series.fields.items()}
    return {
        name: "count" if target is not None and target.family == "number" else "text" for name, target in found.items()
    }


def _expand_by_values(targets: TargetFinder, quantity: Quantity) -> Iterator[str]:
    orders = {name: _find_ordered_values(targets, quantity.list, path) for name, path in quantity.by.items()}
    yield from (named.name for named in name_quantity_values(quantity, orders))


def name_quantity_values(quantity: Quantity, orders: Mapping[str, tuple[str, ...]]) -> Iterator[QuantityName]:
    """Yield the quantity's own name, then one per value and pair of values.

    `orders` are the values in order of each name of `by`; a name whose values are not known beforehand may be absent.
    Of two names, the unclear value of one alone would not say which is unclear: it is preceded by that name.
    """
    for chosen in itertools.product(*((None, *order) for order in orders.values())):
        values = {name: value for name, value in zip(orders, chosen, strict=True) if value is not None}
        alone = len(values) == 1 and len(quantity.by) > 1
        unclear = say("summary.unclear")
        words = tuple(name + value if alone and value == unclear else value for name, value in values.items())
        yield QuantityName("_".join([quantity.name, *words]), values, words)


def _find_ordered_values(targets: TargetFinder, list_key: str, path: str) -> tuple[str, ...]:
    """Return the values of a path in order, the unclear value last; empty where they are not known beforehand."""
    try:
        target = targets.find_target(list_key, path)
    except KeyError:
        return ()
    return (target.columns if target else None) or ()
