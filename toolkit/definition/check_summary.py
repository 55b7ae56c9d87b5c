"""Look for what summary.toml gets wrong, named figures and front page first: paths come in, mistakes go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from toolkit.definition.check_counting import check_counting, check_plain_figure, find_figure, say_no_figure
from toolkit.definition.check_series import check_series
from toolkit.definition.check_shown import Shown, check_charts, check_roster_labels, check_sheets
from toolkit.definition.counting import Quantity, SummarySpec
from toolkit.definition.names import expanded_names, other_names
from toolkit.definition.notes import Notes
from toolkit.definition.paths import MEMBERS, UNITS, Paths
from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.text import nearest

FILE = "summary.toml"


def check_summary(paths: Paths) -> list[Mistake]:
    """Return the mistakes of the rosters, quantities, the front page and the bulletin's lists."""
    spec, notes = paths.definition.summary, Notes(paths, FILE)
    for list_key in (UNITS, MEMBERS):
        check_counting(notes.inside(list_key[1:]), list_key)
        check_sheets(notes.inside(list_key[1:]), list_key)
    check_roster_labels(notes)
    names = _Names(notes, spec)
    names.check()
    for part, name in _named(spec):
        names.known(name, part)
    shown = Shown(paths)
    _attention(notes, spec, names, shown)
    _grades(notes, spec)
    for name, list_key in spec.used.items():
        _used(notes.inside("used", name), list_key)
    check_charts(notes, spec, shown)
    check_series(notes, spec, shown)
    return notes.result()


def _named(spec: SummarySpec) -> Iterator[tuple[str, str]]:
    """Yield where quantities are named, and the names."""
    coverage = spec.coverage
    for name in (coverage.total, coverage.returned, coverage.faulty, coverage.nil, coverage.missing):
        yield "coverage", name
    yield from (("key_figures", name) for name in spec.key_figures)


class _Names:
    """The names of quantities: those there are, and those that cannot be told because a list is not there."""

    def __init__(self, notes: Notes, spec: SummarySpec) -> None:
        self.notes, self.spec = notes, spec
        self.owners: dict[str, str] = {}
        # Quantities without their list, by their own names; and those whose further names cannot be told.
        self.homeless: dict[str, str] = {}
        self.unsure: list[str] = []

    def check(self) -> None:
        """Note the mistakes of quantities and of the names of everything else."""
        for quantity in self.spec.quantities:
            inner = self.notes.inside("quantities", quantity.name)
            if inner.misses(quantity.list):
                self.homeless[quantity.name] = quantity.list
                self._take(inner, quantity.name)
                continue
            if not _quantity(inner, quantity):
                self.unsure.append(f"{quantity.name}_")
            for name in expanded_names(self.notes.paths, quantity):
                self._take(inner, name)
        self.quantities = tuple(self.owners)
        for part, name in other_names(self.spec):
            self._take(self.notes.inside(part), name)

    def _take(self, notes: Notes, name: str) -> None:
        if not name.isidentifier():
            notes.say("definition.not_a_name", name=name)
        if name in self.owners:
            notes.say("definition.name_twice", name=name)
        self.owners[name] = name

    def known(self, name: str, part: str) -> bool:
        """Tell whether a quantity of this name is there, note it where it should be."""
        if name in self.quantities and name not in self.homeless:
            return True
        if any(name.startswith(own) for own in self.unsure):
            return False
        home = next((key for own, key in self.homeless.items() if name.startswith(own)), None)
        if home is not None:
            self.notes.misses(home, part, name)
        else:
            near = nearest(name, self.quantities) or ""
            self.notes.say("definition.no_quantity", part, name=name, nearest=near)
        return False


def _quantity(notes: Notes, quantity: Quantity) -> bool:
    """Note the mistakes of a quantity; tell whether it is known which names it gives."""
    countable = notes.paths.countable(quantity.list)
    notes.when(quantity.list, quantity.when, "when")
    targets = [(path, notes.target(quantity.list, path, "by")) for path in quantity.by.values()]
    for path, target in targets:
        if target is not None and target.order is None:
            notes.say("definition.not_closed_by", "by", path=path)
    check_plain_figure(notes, countable, quantity.figure, "figure")
    for key in quantity.figures.values():
        if find_figure(countable, key) is None:
            say_no_figure(notes, countable, key, "figures")
    return all(target is not None and target.order is not None for _, target in targets)


def _attention(notes: Notes, spec: SummarySpec, names: _Names, shown: Shown) -> None:
    """Note the mistakes of the front page's box and of the sheets' order.

    Where a list is gone its sheets are gone, too: all that are named are one mistake then.
    """
    named: list[str] = []
    for position, line in enumerate(spec.attention, 1):
        inner = notes.inside("attention", say("place.item", position=position, name=""))
        if line.text.count("{}") != 1:
            inner.say("definition.one_mark", "text")
        if names.known(line.quantity, "attention"):
            named.append(line.sheet)
            if not notes.missing:
                shown.sheets_known(inner, [line.sheet], "sheet")
    if notes.missing:
        shown.sheets_known(notes, [*spec.sheets, *named], say("list.separator").join(("sheets", "attention")))
    else:
        shown.sheets_known(notes, spec.sheets, "sheets")


def _used(notes: Notes, list_key: str) -> None:
    """A campaign uses lists; the rosters are always there."""
    if list_key in (UNITS, MEMBERS):
        notes.say("definition.used_roster", key=list_key)
    else:
        notes.misses(list_key)


def _grades(notes: Notes, spec: SummarySpec) -> None:
    if any(after.least >= before.least for before, after in itertools.pairwise(spec.grades)):
        notes.say("definition.grades_order", "grades")
    labels = [grade.label for grade in spec.grades]
    for label in {label: None for label in labels if labels.count(label) > 1}:
        notes.say("definition.label_twice", "grades", label=label)
