"""Figures with names: declared quantities come in, one count or share per name goes out."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.definition import MEMBERS, UNITS, Quantity
from toolkit.messages import say
from toolkit.rules import When
from toolkit.summary.counts import Count, Label
from toolkit.summary.field import unclear
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import Value, share
from toolkit.summary.tabulate import Tabulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One figure with a name: a count, or the share of one count in another; and what it means in words."""

    name: str
    meaning: str
    count: Count | None = None
    part: Count | None = None
    whole: Count | None = None

    def value(self, frames: MergedFrames) -> Value:
        """Return the figure; None is a share of nothing."""
        if self.count is not None:
            return self.count.value(frames)
        assert self.part is not None and self.whole is not None
        return share(self.part.value(frames), self.whole.value(frames))


def plan_quantities(tabulator: Tabulator) -> tuple[Named, ...]:
    """Return every quantity in declared order; those of lists that this campaign does not use count nothing."""
    quantities = tabulator.planner.definition.summary.quantities
    return tuple(named for quantity in quantities for named in _named(tabulator, quantity))


def _named(tabulator: Tabulator, quantity: Quantity) -> list[Named]:
    if tabulator.planner.has(quantity.list) and (quantity.scope == "all" or tabulator.roster.lead):
        with contextlib.suppress(KeyError):  # a condition on a list that this campaign does not use
            return list(_expanded(tabulator, quantity))
    return list(_nothing(tabulator, quantity))


def _expanded(tabulator: Tabulator, quantity: Quantity) -> Iterator[Named]:
    planner = tabulator.planner
    meaning = _meaning(tabulator, quantity)
    base = tabulator.counted(
        quantity.list, tabulator.figure(quantity.list, quantity.figure), quantity.when, quantity.scope
    )
    for chosen in _combinations(tabulator, quantity):
        fields = {of: planner.field(quantity.list, quantity.by[of]).key for of in chosen}
        labels = tuple(Label(field=fields[of], value=value) for of, value in chosen.items())
        alone = len(chosen) == 1 and len(quantity.by) > 1
        words = [of + value if alone and value == unclear() else value for of, value in chosen.items()]
        said = say("list.separator").join([meaning, *words])
        yield Named(name="_".join([quantity.name, *words]), meaning=said, count=base.where(*labels))
    for suffix, key in quantity.figures.items():
        figure = tabulator.figure(quantity.list, key)
        name, said = quantity.name + suffix, say("quantity.figure", meaning=meaning, figure=figure.label)
        if figure.share is None:
            count = tabulator.counted(quantity.list, figure, quantity.when, quantity.scope)
            yield Named(name=name, meaning=said, count=count)
        else:
            part, whole = tabulator.shared(quantity.list, figure, quantity.when, quantity.scope)
            yield Named(name=name, meaning=said, part=part, whole=whole)


def _nothing(tabulator: Tabulator, quantity: Quantity) -> Iterator[Named]:
    """Yield the quantity's own names, counting the records of nobody: the bulletin's sentences find them as 0."""
    nobody = Count(list_key=UNITS, always="source.unit").where(Label(field="source.unit", value=say("quantity.nobody")))
    for name in (quantity.name, *(quantity.name + suffix for suffix in quantity.figures)):
        yield Named(name=name, meaning=say("quantity.unused", name=name), count=nobody)


def _combinations(tabulator: Tabulator, quantity: Quantity) -> Iterator[Mapping[str, str]]:
    """Yield no value, each value of each path, and each pair of values, by the names of the paths."""
    planner = tabulator.planner
    orders = [planner.order(planner.field(quantity.list, path)) or () for path in quantity.by.values()]
    for chosen in itertools.product(*((None, *order) for order in orders)):
        yield {name: value for name, value in zip(quantity.by, chosen, strict=True) if value is not None}


def _meaning(tabulator: Tabulator, quantity: Quantity) -> str:
    """Say what is counted: the list, whose records, and under which conditions."""
    planner = tabulator.planner
    rosters = {UNITS: planner.definition.summary.units.label, MEMBERS: planner.definition.summary.members.label}
    label = rosters.get(quantity.list) or planner.definition.list_type(quantity.list).label
    whose = tabulator.roster.lead if quantity.scope == "lead" else say("quantity.all")
    said = [say("quantity.of", list=label, whose=whose), *_conditions(tabulator, quantity.list, quantity.when)]
    figure = tabulator.figure(quantity.list, quantity.figure)
    said += _conditions(tabulator, quantity.list, figure.when)
    if figure.sum:
        said.append(figure.label)
    return quantity.label or say("list.separator").join(said)


def _conditions(tabulator: Tabulator, list_key: str, when: When) -> list[str]:
    return [condition.words(tabulator.label(list_key, path)) for path, condition in when.items()]
