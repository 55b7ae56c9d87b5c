"""What the columns of the office show of an item: the values by the names in `definition.FILLS`.

Words come from the definition: states, results and applications from its follow-up, yes and no, and how an item came
into a round, from the dropdown of the column, in its order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.definition import LAST, Column, Definition, FollowUp, ListType
from toolkit.followup.item import Item
from toolkit.followup.review_words import render_review
from toolkit.followup.texts import find_word

_REPORTED = ("reported", "unchanged", "carried")
# How `last.<key>` finds a field that was worked out, under the names that merged lists give such fields.
_WORKED = ("", "derived.", "rollup.", "through.", "dimension.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FillContext:
    """What a fill is rendered from: the item as it stands, and the words of its list."""

    item: Item
    followup: FollowUp | None
    choices: tuple[str, ...]
    # The day on which the item came into a list, and the round that is worked on.
    listed: dt.date
    round: int


class FillRenderer:
    """Renders the office's columns of one campaign's items."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._followups = {each.key: find_followup(campaign.definition, each) for each in campaign.list_types}
        later = {each.number: each.issue_date for each in campaign.rounds if each.is_later}
        self._listed = later | {1: campaign.meeting_date}
        self._choices: dict[str | None, tuple[str, ...]] = {None: ()}

    def render(self, column: Column, item: Item, before: Item | None = None) -> str:
        """Return what an office's column shows of an item, empty where it shows nothing.

        `before` is the item as it was a round ago, None where it was not there.
        """
        if column.fill.startswith(LAST):
            return _render_last(column.fill.removeprefix(LAST), before) if before else ""
        render = _RENDERERS.get(column.fill)
        return render(self._build_context(column, item)) if render else ""

    def _build_context(self, column: Column, item: Item) -> FillContext:
        if column.choices not in self._choices:
            offered = self._campaign.definition.choice_lists.get(column.choices or "")
            self._choices[column.choices] = offered.values if offered else ()
        return FillContext(
            item=item,
            followup=self._followups.get(item.key.list_key),
            choices=self._choices[column.choices],
            listed=self._listed.get(item.opened, self._campaign.meeting_date),
            round=self._campaign.round.number,
        )


def find_fill_state(item: Item) -> Hashable:
    """Return all that fills look at, but for an item as it was a round ago: they show the same of equal states."""
    return (
        item.key.list_key,
        item.state,
        item.reported,
        item.pending,
        item.review,
        item.opened,
        item.approved,
        item.closed_on,
        item.closed_by,
        item.cycle,
        item.unchanged_rounds,
    )


def find_followup(definition: Definition, list_type: ListType) -> FollowUp | None:
    """Return the follow-up whose words hold for a list: its own, or that of the list whose records lead to it."""
    if list_type.followup:
        return list_type.followup
    for other in definition.list_types:
        if other.followup and find_parent_list(definition, other) == list_type.key:
            return other.followup
    return None


def find_parent_list(definition: Definition, list_type: ListType) -> str:
    """Return the key of the list that the followed records of a list lead to; empty where they lead to none."""
    parent = list_type.followup.parent if list_type.followup else ""
    if not parent or not list_type.has_column(parent):
        return ""
    referenced = definition.find_referenced_column(list_type.find_column(parent))
    return referenced.list_key if referenced else ""


def _render_last(name: str, before: Item) -> str:
    for prefix in _WORKED:
        value = before.fields.get(prefix + name)
        if value is not None:
            return f"{value:g}" if isinstance(value, float) else str(value)
    return ""


def _render_state(at: FillContext) -> str:
    state = at.item.state
    return at.followup.states.get(state, "") if state and at.followup else ""


def _render_closed(at: FillContext) -> str:
    if at.followup is None or len(at.choices) < 2:
        return ""
    return at.choices[0] if at.item.state == "closed" else at.choices[1]


def _render_reported(at: FillContext) -> str:
    position = _REPORTED.index(at.item.reported)
    return at.choices[position] if position < len(at.choices) else ""


def _render_pending(at: FillContext) -> str:
    pending = at.item.pending
    return find_word(at.followup.application_words, pending) if pending and at.followup else ""


def _render_own_review(at: FillContext) -> str:
    review = at.item.review
    return render_review(review, at.followup) if review and at.followup else ""


def _render_result(at: FillContext) -> str:
    """Return the office's result of this round."""
    review = at.item.review
    if review is None or at.followup is None or review.round != at.round:
        return ""
    return at.followup.results.get(review.result, "")


def _render_handling_days(at: FillContext) -> str:
    closed = at.item.closed_on
    return str(max((closed - at.listed).days, 0)) if closed else ""


def _render_day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


_RENDERERS: Mapping[str, Callable[[FillContext], str]] = {
    "state": _render_state,
    "closed": _render_closed,
    "close_date": lambda at: _render_day(at.item.closed_on),
    "closed_by": lambda at: at.item.closed_by,
    "approved": lambda at: _render_day(at.item.approved),
    "review": _render_own_review,
    "opened": lambda at: str(at.item.opened),
    "cycle": lambda at: str(at.item.cycle) if at.followup else "",
    "reported": _render_reported,
    "pending": _render_pending,
    "result": _render_result,
    "unchanged_rounds": lambda at: str(at.item.unchanged_rounds),
    "handling_days": _render_handling_days,
}
