"""A declared table becomes rows, columns and figures: order of rows, states, grades, columns that are left out."""

import pytest

from tests.summary.by_hand import MEETING, TODAY, UNCLEAR
from tests.summary.small_definition import UNITS, small_definition, small_planner, small_tabulator
from toolkit.definition import FigureSpec, Rollup, TableSpec
from toolkit.rules import Condition
from toolkit.summary.frames import MergedFrames

EDUCATION, POLICE = UNITS
FIGURES = [
    FigureSpec(key="long", label="长期", when={"kind": ["长期"]}),
    FigureSpec(key="long_rate", label="长期占比", share="long"),
]
PROBLEMS = [
    {"number": "WT-001", "kind": "长期", "name": "王五", "sources": "整改、长期"},
    {"number": "WT-002", "kind": "整改", "name": "赵六", "source.unit": POLICE},
    {"number": "WT-003", "kind": "乱写", "name": "外人", "source.unit": POLICE},
]


def table_of(spec, *, problems=PROBLEMS, scope="all", list_key="problem", measure_used=True, missing=(), **more):
    """Return one table over returned problems."""
    definition = small_definition(**{"problem": {"figures": FIGURES}, **more})
    planner = small_planner(definition, problems=problems, measure_used=measure_used)
    tabulator = small_tabulator(planner, missing=missing)
    columns = tabulator.plan_columns(list_key, spec, scope)
    frames = MergedFrames(planner.fields, today=TODAY, meeting=MEETING)
    return tabulator.build_table(list_key, spec, scope, columns, frames)


def spec_of(rows, columns=(), **more):
    return TableSpec(key="table", label="表", rows=rows, columns=columns, **more)


def figures_by_row(table):
    return {row.key: values for row, values in zip(table.rows, table.values, strict=True)}


def test_a_table_by_choices__has_every_choice_and_the_unclear_where_there_is_some():
    table = table_of(spec_of("kind"))
    assert figures_by_row(table) == {("整改",): (1,), ("长期",): (1,), (UNCLEAR,): (1,), (): (3,)}
    assert (UNCLEAR,) not in figures_by_row(table_of(spec_of("kind"), problems=PROBLEMS[:2]))
    assert (table.row_labels, table.short, table.by_unit) == (("类别",), {"整改": "整", "长期": "长"}, False)


def test_a_table_by_unit__has_every_unit_in_the_rosters_order_with_its_state():
    table = table_of(spec_of("@unit", "kind"), problems=PROBLEMS[1:], missing=(EDUCATION,))
    assert figures_by_row(table) == {(EDUCATION,): (0, 0, 0, 0), (POLICE,): (1, 0, 1, 2), (): (1, 0, 1, 2)}
    assert [(row.state, row.missing, row.kind) for row in table.rows] == [
        ("未报", True, "row"),
        ("已报", False, "row"),
        ("", False, "total"),
    ]
    assert [column.name for column in table.columns] == ["cross.整改", "cross.长期", f"cross.{UNCLEAR}", "count"]


def test_two_levels_of_columns__leave_out_the_unclear_that_holds_nothing():
    keys = [column.key for column in table_of(spec_of("@unit", ["kind", "sources"])).columns if column.cross]
    assert keys == [
        ("整改", "整改"),
        ("整改", "长期"),
        ("整改", UNCLEAR),
        ("长期", "整改"),
        ("长期", "长期"),
        (UNCLEAR, UNCLEAR),
    ]


def test_a_table_by_members__has_every_member_first_and_then_others_of_their_unit():
    table = table_of(spec_of(["@unit", "name"], subtotals=True))
    assert [(row.key, row.kind) for row in table.rows] == [
        ((EDUCATION, "王五"), "row"),
        ((EDUCATION, "赵六"), "row"),
        ((EDUCATION,), "subtotal"),
        ((POLICE, "外人"), "row"),
        ((POLICE, "赵六"), "row"),
        ((POLICE,), "subtotal"),
        ((), "total"),
    ]
    assert list(table.values) == [(1,), (0,), (1,), (1,), (1,), (2,), (3,)]


def test_the_scope_of_the_lead_unit__counts_its_records_alone_and_says_so():
    table = table_of(spec_of(["@unit", "name"], scopes=["lead", "all"]), scope="lead")
    assert figures_by_row(table) == {(EDUCATION, "王五"): (1,), (EDUCATION, "赵六"): (0,), (): (1,)}
    assert table.title == f"表（{EDUCATION}）"
    assert figures_by_row(table_of(spec_of("@unit", scopes=["lead", "all"]), scope="lead")) == {
        (EDUCATION,): (1,),
        (): (1,),
    }


def test_a_table_with_conditions__counts_the_records_that_meet_them():
    assert table_of(spec_of("@unit", when={"kind": Condition(exclude=("整改",))})).total == 2


def test_figures__stand_behind_the_count_of_all_records():
    table = table_of(spec_of("@unit", figures=["long", "long_rate", "problem.count"]))
    assert [column.name for column in table.columns] == ["count", "long", "long_rate"]
    assert [column.labels for column in table.columns] == [("合计",), ("长期",), ("长期占比",)]
    assert figures_by_row(table) == {(EDUCATION,): (1, 1, 1.0), (POLICE,): (2, 0, 0.0), (): (3, 1, 1 / 3)}


@pytest.mark.parametrize(("measure_used", "names"), [(True, ["count", "measure.count"]), (False, ["count"])])
def test_a_figure_of_a_list_that_is_not_used__is_left_out(measure_used, names):
    table = table_of(spec_of("@unit", figures=["measure.count"]), measure_used=measure_used)
    assert [column.name for column in table.columns] == names


def test_units__are_grouped_by_their_share_the_best_first():
    grades = [grade.label for grade in small_definition().summary.grades]
    table = table_of(spec_of("@unit", figures=["long_rate"], rank="long_rate"), problems=PROBLEMS)
    assert [(row.key, row.grade) for row in table.rows] == [
        ((EDUCATION,), grades[0]),
        ((POLICE,), grades[-1]),
        ((), ""),
    ]
    turned = [{**row, "source.unit": EDUCATION if row.get("source.unit") else POLICE} for row in PROBLEMS]
    ranked = table_of(spec_of("@unit", figures=["long_rate"], rank="long_rate"), problems=turned)
    assert [row.key for row in ranked.rows] == [(POLICE,), (EDUCATION,), ()]


def test_units_without_a_share__stand_last_and_those_that_are_missing_behind_them():
    table = table_of(spec_of("@unit", figures=["long_rate"], rank="long_rate"), problems=[], missing=(EDUCATION,))
    assert [(row.key, row.grade) for row in table.rows] == [((POLICE,), ""), ((EDUCATION,), ""), ((), "")]


def test_a_column_of_several_values__is_named_for_the_note_under_the_table():
    table = table_of(spec_of("sources"))
    assert table.several == ("来源",)
    assert figures_by_row(table)[("整改",)] == (1,)


def test_a_figure_that_nobody_declared__raises_key_error_but_every_list_counts_its_records():
    tabulator = small_tabulator(small_planner(small_definition()))
    assert tabulator.find_figure("problem", "count").label == "合计"
    with pytest.raises(KeyError):
        tabulator.find_figure("problem", "nothing")


def test_headings__are_the_labels_of_columns_and_of_what_is_worked_out():
    rollup = Rollup(key="state", label="整改进展", of="measure.progress", by="measure.problem", otherwise="推进")
    tabulator = small_tabulator(small_planner(small_definition(problem={"rollups": [rollup]})))
    headings = [tabulator.find_heading("problem", path) for path in ("kind", "state", "@unit")]
    assert headings == ["类别", "整改进展", "单位"]
    assert tabulator.find_heading("measure", "problem.kind") == "类别"
    assert tabulator.find_heading("@members", "name") == "name"
