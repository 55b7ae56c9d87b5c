"""Understand a stored day by what its cell shows: a day, or the month or year that stands for it."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from toolkit.cleaning.dates import DateReader
from toolkit.formats import CellValue, format_plain_text

_NUMBER = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_MONTH_FIRST = re.compile(r"[A-Za-z]{3,9}[-\s][0-9]{2}")


def settle_shown_day(reader: DateReader, value: CellValue, shown: str) -> tuple[CellValue, str]:
    """Return the value and text that a date column reads of a cell that shows something else than its plain text.

    A day stays a day, however it is written. Where only its month or year is shown, these words count as if they had
    been typed, and the day that the program put behind them does not. A number counts as the day that it shows.
    """
    plain = format_plain_text(value)
    if isinstance(value, dt.date):
        words = _find_period(reader, value, shown)
        return (words, words) if words else (value, plain)
    if isinstance(value, str):
        return shown, shown
    if isinstance(value, float) and not value.is_integer() and _DECIMAL.fullmatch(shown):
        return value, plain  # 2022.1 shown as 2022.10 may be January
    understood = reader.holds_period(shown) or reader.parse_day(shown)[0] is not None
    return (shown, shown) if understood else (value, plain)


def _find_period(reader: DateReader, day: dt.date, shown: str) -> str:
    """Return the month or year that a cell shows, in the vocabulary's words; empty where it shows more, or neither."""
    if reader.holds_period(shown):
        found = reader.parse_day(shown, month_ends=True)[0]
        return shown if found and (found.year, found.month) == (day.year, day.month) else ""
    numbers = [(digits, int(digits)) for digits in _NUMBER.findall(reader.convert_numerals(shown))]
    if _is_day_shown(numbers, day, shown):
        return ""
    year = _take(numbers, str(day.year)) or _take(numbers, f"{day.year % 100:02d}")
    if not year:
        return _write_month(reader, day) if _take(numbers, f"{day.year}{day.month:02d}") and not numbers else ""
    month = _names_month(day, shown) or _take(numbers, str(day.month)) or _take(numbers, f"{day.month:02d}")
    if numbers:
        return ""
    return _write_month(reader, day) if month else f"{day.year}{reader.words.year}"


def _is_day_shown(numbers: list[tuple[str, int]], day: dt.date, shown: str) -> bool:
    """Tell whether one of the numbers is the day of the month, and not only the year or month again."""
    others = list(numbers)
    _ = _take(others, str(day.year)) or (len(others) > 1 and _take(others, f"{day.year % 100:02d}"))
    _ = _names_month(day, shown) or _take(others, str(day.month)) or _take(others, f"{day.month:02d}")
    return any(number == day.day for _, number in others) and not _MONTH_FIRST.fullmatch(shown.strip())


def _names_month(day: dt.date, shown: str) -> bool:
    return calendar.month_abbr[day.month].lower() in shown.lower()


def _take(numbers: list[tuple[str, int]], digits: str) -> bool:
    """Take a number written with these digits away; tell whether there was one."""
    found = next((position for position, (written, _) in enumerate(numbers) if written == digits), None)
    if found is not None:
        del numbers[found]
    return found is not None


def _write_month(reader: DateReader, day: dt.date) -> str:
    return f"{day.year}{reader.words.year}{day.month}{reader.words.month}"
