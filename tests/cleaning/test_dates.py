"""Days as clerks write them: every accepted writing is read, and nothing is guessed."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import Cleaner, DateReader
from toolkit.definition import load_definition

DEFINITION = load_definition()
READER = DateReader(DEFINITION.vocabulary.dates)
CLEANER = Cleaner(DEFINITION)
MEASURES = DEFINITION.find_list_type("rectification")
DAY = dt.date(2022, 3, 15)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
HAN = "〇一二三四五六七八九"


def finished(value):
    return CLEANER.clean("rectification", MEASURES.find_column("finish_date"), value)


def deadline(value):
    return CLEANER.clean("rectification", MEASURES.find_column("deadline"), value)


def han(number):
    """Write a number under a hundred as in a Chinese date: 十五, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[ones] if ones else "")


WRITINGS = {
    "iso": "{d.year}-{d.month:02d}-{d.day:02d}".format,
    "short": "{d.year}-{d.month}-{d.day}".format,
    "dots": "{d.year}.{d.month}.{d.day}".format,
    "slashes": "{d.year}/{d.month:02d}/{d.day:02d}".format,
    "compact": "{d.year}{d.month:02d}{d.day:02d}".format,
    "words": "{d.year}年{d.month}月{d.day}日".format,
    "spaced words": " {d.year} 年 {d.month:02d} 月 {d.day:02d} 号 ".format,
    "no last word": "{d.year}年{d.month}月{d.day}".format,
    "with a time": "{d.year}-{d.month:02d}-{d.day:02d} 09:30:00".format,
    "full-width": lambda d: d.isoformat().translate(FULL_WIDTH),
    "full-width words": lambda d: f"{d.year}年{d.month}月{d.day}日".translate(FULL_WIDTH),
    "apostrophe": "'{d.year}-{d.month}-{d.day}".format,
    "Chinese": lambda d: f"{''.join(HAN[int(c)] for c in str(d.year))}年{han(d.month)}月{han(d.day)}日",
    "Chinese with zeros": lambda d: (
        f"{''.join('零' if c == '0' else HAN[int(c)] for c in str(d.year))}年{han(d.month)}月{han(d.day)}号"
    ),
}


@pytest.mark.parametrize("writing", WRITINGS)
@given(day=DAYS)
def test_day__in_every_accepted_writing__reads_back_as_itself(writing, day):
    text = WRITINGS[writing](d=day) if not writing.startswith(("full", "Chinese")) else WRITINGS[writing](day)
    assert (finished(text).value, finished(text).unknown) == (day, "")
    assert (deadline(text).value, deadline(text).date) == (day.isoformat(), day)


@given(day=DAYS)
def test_serial_number__as_number_or_text__is_the_day_it_counts_to(day):
    serial = (day - dt.date(1899, 12, 30)).days
    assert [finished(one).value for one in (serial, float(serial), str(serial))] == [day] * 3


@pytest.mark.parametrize(
    "value", [DAY, dt.datetime(2022, 3, 15), dt.datetime(2022, 3, 15, 9, 30), "二〇二二年三月十五日"]
)
def test_date_cell__is_its_day(value):
    assert finished(value).value == DAY
    assert deadline(value).text == "2022-03-15"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2022-02-30", "no_such_day"),
        ("2022年2月30日", "no_such_day"),
        ("20220230", "no_such_day"),
        ("2022.13.1", "no_such_day"),
        ("5/6", "no_year"),
        ("3.15", "no_year"),
        ("3月15日", "no_year"),
        ("三月十五日", "no_year"),
        ("2022年3月", "month_only"),
        ("2022.3", "month_only"),
        ("2022年3月底前", "month_only"),
        ("1922-03-15", "far_year"),
        ("2122-03-15", "far_year"),
        ("长期坚持", "not_a_date"),
        ("已完成", "not_a_date"),
        ("2022", "not_a_date"),
        (2022.0, "not_a_date"),
        ("202203", "not_a_date"),
        (44635.5, "not_a_date"),
        (True, "not_a_date"),
        (dt.time(9, 30), "not_a_date"),
        (dt.timedelta(days=2), "not_a_date"),
        ("15-03-2022", "not_a_date"),
        ("2022-03-15至2022-04-15", "not_a_date"),
        ("0", "not_a_date"),
    ],
)
def test_day__that_cannot_be_told__stays_unknown_with_its_words(written, reason):
    cleaned = finished(written)
    assert (cleaned.value, cleaned.date, cleaned.unknown) == (None, None, reason)
    assert cleaned.text and not cleaned.blank


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022年3月底前", (3, 31)),
        ("2022年2月", (2, 28)),
        ("2022.4", (4, 30)),
        ("2022-04", (4, 30)),
        ("２０２２年４月份", (4, 30)),
        ("2022 年 4 月末", (4, 30)),
        ("2022年4月上旬", (4, 10)),
        ("2022年4月中旬前", (4, 20)),
        ("2022年4月下旬", (4, 30)),
        ("2022年十二月底前", (12, 31)),
        ("二〇二二年六月底之前", (6, 30)),
        ("2022年底前", (12, 31)),
        ("2022年上半年", (6, 30)),
        ("2022年第三季度", (9, 30)),
        ("2022年一季度", (3, 31)),
    ],
)
def test_deadline__of_a_month_or_longer__keeps_its_words_beside_the_last_day(written, day):
    cleaned = deadline(written)
    assert cleaned.date == dt.date(2022, *day)
    assert cleaned.text == cleaned.value == written and cleaned.unknown == ""


@given(year=st.integers(2000, 2099), month=st.integers(1, 12), tail=st.sampled_from(["", "份", "底", "底前", "末以前"]))
def test_month__stands_for_its_last_day(year, month, tail):
    last = calendar.monthrange(year, month)[1]
    assert READER.parse_day(f"{year}年{month}月{tail}", month_ends=True) == (dt.date(year, month, last), "")
    assert READER.parse_day(f"{year}年{month}月{tail}") == (None, "month_only")


@pytest.mark.parametrize("written", ["2022年6月30日前", "2022年6月5日之前", "2022-06-30前", "2022年6月30日以前"])
def test_deadline__of_a_day_with_the_word_before__is_that_day(written):
    assert deadline(written).date in (dt.date(2022, 6, 30), dt.date(2022, 6, 5))


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("长期坚持", "长期坚持"),
        ("长期", "长期坚持"),
        ("常态化。", "长期坚持"),
        ("持续 推进", "长期坚持"),
        ("立行立改", "立行立改"),
        ("马上整改！", "立行立改"),
        ("即知即改", "立行立改"),
    ],
)
def test_deadline__in_accepted_words__is_the_word_without_a_day(written, word):
    cleaned = deadline(written)
    assert (cleaned.text, cleaned.value, cleaned.date, cleaned.unknown) == (word, word, None, "")


@pytest.mark.parametrize(
    ("written", "reason"), [("尽快", "not_a_date"), ("3月底前", "no_year"), ("2022年13月", "no_such_day")]
)
def test_deadline__that_says_no_day__stays_unknown(written, reason):
    assert (deadline(written).value, deadline(written).unknown) == (None, reason)


@pytest.mark.parametrize("written", ["无", "—", "", None, " ", "N/A", "暂无"])
def test_date__blank_in_any_word__is_blank(written):
    assert finished(written).blank and deadline(written).blank and finished(written).unknown == ""


@pytest.mark.parametrize("value", [dt.datetime(1905, 7, 14), dt.date(1922, 3, 15), dt.date(9999, 12, 31)])
def test_date_cell__of_a_far_year__is_unknown_as_it_is_in_text(value):
    # 1905-07-14 is what a spreadsheet program makes of 2022 typed into a date cell.
    assert (finished(value).value, finished(value).unknown) == (None, "far_year")
    assert (deadline(value).value, deadline(value).unknown) == (None, "far_year")


@pytest.mark.parametrize("written", ["9" * 5000, "፩", "𐩀", "1" * 4301 + "月"])
def test_date__in_digits_no_number_holds__is_no_date(written):
    assert finished(written).unknown == "not_a_date"
