"""Check the facts of the meeting in campaign.toml: their names, and what they are compared with."""

from __future__ import annotations

from collections import Counter

from toolkit.definition.forms import MEETING, Fact
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.targets import TargetFinder
from toolkit.errors import Mistake
from toolkit.text import find_nearest, fold

FILE = "campaign.toml"


def check_facts(targets: TargetFinder) -> list[Mistake]:
    """Return the mistakes in keys, names and comparisons of the facts."""
    problems, settings = ProblemCollector(targets, FILE), targets.definition.campaign.settings
    facts = {fact.key: fact for fact in settings.facts}
    fields = (*settings.fields, *settings.old_fields)
    keys = Counter([*(field.key for field in fields), *(fact.key for fact in settings.facts)])
    names = [name for field in fields for name in field.names]
    labels = Counter(fold(name) for name in [*names, *(each for fact in settings.facts for each in fact.column.names)])
    for fact in settings.facts:
        inner = problems.enter_part("settings", "facts", fact.key)
        if not fact.label.isidentifier():
            inner.report_mistake("definition.not_a_name", name=fact.label)
        if keys[fact.key] > 1:
            inner.report_mistake("definition.key_twice", key=fact.key)
        for name in fact.column.names:
            if labels[fold(name)] > 1:
                inner.report_mistake("definition.label_twice", label=name)
        for attribute, other in (("at_most", fact.at_most), ("at_least", fact.at_least)):
            if other and not _can_compare(fact, facts, other):
                near = find_nearest(other, [key for key in (*facts, MEETING) if _can_compare(fact, facts, key)]) or ""
                inner.report_mistake("definition.fact_compared", attribute, name=other, nearest=near)
    return problems.collect_mistakes()


def _can_compare(fact: Fact, facts: dict[str, Fact], other: str) -> bool:
    if other == MEETING:
        return fact.kind == "date"
    return other in facts and other != fact.key and facts[other].kind == fact.kind != "text"
