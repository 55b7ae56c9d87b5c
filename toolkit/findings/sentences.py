"""Findings in words: where something is, what was found, and what the operator or the clerk can do about it.

The sentences are the messages `finding.<rule>`: `title`, `found`, `way_out`, `nearest` (the way out where there is a
likely answer), and `clerk` where the clerk's way out differs from the operator's; an empty `clerk` means that only
the operator can do something. The `message` and `fix` that a definition gives a rule replace `found` and `way_out`.
"""

from __future__ import annotations

from toolkit.findings.fact_words import render_facts
from toolkit.findings.finding import Finding
from toolkit.messages import has_message, say


def render_location(finding: Finding) -> str:
    """Say where it is: file, sheet, cell and column heading, as far as the finding has them; empty without any."""
    at = finding.at
    heading = say("place.heading", column=at.column) if at.column else ""
    parts = [at.file, at.sheet, f"{at.cell}{heading}"]
    return say("place.separator").join(part for part in parts if part)


def render_kind(finding: Finding) -> str:
    """Say what kind of finding it is: the message that the definition gives its rule, else the rule's title."""
    message = finding.facts.get("message")
    return str(message) if message else say(f"finding.{finding.rule}.title")


def concerns_clerk(finding: Finding) -> bool:
    """Tell whether it is shown to the clerk: how a file was recognised, for one, is the operator's business alone."""
    key = f"finding.{finding.rule}.clerk"
    return not has_message(key) or bool(say(key, **render_facts(finding)))


def render_found(finding: Finding) -> str:
    """Say what was found, in the definition's own message where it gives one."""
    facts = render_facts(finding)
    return facts.get("message") or say(f"finding.{finding.rule}.found", **facts)


def render_way_out(finding: Finding) -> str:
    """Say what the operator can do about it, with the nearest answer where there is one."""
    facts = render_facts(finding)
    if facts.get("fix"):
        return str(facts["fix"])
    nearest = f"finding.{finding.rule}.nearest"
    if facts.get("nearest") and has_message(nearest):
        return say(nearest, **facts)
    return say(f"finding.{finding.rule}.way_out", **facts)


def render_clerks_way_out(finding: Finding) -> str:
    """Say what the clerk can do about it; empty where only the operator can do something."""
    key = f"finding.{finding.rule}.clerk"
    return say(key, **render_facts(finding)) if has_message(key) else render_way_out(finding)


def render_sentence(finding: Finding) -> str:
    """Say in one sentence where, what was found, and the way out."""
    return say(
        "finding.sentence",
        place=render_location(finding) or finding.unit,
        found=render_found(finding),
        way_out=render_way_out(finding),
    )
