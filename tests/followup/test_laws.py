"""What holds for any campaign, whatever its units report and its office decides."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.followup.rounds import Journey, decide, file_with, measure, problem
from tests.laws import examples
from toolkit.definition import ResultKey
from toolkit.followup import dump_closing, parse_closing

RESULTS = ResultKey.__args__
NUMBERS = ("CS-001", "CS-002", "CS-003")
# What a unit may say of a measure in a round; nothing at all where it leaves the row out.
REPORTS = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "progress": st.sampled_from(("未启动", "正在推进", "已完成", "申请延期", "说不清", "")),
            "application": st.sampled_from(("", "", "无", "申请销号", "申请延期", "申请转长期")),
            "finish_date": st.sampled_from(("", "2022-02-01", "2022-12-31")),
            "stage_goal": st.sampled_from(("", "形成制度")),
            "review_date": st.sampled_from(("", "2022-12-31")),
            "closed": st.sampled_from(("", "是")),
        }
    ),
)
REVIEWS = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "result": st.sampled_from(RESULTS),
            "opinion": st.sampled_from(("", "情况属实")),
            "requirement": st.sampled_from(("", "补充材料")),
            "reviewer": st.sampled_from(("", "李审核")),
            "application": st.sampled_from((None, None, "close", "extend", "turn_lasting")),
        }
    ),
)
ROUNDS = st.lists(
    st.tuples(
        st.fixed_dictionaries(dict.fromkeys(NUMBERS, REPORTS)),
        st.fixed_dictionaries(dict.fromkeys(NUMBERS, REVIEWS)),
    ),
    min_size=1,
    max_size=4,
)


def rows_of(reports):
    given = {number: report for number, report in reports.items() if report is not None}
    return [problem(), *(measure(number, **report) for number, report in given.items())] if given else []


def reviews_of(reviews):
    return [decide(number, **parts) for number, parts in reviews.items() if parts is not None]


def travel(rounds):
    """Yield a journey after each of its rounds."""
    journey = Journey()
    for reports, reviews in rounds:
        journey.round(rows_of(reports), reviews_of(reviews))
        yield journey


@settings(max_examples=examples(150))
@given(ROUNDS)
def test_round_in_which_nothing_happens__ends_as_it_opened(rounds):
    *_, journey = travel(rounds)
    ended = {item.key: (item.state, item.cycle, item.approved, item.pending, item.texts) for item in journey.items}
    journey.round()
    assert {item.key: (item.state, item.cycle, item.approved, item.pending, item.texts) for item in journey.items} == (
        ended
    )
    assert journey.followed.events == ()


@settings(max_examples=examples(150))
@given(ROUNDS)
def test_last_state__is_the_state_in_which_the_round_before_ended(rounds):
    *_, journey = travel(rounds)
    before = {item.key.number: item.state for item in journey.items if item.key.list_key == "rectification"}
    words = journey.definition.find_list_type("rectification").followup.states
    fields = {item.key: {"state": words.get(item.state)} for item in journey.items}
    journey.closing = replace(
        journey.closing, items=tuple(replace(item, fields=fields[item.key]) for item in journey.items)
    )
    journey.round([measure(number, "正在推进") for number in NUMBERS])
    assert {number: journey.cells(number).get("last_state") for number in before} == {
        number: words.get(state) for number, state in before.items()
    }


@settings(max_examples=examples(150))
@given(ROUNDS)
def test_state_of_an_item__is_one_that_its_reports_and_effective_results_lead_to(rounds):
    before = {}
    for journey in travel(rounds):
        for item in journey.items:
            if item.key.list_key != "rectification":
                continue
            was = before.get(item.key)
            results = [
                event.facts["result"]
                for event in journey.followed.events
                if event.item == item.key and event.kind == "decided"
            ]
            decided = {
                "closed": "close",
                "sent_back": "send_back",
                "extended": "extend",
                "lasting": "turn_lasting",
                "reopened": "reopen",
            }
            if item.state in decided:
                kept = was is not None and item.state in (was.state, was.standing)
                refused = kept and results in (["refuse_extension"], ["refuse_lasting"])
                assert results[-1:] == [decided[item.state]] or (kept and not results) or refused
            if was is not None and was.state == "closed" and item.state != "closed":
                assert "reopen" in results
                assert item.cycle == was.cycle + 1
            if item.state in ("applied_close", "applied_extend", "applied_lasting"):
                assert item.pending is not None
                assert item.asked_round
            else:
                assert item.pending is None
            if item.state == "closed":
                assert item.closed_on is not None
                assert item.closed_by
        before = {item.key: item for item in journey.items}


@settings(max_examples=examples(100))
@given(ROUNDS)
def test_without_results__nothing_closes_whatever_units_write(rounds):
    for journey in travel([(reports, {}) for reports, _ in rounds]):
        assert not [item for item in journey.items if item.is_closed]
        for item in journey.items:
            if item.key.list_key == "rectification":
                cells = journey.cells(item.key.number)
                assert cells["closed"] == "否"
                assert "close_date" not in cells


@settings(max_examples=examples(100))
@given(ROUNDS)
def test_result_taken_back__leaves_nothing_but_its_events(rounds):
    *_, journey = travel(rounds)
    decided = journey.followed
    without = journey.again()
    logged = [event for event in decided.events if event.kind in ("decided", "revoked")]
    taken_back = journey.again(logged=logged)
    assert (taken_back.items, taken_back.files, taken_back.reported) == (
        without.items,
        without.files,
        without.reported,
    )
    left = [event for event in taken_back.events if event.kind in ("decided", "revoked")]
    assert left == sorted(left, key=lambda event: event.item)
    assert [event.kind for event in left].count("revoked") == len(logged)
    assert [event for event in taken_back.events if event not in left] == list(without.events)


@settings(max_examples=examples(100))
@given(ROUNDS)
def test_events_written_down__come_again_once(rounds):
    *_, journey = travel(rounds)
    reviews = reviews_of(rounds[-1][1])
    first = journey.again(reviews)
    assert journey.again(reviews, logged=first.events).events == first.events


@settings(max_examples=examples(100))
@given(ROUNDS)
def test_every_event__leads_to_its_file_and_row(rounds):
    for journey in travel(rounds):
        files = {file.name for file in journey.files} | {"办理台账.xlsx"}
        for event in journey.followed.events:
            assert event.origin.file in files
            assert event.origin.sheet
            assert event.origin.row > 0


@settings(max_examples=examples(100))
@given(ROUNDS)
def test_closing__comes_back_from_its_bytes(rounds):
    *_, journey = travel(rounds)
    content = dump_closing(journey.closing)
    assert parse_closing(content) == journey.closing
    assert dump_closing(parse_closing(content)) == content


@settings(max_examples=examples(60))
@given(ROUNDS, st.randoms(use_true_random=False))
def test_order_of_files_rows_and_results__changes_nothing(rounds, draw: random.Random):
    *_, journey = travel(rounds)
    reports, reviews = rounds[-1]
    rows, results = rows_of(reports), reviews_of(reviews)
    other = [measure("CS-001"), measure("CS-002", "已完成")]

    def run(shuffled):
        own, units = list(rows), ["001", "002"]
        chosen = list(results)
        if shuffled:
            for part in (own, units, chosen):
                draw.shuffle(part)
        by_unit = {"001": own, "002": other}
        files = [file_with(journey.campaign, by_unit[unit], unit=unit) for unit in units if by_unit[unit]]
        journey.again(chosen, files=files)
        return [replace(item, origin=None) for item in journey.items]

    assert run(shuffled=True) == run(shuffled=False)


@settings(max_examples=examples(60))
@given(ROUNDS)
def test_items__never_become_fewer(rounds):
    known = set()
    for journey in travel(rounds):
        now = {item.key for item in journey.items}
        assert known <= now
        known = now
