"""Gather the mistakes of what is counted: a place, paths and conditions come in, mistakes go out."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.definition.column import MOMENTS
from toolkit.definition.paths import Paths, Target
from toolkit.errors import Mistake, mistake
from toolkit.messages import say
from toolkit.rules import Condition, When
from toolkit.text import nearest

_SHOWN = 4  # places named of a missing list; the rest is counted


class Notes:
    """The mistakes of one file; all that need the same missing list are one mistake."""

    def __init__(self, paths: Paths, *place: str) -> None:
        self.paths = paths
        self._root, self._inner = place, tuple[str, ...]()
        self._found: list[Mistake] = []
        self._missing: dict[str, dict[str, None]] = {}

    def inside(self, *parts: str) -> Notes:
        """Return notes of a part of the same file."""
        inner = Notes(self.paths, *self._root)
        inner._inner = (*self._inner, *parts)
        inner._found, inner._missing = self._found, self._missing
        return inner

    def say(self, key: str, /, *parts: str, **facts: object) -> None:
        """Note a mistake at a part of this place."""
        self._found.append(mistake(key, _joined(*self._root, *self._inner, *parts), **facts))

    def misses(self, list_key: str, *parts: str) -> bool:
        """Tell whether a list is not there to be judged; note it where it does not exist."""
        if list_key in self.paths.list_keys:
            return False
        if list_key not in self.paths.lost:
            self._missing.setdefault(list_key, {})[_joined(*self._inner, *parts)] = None
        return True

    @property
    def missing(self) -> frozenset[str]:
        """The lists noted as missing so far."""
        return frozenset(self._missing)

    def result(self) -> list[Mistake]:
        """Return every mistake, those of missing lists last."""
        return [*self._found, *(self._missed(key, list(places)) for key, places in self._missing.items())]

    def _missed(self, list_key: str, places: list[str]) -> Mistake:
        shown = say("list.separator").join(places[:_SHOWN]) + (say("list.more") if len(places) > _SHOWN else "")
        near = nearest(list_key, self.paths.list_keys) or ""
        facts = {"list": list_key, "places": shown, "count": len(places), "nearest": near}
        return mistake("definition.no_list", _joined(*self._root), **facts)

    def target(self, list_key: str, path: str, *parts: str) -> Target | None:
        """Return what stands at a path; None where it leads nowhere, which is noted, or cannot be told."""
        try:
            return self.paths.target(list_key, path)
        except KeyError:
            near = self.paths.propose(list_key, path, self.paths.known(list_key))
            self.say("definition.no_path", *parts, path=path, nearest=near)
            return None

    def when(self, list_key: str, when: When, *parts: str) -> None:
        """Note conditions that lead nowhere, or could never or always hold."""
        for path, condition in when.items():
            self._moments(condition, *parts)
            target = self.target(list_key, path, *parts)
            if target is not None:
                self._condition(target, path, condition, *parts)

    def _moments(self, condition: Condition, *parts: str) -> None:
        for moment in (condition.before, condition.after):
            if moment is not None and moment not in MOMENTS:
                self.say("definition.moment", *parts, name=moment, known=" ".join(MOMENTS))

    def _condition(self, target: Target, path: str, condition: Condition, *parts: str) -> None:
        if (condition.min, condition.max) != (None, None) and target.family != "number":
            self.say("definition.not_number", *parts, path=path, attribute="min, max")
        if (condition.before, condition.after) != (None, None) and target.family != "day":
            self.say("definition.not_day", *parts, path=path, attribute="before, after")
        if condition.filled is not None and not target.blank:
            self.say("definition.never_blank", *parts, path=path, unclear=say("summary.unclear"))
        wanted = (*(condition.among or ()), *(condition.exclude or ()))
        if wanted and target.family != "words":
            self.say("definition.not_words", *parts, path=path)
        elif target.values is not None:
            self.values(path, wanted, target.values, *parts)

    def values(self, path: str, wanted: Iterable[str], known: tuple[str, ...], *parts: str) -> None:
        """Note values that can never stand at a path."""
        for value in wanted:
            if value not in (*known, say("summary.unclear")):
                words = say("list.separator").join((*known, say("summary.unclear")))
                near = nearest(value, known) or ""
                self.say("definition.never_holds", *parts, value=value, path=path, known=words, nearest=near)


def _joined(*parts: str) -> str:
    return say("place.separator").join(parts)
