"""The office's columns show what became of each item, in the office's words."""

from dataclasses import replace

from tests.followup.rounds import Journey, close, decide, measure, problem, today_of
from tests.followup.tiny import TINY, note


def with_fields(journey, **fields):
    """Let the round end with these merged fields for every item."""
    items = tuple(replace(item, fields=fields) for item in journey.closing.items)
    journey.closing = replace(journey.closing, items=items)


def test_item_closed_in_the_second_round__shows_who_when_and_after_how_many_days():
    journey = Journey()
    journey.round([measure("CS-001")])
    journey.round([measure("CS-001", "已完成")], [close("CS-001")])
    cells = journey.cells("CS-001")
    days = (today_of(2) - journey.campaign.meeting_date).days
    keys = ("state", "closed", "close_date", "close_by", "result", "opened", "handling_days")
    shown = {key: cells.get(key) for key in keys}
    assert shown == {
        "state": "已销号",
        "closed": "是",
        "close_date": today_of(2).isoformat(),
        "close_by": "李审核",
        "result": "同意销号",
        "opened": "1",
        "handling_days": str(days),
    }


def test_days_of_an_item_of_a_later_round__count_from_the_day_it_was_asked_for():
    journey = Journey()
    journey.round([measure("CS-001")])
    journey.round([measure("CS-002", "已完成")], [close("CS-002")])
    assert journey.cells("CS-002")["handling_days"] == str((today_of(2) - journey.campaign.issue_date).days)


def test_result__is_shown_in_its_round_alone_and_the_review_goes_on():
    journey = Journey()
    journey.round([measure("CS-001", "已完成")], [decide("CS-001", "send_back", opinion="材料不全。")])
    assert journey.cells("CS-001")["result"] == "退回整改"
    journey.round([measure("CS-001")])
    cells = journey.cells("CS-001")
    assert "result" not in cells
    assert cells["review"] == f"退回整改。意见：材料不全；补充要求：补充材料（李审核，{today_of(1)}）"


def test_waiting_application__is_named():
    journey = Journey()
    journey.round([measure("CS-001", "申请延期"), measure("CS-002", "已完成")])
    assert journey.cells("CS-001")["pending"] == "申请延期"
    assert "pending" not in journey.cells("CS-002")


def test_how_an_item_came_into_a_round__is_told():
    journey = Journey()
    rows = [measure("CS-001"), measure("CS-002"), problem()]
    journey.round([*rows, measure("CS-003")])
    assert journey.cells("CS-003")["reported"] == "本期已报"
    journey.round([measure("CS-001"), measure("CS-002", effect="又有进展"), problem()])
    came = {number: journey.cells(number)["reported"] for number in ("CS-001", "CS-002", "CS-003")}
    assert came == {"CS-001": "本期无变化", "CS-002": "本期已报", "CS-003": "沿用上期"}


def test_rounds_without_change__are_counted_until_something_changes():
    journey = Journey()
    journey.round([measure("CS-001"), measure("CS-002", "已完成")])
    journey.round([measure("CS-001"), measure("CS-002", "已完成")])
    journey.round()
    assert journey.cells("CS-001")["unchanged_rounds"] == "2"
    # The office has the next word on it.
    assert journey.cells("CS-002")["unchanged_rounds"] == "0"
    journey.round([measure("CS-001", effect="又有进展")])
    assert journey.cells("CS-001")["unchanged_rounds"] == "0"


def test_last_values__are_those_of_the_round_before_under_any_name_of_a_field():
    journey = Journey()
    journey.round([measure("CS-001")])
    with_fields(journey, state="正在推进", progress="正在推进", closed="否")
    journey.round([measure("CS-001", "已完成"), measure("CS-002")])
    cells = journey.cells("CS-001")
    assert (cells["last_state"], cells["last_progress"], cells["last_closed"]) == ("正在推进", "正在推进", "否")
    assert "last_state" not in journey.cells("CS-002")


def test_office_columns__show_nothing_of_what_a_unit_wrote():
    journey = Journey()
    journey.round([measure("CS-001", closed="是", close_date="2022-03-01", close_by="自己")])
    cells = journey.cells("CS-001")
    assert (cells["closed"], cells.get("close_date"), cells.get("close_by")) == ("否", None, None)


def test_list_without_follow_up__has_its_history_too():
    journey = Journey(TINY, ("note",))
    journey.round([note("甲", "开会")])
    with_fields(journey, how="开会")
    journey.round([note("甲", "走访", said="本期走访一次"), note("乙", "座谈")])
    [section] = journey.followed.files[0].sections
    keys = ("what", "since", "came", "before", "said")
    shown = [[record.written.get(key) for key in keys] for record in section.records]
    assert shown == [["甲", "1", "本期已报", "开会", "本期走访一次"], ["乙", "2", "本期已报", None, None]]
    assert {item.state for item in journey.items} == {None}
    # What a later round asks anew is not kept for the next.
    assert "said" not in journey.items[0].texts
