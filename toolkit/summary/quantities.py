"""Quantities: figures with names, for the first page, the bulletin and the sheet of figures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from toolkit.definition import UNITS, FigureKind, FigureSpec, Quantity, name_comparison, name_quantity_values
from toolkit.messages import say
from toolkit.rules import When
from toolkit.summary.counts import Count, Label
from toolkit.summary.fields.base import UNIT_NAME, Field
from toolkit.summary.figure_counts import Counted, leave_out_unit
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import Value, choose_figure_style, compute_change, compute_ratio
from toolkit.summary.tabulate import Tabulator

Frozen: TypeAlias = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFigure:
    """A figure with a name: a count, or the ratio of one count and another; and its meaning in words.

    A figure of a round ago that cannot be counted any more has a fixed value, and a change has the two figures that
    it is the difference of.
    """

    name: str
    meaning: str
    # Counts nothing: the campaign does not use a list that it needs, or has no lead unit.
    unused: bool = False
    kind: FigureKind = "count"
    count: Count | None = None
    part: Count | None = None
    whole: Count | None = None
    fixed: Value = None
    change: tuple[NamedFigure, NamedFigure] | None = None

    @property
    def is_share(self) -> bool:
        """Tell whether the figure is a share, which is shown in percent."""
        return self.kind == "rate"

    @property
    def style(self) -> str:
        """The name of the style that shows the figure."""
        return choose_figure_style(self.kind, change=self.change is not None)

    def compute_value(self, frames: MergedFrames) -> Value:
        """Return the figure; None is a ratio of nothing, or unknown."""
        if self.count is not None:
            return self.count.compute_value(frames)
        if self.change is not None:
            now, last = (figure.compute_value(frames) for figure in self.change)
            return compute_change(now, last, self.kind)
        if self.part is None or self.whole is None:
            return self.fixed
        return compute_ratio(self.part.compute_value(frames), self.whole.compute_value(frames), self.kind)


def restore_frozen(value: float | None, kind: FigureKind) -> Value:
    """Return a figure as it was before it was frozen: a count is a whole number again."""
    return int(value) if value is not None and kind == "count" else value


def plan_quantities(tabulator: Tabulator, frozen: Frozen | None = None) -> tuple[NamedFigure, ...]:
    """Return every quantity in declared order; those of lists that this campaign does not use count nothing.

    `frozen` are the named figures at the end of the last round, None in the first.
    """
    quantities = tabulator.planner.definition.summary.quantities
    return tuple(named for quantity in quantities for named in _plan_quantity(tabulator, quantity, frozen))


def _plan_quantity(tabulator: Tabulator, quantity: Quantity, frozen: Frozen | None) -> Iterator[NamedFigure]:
    """Yield a quantity, its values and its figures, each as far as the lists of this campaign let it be counted."""
    spared = _find_spared_unit(tabulator, quantity)
    names = (quantity.name, *(quantity.name + suffix for suffix in quantity.figures))
    if not tabulator.planner.has_list(quantity.list) or (quantity.scope == "lead" and not tabulator.roster.lead):
        yield from _plan_unused(quantity, *names)
        return
    try:
        figure = tabulator.find_figure(quantity.list, quantity.figure)
        base = leave_out_unit(
            tabulator.build_figure_count(quantity.list, figure, quantity.when, quantity.scope), spared
        )
    except KeyError:
        yield from _plan_unused(quantity, *names)
        return
    meaning = _render_meaning(tabulator, quantity)
    values = list(_plan_values(tabulator, quantity, base, meaning))
    yield from values
    yield from _plan_comparison(tabulator, quantity, values[0], figure, frozen)
    for suffix, key in quantity.figures.items():
        try:
            figure = tabulator.find_figure(quantity.list, key)
            named = _plan_figure(tabulator, quantity, suffix, figure, meaning)
            compared = list(_plan_comparison(tabulator, quantity, named, figure, frozen))
        except KeyError:
            yield from _plan_unused(quantity, quantity.name + suffix)
            continue
        yield from (named, *compared)


def _plan_comparison(
    tabulator: Tabulator, quantity: Quantity, now: NamedFigure, figure: FigureSpec, frozen: Frozen | None
) -> Iterator[NamedFigure]:
    """Yield what a figure was a round ago and the change, where the quantity asks for them.

    The last value is counted over the same records where the figure says how, else it is the one that was frozen.
    """
    if not quantity.compare:
        return
    last_name, change_name = name_comparison(now.name)
    meaning = say("tracking.last_meaning", meaning=now.meaning)
    fixed = restore_frozen((frozen or {}).get(now.name), now.kind)
    last = NamedFigure(name=last_name, meaning=meaning, kind=now.kind, fixed=fixed)
    if tabulator.knows_last(quantity.list, figure):
        counted = tabulator.count_figure(quantity.list, figure, quantity.when, quantity.scope, last=True)
        last = _replace_counts(last, counted, _find_spared_unit(tabulator, quantity))
    yield last
    meaning = say("tracking.change_meaning", meaning=now.meaning)
    yield NamedFigure(name=change_name, meaning=meaning, kind=now.kind, change=(now, last))


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


def _plan_figure(
    tabulator: Tabulator, quantity: Quantity, suffix: str, figure: FigureSpec, meaning: str
) -> NamedFigure:
    counted = tabulator.count_figure(quantity.list, figure, quantity.when, quantity.scope)
    meaning = say("quantity.figure", meaning=meaning, figure=figure.label)
    named = NamedFigure(name=quantity.name + suffix, meaning=meaning, kind=counted.kind)
    return _replace_counts(named, counted, _find_spared_unit(tabulator, quantity))


def _replace_counts(named: NamedFigure, counted: Counted, spared: str) -> NamedFigure:
    """Return the figure with what it counts, without the unit that is spared."""
    counts = (counted.count, counted.part, counted.whole)
    count, part, whole = (leave_out_unit(each, spared) if each is not None else None for each in counts)
    return replace(named, count=count, part=part, whole=whole)


def _find_spared_unit(tabulator: Tabulator, quantity: Quantity) -> str:
    """Return the lead unit where the quantity leaves it out, else an empty text."""
    spares = quantity.spare and tabulator.planner.definition.summary.spare_lead
    return tabulator.roster.lead if spares else ""


def _plan_unused(quantity: Quantity, *names: str) -> Iterator[NamedFigure]:
    """Yield names that count nothing, so that the bulletin's sentences find them as 0."""
    nobody = Count(list_key=UNITS, always=UNIT_NAME).add_labels(Label(field=UNIT_NAME, value=say("quantity.nobody")))
    for name in names:
        for each in (name, *(name_comparison(name) if quantity.compare else ())):
            yield NamedFigure(name=each, meaning=say("quantity.unused"), unused=True, count=nobody)


def _render_meaning(tabulator: Tabulator, quantity: Quantity) -> str:
    """Say what is counted: the list, whose records, and under which conditions."""
    planner = tabulator.planner
    label = planner.definition.find_label(quantity.list)
    whose = tabulator.roster.lead if quantity.scope == "lead" else say("quantity.all")
    parts = [say("quantity.of", list=label, whose=whose), *_render_conditions(tabulator, quantity.list, quantity.when)]
    figure = tabulator.find_figure(quantity.list, quantity.figure)
    parts += _render_conditions(tabulator, quantity.list, figure.when)
    if spared := _find_spared_unit(tabulator, quantity):
        parts.append(say("quantity.spared", unit=spared))
    if figure.sum:
        parts.append(figure.label)
    return quantity.label or say("list.separator").join(parts)


def _render_conditions(tabulator: Tabulator, list_key: str, when: When) -> list[str]:
    return [condition.render_condition(tabulator.find_heading(list_key, path)) for path, condition in when.items()]
