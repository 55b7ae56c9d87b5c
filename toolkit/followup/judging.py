"""Which of the office's results take effect, and why the others do not.

Each reason is one mistake in the ledger, in words, with the way out; a result with any mistake changes nothing until
it is mended.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.definition import FollowUp, ResultKey, StateKey
from toolkit.errors import Mistake, make_mistake
from toolkit.followup.item import Item, ItemKey, Review
from toolkit.followup.states import APPLIED, OPEN_STATES, can_answer
from toolkit.messages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedReview:
    """A result that takes no effect, and every reason why."""

    review: Review
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedItem:
    """What the rules need to know of an item: where it stands, and the days and texts that its unit gave.

    `deadline` is the first one, None where it has no day; `finished` is None where no day was given. `has_goal` and
    `has_review_day` tell of the application to turn long-term.
    """

    state: StateKey | None = None
    deadline: dt.date | None = None
    finished: dt.date | None = None
    is_done: bool = False
    has_goal: bool = False
    has_review_day: bool = False


def locate_review(review: Review) -> str:
    """Return where a review stands: the ledger's name, the sheet and the cell."""
    at = review.origin
    return say("place.separator").join([at.file, at.sheet, at.cell or str(at.row)])


def reject_review(review: Review, key: str, **facts: object) -> RejectedReview:
    """Return a review that takes no effect for a single reason (message `reviewed.<key>`)."""
    return RejectedReview(review=review, mistakes=(_name_mistake(review, key, **facts),))


def _name_mistake(review: Review, key: str, /, **facts: object) -> Mistake:
    return make_mistake(f"reviewed.{key}", locate_review(review), number=review.item.number, **facts)


def group_reviews(reviews: Iterable[Review], round_number: int) -> dict[ItemKey, list[Review]]:
    """Return the reviews of a round by item, in the order in which they stand in the ledger."""
    by_item: dict[ItemKey, list[Review]] = defaultdict(list)
    for review in sorted(reviews, key=lambda each: (each.origin.sheet, each.origin.row, each.origin.cell)):
        if review.round == round_number:
            by_item[review.item].append(review)
    return by_item


def choose_reviews(
    item: Item, reviews: Sequence[Review], followup: FollowUp
) -> tuple[list[Review], list[RejectedReview]]:
    """Return the reviews that answer an item as it stands, and those that cannot for others beside it.

    An answer to an application that another replaced counts no more; of several different answers none counts, and
    equal ones stand for one answer.
    """
    stale = [review for review in reviews if _is_stale(review, item)]
    current = [review for review in reviews if review not in stale]
    rejected = [reject_review(review, "replaced", asked=_name_asked(review, followup)) for review in stale]
    if len({_build_content(review) for review in current}) > 1:
        for review in current:
            others = (locate_review(other) for other in current if other is not review)
            rejected.append(reject_review(review, "several", others=say("list.separator").join(others)))
        return [], rejected
    return current, rejected


def _is_stale(review: Review, item: Item) -> bool:
    """Tell whether a review answers an application that the item no longer waits for."""
    if review.application is None or review.result == "reopen":
        return False
    waits_for = item.pending or ("close" if item.state == "done" else None)
    return waits_for is not None and review.application != waits_for


def _name_asked(review: Review, followup: FollowUp) -> str:
    words = (word for word, meaning in followup.application_words.items() if meaning == review.application)
    return next(words, "")


def _build_content(review: Review) -> tuple[object, ...]:
    return (
        review.result,
        review.approved,
        review.day,
        review.reviewer,
        review.opinion,
        review.requirement,
    )


def find_faults(review: Review, item: ReviewedItem, followup: FollowUp, today: dt.date) -> tuple[Mistake, ...]:
    """Return every reason why a result cannot take effect on an item; none where it does."""
    state = item.state
    result = followup.results.get(review.result, review.result)
    if not (can_answer(review.result, state) or _answers_earlier(review, item)):
        key = _CANNOT.get((review.result == "reopen", state == "closed"), "not_asked")
        shown = followup.states.get(state, "") if state else say("reviewed.no_state")
        return (_name_mistake(review, key, result=result, state=shown),)
    keys = [*_CHECKS[review.result](review, item)]
    keys += _check_approved(review, item)
    if review.day and review.day > today:
        keys.append("day_ahead")
    facts = {"result": result, "deadline": item.deadline, "finished": item.finished, "day": review.day}
    return tuple(_name_mistake(review, key, **facts) for key in keys)


def _answers_earlier(review: Review, item: ReviewedItem) -> bool:
    """Tell whether a review answers what its unit no longer asks: a corrected return need not ask again."""
    applied = APPLIED[review.application] if review.application else None
    return item.state in OPEN_STATES and applied in _ASKABLE and can_answer(review.result, applied)


# Applications that need nothing more from the unit than that it made them.
_ASKABLE: frozenset[StateKey | None] = frozenset({"applied_extend", "applied_lasting"})
# By whether the result is a reopening, and whether the item is closed.
_CANNOT: Mapping[tuple[bool, bool], str] = {
    (True, False): "not_closed",
    (False, True): "closed",
}


def _check_close(review: Review, item: ReviewedItem) -> Iterator[str]:
    if not item.is_done:
        yield "not_done"
    elif item.finished is None:
        yield "no_finish"
    if not review.reviewer:
        yield "no_reviewer"
    if review.day is None:
        yield "no_day"
    elif item.finished and review.day < item.finished:
        yield "day_early"


def _check_send_back(review: Review, item: ReviewedItem) -> Iterator[str]:
    if not review.opinion:
        yield "no_opinion"
    if not review.requirement:
        yield "no_requirement"


def _check_extend(review: Review, item: ReviewedItem) -> Iterator[str]:
    if review.approved is None:
        yield "no_approved"


# Results that can give the unit more time.
_GIVING_TIME: frozenset[ResultKey] = frozenset({"extend", "send_back", "reopen"})


def _check_approved(review: Review, item: ReviewedItem) -> Iterator[str]:
    if review.approved is None:
        return
    if review.result not in _GIVING_TIME:
        yield "approved_unasked"
    elif item.deadline and review.approved <= item.deadline:
        yield "approved_early"


def _check_turn_lasting(review: Review, item: ReviewedItem) -> Iterator[str]:
    if not item.has_goal:
        yield "no_goal"
    if not item.has_review_day:
        yield "no_review_day"


def _check_reopen(review: Review, item: ReviewedItem) -> Iterator[str]:
    if not review.opinion:
        yield "no_reason"


def _check_nothing(review: Review, item: ReviewedItem) -> Iterator[str]:
    yield from ()


_CHECKS = {
    "close": _check_close,
    "send_back": _check_send_back,
    "extend": _check_extend,
    "refuse_extension": _check_nothing,
    "turn_lasting": _check_turn_lasting,
    "refuse_lasting": _check_nothing,
    "reopen": _check_reopen,
}
