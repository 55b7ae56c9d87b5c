"""What the office decided on an item, in the words that the unit reads."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.campaign import Campaign
from toolkit.definition import FollowUp
from toolkit.followup.item import Item, Review
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


def render_decisions(items: Iterable[Item], campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """Return what the office decided in the campaign's round on each unit's items, as lines for the unit, by code.

    Items of which the same is said share a line (`CS-001、CS-004：同意销号（…）`), in the order of the items.
    """
    followups = {each.key: each.followup for each in campaign.list_types}
    numbers: dict[str, dict[str, list[str]]] = {}
    for item in items:
        followup, review = followups.get(item.key.list_key), item.review
        if followup and review and review.round == campaign.round.number:
            own = numbers.setdefault(item.key.unit, {})
            own.setdefault(render_review(review, followup), []).append(item.key.number)
    separator = say("list.separator")
    return {
        unit: tuple(say("outcome.line", numbers=separator.join(same), text=text) for text, same in own.items())
        for unit, own in numbers.items()
    }


def _end(text: str) -> str:
    """Return a text without the stops at its end, as it goes on here."""
    return text.rstrip().rstrip(say("outcome.stops"))
