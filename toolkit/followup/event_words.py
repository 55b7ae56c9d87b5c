"""Say in words what happened to an item, for the office's ledger."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.definition import Definition, FollowUp
from toolkit.followup.item import Event, EventKind
from toolkit.messages import has_message, say

# The fact that an event's sentence is about; what else was written with it follows in brackets.
_SUBJECTS: Mapping[EventKind, str] = {
    "listed": "progress",
    "progressed": "new",
    "applied": "application",
    "decided": "result",
    "revoked": "result",
    "changed": "column",
}


def render_event(event: Event, definition: Definition) -> str:
    """Return what happened, then what was written with it; keys of results and applications become the list's words."""
    known = definition.has_list(event.item.list_key)
    followup = definition.find_list_type(event.item.list_key).followup if known else None
    facts = {key: _render_fact(key, value, followup) for key, value in event.facts.items() if value}
    subject = _SUBJECTS.get(event.kind, "")
    has_subject = subject in facts or not subject
    sentence = say(
        f"event.{event.kind}" if has_subject else f"event.blank.{event.kind}", subject=facts.pop(subject, "")
    )
    parts = [say(f"event.with.{key}", value=text) for key, text in facts.items() if has_message(f"event.with.{key}")]
    return say("event.more", event=sentence, parts=say("event.separator").join(parts)) if parts else sentence


def _render_fact(key: str, value: str, followup: FollowUp | None) -> str:
    if followup is None or key not in ("result", "application"):
        return value
    results = {str(result): word for result, word in followup.results.items()}
    applications = {str(application): word for word, application in followup.application_words.items()}
    return (results if key == "result" else applications).get(value, value)
