"""Stages count what is done, and what they say of the time left does not jump."""

import pytest

from toolkit.stages import Stage, find_running_stage, open_stage, track_items, watch_stages


def test_the_innermost_stage_is_shown__and_the_outer_one_again_after_it():
    with open_stage("外"):
        seen = [(find_running_stage().title, find_running_stage().done) for _ in track_items("甲乙", "内")]
        assert seen == [("内", 0), ("内", 1)] and find_running_stage().title == "外"
    assert find_running_stage() is None


def test_a_stage_that_fails__runs_no_more():
    with pytest.raises(ValueError, match="no"), open_stage("读取"):
        raise ValueError("no")
    assert find_running_stage() is None


def test_watchers__are_told_when_no_stage_runs_any_more():
    ends = []
    with watch_stages(lambda: ends.append(find_running_stage())):
        with open_stage("外"), open_stage("内"):
            pass
        assert ends == [None]
    with open_stage("外"):
        pass
    assert ends == [None]


def test_more_items_than_were_thought__leave_nobody_knowing_how_many():
    seen = []
    for _ in track_items(iter("甲乙丙"), "读取", total=2):
        seen.append(find_running_stage().total)
    assert seen == [2, 2, 2] and find_running_stage() is None
    stage = Stage("读取", total=1)
    stage.advance()
    stage.advance()
    assert stage.total is None


def make_stage(total, done, passed, weight=0, weighed=None):
    return Stage(
        "读取", total, weight, done, done if weighed is None else weighed, begun=100.0, advanced=100.0 + passed
    )


def test_time_left__is_that_of_the_rest_at_the_pace_of_what_is_done():
    assert make_stage(100, 25, 10).estimate_left(110.0) == pytest.approx(30)
    assert make_stage(100, 1, 10, weight=1000, weighed=500).estimate_left(110.0) == pytest.approx(10)


def test_time_left__runs_down_during_a_long_item_and_is_not_said_once_it_was_wrong():
    stage = make_stage(3, 2, 10)
    assert [stage.estimate_left(110.0 + seconds) for seconds in (1, 4, 6)] == [pytest.approx(4), pytest.approx(1), None]


@pytest.mark.parametrize(
    "stage", [make_stage(100, 0, 0), make_stage(100, 1, 30), make_stage(100, 50, 1), make_stage(None, 5, 9)]
)
def test_time_left__is_not_said_before_enough_is_done(stage):
    assert stage.estimate_left(140.0) is None
