from dataclasses import replace

from tests.followup.rounds import Journey, close, decide, measure


def kinds(followed, number="CS-001"):
    return [event.kind for event in followed.events if event.item.number == number]


def test_first_report__lists_an_item_and_the_next_tells_its_progress():
    journey = Journey()
    assert kinds(journey.round([measure("CS-001")])) == ["listed"]
    followed = journey.round([measure("CS-001", "已完成", application="申请销号")])
    assert kinds(followed) == ["progressed", "applied"]
    assert followed.events[0].facts == {"old": "正在推进", "new": "已完成"}
    assert followed.events[0].who == "单位001"
    assert kinds(journey.round([measure("CS-001", "已完成")])) == []


def test_decision__stands_with_who_when_and_what():
    journey = Journey()
    followed = journey.round([measure("CS-001", "申请延期")], [decide("CS-001", "extend")])
    [event] = [event for event in followed.events if event.kind == "decided"]
    assert (event.who, event.day, event.origin.file) == ("李审核", journey.item("CS-001").review.day, "办理台账.xlsx")
    assert event.facts == {
        "result": "extend",
        "opinion": "情况属实",
        "requirement": "",
        "approved": "2022-09-30",
    }


def test_decision_taken_back__stands_beside_its_taking_back():
    journey = Journey()
    logged = journey.round([measure("CS-001", "已完成")], [close("CS-001")]).events
    followed = journey.again([], logged=logged)
    assert kinds(followed) == ["listed", "decided", "revoked"]
    assert kinds(journey.again([], logged=followed.events)) == ["listed", "decided", "revoked"]
    assert journey.item("CS-001").state == "done"


def test_decision_replaced_by_another__stands_with_the_new_one():
    journey = Journey()
    logged = journey.round([measure("CS-001", "已完成")], [close("CS-001")]).events
    followed = journey.again([decide("CS-001", "send_back")], logged=logged)
    assert kinds(followed) == ["listed", "decided", "revoked", "decided"]
    back = journey.again([close("CS-001")], logged=followed.events)
    assert kinds(back) == ["listed", "decided", "revoked", "decided", "revoked", "decided"]
    assert journey.item("CS-001").state == "closed"


def test_decision_moved_to_another_row__is_the_same_decision():
    journey = Journey()
    logged = journey.round([measure("CS-001", "已完成")], [close("CS-001", row=12)]).events
    assert kinds(journey.again([close("CS-001", row=99)], logged=logged)) == ["listed", "decided"]


def test_change_with_the_offices_consent__is_an_event_and_a_withdrawal_closes_the_item():
    journey = Journey()
    listed = journey.round([measure("CS-001"), measure("CS-002")]).events[1]
    gone = replace(listed, round=2, kind="withdrawn", facts={"note": "与第一条重复"})
    followed = journey.round([measure("CS-001")], changes=[gone])
    assert kinds(followed, "CS-002") == ["withdrawn"]
    item = journey.item("CS-002")
    assert (item.state, item.is_closed, item.closed_on) == ("withdrawn", True, None)
    assert journey.cells("CS-002")["state"] == "已撤销"
    journey.round([measure("CS-001")], [decide("CS-002", "reopen")])
    assert journey.faults() == ["“CS-002”现在是“已撤销”，没有销号，不能“重启”"]
