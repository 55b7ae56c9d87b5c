"""Gather the mistakes of what is counted: a place, paths and conditions come in, mistakes go out."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.definition.column import ANCHOR_DAYS
from toolkit.definition.targets import Target, TargetFinder
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.rules import Condition, When
from toolkit.text import find_nearest

_SHOWN = 4  # places named of a missing list; the rest is counted


class Notes:
    """The mistakes of one file; all that need the same missing list are one mistake."""

    def __init__(self, paths: TargetFinder, *location: str) -> None:
        self.paths = paths
        self._root, self._inner = location, tuple[str, ...]()
        self._found: list[Mistake] = []
        self._missing: dict[str, dict[str, None]] = {}

    def enter_part(self, *parts: str) -> Notes:
        """Return notes of a part of the same file."""
        inner = Notes(self.paths, *self._root)
        inner._inner = (*self._inner, *parts)
        inner._found, inner._missing = self._found, self._missing
        return inner

    def report_mistake(self, key: str, /, *parts: str, **facts: object) -> None:
        """Note a mistake at a part of this place."""
        self._found.append(make_mistake(key, _join_location(*self._root, *self._inner, *parts), **facts))

    def is_list_missing(self, list_key: str, *parts: str) -> bool:
        """Tell whether a list is not there to be judged; note it where it does not exist."""
        if list_key in self.paths.list_keys:
            return False
        if list_key not in self.paths.lost:
            self._missing.setdefault(list_key, {})[_join_location(*self._inner, *parts)] = None
        return True

    @property
    def missing(self) -> frozenset[str]:
        """The lists noted as missing so far."""
        return frozenset(self._missing)

    def collect_mistakes(self) -> list[Mistake]:
        """Return every mistake, those of missing lists last."""
        return [*self._found, *(self._make_list_mistake(key, list(places)) for key, places in self._missing.items())]

    def _make_list_mistake(self, list_key: str, locations: list[str]) -> Mistake:
        shown = say("list.separator").join(locations[:_SHOWN]) + (say("list.more") if len(locations) > _SHOWN else "")
        near = find_nearest(list_key, self.paths.list_keys) or ""
        facts = {"list": list_key, "places": shown, "count": len(locations), "nearest": near}
        return make_mistake("definition.no_list", _join_location(*self._root), **facts)

    def find_target(self, list_key: str, path: str, *parts: str) -> Target | None:
        """Return what stands at a path; None where it leads nowhere, which is noted, or cannot be told."""
        try:
            return self.paths.find_target(list_key, path)
        except KeyError:
            near = self.paths.propose_path(list_key, path, self.paths.collect_plain_paths(list_key))
            self.report_mistake("definition.no_path", *parts, path=path, nearest=near)
            return None

    def check_conditions(self, list_key: str, when: When, *parts: str) -> None:
        """Note conditions that lead nowhere, or could never or always hold."""
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
        """Note values that can never stand at a path."""
        for value in wanted:
            if value not in (*known, say("summary.unclear")):
                words = say("list.separator").join((*known, say("summary.unclear")))
                near = find_nearest(value, known) or ""
                self.report_mistake("definition.never_holds", *parts, value=value, path=path, known=words, nearest=near)


def _join_location(*parts: str) -> str:
    return say("place.separator").join(parts)
