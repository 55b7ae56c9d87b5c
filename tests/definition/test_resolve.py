"""Where paths lead: columns of the list itself, of the list that a reference leads to, and of lists named in front."""

import pytest

from toolkit.definition.resolve import is_own_column, split_figure_path, split_path, split_table_path

LIST = "rectification"


def where(definition, path):
    ref = definition.resolve_path(LIST, path)
    return ref.list_key, ref.column.key, ref.part


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("measure", (LIST, "measure", "")),
        ("deadline", (LIST, "deadline", "")),
        ("deadline.date", (LIST, "deadline", "date")),
        ("problem_number", (LIST, "problem_number", "")),
        ("problem_number.category", ("problem", "category", "")),
    ],
)
def test_path__leads_to_a_column_and_its_part(definition, path, there):
    assert where(definition, path) == there


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing",
        "measure.date",
        "measure.category",
        "problem_number.nothing",
        "problem_number.category.date",
        "problem_number.duty_number.risk_level",
        "deadline.date.date",
    ],
)
def test_path_that_leads_nowhere__is_a_key_error(definition, path):
    with pytest.raises(KeyError):
        definition.resolve_path(LIST, path)


def test_unknown_list__is_a_key_error(definition):
    with pytest.raises(KeyError):
        definition.resolve_path("nothing", "measure")


def test_path_through_a_reference__knows_the_reference_and_the_number_it_repeats(definition):
    ref = definition.resolve_path(LIST, "problem_number.category")
    assert ref.through.key == ref.own_column.key == "problem_number"
    assert ref.matched_key == "number"


def test_path_within_a_list__goes_through_nothing(definition):
    ref = definition.resolve_path(LIST, "deadline.date")
    assert ref.through is None
    assert ref.own_column == ref.column
    assert ref.matched_key == ""


def test_path_with_a_list_in_front__leads_to_that_lists_column(definition):
    ref = definition.resolve_other_list_path("problem.category")
    assert (ref.list_key, ref.column.label, ref.through) == ("problem", "整改类别", None)
    for path in ("problem", "problem.nothing", "nothing.category"):
        with pytest.raises(KeyError):
            definition.resolve_other_list_path(path)


def test_reference_column__knows_the_column_it_repeats(definition):
    columns = definition.find_list_type(LIST)
    assert definition.find_referenced_column(columns.find_column("problem_number")).column.numbering == "WT-###"
    assert definition.find_referenced_column(columns.find_column("measure")) is None


def test_path__has_a_first_step_and_a_rest():
    assert split_path("problem.number") == ("problem", "number")
    assert split_path("problem") == ("problem", "")
    assert split_path("problem_number.deadline.date") == ("problem_number", "deadline.date")


def test_figure_without_a_list__is_of_the_tables_own_list():
    assert split_figure_path("problem", "done") == ("problem", "done")
    assert split_figure_path("problem", "rectification.done") == ("rectification", "done")


def test_table__is_named_by_list_table_and_scope():
    assert split_table_path("problem.by_unit.all") == ("problem", "by_unit", "all")
    assert split_table_path("problem.by_unit") == ("problem", "", "by_unit")
    assert split_table_path("problem") == ("problem", "", "")


def test_column_of_the_list_itself__has_one_step():
    assert is_own_column("measure")
    assert not is_own_column("deadline.date")
