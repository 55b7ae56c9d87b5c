"""What can stand where a path leads, for columns as written, columns worked out, and the roster's."""

import pytest

from toolkit.definition import MEMBERS, UNIT, UNITS, TargetFinder, put_unclear_last


@pytest.fixture(scope="module")
def targets(definition):
    return TargetFinder(definition)


def test_dropdown__offers_its_values_in_order(definition, targets):
    target = targets.find_target("problem", "category")
    assert target.values == target.order == definition.find_choice_list("category").values
    assert target.columns == (*target.order, "未明确")


def test_free_text__has_values_that_nobody_knows_beforehand(targets):
    target = targets.find_target("problem", "name")
    assert (target.family, target.values, target.columns) == ("words", None, None)


def test_long_text__is_no_row_of_a_table(targets):
    assert not targets.find_target("problem", "problem").groups


def test_deadline__is_words_and_its_date_a_day(targets):
    assert targets.find_target("rectification", "deadline").family == "words"
    assert targets.find_target("rectification", "deadline.date").family == "day"


def test_column_behind_a_reference__is_that_column(targets):
    assert targets.find_target("rectification", "problem_number.category") == targets.find_target("problem", "category")


def test_roster__has_units_with_states_and_members_with_names(targets):
    assert len(targets.find_target(UNITS, "state").values) == 4
    assert targets.find_target(MEMBERS, "name").values is None
    assert targets.find_target(UNITS, UNIT).groups
    with pytest.raises(KeyError):
        targets.find_target(UNITS, "name")


def test_every_worked_column__has_a_target(definition, targets):
    for list_key in targets.list_keys:
        countable = definition.find_countable(list_key)
        for worked in (*countable.rollups, *countable.derived):
            assert targets.find_target(list_key, worked.key) is not None, worked.key


@pytest.mark.parametrize(
    ("path", "proposed"),
    [
        ("mesure", "measure"),
        ("problem_numbr.category", "problem_number.category"),
        ("problem_number.categori", "problem_number.category"),
        ("deadline.dat", "deadline.date"),
        ("problem_number.xyz", ""),
    ],
)
def test_wrong_step__is_replaced_by_the_nearest(targets, path, proposed):
    assert targets.propose_path("rectification", path, targets.collect_plain_paths("rectification")) == proposed


def test_what_leads_into_a_lost_list__is_not_judged(definition):
    lost = TargetFinder(definition, frozenset({"problem"}))
    assert lost.accepts_path("rectification", "problem_number.nothing")
    assert not lost.accepts_path("rectification", "nothing")
    assert lost.accepts_other_list_path("problem.nothing")
    assert not lost.accepts_other_list_path("rectification.nothing")


def test_unclear__stands_last_and_once():
    assert put_unclear_last(("未明确", "甲", "乙")) == ("甲", "乙", "未明确")
