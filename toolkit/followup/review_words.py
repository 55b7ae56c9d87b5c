"""What the office decided on an item, in the words that the unit reads."""

from __future__ import annotations

from toolkit.definition import FollowUp
from toolkit.followup.item import Review
from toolkit.messages import say


def render_review(review: Review, followup: FollowUp) -> str:
    """Return a review in one text: the result, the opinion, what is still to do, the approved day, who and when."""
    parts = [say("outcome.opinion", text=_end(review.opinion))] if review.opinion else []
    if review.requirement:
        parts.append(say("outcome.requirement", text=_end(review.requirement)))
    if review.approved:
        parts.append(say("outcome.approved", day=review.approved.isoformat()))
    who = [part for part in (review.reviewer, review.day.isoformat() if review.day else "") if part]
    return say(
        "outcome.text",
        result=followup.results.get(review.result, review.result),
        parts=say("outcome.opening") + say("outcome.separator").join(parts) if parts else "",
        signed=say("outcome.signed", who=say("outcome.signature_separator").join(who)) if who else "",
    )


def _end(text: str) -> str:
    """Return a text without the stops at its end, as it goes on here."""
    return text.rstrip().rstrip(say("outcome.stops"))
