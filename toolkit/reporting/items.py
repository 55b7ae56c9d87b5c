"""A file's findings in the order in which a clerk works through them, numbered and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from toolkit.findings import (
    SEVERITIES,
    Finding,
    Reply,
    concerns_clerk,
    render_clerks_way_out,
    render_found,
    render_kind,
)
from toolkit.messages import has_message, say
from toolkit.reporting.review_item import ReviewItem
from toolkit.text import NaturalKey, build_natural_key

_MENDED_ELSEWHERE = frozenset(
    {"column_missing", "coverage", "struck", "hint_words", "beside_note", "beside_text_box", "beside_embedded"}
)


def build_items(findings: Iterable[Finding], new: Container[int] | None = None) -> list[ReviewItem]:
    """Return what a clerk should know: by severity, within it the most frequent kinds first, then by sheet, row, cell.

    `new` are the positions in `findings`, from 0, of those that the unit's last return did not have; None where there
    was no other return. Findings that only concern the operator are left out.
    """
    entries = [
        (finding, render_kind(finding), None if new is None else position in new)
        for position, finding in enumerate(findings)
        if concerns_clerk(finding)
    ]
    counts = Counter((finding.severity, kind) for finding, kind, _ in entries)

    def build_sort_key(entry: tuple[Finding, str, bool | None]) -> tuple[int, int, str, NaturalKey, int, str]:
        finding, kind, _ = entry
        severity, at = finding.severity, finding.at
        return (
            SEVERITIES.index(severity),
            -counts[severity, kind],
            kind,
            build_natural_key(at.sheet),
            at.row or 0,
            at.cell,
        )

    ordered = sorted(entries, key=build_sort_key)
    return [_build_item(number, kind, finding, is_new) for number, (finding, kind, is_new) in enumerate(ordered, 1)]


def _build_item(number: int, kind: str, finding: Finding, new: bool | None) -> ReviewItem:
    return ReviewItem(
        number=number,
        severity=finding.severity,
        kind=kind,
        sheet=finding.at.sheet,
        cell=finding.at.cell,
        column=finding.at.column,
        value=str(finding.value),
        found=_join_lines(render_found(finding)),
        way_out=_join_lines(render_clerks_way_out(finding)) + _render_standing(finding.reply),
        new=new,
        also=tuple((cell, label) for cell, label, _, _ in finding.facts.get("changes", ())[1:] if cell),
        coloured=finding.rule not in _MENDED_ELSEWHERE,
        code=finding.reply.code if finding.reply else "",
        reply=finding.reply.text if finding.reply else "",
    )


def _render_standing(reply: Reply | None) -> str:
    """Say what became of the explanation, where the clerk should know; empty where there is nothing to say."""
    if reply is None:
        return ""
    if reply.empty_phrase:
        return say("review.empty_phrase", text=reply.text)
    key = f"review.standing.{reply.state}"
    return say(key, accepted=reply.accepted) if has_message(key) else ""


def _join_lines(text: str) -> str:
    return " ".join(text.split())
