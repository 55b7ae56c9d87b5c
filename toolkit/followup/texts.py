"""The texts of a record that its item keeps, and those that a decision of the office replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.definition import ApplicationKey, Column, FollowUp, ListType, ProgressKey
from toolkit.followup.states import Report
from toolkit.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptColumns:
    """What an item keeps of a record of a list, by column key: neither what the office fills in, nor what passes."""

    list_type: ListType
    number: Column | None
    kept: tuple[str, ...]
    passing: frozenset[str]

    def collect_texts(self, record: Record) -> dict[str, str]:
        """Return each filled cell as it was understood, else as it was written."""
        return {key: text for key in self.kept if (text := read_text(record, key))}


def sort_kept_columns(list_type: ListType) -> KeptColumns:
    """Return what items keep of the records of a list."""
    passing = find_passing_columns(list_type)
    kept = (column.key for column in list_type.columns if column.later != "office" and column.key not in passing)
    return KeptColumns(list_type=list_type, number=list_type.number, kept=tuple(kept), passing=passing)


def find_passing_columns(list_type: ListType) -> frozenset[str]:
    """Return the keys of the columns that speak of one round alone, and are handed out blank in the next."""
    followup = list_type.followup
    asked = (followup.application, followup.reason, followup.goal, followup.review_day) if followup else ()
    anew = (each.key for each in list_type.columns if each.shown == "later" and each.later == "open")
    return frozenset(key for key in (list_type.unchanged, list_type.change_note, *asked, *anew) if key)


def read_text(record: Record, key: str) -> str:
    """Return a cell's text as it was understood, or as it was written where it was not; empty for a blank cell."""
    cell = record.cleaned.get(key)
    if cell is None or cell.unknown:
        return record.written.get(key, "")
    return cell.text or ""


def select_asked(record: Record, followup: FollowUp) -> dict[str, str]:
    """Return the texts with which a unit makes an application, by column key."""
    columns = (followup.application, followup.wanted_day, followup.reason, followup.goal, followup.review_day)
    return {key: text for key in columns if (text := read_text(record, key))}


def read_report(record: Record, followup: FollowUp, before: Mapping[str, str], choices: frozenset[str]) -> Report:
    """Return what a record says of its item; `before` are the item's texts, `choices` the values of applications."""
    applied = read_text(record, followup.application)
    return Report(
        progress=followup.progress_words.get(read_text(record, followup.progress)),
        application=followup.application_words.get(applied),
        declines=applied in choices and applied not in followup.application_words,
        was=followup.progress_words.get(before.get(followup.progress, "")),
    )


def find_word(words: Mapping[str, ProgressKey] | Mapping[str, ApplicationKey], key: str) -> str:
    """Return the first word for a progress or an application; empty where the author gave none."""
    return next((word for word, meaning in words.items() if meaning == key), "")


def resume_texts(texts: Mapping[str, str], followup: FollowUp) -> dict[str, str]:
    """Return the texts of an item that is being worked on again: neither done, nor with a wish to extend."""
    progress = followup.progress_words.get(texts.get(followup.progress, ""))
    if progress not in ("done", "extend"):
        return dict(texts)
    resumed = {key: text for key, text in texts.items() if key not in (followup.finish_date, followup.wanted_day)}
    return {**resumed, followup.progress: find_word(followup.progress_words, "in_progress")}


def settle_extension(texts: Mapping[str, str], followup: FollowUp) -> dict[str, str]:
    """Return the texts of an item whose wish to extend was answered: the day wished for has done its part."""
    return {key: text for key, text in texts.items() if key != followup.wanted_day}
