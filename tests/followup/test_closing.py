import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.followup.rounds import journey_of_every_state
from toolkit.followup import NOTHING_BEFORE, ClosingError, ItemKey, build_closing, dump_closing, parse_closing


@pytest.fixture(scope="module")
def journey():
    return journey_of_every_state()


@pytest.fixture(scope="module")
def content(journey):
    return dump_closing(journey.closing)


def test_closing__keeps_items_in_order_every_event_and_the_figures_of_all_rounds(journey):
    closing = journey.closing
    assert [item.key for item in closing.items] == sorted(item.key for item in closing.items)
    assert {event.round for event in closing.events} == {1, 2}
    assert closing.history == {1: {"count": 13.0}}
    assert (closing.round, closing.name, closing.as_of) == (2, "2月进展", journey.campaign.as_of)


def test_fields__are_kept_as_json_has_them(journey):
    key = ItemKey(unit="001", list_key="rectification", number="CS-001")
    fields = {
        "day": pd.Timestamp(2022, 6, 30),
        "date": dt.date(2022, 6, 30),
        "none": pd.NaT,
        "gap": pd.NA,
        "count": pd.Series([3], dtype="Int64")[0],
        "share": float("nan"),
        "half": 0.5,
        "names": ("甲", "乙"),
    }
    given = {key: fields}
    closing = build_closing(journey.campaign, NOTHING_BEFORE, journey.followed, given, {"rate": float("nan")})
    assert next(item for item in closing.items if item.key == key).fields == {
        "day": "2022-06-30",
        "date": "2022-06-30",
        "none": None,
        "gap": None,
        "count": 3,
        "share": None,
        "half": 0.5,
        "names": "甲、乙",
    }
    assert closing.figures == {"rate": None}
    assert parse_closing(dump_closing(closing)) == closing


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"format": 1', b'"format": 2', "newer"),
        (b'"cycle":1', b'"cycle":"1"', "wrong"),
        (b'"cycle":1', b'"cycle":1,"more":1', "wrong"),
        (b'"state":"closed"', b'"state":"done with"', "wrong"),
        (b'"kind":"listed"', b'"kind":"seen"', "wrong"),
        (b"}\n}\n", b"", "damaged"),
    ],
)
def test_edited_closing__is_refused_and_says_why(content, old, new, code):
    with pytest.raises(ClosingError) as error:
        parse_closing(content.replace(old, new))
    assert error.value.code == code


@given(st.binary() | st.sampled_from([b"", b"{}", b"[]", b"null", b"[" * 10_000, b"\xff\xfe{}"]))
def test_any_other_bytes__are_refused(anything):
    with pytest.raises(ClosingError):
        parse_closing(anything)


def test_half_copied_closing__is_refused(content):
    for length in range(0, len(content) - 4, 997):
        with pytest.raises(ClosingError):
            parse_closing(content[:length])


def test_text_with_half_a_character__is_kept_without_it(journey):
    closing = replace(journey.closing, name="3月\ud800进展")
    assert parse_closing(dump_closing(closing)).name == "3月?进展"
