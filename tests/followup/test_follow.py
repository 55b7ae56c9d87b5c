import pytest

from tests.followup.rounds import STATES, Journey, close, decide, journey_of_every_state, measure, problem


@pytest.fixture(scope="module")
def every_state():
    return journey_of_every_state()


@pytest.mark.parametrize("number", STATES)
def test_item__stands_where_report_and_result_lead(every_state, number):
    assert every_state.faults() == []
    assert every_state.item(number).state == STATES[number][3]


def test_column_of_the_state__shows_the_offices_word(every_state):
    assert every_state.cells("CS-003")["state"] == "已完成（未销号）"
    assert every_state.cells("CS-005")["closed"] == "是"
    assert every_state.cells("CS-005")["close_by"] == "李审核"
    assert every_state.cells("CS-004")["closed"] == "否"


def test_item_sent_back__is_worked_on_again_and_no_more_done(every_state):
    cells = every_state.cells("CS-006")
    assert cells["progress"] == "正在推进"
    assert "finish_date" not in cells
    assert every_state.cells("CS-006", reported=True)["progress"] == "已完成"


def test_closed_item__stays_closed_whatever_its_unit_writes_next():
    journey = Journey()
    journey.round([measure("CS-001", "已完成")], [close("CS-001")])
    journey.round([measure("CS-001", "未启动")])
    assert journey.item("CS-001").state == "closed"
    assert journey.cells("CS-001")["progress"] == "已完成"


def test_reopening__opens_the_next_cycle():
    journey = Journey()
    journey.round([measure("CS-001", "已完成")], [close("CS-001")])
    journey.round([], [decide("CS-001", "reopen")])
    item = journey.item("CS-001")
    assert (item.state, item.cycle, item.closed_on) == ("reopened", 2, None)
    assert journey.cells("CS-001")["progress"] == "正在推进"


def test_problem__is_closed_with_its_last_measure():
    journey = Journey()
    rows = [problem(), measure("CS-001", "已完成"), measure("CS-002", "已完成")]
    journey.round(rows, [close("CS-001")])
    assert journey.item("WT-001", list_key="problem").state is None
    journey.round(rows, [close("CS-002")])
    assert journey.item("WT-001", list_key="problem").state == "closed"
