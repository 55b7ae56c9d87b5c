"""What the row of an item shows when the next round is handed out: the texts that a return is compared with."""

from __future__ import annotations

from toolkit.definition import FollowUp, ListType, ProgressKey
from toolkit.followup.item import Item

# Results after which the day on which the unit was done no longer holds.
_UNDONE = ("send_back", "reopen")


def build_issued_texts(list_type: ListType, item: Item) -> dict[str, str]:
    """Return an item's texts by column key, as its row is issued, without blank ones and the office's columns.

    What was last reported stands there, but for what each round asks anew: whether anything changed, why a fixed text
    was changed, and applications. A day that an extension was wanted to is gone once the office has decided, and so
    is the day of completion of an item that was sent back or reopened.
    """
    texts = {
        column.key: item.texts.get(column.key, "")
        for column in list_type.columns
        if column.later != "office" and column.shown != "office"
    }
    if list_type.number is not None:
        texts[list_type.number.key] = item.key.number
    for key in _collect_fresh_columns(list_type, item):
        texts.pop(key, None)
    return {key: text for key, text in texts.items() if text}


def _collect_fresh_columns(list_type: ListType, item: Item) -> set[str]:
    """Return the keys of the columns that are issued blank in an item's row."""
    fresh = {list_type.unchanged, list_type.change_note}
    followup = list_type.followup
    if followup is None:
        return fresh
    fresh |= {followup.application, followup.reason, followup.goal, followup.review_day}
    progress = find_progress(followup, item)
    if progress != "extend" and item.pending != "extend":
        fresh.add(followup.wanted_day)
    if progress != "done" and item.review is not None and item.review.result in _UNDONE:
        fresh.add(followup.finish_date)
    return fresh


def find_progress(followup: FollowUp, item: Item) -> ProgressKey | None:
    """Return what a unit last said of an item by its progress; None where it said nothing that is understood."""
    return followup.progress_words.get(item.texts.get(followup.progress, ""))


# Where an item stands while the office has the next word.
_WAITING = ("done", "applied_close", "applied_extend", "applied_lasting")


def waits_for_office(item: Item) -> bool:
    """Tell whether the office has the next word on an item, so that its unit need not update it."""
    return item.state in _WAITING
