"""Look for what a rule gets wrong: a list and its rules come in, mistakes go out."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.definition.checker import Checker
from toolkit.definition.column import MOMENTS, ROSTER_CHOICES
from toolkit.definition.paths import Paths
from toolkit.messages import say
from toolkit.rules import Between, Compare, Coverage, ExpectedIf, OneOf, Readable, Rule, Unique, WhenRule
from toolkit.text import nearest, utf16_length

LONGEST_WORDS = 250


class RuleChecker(Checker):
    """Checks the rules of one list."""

    def check(self, position: int, rule: Rule) -> None:
        """Check one rule, counted from 1."""
        place = say("place.rule", position=position, kind=rule.kind, column=rule.column)
        for path in rule.reads():
            if not self._path(path):
                columns = [column.key for column in self.list_type.columns]
                near = Paths(self.definition, self.lost).propose(self.list_type.key, path, columns)
                self._say("definition.no_column", place, path=path, nearest=near)
        for target in rule.refers_to():
            if not self._leads(target):
                self._say("definition.refers", place, path=target)
        self._moments(place, rule)
        if isinstance(rule, OneOf):
            self._known_choices(place, rule.choices)
        if isinstance(rule, WhenRule):
            self._conditions(place, rule)
        if isinstance(rule, Coverage):
            self._names_people(place, rule)
        self._types(place, rule)
        self._words(place, rule)

    def _moments(self, place: str, rule: Rule) -> None:
        for moment in rule.moments():
            if moment not in MOMENTS:
                self._say("definition.moment", place, name=moment, known=" ".join(MOMENTS))

    def _words(self, place: str, rule: Rule) -> None:
        """A text inside a formula has at most 255 characters; the hint puts a separator in front."""
        for attribute, text in (("message", rule.message or ""), ("fix", rule.fix or "")):
            if utf16_length(text) > LONGEST_WORDS:
                self._say("definition.too_long", place, attribute, what=text[:20], limit=LONGEST_WORDS)

    def _types(self, place: str, rule: Rule) -> None:
        """A rule on a kind it cannot judge would fail or never speak."""
        for path, families in self._wanted(rule):
            if self._found(path) and self._family(path) not in families:
                kind = self.definition.locate(self.list_type.key, path).column.kind
                self._say("definition.unfit", place, attribute=path, kind=kind)
        if isinstance(rule, Unique | Coverage) and any("." in path for path in rule.reads()):
            self._say("definition.own_columns", place, kind=rule.kind)

    def _wanted(self, rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the paths that must be of certain families."""
        if isinstance(rule, Readable):
            yield rule.column, ("number", "day", "deadline")
        if isinstance(rule, Between):
            yield rule.column, ("number",)
        if isinstance(rule, Compare):
            family = "day" if rule.to.startswith("@") else self._family(rule.to)
            yield rule.column, (family if family in ("day", "number") else "day",)
        if isinstance(rule, Compare) and not rule.to.startswith("@"):
            yield rule.to, ("day", "number")
        for path, condition in rule.when.items() if isinstance(rule, WhenRule) else ():
            if (condition.min, condition.max) != (None, None):
                yield path, ("number",)
            if (condition.before, condition.after) != (None, None):
                yield path, ("day",)

    def _family(self, path: str) -> str:
        """Return what a path's values are: a day, a number, a deadline, or words."""
        if not self._found(path):
            return ""
        located = self.definition.locate(self.list_type.key, path)
        kinds = {"date": "day", "integer": "number", "deadline": "deadline"}
        return "day" if located.part else kinds.get(located.column.kind, "words")

    def _names_people(self, place: str, rule: Coverage) -> None:
        if self.list_type.has(rule.column):
            kind = self.list_type.column(rule.column).kind
            if kind not in ("choice", "names", "text"):
                self._say("definition.unfit", place, attribute="coverage", kind=kind)

    def _known_choices(self, place: str, key: str) -> None:
        if key not in (*self.definition.choice_lists, *ROSTER_CHOICES, *self.lost):
            near = nearest(key, (*self.definition.choice_lists, *ROSTER_CHOICES)) or ""
            self._say("definition.unknown_choices", place, key=key, nearest=near)

    def _conditions(self, place: str, rule: WhenRule) -> None:
        wanted = [(path, (*(c.among or ()), *(c.exclude or ()))) for path, c in rule.when.items()]
        if isinstance(rule, ExpectedIf):
            wanted.append((rule.column, rule.values))
        for path, values in wanted:
            if self._found(path):
                self._values(place, path, values)

    def _values(self, place: str, path: str, values: tuple[str, ...]) -> None:
        """A condition on a value that the dropdown does not offer could never hold."""
        key = self.definition.locate(self.list_type.key, path).column.choices
        offered = self.definition.choice_lists.get(key or "")
        for value in values if offered else ():
            if offered and value not in offered.values:
                near = nearest(value, offered.values) or ""
                self._say("definition.no_value", place, value=value, choices=offered.key, nearest=near)
