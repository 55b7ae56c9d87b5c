"""Take over into 工作方案.xlsx what the operator answered in 校验报告.xlsx."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.campaign import (
    Campaign,
    DecisionRow,
    append_decisions,
    load_campaign,
)
from toolkit.errors import CampaignError, Mistake, OperatorError
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.files import read_file
from toolkit.pipeline.workspace import Workspace
from toolkit.reporting import Answer, count_waiting, find_questions, read_answers
from toolkit.storage import Changes
from toolkit.text import tidy


def take_over_answers(workspace: Workspace) -> tuple[Workspace, int]:
    """Write new answers to the sheet 认定 of 工作方案.xlsx; return the workspace loaded anew, and how many there were.

    Raises OperatorError, and writes nothing, where an answer cannot be understood.
    """
    with workspace.store.hold("check"):
        answers, changes = apply_answers(workspace), Changes()
        add_answers(changes, answers)
        workspace.store.apply(changes)
    return answers.workspace, answers.count


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedAnswers:
    """The operator's new answers: how many, the workspace with them, and 工作方案.xlsx as it was and with them."""

    workspace: Workspace
    count: int
    before: bytes
    content: bytes


def add_answers(changes: Changes, answers: AppliedAnswers) -> None:
    """Have the answers written where there are any, unless somebody saves 工作方案.xlsx in between."""
    if answers.count:
        path = answers.workspace.folders.folder / answers.workspace.campaign.definition.campaign.file
        changes.write(path, answers.content, essential=True, replaces=answers.before)


def apply_answers(workspace: Workspace) -> AppliedAnswers:
    """Return the workspace with the new answers of the report, and 工作方案.xlsx with them; nothing is written.

    Raises OperatorError where an answer cannot be understood.
    """
    report = workspace.folders.report
    return apply_given(workspace, read_answers(read_file(report)) if report.is_file() else [])


def apply_given(workspace: Workspace, given: Sequence[Answer]) -> AppliedAnswers:
    """Return the same with answers, wherever they were given.

    An answer is ignored where 认定 has changed since the question was asked: the operator has then decided there.
    Raises OperatorError where an answer cannot be understood.
    """
    campaign, folder = workspace.campaign, workspace.folders.folder
    path = folder / campaign.definition.campaign.file
    answers = _select_new_answers(given, campaign)
    if not answers:
        plan = read_file(path)
        return AppliedAnswers(workspace=workspace, count=0, before=plan, content=plan)
    rows = [DecisionRow(subject=answer.subject, found=answer.found, meaning=answer.text) for answer in answers]
    before = read_file(path)
    content, numbers = append_decisions(before, rows, campaign.definition)
    try:
        decided = load_campaign(content, campaign.definition, name=path.name, folder=folder)
    except CampaignError as error:
        cells = {number: f"{one.sheet}!{one.cell}" for number, one in zip(numbers, answers, strict=True)}
        raise OperatorError(_relocate_mistakes(error.mistakes, cells, campaign)) from error
    decided = replace(decided.select_round(campaign.round.number), recoded=campaign.recoded)
    own = replace(workspace, campaign=decided)
    return AppliedAnswers(workspace=own, count=len(answers), before=before, content=content)


def count_open_questions(collected: CollectedRound) -> int:
    """Return how many decisions wait for the operator."""
    return count_waiting(find_questions(collected.open_findings, collected.workspace.campaign))


def _select_new_answers(answers: Sequence[Answer], campaign: Campaign) -> list[Answer]:
    """Return the answers that differ from 认定, where it still says what it said when the question was asked."""
    kinds = {label: kind for kind, label in campaign.definition.campaign.decisions.kinds.items()}
    decisions = campaign.render_decisions()
    current = [decisions.get((kinds.get(answer.subject, ""), tidy(answer.found)), "") for answer in answers]
    return [
        answer
        for answer, decision in zip(answers, current, strict=True)
        if decision == answer.decision and answer.text != decision
    ]


def _relocate_mistakes(mistakes: Sequence[Mistake], cells: Mapping[int, str], campaign: Campaign) -> list[Mistake]:
    """Return the mistakes; those in the new rows of 认定 are moved to the answers that the rows came from."""
    form = campaign.definition.campaign
    separator = say("place.separator")
    row = re.compile(re.escape(separator.join([form.file, form.decisions.label])) + r"![A-Z]+([0-9]+)")
    numbers = [int(found[1]) if (found := row.fullmatch(mistake.location)) else 0 for mistake in mistakes]
    return [
        replace(mistake, location=separator.join([say("output.report"), cells[number]])) if number in cells else mistake
        for mistake, number in zip(mistakes, numbers, strict=True)
    ]
