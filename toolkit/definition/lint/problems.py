"""Collect the mistakes in one of an author's files, each with the part of the file where it is."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.definition.column import ANCHOR_DAYS
from toolkit.definition.definition import Definition
from toolkit.definition.pairs import name_pairs
from toolkit.definition.targets import Target, TargetFinder
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.rules import Condition, When
from toolkit.text import find_nearest

_MOST_LOCATIONS = 4  # locations named in the mistake of a missing list; the rest is only counted


class ProblemCollector:
    """Collects the mistakes of one file; all uses of the same missing list are joined into one mistake.

    The context is the location in the file. The check of a part enters that part, so that locations need not be
    passed along:

        problems = ProblemCollector(targets, "lists/problem.toml", "检视问题清单")
        table = problems.enter_part("tables", "by_unit")
        table.report_mistake("definition.rank", path="rate")  # lists/problem.toml · 检视问题清单 · tables · by_unit
        return problems.collect_mistakes()
    """

    def __init__(self, targets: TargetFinder, *context: str) -> None:
        self.targets = targets
        self._file_context, self._part_context = context, tuple[str, ...]()
        self._mistakes: list[Mistake] = []
        # By the key of a list that does not exist: the locations that need it, in order.
        self._missing: dict[str, dict[str, None]] = {}

    @property
    def definition(self) -> Definition:
        """The definition being checked."""
        return self.targets.definition

    @property
    def lost(self) -> frozenset[str]:
        """The keys of lists and choice lists whose own files have mistakes: paths into them are not checked."""
        return self.targets.lost

    def enter_part(self, *parts: str) -> ProblemCollector:
        """Return a collector for a part of the file; its mistakes are added to this collector."""
        inner = ProblemCollector(self.targets, *self._file_context)
        inner._part_context = (*self._part_context, *parts)
        inner._mistakes, inner._missing = self._mistakes, self._missing
        return inner

    def report_mistake(self, key: str, /, *parts: str, **facts: object) -> None:
        """Add a mistake at a part of this context; `key` is the key of its message."""
        location = _join_location(*self._file_context, *self._part_context, *parts)
        self._mistakes.append(make_mistake(key, location, **facts))

    def is_list_missing(self, list_key: str, *parts: str) -> bool:
        """Tell whether a list cannot be examined, and report it if it does not exist at all."""
        if list_key in self.targets.list_keys:
            return False
        missing = self._name_missing_list(list_key)
        if missing not in self.lost:
            self._missing.setdefault(missing, {})[_join_location(*self._part_context, *parts)] = None
        return True

    def _name_missing_list(self, list_key: str) -> str:
        """Return what is missing where pairs are: the list itself, or only its pairs."""
        owner = list_key.removeprefix(name_pairs(""))
        return list_key if self.definition.has_list(owner) else owner

    @property
    def missing_lists(self) -> frozenset[str]:
        """The keys of the lists reported as missing so far."""
        return frozenset(self._missing)

    def collect_mistakes(self) -> list[Mistake]:
        """Return every mistake, those of missing lists last."""
        missing = [self._make_list_mistake(key, list(locations)) for key, locations in self._missing.items()]
        return [*self._mistakes, *missing]

    def _make_list_mistake(self, list_key: str, locations: list[str]) -> Mistake:
        shown = say("list.separator").join(locations[:_MOST_LOCATIONS])
        more = say("list.more") if len(locations) > _MOST_LOCATIONS else ""
        near = find_nearest(list_key, self.targets.list_keys) or ""
        facts = {"list": list_key, "places": shown + more, "count": len(locations), "nearest": near}
        return make_mistake("definition.no_list", _join_location(*self._file_context), **facts)

    def find_target(self, list_key: str, path: str, *parts: str) -> Target | None:
        """Return the target of a path; None where it leads nowhere, which is reported, or cannot be checked."""
        try:
            return self.targets.find_target(list_key, path)
        except KeyError:
            near = self.targets.propose_path(list_key, path, self.targets.collect_plain_paths(list_key))
            self.report_mistake("definition.no_path", *parts, path=path, nearest=near)
            return None

    def check_conditions(self, list_key: str, when: When, *parts: str) -> None:
        """Report conditions whose path leads nowhere, or that never or always hold."""
        for path, condition in when.items():
            self._check_anchor_days(condition, *parts)
            target = self.find_target(list_key, path, *parts)
            if target is not None:
                self._check_condition(target, path, condition, *parts)

    def _check_anchor_days(self, condition: Condition, *parts: str) -> None:
        for anchor_day in (condition.before, condition.after):
            if anchor_day is not None and anchor_day not in ANCHOR_DAYS:
                self.report_mistake("definition.moment", *parts, name=anchor_day, known=" ".join(ANCHOR_DAYS))

    def _check_condition(self, target: Target, path: str, condition: Condition, *parts: str) -> None:
        if (condition.min, condition.max) != (None, None) and target.family != "number":
            self.report_mistake("definition.not_number", *parts, path=path, attribute="min, max")
        if (condition.before, condition.after) != (None, None) and target.family != "day":
            self.report_mistake("definition.not_day", *parts, path=path, attribute="before, after")
        if condition.filled is not None and not target.blank:
            self.report_mistake("definition.never_blank", *parts, path=path, unclear=say("summary.unclear"))
        wanted = (*(condition.among or ()), *(condition.exclude or ()))
        if wanted and target.family != "words":
            self.report_mistake("definition.not_words", *parts, path=path)
        elif target.values is not None:
            self.check_values(path, wanted, target.values, *parts)

    def check_values(self, path: str, wanted: Iterable[str], known: tuple[str, ...], *parts: str) -> None:
        """Report values in `wanted` that a path can never have, given the `known` values."""
        possible = (*known, say("summary.unclear"))
        for value in wanted:
            if value not in possible:
                words, near = say("list.separator").join(possible), find_nearest(value, known) or ""
                self.report_mistake("definition.never_holds", *parts, value=value, path=path, known=words, nearest=near)


def _join_location(*parts: str) -> str:
    return say("place.separator").join(parts)
