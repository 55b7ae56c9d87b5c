"""What waits for the operator, and what the operator decides on a page: written where the workbooks would have it.

A decision on what was returned goes to 认定 in 工作方案.xlsx, as an answer in the report does; a result of the office
goes to 待审核 in 办理台账.xlsx, as if it had been typed there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say
from toolkit.pipeline.answers import AppliedAnswers, add_answers, apply_given
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.ledger_update import add_ledger_update, build_ledger_facts, build_ledger_update
from toolkit.pipeline.workspace import Workspace
from toolkit.reporting import Answer, find_questions, render_help
from toolkit.reviews import list_waiting, write_results
from toolkit.storage import Changes


def collect_questions(collected: CollectedRound) -> list[dict[str, Any]]:
    """Return the decisions that wait, as the report asks for them: what about, where, why, and the possible answers."""
    campaign = collected.workspace.campaign
    kinds = {str(kind): label for kind, label in campaign.definition.campaign.decisions.kinds.items()}
    return [
        {
            "kind": question.kind,
            "subject": kinds[question.kind],
            "found": question.found,
            "file": question.file,
            "place": say("place.separator").join(part for part in (question.sheet, question.cell) if part),
            "others": question.others,
            "why": list(question.why),
            "options": list(question.options),
            "blocking": question.blocking,
            "decision": question.decision,
            "help": render_help(question, campaign.definition),
            "group": question.group,
            "every": question.every,
        }
        for question in find_questions(collected.open_findings, campaign)
    ]


def write_decisions(workspace: Workspace, decisions: Sequence[Mapping[str, str]]) -> AppliedAnswers:
    """Write decisions to 认定: `kind`, `found`, `decision` (what it said when asked), `text` (the answer).

    What 认定 has got another answer for since then is left. Raises OperatorError where one cannot be understood.
    """
    kinds = {str(kind): label for kind, label in workspace.campaign.definition.campaign.decisions.kinds.items()}
    unknown = [each["found"] for each in decisions if each["kind"] not in kinds]
    if unknown:
        raise OperatorError(make_mistake("asked.gone", unknown[0]))
    given = [
        Answer(
            subject=kinds[each["kind"]],
            found=each["found"],
            text=each["text"],
            decision=each["decision"],
            sheet=say("report.waiting"),
            cell=each["found"],
        )
        for each in decisions
    ]
    with workspace.store.hold("check"):
        answers, changes = apply_given(workspace, given), Changes()
        add_answers(changes, answers)
        workspace.store.apply(changes)
    return answers


def collect_waiting(collected: CollectedRound) -> list[dict[str, Any]]:
    """Return the items on which the office has to decide: what the ledger says of each, and the possible results."""
    return [
        {
            "list": item.place[0].list_key,
            "unit": item.place[0].unit,
            "number": item.place[0].number,
            "application": item.place[1],
            "shown": dict(item.shown),
            "results": list(item.results),
            "written": dict(item.written),
        }
        for item in list_waiting(build_ledger_facts(collected), collected.ledger.content)
    ]


def list_office_columns(workspace: Workspace) -> list[dict[str, str]]:
    """Return the columns of the ledger that the office fills in: key, label, kind and what it is told about each."""
    form = workspace.campaign.definition.ledger.waiting
    return [
        {"key": column.key, "label": column.label, "kind": column.kind, "help": column.help or ""}
        for column in form.columns
        if column.key in form.office_keys
    ]


def write_reviews(collected: CollectedRound, chosen: Mapping[tuple[str, ...], Mapping[str, str]]) -> int:
    """Write results to 待审核, by list, unit, number and application; return how many found no row.

    Raises FolderError where a program has the ledger open, OperatorError where it cannot be changed without loss.
    """
    ledger = collected.ledger
    if ledger.lock:
        raise FolderError(make_mistake("ledger.open", str(ledger.path), lock=ledger.lock))
    facts = build_ledger_facts(collected)
    places = {
        (place[0].list_key, place[0].unit, place[0].number, place[1]): place
        for place in (item.place for item in list_waiting(facts, None))
    }
    known = {places[key]: cells for key, cells in chosen.items() if key in places}
    content = build_ledger_update(collected).get(ledger.path) or ledger.content
    assert content is not None  # it is made where there is none
    written, missing = write_results(content, facts, known)
    changes = Changes()
    changes.write(ledger.path, written, essential=True, create=ledger.content is None, replaces=ledger.content)
    collected.workspace.store.apply(changes, "check")
    return len(chosen) - len(known) + len(missing)


def write_ledger(collected: CollectedRound) -> None:
    """Bring 办理台账.xlsx up to date with a round as it was collected. Raises FolderError, OperatorError."""
    changes = Changes()
    add_ledger_update(changes, collected)
    collected.workspace.store.apply(changes, "check")
