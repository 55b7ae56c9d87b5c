"""One item through one round: what its unit reports of it, and the office's results on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.definition import ApplicationKey, FollowUp, ListType
from toolkit.followup.issued import IssuedTexts
from toolkit.followup.item import NO_FIELDS, NOTHING_ASKED, Item, Origin, Review
from toolkit.followup.judging import RejectedReview, ReviewedItem, choose_reviews, find_faults
from toolkit.followup.numbers import PlacedRecord
from toolkit.followup.states import RESULTS, Report, Status, apply_report, apply_result
from toolkit.followup.texts import read_report, resume_texts, select_asked, settle_extension


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStep:
    """What became of one item in one round.

    `progress_words` are the words for its progress a round ago and now; `applied` is what its unit applied for now;
    `effective` are the results that count.
    """

    item: Item
    is_reported: bool = False
    progress_words: tuple[str, str] = ("", "")
    applied: ApplicationKey | None = None
    effective: tuple[Review, ...] = ()
    rejected: tuple[RejectedReview, ...] = ()


def keep_item(before: Item) -> ItemStep:
    """Return an item that its unit did not report in a round, or has no say in any more."""
    return ItemStep(item=replace(before, reported="carried", unchanged_rounds=_count_silence(before), fields=NO_FIELDS))


def report_item(placed: PlacedRecord, before: Item | None, round_number: int, choices: frozenset[str]) -> ItemStep:
    """Return an item as its unit reported it; `choices` are the values of the column of applications.

    A closed item stays as it was, whatever its unit writes.
    """
    if before is not None and (placed.section.carried or before.is_closed):
        return keep_item(before)
    record, followup = placed.record, placed.list_type.followup
    item = _build_item(placed, before, round_number)
    if followup is None:
        return ItemStep(item=item, is_reported=True)
    report = read_report(record, followup, before.texts if before else {}, choices)
    status = apply_report(_find_status(before), report)
    asked = select_asked(record, followup)
    applied = status.pending if _applies_anew(status, report, before, asked, followup) else None
    words = (before.texts.get(followup.progress, "") if before else "", item.texts.get(followup.progress, ""))
    changed: dict[str, Any] = _list_status(status)
    if applied:
        changed |= {"asked": asked or NOTHING_ASKED, "asked_round": round_number}
    elif status.pending is None:
        changed |= {"asked": NOTHING_ASKED, "asked_round": 0}
    if report.application:
        changed |= {"reported": "reported", "unchanged_rounds": 0}
    return ItemStep(item=replace(item, **changed), is_reported=True, progress_words=words, applied=applied)


def _build_item(placed: PlacedRecord, before: Item | None, round_number: int) -> Item:
    record, texts = placed.record, placed.columns.collect_texts(placed.record)
    if placed.columns.number is not None:
        texts[placed.columns.number.key] = placed.key.number
    origin = Origin(round=round_number, file=placed.file.name, sheet=placed.section.sheet, row=record.row)
    if before is None:
        return Item(key=placed.key, texts=texts, origin=origin, opened=round_number)
    if record.unchanged or texts == before.texts:
        silent = _count_silence(before)
        return replace(
            before, origin=origin, texts=texts, reported="unchanged", unchanged_rounds=silent, fields=NO_FIELDS
        )
    return replace(before, origin=origin, texts=texts, reported="reported", unchanged_rounds=0, fields=NO_FIELDS)


def _count_silence(before: Item) -> int:
    """Return for how many rounds nothing changed; while it is the office's turn, none is counted."""
    return 0 if before.is_closed or before.is_waiting else before.unchanged_rounds + 1


def _find_status(item: Item | None) -> Status:
    return Status(state=item.state, standing=item.standing, pending=item.pending) if item else Status()


def _set_status(item: Item, status: Status) -> Item:
    return replace(item, **_list_status(status))


def _list_status(status: Status) -> dict[str, Any]:
    return {"state": status.state, "standing": status.standing, "pending": status.pending}


def _applies_anew(
    status: Status, report: Report, before: Item | None, asked: dict[str, str], followup: FollowUp
) -> bool:
    """Tell whether an application was made in this report, and not only waits since an earlier one."""
    if status.pending is None:
        return False
    if report.application or before is None or before.pending != status.pending:
        return True
    wanted = asked.get(followup.wanted_day, "")
    return report.progress == "extend" and wanted != before.asked.get(followup.wanted_day, "")


def withdraw_item(step: ItemStep, round_number: int) -> ItemStep:
    """Return an item taken out of its list with the office's consent."""
    gone = _set_status(step.item, Status(state="withdrawn"))
    return replace(
        step, item=replace(gone, asked=NOTHING_ASKED, asked_round=0, closed_round=round_number, unchanged_rounds=0)
    )


def decide_item(
    step: ItemStep, reviews: Sequence[Review], list_type: ListType, issued: IssuedTexts, today: dt.date
) -> ItemStep:
    """Apply the office's results of a round to an item: one answer and one reopening, in the possible order."""
    reopenings = [review for review in reviews if review.result == "reopen"]
    answers = [review for review in reviews if review.result != "reopen"]
    order = (reopenings, answers) if step.item.state == "closed" else (answers, reopenings)
    for group in order:
        if group:
            step = _decide(step, group, list_type, issued, today)
    return step


def _decide(
    step: ItemStep, reviews: Sequence[Review], list_type: ListType, issued: IssuedTexts, today: dt.date
) -> ItemStep:
    followup = list_type.followup
    if followup is None:
        return step
    equal, rejected = choose_reviews(step.item, reviews, followup)
    step = replace(step, rejected=(*step.rejected, *rejected))
    if not equal:
        return step
    described = _describe(step.item, list_type, followup, issued)
    judged = [(each, find_faults(each, described, followup, today)) for each in equal]
    faulty = tuple(RejectedReview(review=each, mistakes=faults) for each, faults in judged if faults)
    sound = [each for each, faults in judged if not faults]
    step = replace(step, rejected=(*step.rejected, *faulty))
    if not sound:
        return step
    review = sound[-1]
    return replace(step, item=_apply(step.item, review, followup), effective=(*step.effective, review))


def _describe(item: Item, list_type: ListType, followup: FollowUp, issued: IssuedTexts) -> ReviewedItem:
    """Return what the rules on results need to know of an item."""
    asked = replace(item, texts=item.asked)

    def read_day(key: str, of: Item = item) -> dt.date | None:
        return issued.clean(of, list_type, list_type.find_column(key)).date

    return ReviewedItem(
        state=item.state,
        deadline=read_day(followup.deadline),
        finished=read_day(followup.finish_date),
        is_done=followup.progress_words.get(item.texts.get(followup.progress, "")) == "done",
        has_goal=bool(item.asked.get(followup.goal)),
        has_review_day=read_day(followup.review_day, asked) is not None,
    )


def _apply(item: Item, review: Review, followup: FollowUp) -> Item:
    """Return an item after a result that takes effect."""
    decided = _set_status(item, apply_result(_find_status(item), review.result))
    texts = resume_texts(item.texts, followup) if RESULTS[review.result].resumes else item.texts
    if review.result in ("extend", "refuse_extension"):
        texts = settle_extension(texts, followup)
    decided = replace(decided, review=review, texts=texts, asked=NOTHING_ASKED, asked_round=0)
    if review.result == "close":
        closed_by = review.reviewer
        return replace(
            decided, closed_on=review.day, closed_by=closed_by, closed_round=review.round, unchanged_rounds=0
        )
    if review.approved:
        decided = replace(decided, approved=review.approved)
    if review.result == "reopen":
        cycle = item.cycle + 1
        return replace(decided, cycle=cycle, closed_on=None, closed_by="", closed_round=0, unchanged_rounds=0)
    return decided
