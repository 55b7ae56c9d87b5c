"""Columns that a unit wrote, columns as tables count by them, and keys that records are found by."""

import pandas as pd
import pytest

from tests.summary.by_hand import UNCLEAR, ReadableRow, day, frames_of, values_of
from toolkit.summary.fields.base import (
    LONGEST_LABEL,
    Dimension,
    InputField,
    KeyField,
    convert_to_days,
    convert_to_numbers,
    convert_to_texts,
)

LONG = "长" * (LONGEST_LABEL + 1)


def dimension(**more):
    return Dimension(list_key="problem", key="dimension.kind", heading="类别", of="kind", **more)


CLOSED = {"choices": "category", "order": ("整改", "长期")}


def test_convert_to_texts__writes_numbers_as_texts_and_blanks_as_nothing():
    assert convert_to_texts(pd.Series(["甲", 3, None, pd.NA], dtype=object)).tolist() == ["甲", "3", "", ""]


def test_convert_to_numbers__takes_no_text_for_a_number():
    numbers = convert_to_numbers(pd.Series([2, 1.5, "3", "两三项", None], dtype=object))
    assert numbers.tolist() == [2, 1.5, pd.NA, pd.NA, pd.NA]


def test_convert_to_days__takes_no_text_for_a_day():
    days = convert_to_days(pd.Series([day("2022-03-01"), "2022-03-01", None], dtype=object))
    assert days.isna().tolist() == [False, True, True]
    assert days[0] == day("2022-03-01")


def test_an_input_field__is_its_column_and_has_no_formula():
    field = InputField(list_key="problem", key="number", heading="编号", column=pd.Series(["WT-001", "WT-002"]))
    assert values_of(field, {"problem": {"number": []}}) == ["WT-001", "WT-002"]
    assert field.build_formula(ReadableRow()) is None


@pytest.mark.parametrize(
    ("options", "cells", "values"),
    [
        (CLOSED, ["整改", "长期", "立行立改", "", None], ["整改", "长期", UNCLEAR, UNCLEAR, UNCLEAR]),
        ({**CLOSED, "several": True}, ["长期、整改", "别的、整改", "整改"], ["长期", UNCLEAR, "整改"]),
        ({"several": True}, ["办公室、人事科", ""], ["办公室", UNCLEAR]),
        ({}, ["办公室", 12, None], ["办公室", "12", UNCLEAR]),
        ({}, [LONG, LONG[:-1]], [LONG[:-1] + "…", LONG[:-1]]),
    ],
    ids=["closed", "first of several", "open and several", "open", "long"],
)
def test_a_dimension__is_unclear_where_its_cell_is_blank_or_none_of_the_choices(options, cells, values):
    assert values_of(dimension(**options), {"problem": {"kind": cells}}) == values


@pytest.mark.parametrize(
    ("options", "formula"),
    [
        (CLOSED, f'IF(SUMPRODUCT(--EXACT(options[category],[kind]))>0,[kind],"{UNCLEAR}")'),
        ({}, f'IF([kind]="","{UNCLEAR}",IF(LEN([kind])>200,LEFT([kind],200)&"…",[kind]))'),
        (
            {**CLOSED, "several": True},
            'IF(SUMPRODUCT(--EXACT(options[category],LEFT([kind],FIND("、",[kind]&"、")-1)))>0,'
            f'LEFT([kind],FIND("、",[kind]&"、")-1),"{UNCLEAR}")',
        ),
    ],
    ids=["closed", "open", "first of several"],
)
def test_the_formula_of_a_dimension__asks_the_choices_to_the_letter(options, formula):
    assert dimension(**options).build_formula(ReadableRow()) == formula


def key_field():
    return KeyField(list_key="problem", key="key.number", heading="键", of="number")


def test_a_key__joins_unit_and_number_so_that_equal_numbers_of_two_units_differ():
    lists = {"problem": {"source.unit_code": ["001", "002", "001"], "number": ["WT-001", "WT-001", None]}}
    assert values_of(key_field(), lists) == ["001|WT-001", "002|WT-001", ""]


def test_a_key__of_a_long_text_is_its_beginning():
    lists = {"problem": {"source.unit_code": ["001"], "number": [LONG]}}
    assert values_of(key_field(), lists) == ["001|" + LONG[:-1]]


def test_the_formula_of_a_key__is_blank_where_its_cell_is():
    expected = 'IF([number]="","",[source.unit_code]&"|"&LEFT([number],200))'
    assert key_field().build_formula(ReadableRow()) == expected


def test_a_field_of_frames__is_worked_out_once_and_shares_the_index_of_its_list():
    lists = {"problem": {"source.unit_code": ["001"] * 2, "number": ["WT-001", "WT-002"]}}
    frames = frames_of(lists, key_field())
    assert frames.compute_column("problem", "key.number") is frames.compute_column("problem", "key.number")
    assert list(frames.build_frame("problem")) == ["source.unit_code", "number", "key.number"]
    assert frames.build_index("problem").tolist() == [0, 1]
    with pytest.raises(KeyError):
        frames.compute_column("problem", "nobody planned this")
