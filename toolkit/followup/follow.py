"""Follow every item through one round: what units reported and the office decided, from how the last round ended.

Nothing is remembered between runs: the same returns, reviews and opening give the same items, so that a decision
taken back leaves no trace but its event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.definition import ListType
from toolkit.findings import Finding
from toolkit.followup.events import EventRecorder, group_logged
from toolkit.followup.issued import IssuedTexts
from toolkit.followup.item import Closing, Event, Item, ItemKey, Review
from toolkit.followup.judging import RejectedReview, group_reviews, reject_review
from toolkit.followup.numbers import Numbering, PlacedRecord, find_given_numbers, place_records
from toolkit.followup.parents import derive_parents
from toolkit.followup.rewriting import RecordWriter
from toolkit.followup.step import ItemStep, decide_item, keep_item, report_item, withdraw_item
from toolkit.records import ReturnedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of the items of a round.

    `items` are all items of the campaign, in the order of units, lists and numbers; `events` those of this round.
    `files` have the office's columns filled, the numbers that records were given, and the progress that decisions
    led to: figures count over them. In `reported` only the office's columns are filled: rules judge what units wrote
    over them. `rejected` are the results of
    the office that take no effect.
    """

    items: tuple[Item, ...]
    events: tuple[Event, ...] = ()
    files: tuple[ReturnedFile, ...] = ()
    reported: tuple[ReturnedFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: tuple[RejectedReview, ...] = ()

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The items that the office has to decide on."""
        return tuple(item for item in self.items if item.is_waiting)


def follow_items(  # noqa: PLR0913 - what a round is made of
    campaign: Campaign,
    opening: Closing,
    files: Sequence[ReturnedFile],
    reviews: Iterable[Review] = (),
    *,
    today: dt.date,
    changes: Iterable[Event] = (),
    logged: Iterable[Event] = (),
) -> Followed:
    """Follow every item through the campaign's round.

    `files` are the returns, completed by what is carried over from the `opening`; `changes` are the events of fixed
    texts changed and items taken out with the office's consent; `logged` are the events that the ledger has of this
    round. `today` is the real day.
    """
    placed = place_records(campaign.list_types, opening, files)
    issued = IssuedTexts(campaign)
    follower = _Follower(campaign, opening, issued, today)
    items = follower.take_steps(placed, group_reviews(reviews, campaign.round.number), tuple(changes), logged)
    writer = RecordWriter(campaign, issued, items, follower.before)
    written = writer.write(files, placed)
    return Followed(
        items=tuple(items.values()),
        events=tuple(follower.recorder.events),
        files=written.files,
        reported=written.reported,
        findings=tuple(find_given_numbers(placed)),
        rejected=tuple(follower.rejected),
    )


def sort_keys(campaign: Campaign, keys: Iterable[ItemKey]) -> list[ItemKey]:
    """Return keys in the order of the roster, of the lists and of running numbers; units that left the roster last."""
    units = {unit.code: place for place, unit in enumerate(campaign.units)}
    lists = {each.key: (place, Numbering(each)) for place, each in enumerate(campaign.definition.list_types)}

    def place(key: ItemKey) -> tuple[int, str, int, str, tuple[int, str]]:
        position, numbering = lists.get(key.list_key, (len(lists), None))
        number = numbering.build_sort_key(key.number) if numbering else (0, key.number)
        return (units.get(key.unit, len(units)), key.unit, position, key.list_key, number)

    return sorted(keys, key=place)


class _Follower:
    """Takes every item of one round one step further, and keeps what is told about it."""

    def __init__(self, campaign: Campaign, opening: Closing, issued: IssuedTexts, today: dt.date) -> None:
        self.campaign, self.issued, self.today = campaign, issued, today
        self.before = {item.key: item for item in opening.items}
        names = {unit.code: unit.name for unit in campaign.units}
        self.recorder = EventRecorder(campaign.round.number, names)
        self.rejected: list[RejectedReview] = []
        lists = campaign.definition.list_types
        self._followups = {each.key: each.followup for each in lists if each.followup}
        self._choices = {each.key: self._find_choices(each) for each in lists}

    def take_steps(
        self,
        placed: Iterable[PlacedRecord],
        reviews: dict[ItemKey, list[Review]],
        changes: Sequence[Event],
        logged: Iterable[Event],
    ) -> dict[ItemKey, Item]:
        """Return every item of the campaign as it stands now, by key, in the order of units, lists and numbers."""
        by_key = {each.key: each for each in placed}
        withdrawn = {change.item for change in changes if change.kind == "withdrawn"}
        log = group_logged(logged, self.campaign.round.number)
        changed: dict[ItemKey, list[Event]] = {}
        for change in changes:
            changed.setdefault(change.item, []).append(change)
        items: dict[ItemKey, Item] = {}
        for key in sort_keys(self.campaign, {**self.before, **by_key}):
            step = self._take_step(key, by_key.get(key), reviews.get(key, []), withdrawn=key in withdrawn)
            items[key] = step.item
            self._record(step, changed.get(key, ()), log.get(key, ()))
        self._reject_lost(reviews, items)
        return derive_parents(self.campaign.definition, self.campaign.list_types, items)

    def _take_step(
        self, key: ItemKey, placed: PlacedRecord | None, reviews: Sequence[Review], *, withdrawn: bool
    ) -> ItemStep:
        before, number = self.before.get(key), self.campaign.round.number
        if placed is not None:
            step = report_item(placed, before, number, self._choices[key.list_key])
        elif before is not None:
            step = keep_item(before)
        else:
            raise KeyError(key)
        if withdrawn:
            step = withdraw_item(step, number)
        if not reviews or key.list_key not in self._followups:
            return step
        list_type = self.campaign.definition.find_list_type(key.list_key)
        return decide_item(step, reviews, list_type, self.issued, self.today)

    def _find_choices(self, list_type: ListType) -> frozenset[str]:
        """Return the values of a list's column of applications."""
        followup = list_type.followup
        if followup is None or not list_type.has_column(followup.application):
            return frozenset()
        offered = self.campaign.definition.choice_lists.get(list_type.find_column(followup.application).choices or "")
        return frozenset(offered.values if offered else ())

    def _record(self, step: ItemStep, changes: Sequence[Event], logged: Sequence[Event]) -> None:
        """Record what happened to an item: what its unit reported, what was agreed to, what the office decided."""
        item = step.item
        if item.key.list_key in self._followups and step.is_reported:
            self.recorder.record_report(item, self.before.get(item.key), step.progress_words)
            if step.applied:
                self.recorder.record_application(item, step.applied)
        self.recorder.events += changes
        self.recorder.record_decisions(item.key, step.effective, logged)
        self.rejected += step.rejected

    def _reject_lost(self, reviews: dict[ItemKey, list[Review]], items: dict[ItemKey, Item]) -> None:
        """Reject reviews of items that are not there, or of lists that are not followed item by item."""
        for key, group in reviews.items():
            if key not in items:
                self.rejected += [reject_review(review, "gone") for review in group]
            elif key.list_key not in self._followups:
                self.rejected += [reject_review(review, "not_followed") for review in group]
