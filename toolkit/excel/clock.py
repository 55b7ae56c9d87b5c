"""The clock by which times are read and shown that have no zone: Beijing's, which all of China keeps.

So the same files give the same results on a computer whose zone is set to another; within the program times are in
UTC, without a zone.
"""

from __future__ import annotations

import datetime as dt

OFFICE_ZONE = dt.timezone(dt.timedelta(hours=8))


def convert_to_office_time(timestamp: dt.datetime) -> dt.datetime:
    """Return a time in UTC, without zone, as the office's clock shows it, with its zone."""
    return timestamp.replace(tzinfo=dt.UTC).astimezone(OFFICE_ZONE)


def convert_to_utc(timestamp: dt.datetime) -> dt.datetime:
    """Return a time in UTC, without zone; one without a zone is the office's. Raises OverflowError."""
    known = timestamp if timestamp.tzinfo else timestamp.replace(tzinfo=OFFICE_ZONE)
    return known.astimezone(dt.UTC).replace(tzinfo=None)
