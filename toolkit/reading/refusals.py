"""Explain why a file is nobody's return: it cannot be opened, or nothing tells which unit filled it in."""

from __future__ import annotations

from dataclasses import asdict

from toolkit.findings import make_finding
from toolkit.formats import ATTACHMENTS, Excess
from toolkit.reading.identity import Identity
from toolkit.records import Explanation, FileRecognition, Verdict

# Files that are no workbook: an attachment may belong to a return, a file left behind by a program does not.
_UNOPENED = {
    **dict.fromkeys(ATTACHMENTS, Verdict.ATTACHMENT),
    **dict.fromkeys(("lock", "temporary", "system"), Verdict.LEFT_BEHIND),
}
_SEVERITIES = {Verdict.ATTACHMENT: "warning", Verdict.LEFT_BEHIND: "notice", Verdict.UNUSED: "notice"}


def report_unreadable(name: str, code: str, excess: Excess | None = None) -> FileRecognition:
    """Return the recognition of a file that cannot be opened, with the finding that says why and what to do."""
    verdict = _UNOPENED.get(code, Verdict.UNREADABLE)
    severity = _SEVERITIES.get(verdict, "error")
    beyond = {} if excess is None else {"excess": asdict(excess)}
    found = make_finding(severity, verdict.value, file=name, code=code, **beyond)
    return FileRecognition(verdict=verdict, code=code, findings=(found,))


def refuse_file(name: str, verdict: Verdict, identity: Identity) -> FileRecognition:
    """Return the recognition of a file without a unit, with the finding that asks the operator whose it is."""
    found = make_finding(
        _SEVERITIES.get(verdict, "error"),
        verdict.value,
        file=name,
        nearest=identity.others if verdict is Verdict.NO_UNIT else (),
        candidates=identity.others,
        options=identity.others,
        written=identity.seen,
    )
    return FileRecognition(verdict=verdict, findings=(found,), explanation=explain_unit(identity))


def refuse_other_round(name: str, identity: Identity, rounds: tuple[int, ...], own: int) -> FileRecognition:
    """Return the recognition of a unit's workbook that was handed out, in whole or in part, in other `rounds`."""
    unit = identity.unit
    found = make_finding(
        "error",
        Verdict.OTHER_ROUND.value,
        file=name,
        unit=unit.code if unit else "",
        rounds=rounds,
        own=own,
        options=(unit.name,) if unit else (),
    )
    return FileRecognition(
        verdict=Verdict.OTHER_ROUND,
        unit=unit.code if unit else "",
        findings=(found,),
        explanation=explain_unit(identity),
    )


def explain_unit(identity: Identity) -> Explanation:
    """Return why a file was taken for its unit's, or else which units there was evidence for."""
    return Explanation(
        subject="unit",
        chosen=identity.unit.name if identity.unit else "",
        confidence=identity.confidence,
        evidence=identity.evidence,
        candidates=identity.others,
    )
