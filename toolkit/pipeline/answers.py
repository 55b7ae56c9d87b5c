"""Take over what the operator answered in 校验报告.xlsx: a workspace comes in, the same with its decisions goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.campaign import (
    Campaign,
    DecisionRow,
    append_decisions,
    load_campaign,
)
from toolkit.errors import CampaignError, Mistake, OperatorError
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.files import read_file, write_files
from toolkit.pipeline.workspace import Workspace
from toolkit.reporting import Answer, find_questions, read_answers
from toolkit.text import tidy


def take_over_answers(workspace: Workspace) -> tuple[Workspace, int]:
    """Write answers that 认定 does not hold yet into 工作方案.xlsx; return the workspace anew, and how many they were.

    An answer is left where 认定 says something else by now than when the question was asked: then the operator has
    decided there. Raises OperatorError, and writes nothing, where an answer cannot be understood.
    """
    campaign, folder = workspace.campaign, workspace.folders.folder
    report = workspace.folders.report
    answers = _select_new_answers(read_answers(read_file(report)) if report.is_file() else [], campaign)
    if not answers:
        return workspace, 0
    path = folder / campaign.definition.campaign.file
    rows = [DecisionRow(subject=one.subject, found=one.found, meaning=one.text) for one in answers]
    content, numbers = append_decisions(read_file(path), rows, campaign.definition)
    try:
        decided = load_campaign(content, campaign.definition, name=path.name, folder=folder)
    except CampaignError as error:
        cells = dict(zip(numbers, (one.cell for one in answers), strict=True))
        raise OperatorError(_relocate_mistakes(error.mistakes, cells, campaign)) from error
    write_files({path: content})
    return replace(workspace, campaign=decided), len(answers)


def count_open_questions(collected: CollectedRound) -> int:
    """Return how many decisions wait for the operator."""
    return len(find_questions(collected.open_findings, collected.workspace.campaign))


def _select_new_answers(answers: Sequence[Answer], campaign: Campaign) -> list[Answer]:
    """Return the answers that say something new of what 认定 still says as it did when they were asked for."""
    kinds = {label: kind for kind, label in campaign.definition.campaign.decisions.kinds.items()}
    words = campaign.render_decisions()
    held = [words.get((kinds.get(one.subject, ""), tidy(one.found)), "") for one in answers]
    return [one for one, now in zip(answers, held, strict=True) if now == one.held and one.text != now]


def _relocate_mistakes(mistakes: Sequence[Mistake], cells: Mapping[int, str], campaign: Campaign) -> list[Mistake]:
    """Return the mistakes in rows of 认定 that were to be written as mistakes in the answers they came from."""
    form = campaign.definition.campaign
    separator = say("place.separator")
    row = re.compile(re.escape(separator.join([form.file, form.decisions.label])) + r"![A-Z]+([0-9]+)")
    sheet = separator.join([say("output.report"), say("report.waiting")])
    numbers = [int(found[1]) if (found := row.fullmatch(one.location)) else 0 for one in mistakes]
    return [
        replace(one, location=f"{sheet}!{cells[number]}") if number in cells else one
        for one, number in zip(mistakes, numbers, strict=True)
    ]
