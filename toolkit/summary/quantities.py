"""Figures with names: declared quantities come in, one count or share per name goes out."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.definition import UNITS, Quantity
from toolkit.messages import say
from toolkit.rules import When
from toolkit.summary.counts import Count, Label
from toolkit.summary.field import UNIT_NAME, Field, unclear
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import Value, share
from toolkit.summary.tabulate import Tabulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One figure with a name: a count, or the share of one count in another; and what it means in words."""

    name: str
    meaning: str
    # Nothing is counted: the campaign does not use a list that it needs, or has no lead unit.
    unused: bool = False
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


def _named(tabulator: Tabulator, quantity: Quantity) -> Iterator[Named]:
    """Yield a quantity, its values and its figures, each as far as the lists of this campaign let it be counted."""
    if not tabulator.planner.has(quantity.list) or (quantity.scope == "lead" and not tabulator.roster.lead):
        yield from _nothing(quantity.name, *(quantity.name + suffix for suffix in quantity.figures))
        return
    try:
        base = tabulator.counted(
            quantity.list, tabulator.figure(quantity.list, quantity.figure), quantity.when, quantity.scope
        )
    except KeyError:
        yield from _nothing(quantity.name, *(quantity.name + suffix for suffix in quantity.figures))
        return
    meaning = _meaning(tabulator, quantity)
    yield from _by_values(tabulator, quantity, base, meaning)
    for suffix, key in quantity.figures.items():
        try:
            yield _figure(tabulator, quantity, suffix, key, meaning)
        except KeyError:
            yield from _nothing(quantity.name + suffix)


def _by_values(tabulator: Tabulator, quantity: Quantity, base: Count, meaning: str) -> Iterator[Named]:
    planner = tabulator.planner
    fields: dict[str, Field] = {}
    for name, path in quantity.by.items():
        with contextlib.suppress(KeyError):
            fields[name] = planner.field(quantity.list, path)
    orders = [planner.order(field) or () for field in fields.values()]
    for values in itertools.product(*((None, *order) for order in orders)):
        chosen = {name: value for name, value in zip(fields, values, strict=True) if value is not None}
        labels = tuple(Label(field=fields[name].key, value=value) for name, value in chosen.items())
        alone = len(chosen) == 1 and len(quantity.by) > 1
        words = [name + value if alone and value == unclear() else value for name, value in chosen.items()]
        said = say("list.separator").join([meaning, *words])
        yield Named(name="_".join([quantity.name, *words]), meaning=said, count=base.where(*labels))


def _figure(tabulator: Tabulator, quantity: Quantity, suffix: str, key: str, meaning: str) -> Named:
    figure = tabulator.figure(quantity.list, key)
    name, said = quantity.name + suffix, say("quantity.figure", meaning=meaning, figure=figure.label)
    if figure.share is None:
        count = tabulator.counted(quantity.list, figure, quantity.when, quantity.scope)
        return Named(name=name, meaning=said, count=count)
    part, whole = tabulator.shared(quantity.list, figure, quantity.when, quantity.scope)
    return Named(name=name, meaning=said, part=part, whole=whole)


def _nothing(*names: str) -> Iterator[Named]:
    """Yield names that count the records of nobody: the bulletin's sentences find them as 0."""
    nobody = Count(list_key=UNITS, always=UNIT_NAME).where(Label(field=UNIT_NAME, value=say("quantity.nobody")))
    for name in names:
        yield Named(name=name, meaning=say("quantity.unused"), unused=True, count=nobody)


def _meaning(tabulator: Tabulator, quantity: Quantity) -> str:
    """Say what is counted: the list, whose records, and under which conditions."""
    planner = tabulator.planner
    label = planner.label(quantity.list)
    whose = tabulator.roster.lead if quantity.scope == "lead" else say("quantity.all")
    said = [say("quantity.of", list=label, whose=whose), *_conditions(tabulator, quantity.list, quantity.when)]
    figure = tabulator.figure(quantity.list, quantity.figure)
    said += _conditions(tabulator, quantity.list, figure.when)
    if figure.sum:
        said.append(figure.label)
    return quantity.label or say("list.separator").join(said)


def _conditions(tabulator: Tabulator, list_key: str, when: When) -> list[str]:
    return [condition.words(tabulator.label(list_key, path)) for path, condition in when.items()]
