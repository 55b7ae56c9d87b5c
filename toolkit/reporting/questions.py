"""The decisions that wait for the operator, as questions with the answers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.campaign import Campaign
from toolkit.cleaning import is_blank_word
from toolkit.findings import Finding, render_found
from toolkit.messages import say
from toolkit.text import find_nearest, fold, tidy

# What each rule asks: whose a file is, which column a heading is, which list a sheet is, whether a later file counts.
_ASKING = {
    **dict.fromkeys(("no_unit", "torn", "mixed_units", "foreign_campaign", "conflict", "unit_by_name"), "file"),
    **dict.fromkeys(
        (
            "column_asked",
            "column_unnamed",
            "column_nearest",
            "column_by_content",
            "column_extra",
            "beside",
        ),
        "column",
    ),
    "other_sheet": "sheet",
    **dict.fromkeys(("superseded", "partly_superseded"), "later"),
}
# A shorter writing (我局) may mean any unit, and is never decided once for all files.
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One decision that waits: its kind and what was found, exactly as 认定 wants them.

    `file`, `sheet` and `cell` are where it was found first, in `others` more locations again; `why` are the findings in
    words. `blocking` ones keep something from being read; `later` ones ask whether a file sent later may count.
    `held` is what 认定 says of it now, in words, empty where it says nothing.
    """

    kind: str
    found: str
    file: str
    sheet: str
    cell: str
    why: tuple[str, ...]
    options: tuple[str, ...]
    others: int = 0
    blocking: bool = False
    later: bool = False
    held: str = ""


def find_questions(findings: Iterable[Finding], campaign: Campaign) -> list[Question]:
    """Return one question per kind and matter, the blocking ones first, in the order of the findings."""
    asked: dict[tuple[str, str], Question] = {}
    asker = _Asker(campaign)
    for finding in findings:
        for question in asker.build_questions(finding):
            key = (question.kind, fold(question.found) if question.kind == "column" else question.found)
            asked[key] = _join_questions(asked[key], question) if key in asked else question
    questions = [asker.add_held_decision(question) for question in asked.values()]
    return sorted(questions, key=lambda question: not question.blocking)


def _render_reason(finding: Finding) -> str:
    """Say why it is asked, with the likely answers where the finding does not name them itself."""
    options = say("list.separator").join(finding.facts.get("options", ()))
    found = render_found(finding)
    named = not options or options in found
    return say("asked.reason", found=found) if named else say("asked.likely", found=found, options=options)


def _join_questions(question: Question, other: Question) -> Question:
    return replace(
        question,
        why=tuple(dict.fromkeys([*question.why, *other.why])),
        options=tuple(dict.fromkeys([*question.options, *other.options])),
        others=question.others + 1,
        blocking=question.blocking or other.blocking,
        later=question.later and other.later,
    )


class _Asker:
    """Makes questions of the findings of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.definition = campaign.definition
        self.held = campaign.render_decisions()
        self.units = tuple(unit.name for unit in campaign.units)

    def build_questions(self, finding: Finding) -> Iterator[Question]:
        """Yield the question that a finding asks, if any and if 认定 can hold it; its options are the likely ones."""
        kind, found, likely = self._find_subject(finding)
        if not kind or not tidy(found) or is_blank_word(tidy(found), self.definition.vocabulary):
            return
        yield Question(
            kind="file" if kind == "later" else kind,
            found=found,
            file=finding.at.file,
            sheet=finding.at.sheet,
            cell=finding.at.cell,
            why=(_render_reason(finding),),
            options=tuple(dict.fromkeys([*likely, *self._collect_answers(kind, finding.list_key)])),
            blocking=finding.severity == "error",
            later=kind == "later",
        )

    def _find_subject(self, finding: Finding) -> tuple[str, str, tuple[str, ...]]:
        """Return what a finding asks: the kind, what was found, and the likely answers; no kind where it asks nothing.

        The answer `not used` stands behind the likely ones.
        """
        kind, facts = _ASKING.get(finding.rule, ""), finding.facts
        unused = self.definition.campaign.decisions.unused
        likely = (*facts.get("options", ()), unused)
        if kind == "later":
            return (kind, facts["later"], likely) if facts["doubts"] else ("", "", ())
        if kind == "column":
            return kind, facts.get("asked", ""), likely
        if kind == "sheet":
            return kind, finding.at.sheet, likely
        near = self._find_near_unit(facts.get("written", "")) if finding.rule == "no_unit" else ""
        return ("spelling", facts["written"], (near, *likely)) if near else (kind, finding.at.file, likely)

    def _find_near_unit(self, written: str) -> str:
        """Return the unit whose name a writing is like; empty where it is like none."""
        names = dict(self.campaign.collect_unit_names())
        near = find_nearest(written, names) if len(fold(written)) >= _SHORTEST_NAME else None
        return self.campaign.find_by_code(names[near]).name if near else ""

    def _collect_answers(self, kind: str, list_key: str) -> tuple[str, ...]:
        """Return every answer that a kind of question can have."""
        if kind == "column":
            return tuple(column.label for column in self.definition.find_list_type(list_key).columns)
        if kind == "sheet":
            return tuple(one.label for one in self.campaign.list_types)
        return self.units if kind in ("file", "spelling") else ()

    def add_held_decision(self, question: Question) -> Question:
        """Add what 认定 says now."""
        return replace(question, held=self.held.get((question.kind, tidy(question.found)), ""))
