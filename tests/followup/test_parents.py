from tests.followup.rounds import Journey, close, decide, file_with, measure, problem


def state_of(journey, number="WT-001"):
    return journey.item(number, list_key="problem").state


def test_problem_without_measures__is_never_closed():
    journey = Journey()
    journey.round([problem(), problem("WT-002"), measure("CS-001", "已完成", "WT-002")], [close("CS-001")])
    assert (state_of(journey), state_of(journey, "WT-002")) == (None, "closed")


def test_problem__has_the_day_and_reviewer_of_its_last_measure():
    journey = Journey()
    rows = [problem(), measure("CS-001", "已完成"), measure("CS-002", "已完成")]
    journey.round(rows, [close("CS-001", reviewer="甲")])
    journey.round(rows, [close("CS-002", reviewer="乙")])
    item = journey.item("WT-001", list_key="problem")
    last = journey.item("CS-002")
    assert (item.closed_on, item.closed_by, item.closed_round) == (last.closed_on, "乙", 2)


def test_problem__opens_again_with_a_measure_reopened_or_added():
    journey = Journey()
    rows = [problem(), measure("CS-001", "已完成")]
    journey.round(rows, [close("CS-001")])
    journey.round(rows, [decide("CS-001", "reopen")])
    item = journey.item("WT-001", list_key="problem")
    assert (item.state, item.closed_on, item.cycle) == (None, None, 2)
    journey.again(files=journey.files)
    assert state_of(journey) == "closed"
    journey.round([*rows, measure("CS-002", measure="新增的一条做法，逐月检查")])
    assert state_of(journey) is None


def test_measures_of_another_unit__do_not_count():
    journey = Journey()
    journey.round()
    files = [
        file_with(journey.campaign, [problem(), measure("CS-001", "已完成")]),
        file_with(journey.campaign, [problem(), measure("CS-001")], unit="002"),
    ]
    journey.again([close("CS-001")], files=files)
    states = {item.key.unit: item.state for item in journey.items if item.key.list_key == "problem"}
    assert states == {"001": "closed", "002": None}
