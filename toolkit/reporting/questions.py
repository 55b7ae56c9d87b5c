"""The decisions that wait for the operator, as questions with the answers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.campaign import Campaign
from toolkit.cleaning import is_blank_word
from toolkit.findings import Finding, Reply, render_found, render_kind
from toolkit.messages import say
from toolkit.text import find_nearest, fold, tidy
from toolkit.unit_token import DoubtCode, digest_reply

# What each rule asks: whose a file is, which column a heading is, which list a sheet is, whether a later file counts.
_ASKING = {
    **dict.fromkeys(
        (
            "no_unit",
            "torn",
            "mixed_units",
            "foreign_campaign",
            "forged",
            "revoked",
            "unknown_code",
            "other_round",
            "conflict",
            "unit_by_name",
        ),
        "file",
    ),
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
    **dict.fromkeys(("other_sheet", "hidden_sheet", "listed_twice"), "sheet"),
    **dict.fromkeys(("superseded", "partly_superseded"), "later"),
    "fixed_changed_noted": "change",
    "issued_row_missing_noted": "withdrawal",
}


def asks_operator(finding: Finding) -> bool:
    """Tell whether the operator is asked about a finding other than by what its unit explained."""
    return finding.rule in _ASKING


_SETTLED = ("change", "withdrawal")  # kinds of which a refusal settles the matter: what was issued counts
# A shorter name (我局) may mean any unit, and is never decided once for all files.
_SHORTEST_NAME = 3
_LONGEST_REPLY = 80  # of an explanation, quoted in 认定


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One decision that waits: its kind and what was found, both as the sheet 认定 wants them.

    `file`, `sheet` and `cell` are where it was found first; `others` counts the further locations. `why` are the
    findings in words. A `blocking` question keeps something from being read; a `later` one asks whether a file sent
    later may count. `decision` is what 认定 says now, in words; empty where it says nothing.
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
    decision: str = ""
    # Questions of one group may be answered at once by the one that asks about `every` other of them.
    group: str = ""
    every: bool = False


def find_questions(findings: Iterable[Finding], campaign: Campaign) -> list[Question]:
    """Return one question per kind and thing found: the blocking ones first, otherwise in the order of the findings.

    What units explained comes last.
    """
    every = tuple(findings)
    return [*_find_reading_questions(every, campaign), *_find_doubt_questions(every, campaign)]


def count_waiting(questions: Iterable[Question]) -> int:
    """Return how many decisions wait: neither those that answer several at once, nor refusals that stand."""
    return sum(not (question.every or (question.kind in _SETTLED and question.decision)) for question in questions)


def _find_reading_questions(findings: Iterable[Finding], campaign: Campaign) -> list[Question]:
    asked: dict[tuple[str, str], Question] = {}
    asker = _Asker(campaign)
    for finding in findings:
        for question in asker.build_questions(finding):
            key = (question.kind, fold(question.found) if question.kind == "column" else question.found)
            asked[key] = _join_questions(asked[key], question) if key in asked else question
    questions = [asker.add_decision(question) for question in asked.values()]
    return sorted(questions, key=lambda question: not question.blocking)


def _render_reason(finding: Finding) -> str:
    """Say why the question is asked, with the likely answers where the finding does not name them itself."""
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
    """Turns the findings of a campaign into questions."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.definition = campaign.definition
        self.decisions = campaign.render_decisions()
        self.units = tuple(unit.name for unit in campaign.units)

    def build_questions(self, finding: Finding) -> Iterator[Question]:
        """Yield the question that a finding asks, if any that 认定 can answer; the likely options come first."""
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
        """Return the kind of question, what was found, and the likely answers, of which `not used` is the last.

        The kind is empty where the finding asks nothing.
        """
        kind, facts = _ASKING.get(finding.rule, ""), finding.facts
        unused = self.definition.campaign.decisions.unused
        likely = (*facts.get("options", ()), unused)
        if kind == "later":
            return (kind, facts["later"], likely) if facts["doubts"] else ("", "", ())
        if kind == "column":
            return kind, facts.get("asked", ""), likely
        if kind in ("change", "withdrawal"):
            return kind, facts["asked"], (self.definition.campaign.decisions.accepted, unused)
        if kind == "sheet":
            return kind, finding.at.sheet, likely
        near = self._find_near_unit(facts.get("written", "")) if finding.rule == "no_unit" else ""
        return ("spelling", facts["written"], (near, *likely)) if near else (kind, finding.at.file, likely)

    def _find_near_unit(self, written: str) -> str:
        """Return the name of the unit that was probably meant; empty where none is near enough."""
        names = dict(self.campaign.collect_unit_names())
        near = find_nearest(written, names) if len(fold(written)) >= _SHORTEST_NAME else None
        return self.campaign.find_by_code(names[near]).name if near else ""

    def _collect_answers(self, kind: str, list_key: str) -> tuple[str, ...]:
        """Return every answer that a kind of question can have, beside the likely ones."""
        if kind == "column":
            return tuple(column.label for column in self.definition.find_list_type(list_key).columns)
        if kind == "sheet":
            return tuple(list_type.label for list_type in self.campaign.list_types)
        return self.units if kind in ("file", "spelling") else ()

    def add_decision(self, question: Question) -> Question:
        """Add what 认定 says of it now."""
        return replace(question, decision=self.decisions.get((question.kind, tidy(question.found)), ""))


# -- what units explained -------------------------------------------------------------------------------


def _find_doubt_questions(findings: Iterable[Finding], campaign: Campaign) -> Iterator[Question]:
    """Yield a question per explained doubt, kind by kind; where a kind has several, first one for all of them."""
    form = campaign.definition.campaign.decisions
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.reply is not None and finding.reply.state == "answered" and "doubt" in form.kinds:
            kinds.setdefault((finding.list_key, finding.at.column, render_kind(finding)), []).append(finding)
    options = (form.agreed, form.refused)
    for position, ((list_key, column, kind), own) in enumerate(kinds.items(), 1):
        group = str(position) if len(own) > 1 else ""
        labels = {list_type.key: list_type.label for list_type in campaign.definition.list_types}
        if group:
            parts = [say("doubt.every"), labels.get(list_key, ""), column, kind]
            yield Question(
                kind="doubt",
                found=say("place.separator").join(part for part in parts if part),
                file="",
                sheet="",
                cell="",
                why=(say("doubt.every_why", count=len(own)),),
                options=options,
                group=group,
                every=True,
            )
        yield from (_build_doubt_question(finding, finding.reply, options, group) for finding in own if finding.reply)


def _build_doubt_question(finding: Finding, reply: Reply, options: tuple[str, ...], group: str) -> Question:
    once = say("doubt.once", accepted=reply.accepted) if reply.accepted else ""
    return Question(
        kind="doubt",
        found=render_doubt(reply),
        file=finding.at.file,
        sheet=finding.at.sheet,
        cell=finding.at.cell,
        why=(say("doubt.why", found=render_found(finding), text=reply.text.rstrip("。"), once=once),),
        options=options,
        group=group,
    )


def render_doubt(reply: Reply) -> str:
    """Return a doubt with its explanation as 认定 names it: in words, and with the code that tells it from others."""
    code = replace(DoubtCode.parse(reply.code), reply=digest_reply(reply.text))
    text = " ".join(reply.text.split())
    shown = text if len(text) <= _LONGEST_REPLY else text[:_LONGEST_REPLY] + "…"
    said = say("doubt.reply", text=shown) if shown else ""
    return reply.place + said + say("doubt.code", code=code)
