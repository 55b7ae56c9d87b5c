"""A rule as it reads where some columns are blank in every row: conditions fall away, or the rule does."""

import pytest

from toolkit.rules import RULE_KINDS


def required_if(**when):
    return RULE_KINDS["required_if"](column="effect", when=when)


ABSENT = {"application"}
KEPT = [
    {"application": {"not": ["申请销号"]}},
    {"application": {"filled": False}},
    {"application": {"filled": False, "not": ["申请销号"]}},
]
DROPPED = [
    {"application": ["申请销号"]},
    {"application": {"filled": True}},
    {"application": {"min": 1}},
    {"application": {"max": 1}},
    {"application": {"before": "@today"}},
    {"application": {"filled": False, "among": ["申请销号"]}},
]


@pytest.mark.parametrize("when", KEPT)
def test_condition_that_a_blank_cell_fulfils__falls_away(when):
    rule = required_if(progress=["已完成"], **when)
    assert rule.leave_out(ABSENT.__contains__) == required_if(progress=["已完成"])


@pytest.mark.parametrize("when", DROPPED)
def test_rule_whose_condition_never_holds_for_blanks__is_left_out(when):
    assert required_if(progress=["已完成"], **when).leave_out(ABSENT.__contains__) is None


def test_rule_about_an_absent_column__is_left_out():
    assert required_if().leave_out({"effect"}.__contains__) is None
    compare = RULE_KINDS["compare"](column="finish_date", op=">", to="approved")
    assert compare.leave_out({"approved"}.__contains__) is None
    unique = RULE_KINDS["unique"](column="measure", within=["approved"])
    assert unique.leave_out({"approved"}.__contains__) is None


def test_rule_that_reads_other_columns__stays_as_it_is():
    rule = required_if(progress=["已完成"])
    assert rule.leave_out(ABSENT.__contains__) is rule


def test_rules_of_a_first_round__name_no_column_of_a_later_one(definition):
    for list_type in definition.list_types:
        first = list_type.select_issued_columns(later=False)
        hidden = {column.key for column in list_type.columns} - {column.key for column in first.columns}
        assert not [rule for rule in first.rules for path in rule.collect_paths() if path.partition(".")[0] in hidden]
