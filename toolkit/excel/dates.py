"""Serial days, the numbers by which spreadsheet programs store days, and the only definition of their epoch.

Valid from 1 March 1900 on, where the programs agree. Workbooks that count from 1904 say so, and concern only the
readers of other people's files (`toolkit.formats`).
"""

from __future__ import annotations

import datetime as dt

EPOCH = dt.date(1899, 12, 30)  # day 0


def count_serial_days(day: dt.date) -> int:
    """Return the serial number of a day; a time of day is ignored."""
    return dt.date(day.year, day.month, day.day).toordinal() - EPOCH.toordinal()


def convert_serial_day(number: int) -> dt.date:
    """Return the day of a serial number. Raises OverflowError beyond the year 9999."""
    return EPOCH + dt.timedelta(days=number)
