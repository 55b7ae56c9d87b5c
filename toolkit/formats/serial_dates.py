"""Convert the serial numbers of cells into dates, times of day and durations, by their number format."""

from __future__ import annotations

import datetime as dt
import re

from xlrd.xldate import xldate_as_datetime

from toolkit.formats.grid import CellValue, LostValue

# Built-in formats of dates and times; 27 to 36 and 50 to 58 are those of East Asia, such as 2024年5月1日.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]|e(?![+-])", re.IGNORECASE)


def is_date_format(number: int, text: str = "") -> bool:
    """Tell whether a number format, by its number and its own text if any, shows a date or a time of day."""
    if not text:
        return number in _DATE_FORMATS
    code = _NO_CODE.sub("", text.partition(";")[0])
    return _DATE_CODE.search(code) is not None and not is_duration_format(text)


def is_duration_format(text: str) -> bool:
    """Tell whether a number format shows a duration, as [h]:mm does."""
    return _SPAN.search(text) is not None


def convert_serial(serial: float, *, from_1904: bool) -> CellValue:
    """Return a date, a date with time, or a time of day; a number that is none of these stays a number.

    As a number, 20240508 typed into a date cell can still be understood, and so can 0, which an empty date becomes.
    """
    if serial <= 0:
        return serial
    try:
        found = xldate_as_datetime(serial, 1 if from_1904 else 0)
    except (OverflowError, ValueError):
        return serial
    if serial < 1:
        return found.time()
    return found if found.time() != dt.time() else found.date()


def convert_duration(days: float) -> CellValue:
    """Return the duration of a number of days, a LostValue where it is too large."""
    try:
        return dt.timedelta(days=days)
    except (OverflowError, ValueError):
        return LostValue("#NUM!", "error_value")
