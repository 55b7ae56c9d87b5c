"""Where an item stands: what a unit's report and the office's result make of it.

Two tables say it all: `APPLIED`, the state that an application leads to, and `RESULTS`, in which states a result is
possible and where it leads. Only a result closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.definition import ApplicationKey, ProgressKey, ResultKey, StateKey

# What the office decided stays until the unit reports the item done or applies for something.
_LASTING_STATES: frozenset[StateKey | None] = frozenset({"sent_back", "extended", "lasting", "reopened"})
_BY_PROGRESS: Mapping[ProgressKey, StateKey] = {
    "not_started": "not_started",
    "in_progress": "in_progress",
    "done": "in_progress",
    "extend": "in_progress",
}
APPLIED: Mapping[ApplicationKey, StateKey] = {
    "close": "applied_close",
    "extend": "applied_extend",
    "turn_lasting": "applied_lasting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """In which states a result is possible, and the state that it leads to; None for where the item stood before.

    `resumes` tells that the item is being worked on again, whatever its unit reported.
    """

    answers: frozenset[StateKey]
    leads_to: StateKey | None
    resumes: bool = True


_FINISHED: frozenset[StateKey] = frozenset({"done", "applied_close"})
OPEN_STATES: frozenset[StateKey] = frozenset(
    {"not_started", "in_progress", "sent_back", "extended", "lasting", "reopened"}
)
RESULTS: Mapping[ResultKey, Result] = {
    "close": Result(answers=_FINISHED, leads_to="closed", resumes=False),
    "send_back": Result(answers=_FINISHED | OPEN_STATES, leads_to="sent_back"),
    "extend": Result(answers=frozenset({"applied_extend"}), leads_to="extended"),
    "refuse_extension": Result(answers=frozenset({"applied_extend"}), leads_to=None),
    "turn_lasting": Result(answers=frozenset({"applied_lasting"}), leads_to="lasting"),
    "refuse_lasting": Result(answers=frozenset({"applied_lasting"}), leads_to=None, resumes=False),
    "reopen": Result(answers=frozenset({"closed"}), leads_to="reopened"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where an item stands (`state`), where apart from what it waits for (`standing`), and its pending application.

    `state` and `standing` are None while nobody has said anything that can be understood.
    """

    state: StateKey | None = None
    standing: StateKey | None = None
    pending: ApplicationKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a unit says of an item in a round; None for what it left blank or nobody understands.

    `declines` tells that the unit wrote that it applies for nothing; `was` is the progress a round ago.
    """

    progress: ProgressKey | None = None
    application: ApplicationKey | None = None
    declines: bool = False
    was: ProgressKey | None = None


def apply_report(before: Status, report: Report) -> Status:
    """Return where an open item stands once its unit reported on it."""
    standing = before.standing
    if standing not in _LASTING_STATES and report.progress is not None:
        standing = _BY_PROGRESS[report.progress]
    pending = _find_pending(before.pending, report)
    if pending:
        return Status(state=APPLIED[pending], standing=standing, pending=pending)
    if report.progress == "done" or (report.progress is None and before.state == "done"):
        return Status(state="done", standing=standing)
    return Status(state=standing, standing=standing)


def _find_pending(before: ApplicationKey | None, report: Report) -> ApplicationKey | None:
    """Return what the unit applies for: anew, or still, where its report does not contradict what it asked."""
    if report.application:
        return report.application
    if report.progress == "extend":
        return "extend"
    if report.declines or before is None:
        return None
    if report.progress is None:
        return before
    if before == "close":
        return before if report.progress == "done" else None
    dropped = before == "extend" and report.was == "extend"
    return None if report.progress == "done" or dropped else before


def can_answer(result: ResultKey, state: StateKey | None) -> bool:
    """Tell whether a result is possible for an item in a state."""
    return state in RESULTS[result].answers


def apply_result(before: Status, result: ResultKey) -> Status:
    """Return where an item stands once the office decided; the result must be possible in its state."""
    leads_to = RESULTS[result].leads_to
    if leads_to is None:
        return Status(state=before.standing, standing=before.standing)
    return Status(state=leads_to, standing=before.standing if leads_to == "closed" else leads_to)
