"""Check summary.toml: rosters, named quantities, the front page, charts, and the lists of the bulletin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.lint.bulletin import check_bulletins, check_series
from toolkit.definition.lint.figures import (
    check_counting,
    check_plain_figure,
    report_missing_figure,
    resolve_figure,
)
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.sheets import (
    Declarations,
    check_charts,
    check_roster_labels,
    check_sheets,
)
from toolkit.definition.lint.tracking import check_tracking
from toolkit.definition.quantity_names import collect_other_names, expand_quantity_names
from toolkit.definition.report import MEMBERS, UNITS, Quantity, SummarySpec
from toolkit.definition.targets import TargetFinder
from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.text import find_nearest

FILE = "summary.toml"


def check_summary(targets: TargetFinder) -> list[Mistake]:
    """Return every mistake in the file, those of missing lists last."""
    spec, problems = targets.definition.summary, ProblemCollector(targets, FILE)
    for list_key in (UNITS, MEMBERS):
        check_counting(problems.enter_part(list_key[1:]), list_key)
        check_sheets(problems.enter_part(list_key[1:]), list_key)
    check_roster_labels(problems)
    names = _QuantityNames(problems, spec)
    names.check_names()
    for part, name in _collect_quantity_names(spec):
        names.has_quantity(name, part)
    shown = Declarations(targets)
    _check_attention(problems, spec, names, shown)
    _check_grades(problems, spec)
    for name, list_key in spec.used.items():
        _check_used_list(problems.enter_part("used", name), list_key)
    check_charts(problems, spec, shown)
    check_series(problems, spec, shown)
    check_bulletins(problems, spec, shown)
    check_tracking(problems.enter_part("tracking"), spec, shown, names.has_quantity)
    return problems.collect_mistakes()


def _collect_quantity_names(spec: SummarySpec) -> Iterator[tuple[str, str]]:
    """Yield the quantities that the front page needs, each with the part of the file that names it."""
    coverage = spec.coverage
    for name in (coverage.total, coverage.returned, coverage.faulty, coverage.nil, coverage.missing):
        yield "coverage", name
    yield from (("key_figures", name) for name in spec.key_figures)


class _QuantityNames:
    """Checks the names of quantities, and collects which names exist.

    The names of a missing list's quantities are unknown; using them is not a further mistake.
    """

    def __init__(self, problems: ProblemCollector, spec: SummarySpec) -> None:
        self.problems, self.spec = problems, spec
        self.claimed: dict[str, None] = {}
        # By quantity name, the missing list of each quantity whose list does not exist.
        self.without_list: dict[str, str] = {}
        # The beginnings of the names of quantities whose values are unknown.
        self.unsure: list[str] = []

    def check_names(self) -> None:
        """Report the mistakes in quantities and in all other names."""
        for quantity in self.spec.quantities:
            inner = self.problems.enter_part("quantities", quantity.name)
            if inner.is_list_missing(quantity.list):
                self.without_list[quantity.name] = quantity.list
                self._claim_name(inner, quantity.name)
                continue
            if not _check_quantity(inner, quantity):
                self.unsure.append(f"{quantity.name}_")
            for name in expand_quantity_names(self.problems.targets, quantity):
                self._claim_name(inner, name)
        self.quantities = tuple(self.claimed)
        for part, name in collect_other_names(self.spec):
            self._claim_name(self.problems.enter_part(part), name)

    def _claim_name(self, problems: ProblemCollector, name: str) -> None:
        if not name.isidentifier():
            problems.report_mistake("definition.not_a_name", name=name)
        if name in self.claimed:
            problems.report_mistake("definition.name_twice", name=name)
        self.claimed[name] = None

    def has_quantity(self, name: str, part: str) -> bool:
        """Tell whether a quantity of this name exists, and report the name where it should exist but does not."""
        if name in self.quantities and name not in self.without_list:
            return True
        if any(name.startswith(own) for own in self.unsure):
            return False
        missing = next((key for own, key in self.without_list.items() if name.startswith(own)), None)
        if missing is not None:
            self.problems.is_list_missing(missing, part, name)
        else:
            near = find_nearest(name, self.quantities) or ""
            self.problems.report_mistake("definition.no_quantity", part, name=name, nearest=near)
        return False


def _check_quantity(problems: ProblemCollector, quantity: Quantity) -> bool:
    """Report the mistakes in a quantity; return whether the names it gives are known."""
    countable = problems.definition.find_countable(quantity.list)
    problems.check_conditions(quantity.list, quantity.when, "when")
    by = [(path, problems.find_target(quantity.list, path, "by")) for path in quantity.by.values()]
    for path, target in by:
        if target is not None and target.order is None:
            problems.report_mistake("definition.not_closed_by", "by", path=path)
    check_plain_figure(problems, countable, quantity.figure, "figure")
    if quantity.spare and quantity.scope == "lead":
        problems.report_mistake("definition.spares_itself", "spare")
    for key in quantity.figures.values():
        if resolve_figure(countable, key) is None:
            report_missing_figure(problems, countable, key, "figures")
    return all(target is not None and target.order is not None for _, target in by)


def _check_attention(problems: ProblemCollector, spec: SummarySpec, names: _QuantityNames, shown: Declarations) -> None:
    """Report the mistakes in the front page's box and in the order of sheets.

    A missing list lacks its sheets as well, so all missing sheets are then joined into one mistake.
    """
    named: list[str] = []
    for position, line in enumerate(spec.attention, 1):
        inner = problems.enter_part("attention", say("place.item", position=position, name=""))
        if line.text.count("{}") != len(line.quantity):
            inner.report_mistake("definition.one_mark", "text", count=len(line.quantity))
        known = [names.has_quantity(name, "attention") for name in line.quantity]
        if all(known):
            named.append(line.sheet)
            if not problems.missing_lists:
                shown.check_sheets_exist(inner, [line.sheet], "sheet")
    if problems.missing_lists:
        parts = ("sheets", "print", "attention") if spec.print else ("sheets", "attention")
        shown.check_sheets_exist(problems, [*spec.sheets, *spec.print, *named], say("list.separator").join(parts))
    else:
        shown.check_sheets_exist(problems, spec.sheets, "sheets")
        shown.check_sheets_exist(problems, spec.print, "print")


def _check_used_list(problems: ProblemCollector, list_key: str) -> None:
    """Report a roster or an unknown key where a list that a campaign may use is needed."""
    if list_key in (UNITS, MEMBERS):
        problems.report_mistake("definition.used_roster", key=list_key)
    else:
        problems.is_list_missing(list_key)


def _check_grades(problems: ProblemCollector, spec: SummarySpec) -> None:
    if any(after.least >= before.least for before, after in itertools.pairwise(spec.grades)):
        problems.report_mistake("definition.grades_order", "grades")
    labels = [grade.label for grade in spec.grades]
    for label in {label: None for label in labels if labels.count(label) > 1}:
        problems.report_mistake("definition.label_twice", "grades", label=label)
