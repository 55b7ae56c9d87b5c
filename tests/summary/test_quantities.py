"""Figures with names: which names a quantity yields, what each counts and says, and those of unused lists."""

import pytest

from tests.summary.by_hand import MEETING, TODAY, UNCLEAR
from tests.summary.small_definition import UNITS, small_definition, small_planner, small_tabulator
from toolkit.definition import FigureSpec, Quantity
from toolkit.rules import Condition
from toolkit.summary.frames import MergedFrames
from toolkit.summary.quantities import plan_quantities

FIGURES = [
    FigureSpec(key="long", label="长期问题", when={"kind": ["长期"]}),
    FigureSpec(key="long_rate", label="长期占比", share="long"),
]
PROBLEMS = [
    {"number": "WT-001", "kind": "长期", "sources": "整改"},
    {"kind": "整改", "sources": "整改", "source.unit": UNITS[1]},
    {"kind": "整改", "sources": "", "source.unit": UNITS[1]},
]
MEASURES = [
    {"problem": "WT-001", "rules": 2, "progress": "推进"},
    {"problem": "WT-001", "rules": "几项"},
    {"problem": "WT-009", "rules": 3},
]


def planned(*quantities, measure_used=True, lead=UNITS[0], problems=PROBLEMS):
    """Return the named figures of the quantities and their values by name."""
    measure = {"figures": [FigureSpec(key="rules", label="制度数", sum="rules")]}
    definition = small_definition(problem={"figures": FIGURES}, measure=measure, quantities=quantities)
    planner = small_planner(definition, problems=problems, measures=MEASURES, measure_used=measure_used)
    named = plan_quantities(small_tabulator(planner, lead=lead))
    frames = MergedFrames(planner.fields, today=TODAY, meeting=MEETING)
    return named, {figure.name: figure.compute_value(frames) for figure in named}


def values_of(*quantities, **more):
    return planned(*quantities, **more)[1]


def meanings_of(*quantities, **more):
    return [figure.meaning for figure in planned(*quantities, **more)[0]]


def test_a_quantity__counts_the_records_of_a_list():
    assert values_of(Quantity(name="问题", list="problem")) == {"问题": 3}


def test_a_quantity_of_the_lead_unit__counts_its_records_alone():
    assert values_of(Quantity(name="问题", list="problem", scope="lead")) == {"问题": 1}


def test_a_quantity_with_conditions__counts_the_records_that_meet_them():
    conditions = {"kind": Condition(among=("整改",)), "sources": Condition(among=("整改",))}
    assert values_of(Quantity(name="问题", list="problem", when=conditions)) == {"问题": 1}


def test_a_quantity_of_a_figure__counts_what_the_figure_counts():
    assert values_of(Quantity(name="长期", list="problem", figure="long")) == {"长期": 1}
    assert values_of(Quantity(name="制度", list="measure", figure="rules")) == {"制度": 5}


def test_the_values_of_one_path__have_a_quantity_each():
    assert values_of(Quantity(name="问题", list="problem", by={"类别": "kind"})) == {
        "问题": 3,
        "问题_整改": 2,
        "问题_长期": 1,
        f"问题_{UNCLEAR}": 0,
    }


def test_the_values_of_two_paths__have_a_quantity_alone_and_in_pairs():
    values = values_of(Quantity(name="措施", list="measure", by={"进展": "progress", "类别": "problem.kind"}))
    assert len(values) == 16
    assert (values["措施_推进"], values["措施_长期"], values["措施_推进_长期"]) == (1, 2, 1)
    assert (values[f"措施_推进_{UNCLEAR}"], values[f"措施_{UNCLEAR}_长期"]) == (0, 1)
    assert (values[f"措施_进展{UNCLEAR}"], values[f"措施_类别{UNCLEAR}"]) == (2, 1)


def test_further_figures__go_under_the_name_and_their_suffix():
    quantity = Quantity(name="问题", list="problem", figures={"长期数": "long", "长期率": "long_rate"})
    assert values_of(quantity) == {"问题": 3, "问题长期数": 1, "问题长期率": pytest.approx(1 / 3)}


def test_a_share_of_nothing__is_none():
    quantity = Quantity(name="问题", list="problem", figures={"长期率": "long_rate"})
    assert values_of(quantity, problems=[]) == {"问题": 0, "问题长期率": None}


def test_a_quantity_of_a_list_that_is_not_used__is_0_under_all_its_names_of_figures():
    quantity = Quantity(name="措施", list="measure", figures={"制度": "rules"})
    named, values = planned(quantity, measure_used=False)
    assert values == {"措施": 0, "措施制度": 0}
    assert all(figure.unused for figure in named)


def test_a_quantity_of_the_lead_unit__is_unused_where_there_is_none():
    named, values = planned(Quantity(name="问题", list="problem", scope="lead"), lead="")
    assert (values, named[0].unused) == ({"问题": 0}, True)


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity(name="问题", list="problem", figure="nothing"),
        Quantity(name="问题", list="problem", when={"no": ["甲"]}),
    ],
    ids=["figure", "condition"],
)
def test_a_quantity_that_needs_what_is_not_there__is_unused(quantity):
    named, values = planned(quantity)
    assert (values, [figure.unused for figure in named]) == ({"问题": 0}, [True])


def test_a_further_figure_that_is_not_there__is_unused_and_the_others_stay():
    named, values = planned(Quantity(name="问题", list="problem", figures={"长期数": "long", "别的": "nothing"}))
    assert values == {"问题": 3, "问题长期数": 1, "问题别的": 0}
    assert [figure.unused for figure in named] == [False, False, True]


def test_the_meaning__says_the_list_whose_records_and_the_conditions():
    conditions = {"kind": Condition(among=("整改",))}
    assert meanings_of(Quantity(name="问题", list="problem", when=conditions, by={"来源": "sources"}))[:2] == [
        "问题清单（全部单位）、“类别”为整改",
        "问题清单（全部单位）、“类别”为整改、整改",
    ]
    assert meanings_of(Quantity(name="问题", list="problem", scope="lead")) == [f"问题清单（{UNITS[0]}）"]


def test_the_meaning_of_a_figure__says_its_conditions_or_what_is_added_up():
    assert meanings_of(Quantity(name="长期", list="problem", figure="long")) == ["问题清单（全部单位）、“类别”为长期"]
    assert meanings_of(Quantity(name="制度", list="measure", figure="rules")) == ["措施清单（全部单位）、制度数"]


def test_a_meaning_that_the_definition_gives__is_taken_as_it_is():
    assert meanings_of(Quantity(name="问题", list="problem", label="查摆的问题")) == ["查摆的问题"]
