"""What findings say in the cases where they once named the wrong cause, number or person."""

import pytest

from tests.reading.books import COVER, DUTY, PROBLEM, only, rules, texts, with_cells, with_row
from toolkit.findings import render_found, render_sentence, render_way_out

TEAM = ["ZZ-009", "领导班子", "", "县人民医院党委", "医疗服务", "县人民医院领导班子的职责，一件一件都写清楚"]


def test_second_team_in_the_duty_list__is_a_doubt(read, filled):
    file = read(with_row(filled, DUTY, 12, TEAM))
    one = only(file, "second_team")
    assert (one.severity, one.at.cell, one.facts["count"]) == ("warning", "C12", 2)
    assert "第 4、12 行" in render_found(one)
    assert "second_team" not in rules(read(filled))


@pytest.mark.parametrize(("counted", "words"), [(3, "读到的多"), (9, "读到的少")])
def test_count_on_the_cover__is_said_to_differ_for_a_cause_that_can_be(read, filled, counted, words):
    file = read(with_cells(filled, COVER, {"B9": 4, "B10": counted, "B11": 6}))
    assert words in render_way_out(only(file, "control_total"))


def test_record_that_nothing_refers_to__is_named_by_its_number_as_understood(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, PROBLEM, {"A8": "9"})})
    (one,) = [one for one in collected.found if one.rule == "referenced"]
    assert "为 WT-009 的这一条" in render_sentence(one)


def test_member_of_another_unit__is_not_taken_for_one_of_this_units(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, PROBLEM, {"D6": "雷振宇"})})
    (one,) = [one for one in collected.found if one.rule == "one_of" and one.value == "雷振宇"]
    assert "是否为" not in render_sentence(one)
    assert texts(next(file for file in collected.batch.files), "problem", "name")[2] == "雷振宇"
