"""Serial days are counted as spreadsheet programs count them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from xlrd.xldate import xldate_as_datetime

from toolkit.excel import convert_serial_day, count_serial_days

SINCE_MARCH_1900 = st.dates(dt.date(1900, 3, 1))


@given(SINCE_MARCH_1900)
def test_serial_day__is_that_of_other_libraries(day):
    assert xldate_as_datetime(count_serial_days(day), 0).date() == day


@given(SINCE_MARCH_1900)
def test_serial_day__is_read_back(day):
    assert convert_serial_day(count_serial_days(day)) == day


def test_time_of_day__is_left_out():
    assert count_serial_days(dt.datetime(2022, 3, 1, 23, 59)) == count_serial_days(dt.date(2022, 3, 1)) == 44621
