"""What the figures of a list count: a count, or the part and the whole of a ratio, now or a round ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.definition import COUNT, UNIT, FigureKind, FigureSpec, Scope
from toolkit.messages import say
from toolkit.rules import Condition, When
from toolkit.summary.counts import Count, Label
from toolkit.summary.fields.base import UNIT_NAME
from toolkit.summary.fields.conditions import FieldConditions
from toolkit.summary.plan_fields import Planner
from toolkit.summary.roster import SummaryRoster

_FILLED = Condition(filled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a figure counts: a single count, or the part and the whole of a ratio."""

    kind: FigureKind
    count: Count | None = None
    part: Count | None = None
    whole: Count | None = None


class FigureCounter:
    """Plans what figures count; every field that they need is planned.

    With `has_last`, there was a round before this one, and figures with `last` can be counted as they were then.
    """

    def __init__(self, planner: Planner, roster: SummaryRoster, *, has_last: bool = False) -> None:
        self.planner, self.roster, self.has_last = planner, roster, has_last

    def build_count(self, list_key: str, when: When | None = None, scope: Scope = "all", total: str = "") -> Count:
        """Return the count of a list's records under conditions; `total` is the path of a field to sum instead."""
        planner = self.planner
        always = UNIT_NAME if list_key.startswith("@") else "source.row"
        conditions: tuple[FieldConditions, ...] = (planner.plan_conditions(list_key, when),) if when else ()
        summed = planner.plan_field(list_key, total).key if total else ""
        count = Count(list_key=list_key, conditions=conditions, total=summed, always=always)
        return count.add_labels(Label(field=UNIT_NAME, value=self.roster.lead)) if scope == "lead" else count

    def find_figure(self, list_key: str, key: str) -> FigureSpec:
        """Return a figure of a list; KeyError where there is none. Every list can count its records."""
        found = self.planner.definition.find_countable(list_key).find_figure(key)
        if found is None and key == COUNT:
            return FigureSpec(key=COUNT, label=say("summary.total"))
        if found is None:
            raise KeyError(key)
        return found

    def build_figure_count(
        self, list_key: str, figure: FigureSpec, when: When | None = None, scope: Scope = "all", *, last: bool = False
    ) -> Count:
        """Return what a figure that is no ratio counts, or counted a round ago."""
        own = figure.last if last else figure.when
        count = self.build_count(list_key, when, scope, figure.sum or "")
        if not own:
            return count
        return replace(count, conditions=(*count.conditions, self.planner.plan_conditions(list_key, own)))

    def count_figure(
        self, list_key: str, figure: FigureSpec, when: When | None = None, scope: Scope = "all", *, last: bool = False
    ) -> Counted:
        """Return what a figure counts, or counted a round ago (see `knows_last`)."""
        if figure.share is not None:
            part, whole = self.find_figure(list_key, figure.share), self.find_figure(list_key, figure.of)
            counts = [self.build_figure_count(list_key, each, when, scope, last=last) for each in (part, whole)]
            return Counted(kind=figure.kind, part=counts[0], whole=counts[1])
        if figure.average is not None:
            summed = figure.model_copy(update={"sum": figure.average})
            filled = {**figure.when, figure.average: _FILLED}, {**figure.last, figure.average: _FILLED}
            number = figure.model_copy(update={"when": filled[0], "last": filled[1]})
            counts = [self.build_figure_count(list_key, each, when, scope, last=last) for each in (summed, number)]
            return Counted(kind=figure.kind, part=counts[0], whole=counts[1])
        return Counted(kind=figure.kind, count=self.build_figure_count(list_key, figure, when, scope, last=last))

    def knows_last(self, list_key: str, figure: FigureSpec) -> bool:
        """Tell whether a figure can be counted as it was a round ago: all that it counts says how."""
        return self.has_last and all(each.last for each in self._find_counted(list_key, figure))

    def _find_counted(self, list_key: str, figure: FigureSpec) -> Iterator[FigureSpec]:
        if figure.share is None:
            yield figure
        else:
            yield from (self.find_figure(list_key, key) for key in (figure.share, figure.of))


def leave_out_unit(count: Count, unit: str) -> Count:
    """Return the count without the records of a unit; the same count where no unit is named."""
    if not unit:
        return count
    others = FieldConditions(list_key=count.list_key, when={UNIT: Condition(exclude=(unit,))}, fields={UNIT: UNIT_NAME})
    return replace(count, conditions=(*count.conditions, others))
