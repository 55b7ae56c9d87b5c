"""Explain why a file is nobody's return: it cannot be opened, or nothing tells which unit filled it in."""

from __future__ import annotations

from dataclasses import asdict

from toolkit.findings import make_finding
from toolkit.formats import ATTACHMENTS, Excess
from toolkit.reading.file_tokens import FileTokens
from toolkit.reading.identity import Identity
from toolkit.records import Explanation, FileRecognition, Verdict

# Files that are no workbook: an attachment may belong to a return, a file left behind by a program does not.
_UNOPENED = {
    **dict.fromkeys(ATTACHMENTS, Verdict.ATTACHMENT),
    **dict.fromkeys(("lock", "temporary", "system"), Verdict.LEFT_BEHIND),
}
_SEVERITIES = {Verdict.ATTACHMENT: "warning", Verdict.LEFT_BEHIND: "notice", Verdict.UNUSED: "notice"}


def report_unreadable(
    name: str, code: str, issued_to: str = "", excess: Excess | None = None, *, handed_locked: bool = False
) -> FileRecognition:
    """Return the recognition of a file that cannot be opened, with the finding that says why and what to do.

    `issued_to` is the unit, by its name, whose workbook was handed out under a password, where this seems to be it;
    `handed_locked` says that any unit's was, whose return under another name this may be; `excess` says which limit
    it is beyond.
    """
    verdict = _UNOPENED.get(code, Verdict.UNREADABLE)
    severity = _SEVERITIES.get(verdict, "error")
    beyond: dict[str, object] = {} if excess is None else {"excess": asdict(excess)}
    beyond |= {"handed_locked": True} if handed_locked else {}
    found = make_finding(severity, verdict.value, file=name, code=code, issued_to=issued_to, **beyond)
    return FileRecognition(verdict=verdict, code=code, findings=(found,))


def refuse_file(
    name: str, verdict: Verdict, identity: Identity, file_tokens: FileTokens | None = None
) -> FileRecognition:
    """Return the recognition of a file without a unit, with the finding that asks the operator whose it is."""
    found = make_finding(
        _SEVERITIES.get(verdict, "error"),
        verdict.value,
        file=name,
        nearest=identity.others if verdict is Verdict.NO_UNIT else (),
        candidates=identity.others,
        options=identity.others,
        written=identity.seen,
        **(_name_tokens(verdict, file_tokens) if file_tokens else {}),
    )
    return FileRecognition(verdict=verdict, findings=(found,), explanation=explain_unit(identity))


def _name_tokens(verdict: Verdict, file_tokens: FileTokens) -> dict[str, object]:
    """Return what a finding says of the tokens that speak against a file: where they stand, or whose they are."""
    match verdict:
        case Verdict.FORGED:
            return {"places": file_tokens.forged}
        case Verdict.FOREIGN_CAMPAIGN:
            return {"places": file_tokens.foreign}
        case Verdict.REVOKED:
            return {"places": file_tokens.revoked}
        case Verdict.UNKNOWN_CODE:
            return {"codes": tuple(sorted(file_tokens.units))}
        case _:
            return {}


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
