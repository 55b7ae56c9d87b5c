"""One figure over records written by hand: what it counts, and the formula that counts the same on the sheets."""

import pytest

from tests.summary.by_hand import conditions_on, day, frames_of, sheet_ranges_of
from toolkit.rules import Condition
from toolkit.summary.counts import Count, Label
from toolkit.summary.fields.base import UNIT_NAME

COLUMNS = {
    "kind": ["甲", "乙", "甲", "丙*", ""],  # column A
    "state": ["完成", "完成", "推进", "推进", None],  # B
    "count": [1, 2.5, 3, "4", None],  # C
    "due": [day("2022-03-30"), day("2022-03-31"), day("2022-04-01"), "2022-03-01", None],  # D
    UNIT_NAME: ["教育局", "公安局", "公安局", "公安局", "民政局"],  # E
}
LISTS = {"problem": COLUMNS}
KIND, STATE, NUMBER, DUE = (f"'problem'!${letter}$2:${letter}$6" for letter in "ABCD")


def count_where(total="", labels=(), **asked):
    conditions = (conditions_on("problem", **asked),) if asked else ()
    return Count(list_key="problem", conditions=conditions, labels=labels, total=total, always="kind")


def check(count, value, formula, strange=()):
    assert count.compute_value(frames_of(LISTS)) == value
    assert count.build_formula(sheet_ranges_of(LISTS), frozenset(strange)) == formula


@pytest.mark.parametrize(
    ("count", "value", "formula"),
    [
        (count_where(kind=["甲"]), 2, f'COUNTIFS({KIND},"甲")'),
        (count_where(kind=["甲", "乙"]), 3, f'COUNTIFS({KIND},"甲")+COUNTIFS({KIND},"乙")'),
        (count_where(kind=["甲", "甲"]), 2, f'COUNTIFS({KIND},"甲")'),
        (
            count_where(kind=["甲", "乙"], state=["完成"]),
            2,
            f'COUNTIFS({KIND},"甲",{STATE},"完成")+COUNTIFS({KIND},"乙",{STATE},"完成")',
        ),
        (count_where(kind=Condition(exclude=("甲", "乙"))), 2, f'COUNTIFS({KIND},"<>甲",{KIND},"<>乙")'),
        (count_where(count=Condition(min=2.5)), 2, f'COUNTIFS({NUMBER},">=2.5")'),
        (count_where(count=Condition(max=-1)), 0, f'COUNTIFS({NUMBER},"<=-1")'),
        (count_where(count=Condition(min=1, max=2.5)), 2, f'COUNTIFS({NUMBER},">=1",{NUMBER},"<=2.5")'),
        (count_where(due=Condition(before="@today")), 1, f"COUNTIFS({DUE},\"<\"&数据!$B$4)"),
        (count_where(due=Condition(after="@meeting")), 3, f"COUNTIFS({DUE},\">\"&数据!$B$3)"),
        (count_where(state=Condition(filled=True)), 4, f"SUMPRODUCT((LEN({STATE})>0)*1)"),
        (count_where(state=Condition(filled=False)), 1, f"SUMPRODUCT((LEN({STATE})=0)*1)"),
    ],
    ids=[
        "among", "among several", "the same twice", "several of two fields", "exclude", "min", "max", "min and max",
        "before", "after", "filled", "blank",
    ],
)  # fmt: skip
def test_a_count_under_conditions__has_this_value_and_this_formula(count, value, formula):
    check(count, value, formula)


def test_a_count_without_conditions__counts_a_field_that_is_always_filled_in():
    check(count_where(), 5, f"COUNTA({KIND})")


def test_a_sum__leaves_texts_out():
    check(count_where(total="count"), 6, f"SUM({NUMBER})")


def test_a_sum_under_conditions__adds_up_the_records_that_meet_them():
    check(count_where(total="count", kind=["甲"]), 4, f'SUMIFS({NUMBER},{KIND},"甲")')
    check(count_where(total="count", state=Condition(filled=True)), 6, f"SUMPRODUCT((LEN({STATE})>0)*1,{NUMBER})")


@pytest.mark.parametrize("text", ["丙*", "?", "a~b", "<5", "=1", "12", "2022-03-01", "true", " ", "长" * 201])
def test_a_text_that_criteria_read_as_something_else__is_compared_to_the_letter(text):
    formula = count_where(kind=[text]).build_formula(sheet_ranges_of(LISTS))
    assert formula == f'SUMPRODUCT(EXACT({KIND},"{text}")*1)'


def test_an_excluded_pattern__is_compared_to_the_letter_too():
    check(count_where(kind=Condition(exclude=("丙*",))), 4, f'SUMPRODUCT((1-EXACT({KIND},"丙*"))*1)')


def test_a_text_that_differs_from_another_by_case_alone__is_compared_to_the_letter():
    check(count_where(kind=["甲"]), 2, f'SUMPRODUCT(EXACT({KIND},"甲")*1)', strange={"甲"})


def test_one_test_to_the_letter__takes_the_others_of_its_term_along():
    check(
        count_where(kind=["丙*"], count=Condition(max=9), due=Condition(before="@today"), state=["推进"]),
        0,
        f'SUMPRODUCT(EXACT({KIND},"丙*")*ISNUMBER({NUMBER})*({NUMBER}<=9)*ISNUMBER({DUE})*({DUE}<数据!$B$4)'
        f'*EXACT({STATE},"推进")*1)',
    )


def test_only_the_terms_with_a_pattern__are_compared_to_the_letter():
    check(count_where(kind=["甲", "丙*"]), 3, f'COUNTIFS({KIND},"甲")+SUMPRODUCT(EXACT({KIND},"丙*")*1)')


def test_a_label__is_a_text_or_the_cell_that_shows_it():
    check(count_where().add_labels(Label(field="kind", value="甲")), 2, f'COUNTIFS({KIND},"甲")')
    check(count_where().add_labels(Label(field="kind", value="甲", address="$A5")), 2, f"COUNTIFS({KIND},$A5)")


def test_a_label_that_is_a_pattern__is_compared_with_the_cell_that_shows_it():
    label = Label(field="kind", value="丙*", address="$A5")
    check(count_where().add_labels(label), 1, f"SUMPRODUCT(EXACT({KIND},$A5)*1)")


def test_labels__are_added_to_those_that_a_count_has():
    count = count_where(state=["推进"], labels=(Label(field="kind", value="甲"),))
    both = count.add_labels(Label(field=UNIT_NAME, value="公安局"))
    assert both.compute_mask(frames_of(LISTS)).tolist() == [False, False, True, False, False]
    assert (count.labels, len(both.labels)) == ((Label(field="kind", value="甲"),), 2)


def test_a_condition_and_a_label_on_blanks__never_meet():
    blank = count_where(state=Condition(filled=False)).add_labels(Label(field="state", value="完成"))
    assert blank.compute_value(frames_of(LISTS)) == 0


def test_a_list_on_two_sheets__is_counted_sheet_by_sheet():
    ranges = sheet_ranges_of(LISTS, sheet_rows=3)
    assert count_where(kind=["甲"]).build_formula(ranges) == (
        "COUNTIFS('problem'!$A$2:$A$4,\"甲\")+COUNTIFS('problem(续1)'!$A$2:$A$3,\"甲\")"
    )
    assert count_where(total="count").build_formula(ranges) == "SUM('problem'!$C$2:$C$4)+SUM('problem(续1)'!$C$2:$C$3)"


def test_the_count_of_one_unit__looks_at_its_block_alone():
    ranges = sheet_ranges_of(LISTS, blocks={"problem": {"公安局": (1, 3)}})
    police = count_where(kind=["甲"], labels=(Label(field=UNIT_NAME, value="公安局"),))
    assert police.build_formula(ranges) == "COUNTIFS('problem'!$E$3:$E$5,\"公安局\",'problem'!$A$3:$A$5,\"甲\")"
    other = count_where(labels=(Label(field=UNIT_NAME, value="教育局"),))
    assert other.build_formula(ranges) == "COUNTIFS('problem'!$E$2:$E$6,\"教育局\")"


def test_a_list_without_records__counts_nothing_over_one_empty_row():
    empty = {"problem": {"kind": []}}
    assert count_where(kind=["甲"]).compute_value(frames_of(empty)) == 0
    assert count_where().build_formula(sheet_ranges_of(empty)) == "COUNTA('problem'!$A$2:$A$2)"
