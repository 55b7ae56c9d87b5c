"""The example city, followed up over three rounds, comes out as its source texts say."""

import collections
import csv
import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from toolkit.cli import run
from toolkit.followup import NOTHING_BEFORE
from toolkit.pipeline import (
    check_facts,
    collect,
    copy_example,
    find_ledger_mistakes,
    merge,
    merge_facts,
    open_workspace,
    play_rounds,
    read_closing,
)

EXAMPLES = ROOT / "examples"
ROUNDS = (1, 2, 3)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Every round of the example as it was played, by number; the last is in progress."""
    folder = copy_example(tmp_path_factory.mktemp("三期") / "青岚市")
    return {one.workspace.campaign.round.number: one for one in play_rounds(folder)}


@pytest.fixture(scope="module")
def expected():
    """The figures counted by plain Python, by round, what they count, and key."""
    found = collections.defaultdict(dict)
    for line in (EXAMPLES / "expected-rounds.txt").read_text(encoding="utf-8").splitlines():
        number, what, key, value = line.split(" ")
        found[int(number), what][key] = float(value)
    return found


def figures_of(played, list_key):
    """The figures of all units of one list, with last and change, by key."""
    list_type = played.workspace.campaign.definition.find_list_type(list_key)
    keys = {figure.label: figure.key for figure in list_type.figures}
    facts = merge_facts(played.merged, [])["followup"]["figures"]
    own = [fact for fact in facts if fact["list"] == list_type.label and fact["whose"] == "全部单位"]
    return {keys[fact["label"]]: fact for fact in own}


def states_of(played):
    item = {(one.key.unit, one.key.number): one for one in played.collected.followed.items}
    words = played.workspace.campaign.definition.find_list_type("rectification").followup.states
    return item, words


def findings_of(played, unit=None):
    facts = check_facts(played.collected)["findings"]
    return [fact for fact in facts if unit in (None, fact["unit"])]


def rules_of(played, unit):
    return {(fact["severity"], fact["rule"]) for fact in findings_of(played, unit)}


def test_expected_rounds__are_what_plain_python_counts():
    done = subprocess.run(
        [sys.executable, "-I", EXAMPLES / "expected_rounds.py"], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout == (EXAMPLES / "expected-rounds.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", ROUNDS)
@pytest.mark.parametrize("list_key", ["problem", "rectification"])
def test_figures_of_every_round__equal_the_expected(played, expected, number, list_key):
    found = figures_of(played[number], list_key)
    assert len(found) >= 10
    counted = expected[number, list_key]
    shown = {key: counted[key] for key in found if key in counted}
    assert len(shown) >= 10
    assert {key: found[key]["value"] for key in shown} == pytest.approx(shown, abs=1e-4)


@pytest.mark.parametrize("number", ROUNDS)
def test_states_of_every_round__equal_the_expected(played, expected, number):
    items, words = states_of(played[number])
    states = [words.get(one.state, "未明确") for one in items.values() if one.key.list_key == "rectification"]
    assert collections.Counter(states) == expected[number, "state"]


@pytest.mark.parametrize("number", ROUNDS[1:])
@pytest.mark.parametrize("list_key", ["problem", "rectification"])
def test_last_figures__are_those_of_the_round_before(played, number, list_key):
    before, now = figures_of(played[number - 1], list_key), figures_of(played[number], list_key)
    compared = {key: fact["last"] for key, fact in now.items() if fact["last"] is not None}
    assert len(compared) >= 5
    assert compared == pytest.approx({key: before[key]["value"] for key in compared})
    changed = {key: fact["value"] - fact["last"] for key, fact in now.items() if fact["change"] is not None}
    assert changed == pytest.approx({key: now[key]["change"] for key in changed})


@pytest.mark.parametrize("number", ROUNDS[1:])
def test_opening__is_how_the_round_before_ended(played, number):
    opening = played[number].collected.opening
    closing = read_closing(played[number].workspace.folders, number - 1, played[number].workspace.stamp)
    assert opening == closing
    before = {item.key: item.state for item in played[number - 1].collected.followed.items}
    assert {item.key: item.state for item in opening.items} == before
    assert opening != NOTHING_BEFORE


def test_decisions_of_the_office__all_take_effect(played):
    with (EXAMPLES / "source" / "rounds" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        reviews = list(csv.DictReader(file))
    for number, one in played.items():
        assert list(find_ledger_mistakes(one.collected)) == []
        assert one.collected.followed.rejected == ()
        own = [review for review in reviews if review["round"] == str(number)]
        decided = [event for event in one.collected.followed.events if event.kind == "decided"]
        assert len(decided) == len(own)


def test_story__of_closing_sending_back_and_reopening(played):
    told = {
        ("03", "CS-009"): ["sent_back", "closed", "closed"],
        ("02", "CS-004"): ["in_progress", "sent_back", "closed"],
        ("02", "CS-005"): ["closed", "reopened", "closed"],
        ("02", "CS-018"): ["extended", "extended", "extended"],
        ("04", "CS-008"): ["in_progress", "done", "done"],
        ("02", "CS-011"): ["in_progress", "in_progress", "in_progress"],
        ("04", "CS-018"): ["in_progress", "lasting", "lasting"],
        ("17", "CS-001"): ["done", "done", "done"],
    }
    items = [states_of(played[number])[0] for number in ROUNDS]
    assert {key: [one[key].state for one in items] for key in told} == told
    assert items[2]["02", "CS-005"].cycle == 2
    assert str(items[2]["02", "CS-018"].approved) == "2022-06-30"
    assert items[2]["02", "CS-018"].texts["deadline"] == "2022-03-31"


def test_story__of_what_came_back_in_the_second_round(played):
    second = played[2]
    assert ("notice", "fixed_changed_accepted") in rules_of(second, "04")
    assert ("error", "fixed_changed") in rules_of(second, "07")
    assert ("error", "issued_row_missing") in rules_of(second, "09")
    assert ("error", "other_round") in rules_of(second, "15")
    assert ("error", "office_column") in rules_of(second, "17")
    (accepted,) = check_facts(second.collected)["accepted"]
    assert (accepted["unit"], accepted["rule"]) == ("04", "expected_if")
    states = second.collected.unit_states
    honest = ["01", "02", "03", "04", "08", "12"]
    assert {unit: states[unit] for unit in honest} == dict.fromkeys(honest, "accepted")
    assert [rules_of(second, unit) for unit in ("01", "02", "03", "08", "12")] == [set()] * 5
    items = states_of(second)[0]
    assert {items[key].reported for key in items if key[0] == "08"} == {"unchanged"}
    assert {items[key].reported for key in items if key[0] in ("15", "18")} == {"carried"}
    assert (items["02", "WT-013"].opened, items["02", "CS-023"].opened) == (2, 2)


def test_silent_unit__returns_in_the_third_round(played):
    third = played[3]
    assert third.collected.unit_states["18"] == "accepted"
    items = states_of(third)[0]
    assert items["18", "CS-007"].state == "done" and items["18", "CS-005"].state == "in_progress"


@pytest.mark.parametrize("number", ROUNDS[:2])
def test_ended_round__still_has_its_figures_after_all_rounds(played, number, capsys):
    folder = played[3].workspace.folders.folder
    capsys.readouterr()
    run(["merge", str(folder), "--round", str(number), "--json"])
    facts = json.loads(capsys.readouterr().out)
    then = merge_facts(played[number].merged, [])
    assert facts["followup"] == json.loads(json.dumps(then["followup"]))
    assert facts["records"] == then["records"] and facts["cross"] == then["cross"]
    assert facts["tampered"] == []


def test_round_in_progress__comes_out_the_same_when_collected_again(played):
    workspace = open_workspace(played[3].workspace.folders.folder)
    again = merge(collect(workspace, today=workspace.campaign.as_of))
    assert merge_facts(again, []) == merge_facts(played[3].merged, [])
