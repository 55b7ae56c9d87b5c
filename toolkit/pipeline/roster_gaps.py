"""People in returns whom the roster lacks: said to the operator once, for no clerk can mend a roster.

A name that is nearly one of the unit's own, or another unit's, was mistyped or pasted, and stays the clerk's to mend.
So does a name that several people of the unit share: who is meant is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.campaign import Campaign
from toolkit.cleaning import is_han
from toolkit.findings import Finding, make_finding
from toolkit.messages import say
from toolkit.text import fold_name

_ROSTERS = ("@members", "@leaders")
_SHORTEST, _LONGEST = 2, 4  # characters of a name without a dot


def gather_roster_gaps(findings: Iterable[Finding], campaign: Campaign) -> tuple[Finding, ...]:
    """Return the findings with one for the operator in place of all that only the roster can mend."""
    judge = _RosterJudge(campaign)
    kept: list[Finding] = []
    missing: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        if finding.rule != "one_of" or judge.find_choices(finding) not in _ROSTERS:
            kept.append(finding)
            continue
        named = judge.name_namesakes(finding)
        if judge.is_missing(named):
            place = say("place.separator").join([finding.at.sheet, finding.at.cell])
            missing.setdefault((finding.unit, str(finding.facts["item"])), []).append(place)
        else:
            kept.append(named)
    if missing:
        people = tuple((judge.names[unit], name, tuple(places)) for (unit, name), places in missing.items())
        sheet = campaign.definition.campaign.members.label
        kept.append(make_finding("warning", "not_on_roster", sheet=sheet, people=people, count=len(people)))
    return tuple(kept)


class _RosterJudge:
    """Knows the people whom each unit may name."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.names = {unit.code: unit.name for unit in campaign.units}
        self._everybody = {fold_name(member.name) for member in campaign.members}
        self._words = _collect_words(campaign)

    def find_choices(self, finding: Finding) -> str:
        """Return the choice list of a finding's column, empty where it has none."""
        list_type = self.campaign.definition.find_list_type(finding.list_key)
        key = str(finding.facts.get("key", ""))
        return (list_type.find_column(key).choices or "") if list_type.has_column(key) else ""

    def name_namesakes(self, finding: Finding) -> Finding:
        """Return a finding on a name that people of the unit share, with their names; any other as it is."""
        people = [member.name for member in self.campaign.find_members(finding.unit)]
        if self.find_choices(finding) == "@leaders":
            people += [member.name for member in self.campaign.find_members(self.campaign.lead_unit)]
        wanted = strip_mark(str(finding.facts["item"]))
        alike = tuple(name for name in dict.fromkeys(people) if strip_mark(name) == wanted)
        if len(alike) > 1:
            facts = {**finding.facts, "people": alike, "nearest": ""}
            return replace(finding, rule=make_finding(finding.severity, "namesakes").rule, facts=facts)
        return replace(finding, facts={**finding.facts, "nearest": alike[0]}) if alike else finding

    def is_missing(self, finding: Finding) -> bool:
        """Tell whether a finding is about a person whom the roster lacks."""
        name = str(finding.facts["item"])
        near = str(finding.facts.get("nearest", ""))
        if finding.rule == "namesakes" or _are_near(name, near) or fold_name(name) in self._everybody:
            return False
        if finding.unit not in self.names or not is_han(name) or not _SHORTEST <= len(name) <= _LONGEST:
            return False
        return not any(name in word for word in self._words) and not name.endswith(self._endings)

    @property
    def _endings(self) -> tuple[str, ...]:
        vocabulary = self.campaign.definition.vocabulary
        return (*vocabulary.units.all_endings, *vocabulary.titles)


def _are_near(name: str, near: str) -> bool:
    """Tell whether one name was probably typed for the other: two people often share one character, seldom more."""
    return bool(near) and (strip_mark(near) == strip_mark(name) or len(set(name) & set(near)) > 1)


def strip_mark(name: str) -> str:
    """Return a name for comparison without the mark in brackets that tells it from another's."""
    return fold_name(name).partition("(")[0]


def _collect_words(campaign: Campaign) -> frozenset[str]:
    """Return the words of the dropdowns, which are no names: 班子 of 领导班子."""
    lists = campaign.definition.choice_lists.values()
    words = (word for each in lists for option in each.options for word in (option.value, *option.aliases))
    units = (name for name, _ in campaign.collect_unit_names())
    return frozenset((*words, *units, *campaign.definition.vocabulary.posts))
