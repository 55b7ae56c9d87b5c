"""Look for what summary.toml gets wrong, named figures and front page first: paths come in, mistakes go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.lint.bulletin import check_series
from toolkit.definition.lint.figures import (
    check_counting,
    check_plain_figure,
    report_missing_figure,
    resolve_figure,
)
from toolkit.definition.lint.problems import Notes
from toolkit.definition.lint.sheets import (
    Declarations,
    check_charts,
    check_roster_labels,
    check_sheets,
)
from toolkit.definition.quantity_names import collect_other_names, expand_quantity_names
from toolkit.definition.report import MEMBERS, UNITS, Quantity, SummarySpec
from toolkit.definition.targets import TargetFinder
from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.text import find_nearest

FILE = "summary.toml"


def check_summary(paths: TargetFinder) -> list[Mistake]:
    """Return the mistakes of the rosters, quantities, the front page and the bulletin's lists."""
    spec, notes = paths.definition.summary, Notes(paths, FILE)
    for list_key in (UNITS, MEMBERS):
        check_counting(notes.enter_part(list_key[1:]), list_key)
        check_sheets(notes.enter_part(list_key[1:]), list_key)
    check_roster_labels(notes)
    names = _QuantityNames(notes, spec)
    names.check_names()
    for part, name in _collect_quantity_names(spec):
        names.has_quantity(name, part)
    shown = Declarations(paths)
    _check_attention(notes, spec, names, shown)
    _check_grades(notes, spec)
    for name, list_key in spec.used.items():
        _check_used_list(notes.enter_part("used", name), list_key)
    check_charts(notes, spec, shown)
    check_series(notes, spec, shown)
    return notes.collect_mistakes()


def _collect_quantity_names(spec: SummarySpec) -> Iterator[tuple[str, str]]:
    """Yield where quantities are named, and the names."""
    coverage = spec.coverage
    for name in (coverage.total, coverage.returned, coverage.faulty, coverage.nil, coverage.missing):
        yield "coverage", name
    yield from (("key_figures", name) for name in spec.key_figures)


class _QuantityNames:
    """The names of quantities: those there are, and those that cannot be told because a list is not there."""

    def __init__(self, notes: Notes, spec: SummarySpec) -> None:
        self.notes, self.spec = notes, spec
        self.owners: dict[str, str] = {}
        # Quantities without their list, by their own names; and those whose further names cannot be told.
        self.homeless: dict[str, str] = {}
        self.unsure: list[str] = []

    def check_names(self) -> None:
        """Note the mistakes of quantities and of the names of everything else."""
        for quantity in self.spec.quantities:
            inner = self.notes.enter_part("quantities", quantity.name)
            if inner.is_list_missing(quantity.list):
                self.homeless[quantity.name] = quantity.list
                self._claim_name(inner, quantity.name)
                continue
            if not _check_quantity(inner, quantity):
                self.unsure.append(f"{quantity.name}_")
            for name in expand_quantity_names(self.notes.paths, quantity):
                self._claim_name(inner, name)
        self.quantities = tuple(self.owners)
        for part, name in collect_other_names(self.spec):
            self._claim_name(self.notes.enter_part(part), name)

    def _claim_name(self, notes: Notes, name: str) -> None:
        if not name.isidentifier():
            notes.report_mistake("definition.not_a_name", name=name)
        if name in self.owners:
            notes.report_mistake("definition.name_twice", name=name)
        self.owners[name] = name

    def has_quantity(self, name: str, part: str) -> bool:
        """Tell whether a quantity of this name is there, note it where it should be."""
        if name in self.quantities and name not in self.homeless:
            return True
        if any(name.startswith(own) for own in self.unsure):
            return False
        home = next((key for own, key in self.homeless.items() if name.startswith(own)), None)
        if home is not None:
            self.notes.is_list_missing(home, part, name)
        else:
            near = find_nearest(name, self.quantities) or ""
            self.notes.report_mistake("definition.no_quantity", part, name=name, nearest=near)
        return False


def _check_quantity(notes: Notes, quantity: Quantity) -> bool:
    """Note the mistakes of a quantity; tell whether it is known which names it gives."""
    countable = notes.paths.definition.find_countable(quantity.list)
    notes.check_conditions(quantity.list, quantity.when, "when")
    targets = [(path, notes.find_target(quantity.list, path, "by")) for path in quantity.by.values()]
    for path, target in targets:
        if target is not None and target.order is None:
            notes.report_mistake("definition.not_closed_by", "by", path=path)
    check_plain_figure(notes, countable, quantity.figure, "figure")
    for key in quantity.figures.values():
        if resolve_figure(countable, key) is None:
            report_missing_figure(notes, countable, key, "figures")
    return all(target is not None and target.order is not None for _, target in targets)


def _check_attention(notes: Notes, spec: SummarySpec, names: _QuantityNames, shown: Declarations) -> None:
    """Note the mistakes of the front page's box and of the sheets' order.

    Where a list is gone its sheets are gone, too: all that are named are one mistake then.
    """
    named: list[str] = []
    for position, line in enumerate(spec.attention, 1):
        inner = notes.enter_part("attention", say("place.item", position=position, name=""))
        if line.text.count("{}") != 1:
            inner.report_mistake("definition.one_mark", "text")
        if names.has_quantity(line.quantity, "attention"):
            named.append(line.sheet)
            if not notes.missing:
                shown.check_sheets_exist(inner, [line.sheet], "sheet")
    if notes.missing:
        shown.check_sheets_exist(notes, [*spec.sheets, *named], say("list.separator").join(("sheets", "attention")))
    else:
        shown.check_sheets_exist(notes, spec.sheets, "sheets")


def _check_used_list(notes: Notes, list_key: str) -> None:
    """A campaign uses lists; the rosters are always there."""
    if list_key in (UNITS, MEMBERS):
        notes.report_mistake("definition.used_roster", key=list_key)
    else:
        notes.is_list_missing(list_key)


def _check_grades(notes: Notes, spec: SummarySpec) -> None:
    if any(after.least >= before.least for before, after in itertools.pairwise(spec.grades)):
        notes.report_mistake("definition.grades_order", "grades")
    labels = [grade.label for grade in spec.grades]
    for label in {label: None for label in labels if labels.count(label) > 1}:
        notes.report_mistake("definition.label_twice", "grades", label=label)
