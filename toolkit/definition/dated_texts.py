"""Days in an author's texts that go with the meeting: an example of a campaign's own year is understood at once.

`{@meeting+60}` stands for the day 60 days after the meeting, written 2022-03-21; `{@meeting}` for its own day. With
`.month` the month is written, 2022年3月, with `.year` the year alone, 2022年.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TypeVar

from toolkit.definition.column import Frozen
from toolkit.definition.definition import Definition
from toolkit.definition.forms import CampaignForm, Cover
from toolkit.definition.list_type import ListType
from toolkit.messages import say

_DAY = re.compile(r"\{@meeting([+-]\d{1,4})?(?:\.(month|year))?\}")
_BEGUN = re.compile(r"\{@[^{}]*\}?")
_COLUMN_TEXTS, _RULE_TEXTS = ("help", "example"), ("message", "fix")
_Value = TypeVar("_Value", bound=Frozen)


def date_texts(definition: Definition, meeting: dt.date) -> Definition:
    """Return the definition with the days of a meeting in the texts that clerks and the operator read."""
    lists = tuple(_date_list(list_type, meeting) for list_type in definition.list_types)
    cover, campaign = _date_cover(definition.cover, meeting), _date_settings(definition.campaign, meeting)
    return definition.model_copy(update={"list_types": lists, "cover": cover, "campaign": campaign})


def date_text(text: str, meeting: dt.date) -> str:
    """Return a text with its days written out."""
    if "{@" not in text:
        return text
    return _DAY.sub(lambda found: _write_day(meeting, int(found[1] or 0), found[2]), text)


def find_wrong_days(text: str) -> Iterator[str]:
    """Yield what begins like such a day and is none."""
    yield from (found for found in _BEGUN.findall(text) if not _DAY.fullmatch(found))


def _write_day(meeting: dt.date, days: int, part: str | None) -> str:
    day = meeting + dt.timedelta(days)
    return say(f"day.{part}", year=day.year, month=day.month) if part else day.isoformat()


def _date_list(list_type: ListType, meeting: dt.date) -> ListType:
    columns = tuple(_date_parts(column, _COLUMN_TEXTS, meeting) for column in list_type.columns)
    rules = tuple(
        rule.model_copy(
            update={name: date_text(text, meeting) for name in _RULE_TEXTS if (text := getattr(rule, name))}
        )
        for rule in list_type.rules
    )
    intro = date_text(list_type.intro, meeting)
    return list_type.model_copy(update={"columns": columns, "rules": rules, "intro": intro})


def _date_cover(cover: Cover, meeting: dt.date) -> Cover:
    fields = tuple(_date_parts(field, ("help",), meeting) for field in cover.fields)
    return cover.model_copy(update={"fields": fields, "nil": _date_parts(cover.nil, ("help",), meeting)})


def _date_settings(form: CampaignForm, meeting: dt.date) -> CampaignForm:
    fields = tuple(_date_parts(field, ("help",), meeting) for field in form.settings.fields)
    facts = tuple(_date_parts(fact, ("help",), meeting) for fact in form.settings.facts)
    return form.model_copy(update={"settings": form.settings.model_copy(update={"fields": fields, "facts": facts})})


def _date_parts(value: _Value, names: tuple[str, ...], meeting: dt.date) -> _Value:
    return value.model_copy(update={name: date_text(getattr(value, name), meeting) for name in names})
