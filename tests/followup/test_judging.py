import datetime as dt
from dataclasses import replace

import pytest

from tests.followup.rounds import Journey, close, decide, file_with, measure, problem, today_of
from toolkit.followup import follow_items

DONE = {"finish_date": "2022-02-01", "evidence": "记录.pdf"}
LASTING = {"application": "申请转长期", "stage_goal": "形成制度", "review_date": "2022-12-31"}


def second_round(row, *reviews, first=None):
    """Return a journey after its second round, in which one measure is reported and decided on."""
    journey = Journey()
    journey.round([problem(), first or measure("CS-001")])
    journey.round([problem(), row], reviews)
    return journey


FAULTS = {
    "closing without a reviewer": (measure("CS-001", "已完成"), close("CS-001", reviewer=""), "没有写审核人"),
    "closing before it was done": (
        measure("CS-001", "已完成", finish_date="2022-03-01"),
        close("CS-001", day=dt.date(2022, 2, 28)),
        "早于实际完成时间",
    ),
    "closing tomorrow": (
        measure("CS-001", "已完成"),
        close("CS-001", day=today_of(2) + dt.timedelta(days=1)),
        "还没有到",
    ),
    "closing what is not done": (measure("CS-001"), close("CS-001"), "不能“同意销号”"),
    "closing what asks to be closed but is not done": (
        measure("CS-001", application="申请销号"),
        close("CS-001"),
        "整改进展却不是“已完成”",
    ),
    "closing without a day of completion": (
        measure("CS-001", "已完成", finish_date=""),
        close("CS-001"),
        "没有写清实际完成时间",
    ),
    "sending back without an opinion": (
        measure("CS-001", "已完成"),
        decide("CS-001", "send_back", opinion=""),
        "没有写审核意见",
    ),
    "sending back without a requirement": (
        measure("CS-001", "已完成"),
        decide("CS-001", "send_back", requirement=""),
        "没有写补充要求",
    ),
    "extending without a day": (
        measure("CS-001", "申请延期"),
        decide("CS-001", "extend", approved=None),
        "没有写批准时限",
    ),
    "extending to the first deadline": (
        measure("CS-001", "申请延期"),
        decide("CS-001", "extend", approved=dt.date(2022, 6, 30)),
        "没有晚于整改时限 2022-06-30",
    ),
    "extending what nobody asked to extend": (measure("CS-001"), decide("CS-001", "extend"), "不能“同意延期”"),
    "refusing with a day": (
        measure("CS-001", "申请延期"),
        decide("CS-001", "refuse_extension", approved=dt.date(2022, 9, 30)),
        "又填了批准时限",
    ),
    "turning long-term without a goal": (
        measure("CS-001", **{**LASTING, "stage_goal": ""}),
        decide("CS-001", "turn_lasting"),
        "没有写阶段目标",
    ),
    "turning long-term without a day to look again": (
        measure("CS-001", **{**LASTING, "review_date": "明年"}),
        decide("CS-001", "turn_lasting"),
        "没有写清下次复核日期",
    ),
    "reopening what is open": (measure("CS-001"), decide("CS-001", "reopen"), "没有销号，不能“重启”"),
    "an answer to another application": (
        measure("CS-001", "已完成"),
        decide("CS-001", "extend", application="extend"),
        "“申请延期”已由单位新的申请代替",
    ),
    "a result on an item that is not there": (measure("CS-001"), close("CS-009"), "已经不在清单里"),
    "a result on a problem": (measure("CS-001"), close("WT-001", list_key="problem"), "不逐条审核"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_result__with_a_fault__changes_nothing_and_is_named_with_its_cell(name):
    row, review, words = FAULTS[name]
    journey = second_round(row, review)
    without = second_round(row)
    assert journey.items == without.items
    [rejected] = journey.followed.rejected
    assert rejected.review.item == review.item
    assert [words in mistake.found for mistake in rejected.mistakes] == [True]
    assert rejected.mistakes[0].location == f"办理台账.xlsx › 待审核 › {review.origin.cell}"


def test_result__with_several_faults__names_each():
    journey = second_round(measure("CS-001", "已完成"), close("CS-001", reviewer="", day=dt.date(2022, 1, 1)))
    assert len(journey.faults()) == 2


def test_two_equal_results__that_cannot_be__are_both_named():
    journey = Journey()
    journey.round([measure("CS-001", "正在推进")], [close("CS-001"), close("CS-001", row=30)])
    assert [each.review.origin.row for each in journey.followed.rejected] == [11, 30]
    assert journey.item("CS-001").state == "in_progress"


def test_closed_item__takes_no_result_but_reopening():
    journey = Journey()
    journey.round([measure("CS-001", "已完成")], [close("CS-001")])
    journey.round([], [decide("CS-001", "send_back")])
    assert journey.faults() == ["“CS-001”已经销号，不能再“退回整改”"]
    journey.again([decide("CS-001", "reopen", opinion="")])
    assert journey.faults() == ["“CS-001”选了“重启”，没有写原因"]
    assert journey.item("CS-001").state == "closed"


def test_two_different_results__count_neither_until_one_is_left():
    row = measure("CS-001", "已完成")
    journey = second_round(row, close("CS-001", row=12), decide("CS-001", "send_back", row=30))
    assert journey.item("CS-001").state == "done"
    assert ["还有不同的审核结果，一条也没有生效" in fault for fault in journey.faults()] == [True, True]
    journey.again([decide("CS-001", "send_back", row=30)])
    assert journey.item("CS-001").state == "sent_back"
    assert journey.faults() == []


def test_same_result_twice__counts_once():
    journey = second_round(measure("CS-001", "已完成"), close("CS-001", row=12), close("CS-001", row=30))
    assert journey.item("CS-001").state == "closed"
    assert journey.faults() == []
    assert [event.kind for event in journey.followed.events].count("decided") == 1


def test_closing_and_reopening_in_one_round__happen_one_after_the_other():
    journey = second_round(measure("CS-001", "已完成"), close("CS-001"), decide("CS-001", "reopen", row=40))
    item = journey.item("CS-001")
    assert (item.state, item.cycle, journey.faults()) == ("reopened", 2, [])


def test_new_application__replaces_the_one_that_waits():
    journey = Journey()
    journey.round([measure("CS-001", "申请延期")])
    assert journey.item("CS-001").pending == "extend"
    journey.round([measure("CS-001", "已完成", application="申请销号")])
    item = journey.item("CS-001")
    assert (item.state, item.pending, item.asked_round) == ("applied_close", "close", 2)


def test_application__waits_on_while_its_unit_says_nothing_new():
    journey = Journey()
    journey.round([measure("CS-001")])
    journey.round([measure("CS-001", **LASTING)])
    journey.round([measure("CS-001")])
    item = journey.item("CS-001")
    assert (item.pending, item.asked_round, item.asked["stage_goal"]) == ("turn_lasting", 2, "形成制度")
    journey.again([decide("CS-001", "turn_lasting")])
    assert journey.item("CS-001").state == "lasting"


def test_application__is_taken_back_by_saying_none():
    journey = Journey()
    journey.round([measure("CS-001")])
    journey.round([measure("CS-001", **LASTING)])
    journey.round([measure("CS-001", application="无")])
    assert (journey.item("CS-001").state, journey.item("CS-001").pending) == ("in_progress", None)


def test_extension_agreed_to__stays_when_the_unit_corrects_its_return():
    journey = second_round(measure("CS-001", "申请延期"), decide("CS-001", "extend", application="extend"))
    corrected = file_with(journey.campaign, [problem(), measure("CS-001", "正在推进")])
    journey.again([decide("CS-001", "extend", application="extend")], files=[corrected])
    assert (journey.item("CS-001").state, journey.item("CS-001").approved) == ("extended", dt.date(2022, 9, 30))


def test_extension__keeps_the_first_deadline_and_clears_the_wish():
    journey = second_round(measure("CS-001", "申请延期"), decide("CS-001", "extend"))
    cells = journey.cells("CS-001")
    assert (cells["deadline"], cells["approved"], cells["progress"]) == ("2022-06-30", "2022-09-30", "正在推进")
    assert "extended_to" not in cells
    assert journey.cells("CS-001", reported=True)["extended_to"] == "2022-09-30"


def test_deadline_without_a_year__is_of_the_round_in_which_it_was_written():
    journey = Journey()
    journey.round([measure("CS-001", deadline="2月底前")])
    row = measure("CS-001", "申请延期", deadline="2月底前", extended_to="2022-03-20")
    journey.round([row], [decide("CS-001", "extend", approved=dt.date(2022, 3, 20))])
    assert journey.faults() == []
    assert journey.item("CS-001").approved == dt.date(2022, 3, 20)


def test_results_of_another_round__count_for_nothing_in_this_one():
    journey = second_round(measure("CS-001", "已完成"))
    late = replace(close("CS-001", day=today_of(1)), round=1)
    followed = follow_items(journey.campaign, journey.opening, journey.joined.files, [late], today=today_of(2))
    assert followed.items == journey.items
    assert followed.rejected == ()
