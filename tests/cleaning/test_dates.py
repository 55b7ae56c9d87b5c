"""Dates and deadlines as clerks write them, understood with the shipped definition."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition

DEFINITION = load_definition()
RECTIFICATION = DEFINITION.list_type("rectification")
IDES = dt.date(2022, 3, 15)
DIGITS = "〇一二三四五六七八九"


def cleaned(key, value):
    return Cleaner(DEFINITION).clean("rectification", RECTIFICATION.column(key), value)


def in_chinese(number):
    """Return a number below 100 in Chinese numerals, as 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


SAME_DAY = [
    "2022.3.15",
    "2022-03-15",
    "2022/3/15",
    "20220315",
    "2022年3月15日",
    "2022年03月15号",
    "2022 年 3 月 15 日",
    "２０２２-３-１５",
    "２０２２年３月１５日",
    "二〇二二年三月十五日",
    "二○二二年三月十五日",
    "二零二二年三月十五日",
    "2022-03-15 00:00:00",
    "2022-03-15T08:30:00",
    " 2022-3-15\n",
    "'2022-03-15",
    "44635",
    44635,
    44635.0,
    20220315,
    dt.date(2022, 3, 15),
    dt.datetime(2022, 3, 15),
    dt.datetime(2022, 3, 15, 17, 45),
]


@pytest.mark.parametrize("key", ["finish_date", "deadline"])
@pytest.mark.parametrize("written", SAME_DAY, ids=repr)
def test_a_day__under_any_usual_writing__is_that_day(written, key):
    found = cleaned(key, written)
    assert found.date == IDES
    assert found.text == "2022-03-15"
    assert found.unknown == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二一年十二月三十一日", dt.date(2021, 12, 31)),
        ("二〇二二年十月十日", dt.date(2022, 10, 10)),
        ("二〇二二年一月二十日", dt.date(2022, 1, 20)),
        ("二〇二二年十一月一日", dt.date(2022, 11, 1)),
        ("2024-02-29", dt.date(2024, 2, 29)),
        ("2000-01-01", dt.date(2000, 1, 1)),
        ("2099-12-31", dt.date(2099, 12, 31)),
        ("36526", dt.date(2000, 1, 1)),
        ("73050", dt.date(2099, 12, 31)),
    ],
)
def test_a_day__at_the_edges_of_numerals_and_years__is_read(written, day):
    assert cleaned("finish_date", written).value == day


@pytest.mark.parametrize("key", ["finish_date", "deadline"])
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2022年2月30日", "no_such_day"),
        ("2022-13-01", "no_such_day"),
        ("20220230", "no_such_day"),
        ("2023.2.29", "no_such_day"),
        ("2月30日", "no_year"),
        ("3月5日", "no_year"),
        ("三月五日", "no_year"),
        ("3月底前", "no_year"),
        ("5/6", "no_year"),
        ("5.6", "no_year"),
        ("1922-03-15", "far_year"),
        ("2122-03-15", "far_year"),
        ("尽快", "not_a_date"),
        ("36525", "not_a_date"),
        ("73051", "not_a_date"),
        (3, "not_a_date"),
        (True, "not_a_date"),
    ],
)
def test_a_day__that_cannot_be_told__stays_unknown_with_the_reason(written, reason, key):
    found = cleaned(key, written)
    assert found.value is None
    assert found.date is None
    assert found.unknown == reason
    assert not found.blank


@pytest.mark.parametrize(
    "written", ["2022年3月", "2022.3", "2022年3月份", "2022年3月底前", "2022年3月中旬", "二〇二二年三月"]
)
def test_a_month__in_a_date_column__is_not_taken_for_a_day(written):
    found = cleaned("finish_date", written)
    assert found.value is None
    assert found.unknown == "month_only"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022年3月", dt.date(2022, 3, 31)),
        ("2022年3月份", dt.date(2022, 3, 31)),
        ("2022年2月", dt.date(2022, 2, 28)),
        ("2024年2月", dt.date(2024, 2, 29)),
        ("2022.3", dt.date(2022, 3, 31)),
        ("2022年3月前", dt.date(2022, 3, 31)),
        ("2022年3月底", dt.date(2022, 3, 31)),
        ("2022年3月底前", dt.date(2022, 3, 31)),
        ("２０２２年３月底前", dt.date(2022, 3, 31)),
        ("二〇二二年三月底前", dt.date(2022, 3, 31)),
        ("2022年3月末", dt.date(2022, 3, 31)),
        ("2022年3月上旬", dt.date(2022, 3, 10)),
        ("2022年3月中旬", dt.date(2022, 3, 20)),
        ("2022年3月下旬", dt.date(2022, 3, 31)),
        ("2022年3月中旬以前", dt.date(2022, 3, 20)),
        ("2022年底", dt.date(2022, 12, 31)),
        ("2022年底前", dt.date(2022, 12, 31)),
        ("2022年年底", dt.date(2022, 12, 31)),
        ("2022年上半年", dt.date(2022, 6, 30)),
        ("2022年下半年", dt.date(2022, 12, 31)),
        ("2022年一季度", dt.date(2022, 3, 31)),
        ("2022年第三季度前", dt.date(2022, 9, 30)),
        ("二〇二二年第二季度", dt.date(2022, 6, 30)),
    ],
)
def test_a_deadline__under_a_month_or_part_of_a_year__keeps_its_words_and_has_a_last_day(written, day):
    found = cleaned("deadline", written)
    assert found.date == day
    assert found.text == found.value == written
    assert found.unknown == ""


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("立行立改", "立行立改"),
        ("即知即改", "立行立改"),
        ("立即整改。", "立行立改"),
        ("立 行 立 改", "立行立改"),
        ("长期坚持", "长期坚持"),
        ("常态化", "长期坚持"),
        ("长期", "长期坚持"),
        ("（持续推进）", "长期坚持"),
    ],
)
def test_a_deadline__under_an_accepted_word__is_that_word_without_a_day(written, meaning):
    found = cleaned("deadline", written)
    assert found.text == found.value == meaning
    assert found.date is None
    assert found.unknown == ""


@pytest.mark.parametrize("written", ["2022年底", "2022年上半年", "立行立改", "长期坚持", "常态化"])
def test_words_of_a_deadline__in_a_date_column__are_not_a_date(written):
    found = cleaned("finish_date", written)
    assert found.value is None
    assert found.unknown == "not_a_date"


FORMS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}{d.month:02}{d.day:02}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}号",
    lambda d: "".join(DIGITS[int(c)] for c in str(d.year)) + f"年{in_chinese(d.month)}月{in_chinese(d.day)}日",
    lambda d: d.isoformat().translate({ord("0") + i: ord("０") + i for i in range(10)}),
    lambda d: (d - dt.date(1899, 12, 30)).days,
    lambda d: float((d - dt.date(1899, 12, 30)).days),
    lambda d: d,
    lambda d: dt.datetime(d.year, d.month, d.day, 23, 59),
]


@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), key=st.sampled_from(["finish_date", "deadline"]))
def test_any_day_of_the_century__under_every_accepted_writing__reads_back(day, key):
    for form in FORMS:
        found = cleaned(key, form(day))
        assert found.date == day
        assert found.text == day.isoformat()
