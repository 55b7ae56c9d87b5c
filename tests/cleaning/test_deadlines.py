"""Deadlines as offices write them: days with words around them, whole years, days without a year."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition

DEFINITION = load_definition()
ISSUED = dt.date(2022, 3, 1)
COLUMN = DEFINITION.find_list_type("rectification").find_column("deadline")


def deadline(written, issued=ISSUED):
    return Cleaner(DEFINITION, issued=issued).clean("rectification", COLUMN, written)


@pytest.mark.way(60)
@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022年6月30日前完成", (2022, 6, 30)),
        ("2022年6月30日前完成，长期坚持", (2022, 6, 30)),
        ("2025年12月底前完成，长期坚持", (2025, 12, 31)),
        ("2024年底前，并长期坚持", (2024, 12, 31)),
        ("确保2022年6月底前完成整改", (2022, 6, 30)),
        ("2022年", (2022, 12, 31)),
        ("2022年度", (2022, 12, 31)),
    ],
)
def test_day_with_words_around_it__is_due_and_keeps_its_wording(written, day):
    found = deadline(written)
    assert (found.value, found.date, found.doubt) == (written, dt.date(*day), "")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3月底前", (2022, 3, 31)),
        ("2月底前", (2023, 2, 28)),
        ("6月30日前完成，长期坚持", (2022, 6, 30)),
        ("全年", (2022, 12, 31)),
        ("年底前", (2022, 12, 31)),
        ("一季度", (2022, 3, 31)),
        ("今年6月底前", (2022, 6, 30)),
        ("明年3月", (2023, 3, 31)),
    ],
)
def test_day_without_a_year__is_the_next_after_the_issue__with_a_doubt(written, day):
    found = deadline(written)
    assert (found.value, found.date, found.doubt) == (written, dt.date(*day), "no_year")


@given(day=st.dates(dt.date(2022, 3, 1), dt.date(2023, 2, 28)))
def test_any_day_of_the_year_after_the_issue__is_found_without_its_year(day):
    assert deadline(f"{day.month}月{day.day}日前").date == day


@pytest.mark.parametrize("written", ["立行立改，长期坚持", "立即整改并长期坚持"])
def test_word_that_goes_on__is_accepted_as_written(written):
    assert (deadline(written).value, deadline(written).unknown) == (written, "")


@pytest.mark.parametrize(
    ("written", "why"),
    [("2022年2月30日前完成", "no_such_day"), ("已完成", "not_a_date"), ("2022年前", "not_a_date"), (3.15, "no_year")],
)
def test_deadline__that_cannot_be_told__stays_unknown(written, why):
    assert deadline(written).unknown == why


def test_day_without_a_year__where_no_day_of_issue_is_known__stays_unknown():
    assert deadline("3月底前", issued=None).unknown == "no_year"
