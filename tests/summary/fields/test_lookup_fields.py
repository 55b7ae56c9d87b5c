"""Columns worked out along references: values over two small lists, and the formula of one row."""

import pytest

from tests.summary.by_hand import UNCLEAR, ReadableRow, day, values_of
from toolkit.definition import Rollup
from toolkit.summary.fields.lookup_fields import (
    ExistsField,
    ExtremeDayField,
    LookupField,
    MatchCountField,
    RollupField,
    TargetRow,
)

TWO_SHEETS = ReadableRow(sheets=2)
# A measure refers to a problem by key; the second problem's key stands twice, nobody refers to the third.
LISTS = {
    "problem": {"key": ["001|1", "001|2", "001|2", "001|4"], "kind": ["甲", "乙", "丙", "丁"]},
    "measure": {
        "refers": ["001|2", "001|1", "001|2", "001|9", ""],
        "row": [2, 1, 2, 0, 0],
        "progress": ["完成", "完成", "推进", "完成", "完成"],
        "due": [day("2022-03-01"), day("2022-04-01"), day("2022-02-01"), None, None],
        "due.number": [44621, 44652, 44593, 0, 0],
    },
}


def test_a_target_row__is_the_first_record_of_the_key_and_0_where_there_is_none():
    field = TargetRow(
        list_key="measure", key="target", heading="行", own_key="refers", other="problem", other_key="key"
    )
    assert values_of(field, LISTS) == [2, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("row", "formula"),
    [
        (ReadableRow(), 'IF([refers]="",0,IFERROR(MATCH([refers],problem[key],0),0))'),
        (
            TWO_SHEETS,
            'IF([refers]="",0,IFERROR(MATCH([refers],problem[key],0),IFERROR(MATCH([refers],problem2[key],0)+1000,0)))',
        ),
    ],
    ids=["one sheet", "two sheets"],
)
def test_the_formula_of_a_target_row__looks_through_all_sheets_and_units(row, formula):
    field = TargetRow(
        list_key="measure", key="target", heading="行", own_key="refers", other="problem", other_key="key"
    )
    assert field.build_formula(row) == formula


def lookup():
    return LookupField(list_key="measure", key="kind", heading="类别", target_row="row", other="problem", of="kind")


def test_a_lookup__takes_the_value_of_the_target_row_and_is_unclear_without_one():
    assert values_of(lookup(), LISTS) == ["乙", "甲", "乙", UNCLEAR, UNCLEAR]


def test_the_formula_of_a_lookup__counts_rows_on_from_sheet_to_sheet():
    assert lookup().build_formula(ReadableRow()) == f'IF([row]>0,INDEX(problem[kind],[row]),"{UNCLEAR}")'
    assert lookup().build_formula(TWO_SHEETS) == (
        f'IF([row]>1000,INDEX(problem2[kind],[row]-1000),IF([row]>0,INDEX(problem[kind],[row]),"{UNCLEAR}"))'
    )


def test_exists__says_yes_where_the_reference_leads_to_a_record():
    field = ExistsField(list_key="measure", key="exists", heading="有无", target_row="row", yes="有", no="无")
    assert values_of(field, LISTS) == ["有", "有", "有", "无", "无"]
    assert field.build_formula(ReadableRow()) == 'IF([row]>0,"有","无")'


def keyed(kind, **more):
    return kind(
        list_key="problem", key="worked", heading="算出", own_key="key", other="measure", other_key="refers", **more
    )


def test_matching_records__are_counted_by_key_and_a_blank_key_has_none():
    lists = {**LISTS, "problem": {"key": ["001|1", "001|2", "001|3", ""]}}
    assert values_of(keyed(MatchCountField), lists) == [1, 2, 0, 0]


def test_the_formula_of_matching_records__adds_the_sheets_up_within_the_unit():
    once = "COUNTIFS(unit.measure[refers],[key])"
    assert keyed(MatchCountField).build_formula(ReadableRow()) == f'IF([key]="",0,{once})'
    assert keyed(MatchCountField).build_formula(TWO_SHEETS) == (
        f'IF([key]="",0,({once}+COUNTIFS(unit.measure2[refers],[key])))'
    )


def rollup(**more):
    steps = ({"value": "完成", "all": ("完成",)}, {"value": "延期", "any": ("延期",)})
    spec = {"key": "progress", "label": "进展", "of": "measure.progress", "by": "measure.problem", "steps": steps}
    return keyed(RollupField, rollup=Rollup(**{**spec, "otherwise": "推进", **more}), of="progress")


@pytest.mark.parametrize(
    ("progress", "options", "value"),
    [
        (["完成", "完成"], {}, "完成"),
        (["完成", "延期"], {}, "延期"),
        (["完成", "推进"], {}, "推进"),
        (["完成", "推进"], {"otherwise": None}, UNCLEAR),
        (["完成", UNCLEAR], {}, UNCLEAR),
        (["完成", UNCLEAR], {"unclear": "推进"}, "推进"),
        (["完成", UNCLEAR], {"unclear": "完成"}, "完成"),
        ([], {}, UNCLEAR),
    ],
    ids=["all", "any", "otherwise", "no otherwise", "unclear", "unclear counts as a value", "as the same", "nobody"],
)
def test_a_rollup__takes_the_first_step_that_holds(progress, options, value):
    lists = {"problem": {"key": ["001|1"]}, "measure": {"refers": ["001|1"] * len(progress), "progress": progress}}
    assert values_of(rollup(**options), lists) == [value]


def test_a_rollup__of_a_blank_key_is_unclear_though_others_refer_to_nothing_too():
    lists = {"problem": {"key": [""]}, "measure": {"refers": [""], "progress": ["完成"]}}
    assert values_of(rollup(), lists) == [UNCLEAR]


def count_where(value):
    return f'COUNTIFS(unit.measure[refers],[key],unit.measure[progress],"{value}")'


ALL, UNKNOWN = "COUNTIFS(unit.measure[refers],[key])", count_where(UNCLEAR)


def within_key(result):
    return f'IF([key]="","{UNCLEAR}",IF({ALL}=0,"{UNCLEAR}",{result}))'


def test_the_formula_of_a_rollup__counts_the_records_of_each_step():
    result = f'IF({count_where("完成")}={ALL},"完成",IF({count_where("延期")}>0,"延期","推进"))'
    assert rollup().build_formula(ReadableRow()) == within_key(f'IF({UNKNOWN}>0,"{UNCLEAR}",{result})')


def test_the_formula_of_a_rollup__counts_unclear_cells_as_the_value_they_stand_for():
    result = f'IF({count_where("完成")}+{UNKNOWN}={ALL},"完成",IF({count_where("延期")}>0,"延期","推进"))'
    assert rollup(unclear="完成").build_formula(ReadableRow()) == within_key(result)


def test_the_formula_of_a_rollup__compares_a_pattern_to_the_letter():
    field = rollup(steps=[{"value": "别的", "any": ("其他*",)}], otherwise="推进")
    exact = 'SUMPRODUCT((unit.measure[refers]=[key])*EXACT(unit.measure[progress],"其他*"))'
    result = f'IF({UNKNOWN}>0,"{UNCLEAR}",IF({exact}>0,"别的","推进"))'
    assert field.build_formula(ReadableRow()) == within_key(result)


def test_the_formula_of_a_rollup__counts_a_value_named_twice_once():
    once = rollup(steps=[{"value": "完成", "all": ("完成",)}]).build_formula(ReadableRow())
    assert rollup(steps=[{"value": "完成", "all": ("完成", "完成")}]).build_formula(ReadableRow()) == once


def extreme(take):
    return keyed(ExtremeDayField, take=take, of="due", numbers="due.number")


@pytest.mark.parametrize(("take", "expected"), [("latest", "2022-03-01"), ("earliest", "2022-02-01")])
def test_the_extreme_day__is_blank_unless_every_referring_record_has_a_day(take, expected):
    lists = {
        "problem": {"key": ["001|2", "001|3", "001|4", ""]},
        "measure": {
            "refers": ["001|2", "001|2", "001|3", "001|3", ""],
            "due": [day("2022-03-01"), day("2022-02-01"), day("2022-02-01"), "长期坚持", day("2022-02-01")],
        },
    }
    assert values_of(extreme(take), lists) == [day(expected), None, None, None]


DATED = 'COUNTIFS(unit.measure[refers],[key],unit.measure[due.number],">0")'


def test_the_formula_of_the_latest_day__is_the_greatest_number_of_the_key():
    greatest = "SUMPRODUCT(MAX((unit.measure[refers]=[key])*unit.measure[due.number]))"
    expected = f'IF([key]="","",IF({DATED}=0,"",IF({DATED}<{ALL},"",{greatest})))'
    assert extreme("latest").build_formula(ReadableRow()) == expected


def test_the_formula_of_an_extreme_day__compares_the_sheets():
    least = [
        f"(10000000-SUMPRODUCT(MAX((unit.{sheet}[refers]=[key])*(10000000-unit.{sheet}[due.number]))))"
        for sheet in ("measure", "measure2")
    ]
    assert f"MIN({','.join(least)})" in extreme("earliest").build_formula(TWO_SHEETS)
    assert extreme("latest").build_formula(TWO_SHEETS).count("MAX(SUMPRODUCT(") == 1
