"""Times without a zone are Beijing's, whatever zone the computer is set to."""

import datetime as dt
import time

import pytest

from toolkit.excel import convert_to_office_time, convert_to_utc

NOON, MORNING = dt.datetime(2022, 3, 25, 12), dt.datetime(2022, 3, 25, 4)
needs_zones = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set on Windows")


@needs_zones
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_time_without_a_zone__is_beijing_time_on_every_computer(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert convert_to_utc(NOON) == MORNING
        assert f"{convert_to_office_time(MORNING):%H:%M}" == "12:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_time_with_a_zone__keeps_its_moment():
    assert convert_to_utc(NOON.replace(tzinfo=dt.UTC)) == NOON
