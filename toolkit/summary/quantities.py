"""Quantities: figures with names, for the first page, the bulletin and the sheet of figures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.definition import UNITS, Quantity, name_quantity_values
from toolkit.messages import say
from toolkit.rules import When
from toolkit.summary.counts import Count, Label
from toolkit.summary.fields.base import UNIT_NAME, Field
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import Value, compute_share
from toolkit.summary.tabulate import Tabulator


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFigure:
    """A figure with a name: a count, or the share of one count in another; and its meaning in words."""

    name: str
    meaning: str
    # Counts nothing: the campaign does not use a list that it needs, or has no lead unit.
    unused: bool = False
    count: Count | None = None
    part: Count | None = None
    whole: Count | None = None

    def compute_value(self, frames: MergedFrames) -> Value:
        """Return the figure; None is a share of nothing."""
        if self.count is not None:
            return self.count.compute_value(frames)
        assert self.part is not None and self.whole is not None
        return compute_share(self.part.compute_value(frames), self.whole.compute_value(frames))


def plan_quantities(tabulator: Tabulator) -> tuple[NamedFigure, ...]:
    """Return every quantity in declared order; those of lists that this campaign does not use count nothing."""
    quantities = tabulator.planner.definition.summary.quantities
    return tuple(named for quantity in quantities for named in _plan_quantity(tabulator, quantity))


def _plan_quantity(tabulator: Tabulator, quantity: Quantity) -> Iterator[NamedFigure]:
    """Yield a quantity, its values and its figures, each as far as the lists of this campaign let it be counted."""
    if not tabulator.planner.has_list(quantity.list) or (quantity.scope == "lead" and not tabulator.roster.lead):
        yield from _plan_unused(quantity.name, *(quantity.name + suffix for suffix in quantity.figures))
        return
    try:
        base = tabulator.build_figure_count(
            quantity.list, tabulator.find_figure(quantity.list, quantity.figure), quantity.when, quantity.scope
        )
    except KeyError:
        yield from _plan_unused(quantity.name, *(quantity.name + suffix for suffix in quantity.figures))
        return
    meaning = _render_meaning(tabulator, quantity)
    yield from _plan_values(tabulator, quantity, base, meaning)
    for suffix, key in quantity.figures.items():
        try:
            yield _plan_figure(tabulator, quantity, suffix, key, meaning)
        except KeyError:
            yield from _plan_unused(quantity.name + suffix)


def _plan_values(tabulator: Tabulator, quantity: Quantity, base: Count, meaning: str) -> Iterator[NamedFigure]:
    planner = tabulator.planner
    fields: dict[str, Field] = {}
    for name, path in quantity.by.items():
        with contextlib.suppress(KeyError):  # a list that this campaign does not use
            fields[name] = planner.plan_field(quantity.list, path)
    orders = {name: planner.order_values(field) or () for name, field in fields.items()}
    for named in name_quantity_values(quantity, orders):
        labels = tuple(Label(field=fields[name].key, value=value) for name, value in named.values.items())
        words = say("list.separator").join([meaning, *named.words])
        yield NamedFigure(name=named.name, meaning=words, count=base.add_labels(*labels))


def _plan_figure(tabulator: Tabulator, quantity: Quantity, suffix: str, key: str, meaning: str) -> NamedFigure:
    figure = tabulator.find_figure(quantity.list, key)
    name, full_meaning = quantity.name + suffix, say("quantity.figure", meaning=meaning, figure=figure.label)
    if figure.share is None:
        count = tabulator.build_figure_count(quantity.list, figure, quantity.when, quantity.scope)
        return NamedFigure(name=name, meaning=full_meaning, count=count)
    part, whole = tabulator.build_share_counts(quantity.list, figure, quantity.when, quantity.scope)
    return NamedFigure(name=name, meaning=full_meaning, part=part, whole=whole)


def _plan_unused(*names: str) -> Iterator[NamedFigure]:
    """Yield names that count nothing, so that the bulletin's sentences find them as 0."""
    nobody = Count(list_key=UNITS, always=UNIT_NAME).add_labels(Label(field=UNIT_NAME, value=say("quantity.nobody")))
    for name in names:
        yield NamedFigure(name=name, meaning=say("quantity.unused"), unused=True, count=nobody)


def _render_meaning(tabulator: Tabulator, quantity: Quantity) -> str:
    """Say what is counted: the list, whose records, and under which conditions."""
    planner = tabulator.planner
    label = planner.definition.find_label(quantity.list)
    whose = tabulator.roster.lead if quantity.scope == "lead" else say("quantity.all")
    parts = [say("quantity.of", list=label, whose=whose), *_render_conditions(tabulator, quantity.list, quantity.when)]
    figure = tabulator.find_figure(quantity.list, quantity.figure)
    parts += _render_conditions(tabulator, quantity.list, figure.when)
    if figure.sum:
        parts.append(figure.label)
    return quantity.label or say("list.separator").join(parts)


def _render_conditions(tabulator: Tabulator, list_key: str, when: When) -> list[str]:
    return [condition.render_condition(tabulator.find_heading(list_key, path)) for path, condition in when.items()]
