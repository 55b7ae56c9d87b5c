"""Damage days: cells of days come in, the same days in other writings, and days that cannot be told, go out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from toolkit.damage.draft import Draft, Place
from toolkit.damage.kind import Edit, Kind, inside
from toolkit.definition import DateWords
from toolkit.text import fold

_EPOCH = dt.date(1899, 12, 30)
Writing = Callable[[dt.date, DateWords], str]


def _days(draft: Draft, *kinds: str) -> list[Place]:
    """Return the cells that hold a whole day and nothing more."""

    def whole_day(place: Place) -> bool:
        day = place.cleaned.date
        return place.whole and day is not None and place.cleaned.text == day.isoformat()

    return draft.places(*(kinds or ("date", "deadline")), want=whole_day)


def _day(place: Place) -> dt.date:
    day = place.cleaned.date
    if day is None:
        raise ValueError(place.written)
    return day


def _rewritten(writing: Writing) -> Edit:
    def edit(draft: Draft, rng: random.Random) -> bool:
        places = _days(draft)
        for place in places:
            place.write(writing(_day(place), draft.subject.definition.vocabulary.dates), place.line.texts[place.key])
        return bool(places)

    return edit


def _numbered(number: Callable[[dt.date], int]) -> Edit:
    def edit(draft: Draft, rng: random.Random) -> bool:
        places = _days(draft)
        for place in places:
            value = number(_day(place))
            place.table.sheet.put_number(*place.at, value, plain=True)
            place.note(str(value), place.line.texts[place.key])
        return bool(places)

    return edit


def _lost(writing: Writing, *kinds: str) -> Edit:
    """Write one day so that nobody can tell it; the reader keeps the words and names them."""

    def edit(draft: Draft, rng: random.Random) -> bool:
        places = _days(draft, *kinds)
        if not places:
            return False
        place = rng.choice(places)
        text = writing(_day(place), draft.subject.definition.vocabulary.dates)
        place.write(text, text)
        draft.mark(place, "readable")
        return True

    return edit


def _deadline_month(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.dates
    places = _days(draft, "deadline")
    tail = next((word for word, day in words.month_parts.items() if day == 0), "") + "".join(words.before[:1])
    for place in places:
        day = _day(place)
        text = f"{day.year}{words.year}{day.month}{words.month}{tail}"
        place.write(text, text)
    return bool(places)


def _deadline_words(draft: Draft, rng: random.Random) -> bool:
    words = draft.subject.definition.vocabulary.deadline_words
    forms: dict[str, tuple[str, str]] = {}
    for word, others in words.items():
        for form in (word, *others):
            forms.setdefault(fold(form), (form, word))
    places = _days(draft, "deadline")
    if not places or not forms:
        return False
    for place in rng.sample(places, min(3, len(places))):
        place.write(*rng.choice(list(forms.values())))
    return True


def _compact(day: dt.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


DATE_KINDS: tuple[Kind, ...] = (
    inside(29, "date_dotted", _rewritten(lambda day, _: f"{day.year}.{day.month}.{day.day}")),
    inside(29, "date_compact", _rewritten(lambda day, _: str(_compact(day)))),
    inside(29, "date_compact_number", _numbered(_compact)),
    inside(29, "date_in_words", _rewritten(lambda d, w: f"{d.year}{w.year}{d.month}{w.month}{d.day}{w.day[0]}")),
    inside(29, "date_serial", _numbered(lambda day: (day - _EPOCH).days)),
    inside(29, "date_impossible", _lost(lambda d, w: f"{d.year}{w.year}2{w.month}30{w.day[0]}")),
    inside(29, "date_without_year", _lost(lambda day, _: f"{day.month}/{day.day}")),
    inside(29, "date_month_only", _lost(lambda d, w: f"{d.year}{w.year}{d.month}{w.month}", "date")),
    inside(29, "deadline_month", _deadline_month),
    inside(29, "deadline_words", _deadline_words),
)
