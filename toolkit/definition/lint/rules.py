"""Check the rules of a list: every kind finds its own problems, given the list's schema."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.definition.column import ROSTER_CHOICES, RULE_DAYS
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.list_type import ListType
from toolkit.definition.resolve import ColumnRef, is_own_column
from toolkit.definition.targets import TargetFinder
from toolkit.messages import say
from toolkit.rules import Family, Options, Rule
from toolkit.text import find_nearest

_FAMILIES: dict[str, Family] = {"date": "day", "integer": "number", "deadline": "deadline"}


class RuleChecker:
    """Checks the rules of one list."""

    def __init__(self, problems: ProblemCollector, list_type: ListType) -> None:
        self.problems = problems
        self.schema = ListSchema(problems.targets, list_type)

    def check_rule(self, position: int, rule: Rule) -> None:
        """Report what is wrong with one rule; `position` counts from 1."""
        location = say("place.rule", position=position, kind=rule.kind, column=rule.column)
        for problem in rule.find_problems(self.schema):
            attributes = (problem.attribute,) if problem.attribute else ()
            self.problems.report_mistake(problem.key, location, *attributes, **problem.facts)


@dataclass(frozen=True, slots=True)
class ListSchema:
    """One list among all lists of its definition, as rules need it (the protocol `rules.Schema`)."""

    targets: TargetFinder
    list_type: ListType

    @property
    def anchor_days(self) -> tuple[str, ...]:
        """The names of days that an author may use."""
        return RULE_DAYS

    def accepts_path(self, path: str) -> bool:
        """Tell whether a path leads to a column, or into a list that cannot be checked."""
        return self.targets.accepts_path(self.list_type.key, path)

    def propose_path(self, path: str) -> str:
        """Return the existing path most similar to a wrong one; empty where none is similar."""
        return self.targets.propose_path(self.list_type.key, path, [column.key for column in self.list_type.columns])

    def accepts_other_list_path(self, path: str) -> bool:
        """Tell whether a `list.column` path leads to a column, or into a list that cannot be checked."""
        return self.targets.accepts_other_list_path(path)

    def names_own_column(self, path: str) -> bool:
        """Tell whether a path is just a column's key."""
        return is_own_column(path)

    def find_kind(self, path: str) -> str:
        """Return the kind of the column at a path; empty where it leads nowhere."""
        resolved = self._resolve_path(path)
        return resolved.column.kind if resolved else ""

    def find_family(self, path: str) -> Family | None:
        """Return the family of the values at a path; None where it leads nowhere."""
        resolved = self._resolve_path(path)
        if resolved is None:
            return None
        return "day" if resolved.part else _FAMILIES.get(resolved.column.kind, "words")

    def find_options(self, path: str) -> Options | None:
        """Return the options of the dropdown at a path; None where anything may be written, or it leads nowhere."""
        resolved = self._resolve_path(path)
        key = resolved.column.choices if resolved else None
        choices = self.targets.definition.choice_lists.get(key or "")
        return Options(choices.key, choices.values) if choices else None

    def accepts_choices(self, key: str) -> bool:
        """Tell whether a choice list exists, or cannot be checked."""
        return key in (*self._choice_keys, *self.targets.lost)

    def propose_choices(self, key: str) -> str:
        """Return the key of the choice list most similar to a missing one; empty where none is similar."""
        return find_nearest(key, self._choice_keys) or ""

    @property
    def _choice_keys(self) -> tuple[str, ...]:
        return (*self.targets.definition.choice_lists, *ROSTER_CHOICES)

    def _resolve_path(self, path: str) -> ColumnRef | None:
        try:
            return self.targets.definition.resolve_path(self.list_type.key, path)
        except KeyError:
            return None
