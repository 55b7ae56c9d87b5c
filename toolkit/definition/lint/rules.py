"""Judge the rules of a list: their columns, values, kinds of columns and texts."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.definition.column import ANCHOR_DAYS, ROSTER_CHOICES
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.list_type import ListType
from toolkit.definition.resolve import is_own_column
from toolkit.messages import say
from toolkit.rules import (
    BetweenRule,
    CompareRule,
    CoverageRule,
    ExpectedIfRule,
    OneOfRule,
    ReadableRule,
    Rule,
    UniqueRule,
    WhenRule,
)
from toolkit.text import find_nearest, measure_utf16_length

LONGEST_WORDS = 250


class RuleChecker:
    """Checks the rules of one list."""

    def __init__(self, problems: ProblemCollector, list_type: ListType) -> None:
        self.problems, self.list_type = problems, list_type
        self.definition, self.lost = problems.definition, problems.lost

    def check_rule(self, position: int, rule: Rule) -> None:
        """Check one rule, counted from 1."""
        location = say("place.rule", position=position, kind=rule.kind, column=rule.column)
        for path in rule.collect_paths():
            if not self.problems.targets.accepts_path(self.list_type.key, path):
                columns = [column.key for column in self.list_type.columns]
                near = self.problems.targets.propose_path(self.list_type.key, path, columns)
                self.problems.report_mistake("definition.no_column", location, path=path, nearest=near)
        for target in rule.collect_other_list_paths():
            if not self.problems.targets.accepts_other_list_path(target):
                self.problems.report_mistake("definition.refers", location, path=target)
        self._check_anchor_days(location, rule)
        if isinstance(rule, OneOfRule):
            self._check_choice_list(location, rule.choices)
        if isinstance(rule, WhenRule):
            self._check_conditions(location, rule)
        if isinstance(rule, CoverageRule):
            self._check_coverage_column(location, rule)
        self._check_kinds(location, rule)
        self._check_text_lengths(location, rule)

    def _check_anchor_days(self, location: str, rule: Rule) -> None:
        for anchor_day in rule.collect_anchor_days():
            if anchor_day not in ANCHOR_DAYS:
                self.problems.report_mistake(
                    "definition.moment", location, name=anchor_day, known=" ".join(ANCHOR_DAYS)
                )

    def _check_text_lengths(self, location: str, rule: Rule) -> None:
        """A text inside a formula has at most 255 characters; the hint puts a separator in front."""
        for attribute, text in (("message", rule.message or ""), ("fix", rule.fix or "")):
            if measure_utf16_length(text) > LONGEST_WORDS:
                self.problems.report_mistake(
                    "definition.too_long", location, attribute, what=text[:20], limit=LONGEST_WORDS
                )

    def _check_kinds(self, location: str, rule: Rule) -> None:
        """A rule on a kind it cannot judge would fail or never speak."""
        for path, families in self._collect_required_families(rule):
            if self.problems.targets.has_column(self.list_type.key, path) and self._find_family(path) not in families:
                kind = self.definition.resolve_path(self.list_type.key, path).column.kind
                self.problems.report_mistake("definition.unfit", location, attribute=path, kind=kind)
        if isinstance(rule, UniqueRule | CoverageRule) and not all(map(is_own_column, rule.collect_paths())):
            self.problems.report_mistake("definition.own_columns", location, kind=rule.kind)

    def _collect_required_families(self, rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the paths that must be of certain families."""
        if isinstance(rule, ReadableRule):
            yield rule.column, ("number", "day", "deadline")
        if isinstance(rule, BetweenRule):
            yield rule.column, ("number",)
        if isinstance(rule, CompareRule):
            family = "day" if rule.to.startswith("@") else self._find_family(rule.to)
            yield rule.column, (family if family in ("day", "number") else "day",)
        if isinstance(rule, CompareRule) and not rule.to.startswith("@"):
            yield rule.to, ("day", "number")
        for path, condition in rule.when.items() if isinstance(rule, WhenRule) else ():
            if (condition.min, condition.max) != (None, None):
                yield path, ("number",)
            if (condition.before, condition.after) != (None, None):
                yield path, ("day",)

    def _find_family(self, path: str) -> str:
        """Return what a path's values are: a day, a number, a deadline, or words."""
        if not self.problems.targets.has_column(self.list_type.key, path):
            return ""
        located = self.definition.resolve_path(self.list_type.key, path)
        kinds = {"date": "day", "integer": "number", "deadline": "deadline"}
        return "day" if located.part else kinds.get(located.column.kind, "words")

    def _check_coverage_column(self, location: str, rule: CoverageRule) -> None:
        if self.list_type.has_column(rule.column):
            kind = self.list_type.find_column(rule.column).kind
            if kind not in ("choice", "names", "text"):
                self.problems.report_mistake("definition.unfit", location, attribute="coverage", kind=kind)

    def _check_choice_list(self, location: str, key: str) -> None:
        if key not in (*self.definition.choice_lists, *ROSTER_CHOICES, *self.lost):
            near = find_nearest(key, (*self.definition.choice_lists, *ROSTER_CHOICES)) or ""
            self.problems.report_mistake("definition.unknown_choices", location, key=key, nearest=near)

    def _check_conditions(self, location: str, rule: WhenRule) -> None:
        wanted = [(path, (*(c.among or ()), *(c.exclude or ()))) for path, c in rule.when.items()]
        if isinstance(rule, ExpectedIfRule):
            wanted.append((rule.column, rule.values))
        for path, values in wanted:
            if self.problems.targets.has_column(self.list_type.key, path):
                self._check_values(location, path, values)

    def _check_values(self, location: str, path: str, values: tuple[str, ...]) -> None:
        """A condition on a value that the dropdown does not offer could never hold."""
        key = self.definition.resolve_path(self.list_type.key, path).column.choices
        offered = self.definition.choice_lists.get(key or "")
        for value in values if offered else ():
            if offered and value not in offered.values:
                near = find_nearest(value, offered.values) or ""
                self.problems.report_mistake(
                    "definition.no_value", location, value=value, choices=offered.key, nearest=near
                )
