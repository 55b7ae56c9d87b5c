"""What identifies a finding across returns and rounds: its rule, and the column of the record that it is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from toolkit.definition import Definition
from toolkit.findings import Finding
from toolkit.records.returned_file import ReturnedFile
from toolkit.text import tidy
from toolkit.unit_token import DoubtCode, make_doubt_code

# Facts that distinguish two rules of one kind on one column, whatever the cell says.
_RULE_FACTS = ("message", "when", "relation")
_SEPARATOR = "\x1f"


class FindingKey(NamedTuple):
    """Two findings of a unit are the same if their keys are equal; the value of the cell does not matter.

    `number` is the running number of the record, `@` and its row where it has none, and empty for a finding that is
    not on a record.
    """

    list_key: str
    rule: str
    column: str
    number: str
    of_rule: tuple[str, ...]
    other_side: str


class FindingKeys:
    """Builds the keys of the findings on some files."""

    def __init__(self, files: Iterable[ReturnedFile], definition: Definition) -> None:
        self._files = {file.name: file for file in files}
        self._definition = definition
        self._numbers: dict[str, dict[tuple[str, str, int], str]] = {}

    def build_key(self, finding: Finding) -> FindingKey:
        """Return what identifies a finding; only findings of rules on records include a record."""
        facts, at = finding.facts, finding.at
        return FindingKey(
            list_key=finding.list_key,
            rule=finding.rule,
            column=str(facts.get("key", at.column)),
            number=self._find_number(finding) if "key" in facts else "",
            of_rule=tuple(str(facts.get(name, "")) for name in _RULE_FACTS),
            other_side=str(facts["other"]) if "relation" in facts else "",
        )

    def build_code(self, finding: Finding) -> DoubtCode:
        """Return the code of a doubt, equal while its unit, key and value are the same."""
        key = self.build_key(finding)
        # Of one that is on no record, the sheet tells it from others of its kind.
        sheet = "" if "key" in finding.facts else finding.at.sheet
        parts = [finding.unit, *key[:4], *key.of_rule, key.other_side, sheet]
        return make_doubt_code(_SEPARATOR.join(parts), _render_value(finding))

    def _find_number(self, finding: Finding) -> str:
        name = finding.at.file
        if name not in self._numbers:
            file = self._files.get(name)
            self._numbers[name] = dict(_find_running_numbers(file, self._definition)) if file else {}
        return self._numbers[name].get((finding.list_key, finding.at.sheet, finding.at.row or 0), "")


def _find_running_numbers(file: ReturnedFile, definition: Definition) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Yield every record's running number by list, sheet and row; `@` and the row where it has none."""
    for section in file.sections:
        number = definition.find_list_type(section.list_key).number
        for record in section.records:
            text = record.cleaned[number.key].text if number else None
            yield (section.list_key, section.sheet, record.row), text or f"@{record.row}"


def _render_value(finding: Finding) -> str:
    """Return what a doubt is about: the cell of a record, or the facts of a finding that is on no single one.

    A doubt about a whole sheet has no value; were its facts left out, one that was accepted would hide all that
    come after it. Names that a list lacks belong to it for the same reason.
    """
    value = tidy(str(finding.value))
    facts = finding.facts
    if "key" in facts:
        return _SEPARATOR.join([value, *map(str, facts.get("names", ()))])
    return _SEPARATOR.join([value, *_render_facts(facts)])


def _render_facts(facts: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(facts):
        fact = facts[name]
        ordered = sorted(map(str, fact)) if isinstance(fact, set | frozenset) else fact
        yield f"{name}={ordered}"
