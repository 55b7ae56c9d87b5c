"""Which fields a path of the definition needs, and what becomes of paths that lead nowhere."""

import pytest

from tests.summary.by_hand import UNCLEAR
from tests.summary.small_definition import KINDS, PROGRESS, small_definition, small_planner
from toolkit.definition import Bins, CountMatching, Exists, Lookup, RemainingDays, Rollup
from toolkit.rules import Condition
from toolkit.summary.fields.base import Dimension, InputField
from toolkit.summary.fields.lookup_fields import ExistsField, ExtremeDayField, LookupField, MatchCountField, RollupField

ROLLUP = Rollup(
    key="state",
    label="整改进展",
    of="measure.progress",
    by="measure.problem",
    steps=[{"value": "完成", "all": ["完成"]}],
    otherwise="推进",
)
LATEST = Rollup(key="deadline", label="时限", of="measure.due.date", by="measure.problem", take="latest")


def planned(list_key, path, *, raw=False, measure_used=True, **more):
    """Return the field of a path, and the keys of all fields that the list has now without its input fields."""
    planner = small_planner(small_definition(**more), measure_used=measure_used)
    field = planner.plan_field(list_key, path, raw=raw)
    keys = [key for key, known in planner.fields[list_key].items() if not isinstance(known, InputField)]
    return field, keys


@pytest.mark.parametrize("path", ["found", "text"])
def test_days_and_long_texts__are_counted_as_they_are(path):
    field, keys = planned("problem", path)
    assert isinstance(field, InputField) and keys == []


def test_the_unit_of_a_record__is_the_column_of_where_it_came_from():
    assert planned("problem", "@unit")[0].key == "source.unit"


def test_the_date_of_a_deadline__is_the_day_beside_it():
    field, keys = planned("measure", "due.date")
    assert (field.key, keys) == ("due.date", [])


def test_a_column_of_choices__gets_a_dimension_in_the_order_of_its_choices():
    field, keys = planned("problem", "kind")
    assert isinstance(field, Dimension)
    assert (field.key, field.heading, field.choices, field.order) == ("dimension.kind", "类别·统计", "kind", KINDS)
    assert (field.several, keys) == (False, ["dimension.kind"])


def test_a_column_of_several_choices__is_counted_by_the_first():
    assert planned("problem", "sources")[0].several


def test_a_column_that_the_roster_fills__has_no_order_of_its_own():
    field, _ = planned("problem", "name")
    assert (field.choices, field.order) == (None, None)


def test_a_column_asked_for_as_written__is_no_dimension():
    field, keys = planned("problem", "kind", raw=True)
    assert (field.key, keys) == ("kind", [])


def test_a_path_asked_for_twice__is_planned_once():
    planner = small_planner(small_definition())
    assert planner.plan_field("problem", "kind") is planner.plan_field("problem", "kind")


def test_a_path_through_a_reference__plans_key_target_row_and_the_others_dimension():
    planner = small_planner(small_definition())
    field = planner.plan_field("measure", "problem.kind")
    assert isinstance(field, LookupField)
    assert (field.target_row, field.other, field.of, field.order) == ("row.problem", "problem", "dimension.kind", KINDS)
    assert [key for key in planner.fields["measure"] if "." in key and not key.startswith(("source", "due"))] == [
        "key.problem",
        "row.problem",
        "through.problem.kind",
    ]
    assert {"key.number", "dimension.kind"} <= set(planner.fields["problem"])


def test_a_rollup__has_the_order_of_the_values_that_it_rolls_up():
    field, keys = planned("problem", "state", problem={"rollups": [ROLLUP]})
    assert isinstance(field, RollupField)
    assert (field.key, field.other_key, field.of) == ("rollup.state", "key.problem", "dimension.progress")
    assert (field.order, keys) == (PROGRESS, ["key.number", "rollup.state"])


def test_a_rollup_to_values_of_its_own__has_the_order_of_its_steps():
    steps = [{"value": "全部完成", "all": ["完成"]}, {"value": "都没有", "any": ["推进"]}]
    own = ROLLUP.model_copy(
        update={"steps": Rollup(**{**ROLLUP.model_dump(), "steps": steps}).steps, "otherwise": None}
    )
    assert planned("problem", "state", problem={"rollups": [own]})[0].order == ("全部完成", "都没有")


def test_a_rollup_of_days__plans_the_days_as_numbers_in_the_other_list():
    planner = small_planner(small_definition(problem={"rollups": [LATEST]}))
    field = planner.plan_field("problem", "deadline")
    assert isinstance(field, ExtremeDayField)
    assert field.numbers in planner.fields["measure"] and field.style == "date"


WORKED = {
    "derived": [
        Lookup(kind="through", key="of", label="所属类别", of="problem.kind"),
        Exists(kind="found", key="has_problem", label="有无问题", of="problem", yes="有", no="无"),
        RemainingDays(kind="days", key="days", label="剩余天数", to=["due.date"], unless={"progress": ["完成"]}),
        Bins(
            kind="bands",
            key="urgency",
            label="紧迫",
            of="days",
            cases=[{"value": "完成", "when": {"progress": ["完成"]}}],
            bands=[{"value": "逾期", "up_to": -1}],
            above="未到期",
            otherwise="没有时限",
        ),
    ]
}
MATCHING = CountMatching(kind="matching", key="measures", label="措施数", by="measure.problem", own="number")


def test_a_derived_column__has_the_key_and_heading_of_its_definition():
    planner = small_planner(small_definition(measure=WORKED))
    fields = [planner.plan_field("measure", spec.key) for spec in WORKED["derived"]]
    assert [(field.key, field.heading) for field in fields] == [
        ("derived.of", "所属类别"),
        ("derived.has_problem", "有无问题"),
        ("derived.days", "剩余天数"),
        ("derived.urgency", "紧迫"),
    ]
    assert [type(field).__name__ for field in fields] == ["LookupField", "ExistsField", "DaysLeft", "BinField"]
    assert isinstance(fields[1], ExistsField) and fields[1].order == ("有", "无")


def test_bins__know_their_values_in_order_and_ask_their_cases_of_dimensions():
    field, _ = planned("measure", "urgency", measure=WORKED)
    assert field.order == ("逾期", "未到期", "完成", "没有时限")
    ((value, asked),) = field.cases
    assert (value, asked.fields) == ("完成", {"progress": "dimension.progress"})
    assert field.of == "derived.days"


def test_days_left__look_at_days_as_written_and_plan_their_exception():
    field, keys = planned("measure", "days", measure=WORKED)
    assert field.to == ("due.date",)
    assert keys == ["dimension.progress", "derived.days"]


def test_matching_records__are_found_by_the_keys_of_both_lists():
    field, keys = planned("problem", "measures", problem={"derived": [MATCHING]})
    assert isinstance(field, MatchCountField)
    assert (field.own_key, field.other_key, keys) == ("key.number", "key.problem", ["key.number", "derived.measures"])


def test_conditions__name_the_field_of_every_path():
    planner = small_planner(small_definition())
    asked = planner.plan_conditions("measure", {"progress": Condition(among=("完成",)), "rules": Condition(min=1)})
    assert asked.fields == {"progress": "dimension.progress", "rules": "rules"}


@pytest.mark.parametrize(
    ("list_key", "path", "more"),
    [
        ("problem", "nothing", {}),
        ("problem", "state", {"problem": {"rollups": [ROLLUP]}, "measure_used": False}),
        ("problem", "measures", {"problem": {"derived": [MATCHING]}, "measure_used": False}),
        ("@units", "kind", {}),
    ],
    ids=["no such column", "rollup of an unused list", "matching in an unused list", "no such column of a roster"],
)
def test_a_path_that_leads_nowhere__raises_key_error(list_key, path, more):
    with pytest.raises(KeyError):
        planned(list_key, path, **more)


def test_a_path_through_a_reference_to_an_unused_list__raises_key_error():
    planner = small_planner(small_definition())
    del planner.fields["problem"]
    with pytest.raises(KeyError):
        planner.plan_field("measure", "problem.kind")


def test_a_rollup_onto_a_list_without_numbers__raises_key_error():
    nowhere = ROLLUP.model_copy(update={"of": "problem.kind", "by": "problem.number"})
    with pytest.raises(KeyError):
        planned("measure", "state", measure={"rollups": [nowhere]})


def test_a_list_that_the_campaign_does_not_use__is_not_there():
    planner = small_planner(small_definition(), measure_used=False)
    assert planner.has_list("problem") and not planner.has_list("measure")


def test_a_field_of_the_roster__is_the_rosters_column():
    planner = small_planner(small_definition())
    assert planner.plan_field("@members", "name").key == "name"
    assert planner.definition.find_label("problem") == "问题清单"
    assert planner.definition.find_label("@units") == planner.definition.summary.units.label


def test_the_order_of_values__ends_with_the_unclear():
    planner = small_planner(small_definition())
    assert planner.order_values(planner.plan_field("problem", "kind")) == (*KINDS, UNCLEAR)
    assert planner.order_values(planner.plan_field("problem", "name")) is None
