"""Conditions of a definition asked of merged records, and of one row as a formula."""

import pandas as pd
import pytest

from tests.summary.by_hand import ReadableRow, conditions_on, day, frames_of
from toolkit.rules import Condition


def flags(conditions, **columns):
    frames = frames_of({"problem": columns})
    return conditions.flag_rows(frames, frames.build_index("problem")).tolist()


@pytest.mark.parametrize(
    ("condition", "cells", "expected"),
    [
        (Condition(among=("甲", "乙")), ["甲", "乙", "丙", "", None], [True, True, False, False, False]),
        (Condition(exclude=("甲",)), ["甲", "丙", "", None], [False, True, True, True]),
        (Condition(filled=True), ["甲", "", None, 0], [True, False, False, True]),
        (Condition(filled=False), ["甲", "", None], [False, True, True]),
        (Condition(min=2), [1, 2, 3, "3", None], [False, True, True, False, False]),
        (Condition(max=2), [1, 2, 3, "1", None], [True, True, False, False, False]),
        (Condition(min=2, max=2.5), [2, 2.5, 3], [True, True, False]),
    ],
    ids=["among", "exclude", "filled", "blank", "min", "max", "between"],
)
def test_a_condition__holds_for_these_cells(condition, cells, expected):
    assert flags(conditions_on("problem", column=condition), column=cells) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(before="@today"), [True, False, False, False, False]),
        (Condition(after="@today"), [False, False, True, False, False]),
        (Condition(after="@meeting"), [True, True, True, False, False]),
    ],
    ids=["before today", "after today", "after the meeting"],
)
def test_a_condition_on_days__is_strict_and_takes_no_text_for_a_day(condition, expected):
    cells = [day("2022-03-30"), day("2022-03-31"), day("2022-04-01"), "2022-03-01", None]
    assert flags(conditions_on("problem", due=condition), due=cells) == expected


def test_several_conditions__must_all_hold():
    asked = conditions_on("problem", kind=["甲"], done=["是"])
    assert flags(asked, kind=["甲", "甲", "乙"], done=["是", "否", "是"]) == [True, False, False]


def test_no_condition__holds_everywhere():
    assert flags(conditions_on("problem"), kind=["甲", None]) == [True, True]


@pytest.mark.parametrize(
    ("asked", "formula"),
    [
        ({"kind": ["甲"]}, '[kind]="甲"'),
        ({"kind": ["甲", "乙"]}, 'OR([kind]="甲",[kind]="乙")'),
        ({"kind": Condition(exclude=("甲", "乙"))}, 'AND([kind]<>"甲",[kind]<>"乙")'),
        ({"count": Condition(min=1, max=2.5)}, "AND(IF(ISNUMBER([count]),[count]>=1,FALSE),"
         "IF(ISNUMBER([count]),[count]<=2.5,FALSE))"),
        ({"due": Condition(before="@today")}, "IF(ISNUMBER([due]),[due]<@today,FALSE)"),
        ({"due": Condition(after="@meeting")}, "IF(ISNUMBER([due]),[due]>@meeting,FALSE)"),
        ({"kind": Condition(filled=True)}, "NOT(LEN(TRIM([kind]))=0)"),
        ({"kind": Condition(filled=False)}, "LEN(TRIM([kind]))=0"),
        ({"kind": ["甲"], "done": ["是"]}, 'AND([kind]="甲",[done]="是")'),
    ],
)  # fmt: skip
def test_the_formula_of_conditions__asks_the_same_of_one_row(asked, formula):
    assert conditions_on("problem", **asked).build_excel_condition(ReadableRow()) == formula


def test_flags__keep_the_index_of_the_records():
    frames = frames_of({"problem": {"kind": ["甲", "乙"]}})
    found = conditions_on("problem", kind=["乙"]).flag_rows(frames, frames.build_index("problem"))
    pd.testing.assert_series_equal(found, pd.Series([False, True]), check_names=False)
