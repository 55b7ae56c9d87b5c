"""How the bulletin prints figures and days."""

from __future__ import annotations

import datetime as dt
import re

from toolkit.messages import say
from toolkit.summary.tables import Value

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def format_figure(value: Value) -> int | float | str:
    """Return a figure as templates print it: a dash where it is unknown, an average of whole days without decimals."""
    if value is None:
        return say("summary.none")
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) > 1 else value


def format_long_day(value: str | dt.date) -> str:
    """Return a day, also one written 2022-01-20, as documents write it; any other text as it is."""
    if isinstance(value, dt.date):
        return say("quantity.long_day", year=value.year, month=value.month, day=value.day)
    found = _ISO_DAY.fullmatch(value)
    if found is None:
        return value
    year, month, day = map(int, found.groups())
    return say("quantity.long_day", year=year, month=month, day=day)
