"""Days as numbers, days left until a deadline, and numbers sorted into bins."""

import pytest

from tests.summary.by_hand import ReadableRow, conditions_on, day, values_of
from toolkit.definition import Bin
from toolkit.rules import Condition
from toolkit.summary.fields.base import UNIT_CODE
from toolkit.summary.fields.date_fields import BinField, CaseField, DayNumber, DaysLeft

TODAY = day("2022-03-31")


def test_a_day_number__is_the_serial_number_of_sheets_and_0_without_a_day():
    field = DayNumber(list_key="measure", key="number", heading="日", of="due")
    assert values_of(field, {"measure": {"due": [day("1900-03-01"), TODAY, "看不懂", None]}}) == [61, 44651, 0, 0]
    assert field.build_formula(ReadableRow()) == "N([due])"


def days_left(*to, unless=None):
    return DaysLeft(list_key="measure", key="left", heading="剩余天数", to=to, unless=unless or ())


def test_days_left__are_negative_when_past_and_blank_without_a_day():
    cells = [day("2022-04-02"), TODAY, day("2022-03-01"), "长期坚持", None]
    assert values_of(days_left("due"), {"measure": {"due": cells}}) == [2, 0, -30, None, None]


def test_days_left__count_to_the_first_day_that_is_filled_in():
    lists = {"measure": {"later": [None, day("2022-04-10"), "延期"], "due": [TODAY, TODAY, day("2022-04-01")]}}
    assert values_of(days_left("later", "due"), lists) == [0, 10, 1]


def test_days_left__are_blank_where_the_exception_holds():
    lists = {"measure": {"due": [TODAY, TODAY], "progress": ["已完成", "未启动"]}}
    done = (conditions_on("measure", progress=["已完成"]),)
    assert values_of(days_left("due", unless=done), lists) == [None, 0]


def test_days_left__are_blank_where_one_of_several_exceptions_holds():
    lists = {"measure": {"due": [TODAY] * 3, "progress": ["已完成", "", ""], "state": ["", "长期", ""]}}
    either = (conditions_on("measure", progress=["已完成"]), conditions_on("measure", state=["长期"]))
    field = days_left("due", unless=either)
    assert values_of(field, lists) == [None, None, 0]
    assert field.build_formula(ReadableRow()).startswith('IF(OR([progress]="已完成",[state]="长期"),"",')


def test_the_first_case_that_holds__gives_the_value():
    lists = {"measure": {UNIT_CODE: ["1"] * 4, "state": ["销号", "", "", "销号"], "kind": ["长期", "长期", "", ""]}}
    cases = (("了结", conditions_on("measure", state=["销号"])), ("坚持", conditions_on("measure", kind=["长期"])))
    field = CaseField(list_key="measure", key="scope", heading="口径", cases=cases, otherwise="应完成")
    assert values_of(field, lists) == ["了结", "坚持", "应完成", "了结"]
    assert field.build_formula(ReadableRow()) == 'IF([state]="销号","了结",IF([kind]="长期","坚持","应完成"))'


@pytest.mark.parametrize(
    ("field", "formula"),
    [
        (days_left("due"), 'IF(ISNUMBER([due]),[due]-@today,"")'),
        (days_left("later", "due"), 'IF(ISNUMBER([later]),[later]-@today,IF(ISNUMBER([due]),[due]-@today,""))'),
        (
            days_left("due", unless=(conditions_on("measure", progress=["已完成"]),)),
            'IF([progress]="已完成","",IF(ISNUMBER([due]),[due]-@today,""))',
        ),
    ],
    ids=["one day", "first of two days", "unless"],
)
def test_the_formula_of_days_left__asks_the_days_in_their_order(field, formula):
    assert field.build_formula(ReadableRow()) == formula


def bins(**more):
    return BinField(
        list_key="measure",
        key="urgency",
        heading="紧迫程度",
        of="left",
        bins=(Bin(value="逾期", up_to=-1), Bin(value="临期", up_to=20.5)),
        above="未到期",
        otherwise="没有时限",
        **{"cases": (), **more},
    )


def test_a_number__falls_into_the_first_bin_whose_bound_it_does_not_pass():
    cells = [-5, -1, 0, 20.5, 21, None, "长期"]
    expected = ["逾期", "逾期", "临期", "临期", "未到期", "没有时限", "没有时限"]
    assert values_of(bins(), {"measure": {"left": cells}}) == expected


def test_the_first_case_that_holds__goes_before_every_bin():
    cases = (("销号", conditions_on("measure", closed=["是"])), ("完成", conditions_on("measure", done=["是"])))
    lists = {"measure": {"left": [-5, -5, None, 3], "closed": ["是", "", "", ""], "done": ["是", "是", "是", ""]}}
    assert values_of(bins(cases=cases), lists) == ["销号", "完成", "完成", "临期"]


def test_the_formula_of_bins__nests_cases_then_bins_then_what_lies_above():
    numbers = 'IF(ISNUMBER([left]),IF([left]<=-1,"逾期",IF([left]<=20.5,"临期","未到期")),"没有时限")'
    assert bins().build_formula(ReadableRow()) == numbers
    cases = (
        ("完成", conditions_on("measure", done=["是"])),
        ("写了", conditions_on("measure", text=Condition(filled=True))),
    )
    assert bins(cases=cases).build_formula(ReadableRow()) == (
        f'IF([done]="是","完成",IF(NOT(LEN(TRIM([text]))=0),"写了",{numbers}))'
    )
