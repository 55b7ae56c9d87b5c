"""Damage days: the same day written in other ways, and days that nobody can make out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from toolkit.damage.draft import Draft, DraftCell
from toolkit.damage.kind import Edit, Kind, make_inner_kind
from toolkit.definition import DateWords
from toolkit.excel import count_serial_days
from toolkit.messages import say
from toolkit.text import fold

Writing = Callable[[dt.date, DateWords], str]


def _find_whole_days(draft: Draft, *kinds: str) -> list[DraftCell]:
    """Return the cells that hold a whole day and nothing more."""

    def is_whole_day(cell: DraftCell) -> bool:
        day = cell.cleaned.date
        return cell.whole and day is not None and cell.cleaned.text == day.isoformat()

    return draft.find_cells(*(kinds or ("date", "deadline")), want=is_whole_day)


def _require_day(cell: DraftCell) -> dt.date:
    day = cell.cleaned.date
    if day is None:
        raise ValueError(cell.written)
    return day


def _make_date_text_edit(writing: Writing) -> Edit:
    def edit_draft(draft: Draft, rng: random.Random) -> bool:
        cells = _find_whole_days(draft)
        for cell in cells:
            cell.write_text(
                writing(_require_day(cell), draft.subject.definition.vocabulary.dates), cell.record.texts[cell.key]
            )
        return bool(cells)

    return edit_draft


def _make_date_number_edit(number: Callable[[dt.date], int]) -> Edit:
    def edit_draft(draft: Draft, rng: random.Random) -> bool:
        cells = _find_whole_days(draft)
        for cell in cells:
            value = number(_require_day(cell))
            cell.table.sheet.put_number(*cell.address, value, plain=True)
            cell.update_texts(str(value), cell.record.texts[cell.key])
        return bool(cells)

    return edit_draft


def _make_date_loss_edit(writing: Writing, *kinds: str) -> Edit:
    """Return an edit that writes one day so that nobody can make it out; the reader must report it."""

    def edit_draft(draft: Draft, rng: random.Random) -> bool:
        cells = _find_whole_days(draft, *kinds)
        if not cells:
            return False
        cell = rng.choice(cells)
        text = writing(_require_day(cell), draft.subject.definition.vocabulary.dates)
        cell.write_text(text, text)
        draft.expect_finding(cell, "readable")
        return True

    return edit_draft


def _write_deadline_months(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.dates
    cells = _find_whole_days(draft, "deadline")
    tail = next((word for word, day in words.month_parts.items() if day == 0), "") + "".join(words.before[:1])
    for cell in cells:
        day = _require_day(cell)
        text = f"{day.year}{words.year}{day.month}{words.month}{tail}"
        cell.write_text(text, text)
    return bool(cells)


def _add_deadline_tails(draft: Draft, rng: random.Random) -> bool:
    """Write after a deadline that the matter goes on; the deadline stays."""
    words = draft.subject.definition.vocabulary
    tail = next(iter(words.deadline_words), "")
    cells = _find_whole_days(draft, "deadline") if tail else []
    for cell in cells:
        day = _require_day(cell)
        text = f"{day.year}{words.dates.year}{day.month}{words.dates.month}{day.day}{words.dates.day[0]}"
        text += say("damage.done_by") + tail
        cell.write_text(text, text)  # the day counts, and the words stay
    return bool(cells)


def _write_deadline_words(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.deadline_words
    forms: dict[str, tuple[str, str]] = {}
    for word, others in words.items():
        for form in (word, *others):
            forms.setdefault(fold(form), (form, word))
    cells = _find_whole_days(draft, "deadline")
    if not cells or not forms:
        return False
    for cell in rng.sample(cells, min(3, len(cells))):
        cell.write_text(*rng.choice(list(forms.values())))
    return True


def _compact_day(day: dt.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


DATE_KINDS: tuple[Kind, ...] = (
    make_inner_kind(29, "date_dotted", _make_date_text_edit(lambda day, _: f"{day.year}.{day.month}.{day.day}")),
    make_inner_kind(29, "date_compact", _make_date_text_edit(lambda day, _: str(_compact_day(day)))),
    make_inner_kind(29, "date_compact_number", _make_date_number_edit(_compact_day)),
    make_inner_kind(
        29, "date_in_words", _make_date_text_edit(lambda d, w: f"{d.year}{w.year}{d.month}{w.month}{d.day}{w.day[0]}")
    ),
    make_inner_kind(29, "date_serial", _make_date_number_edit(count_serial_days)),
    make_inner_kind(
        29, "date_impossible", _make_date_loss_edit(lambda d, w: f"{d.year}{w.year}2{w.month}30{w.day[0]}")
    ),
    make_inner_kind(29, "date_without_year", _make_date_loss_edit(lambda day, _: f"{day.month}/{day.day}", "date")),
    make_inner_kind(
        29, "date_month_only", _make_date_loss_edit(lambda d, w: f"{d.year}{w.year}{d.month}{w.month}", "date")
    ),
    make_inner_kind(29, "deadline_month", _write_deadline_months),
    make_inner_kind(60, "deadline_tails", _add_deadline_tails),
    make_inner_kind(29, "deadline_words", _write_deadline_words),
)
