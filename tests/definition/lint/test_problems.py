"""The collector names where in a file a mistake stands, and what needs a missing list only once."""

import pytest

from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.targets import TargetFinder


@pytest.fixture
def problems(definition):
    return ProblemCollector(TargetFinder(definition, frozenset({"lost"})), "lists/problem.toml", "检视问题清单")


def locations(problems):
    return [mistake.location for mistake in problems.collect_mistakes()]


def test_mistake_of_a_part__stands_in_file_part_and_attribute(problems):
    problems.enter_part("tables", "by_unit").enter_part("rows").report_mistake("definition.rank", "path", path="x")
    assert locations(problems) == ["lists/problem.toml › 检视问题清单 › tables › by_unit › rows › path"]


def test_list_that_exists_or_is_lost__is_no_mistake(problems):
    assert not problems.is_list_missing("problem")
    assert problems.is_list_missing("lost")
    assert problems.collect_mistakes() == []


def test_missing_list__is_one_mistake_that_comes_last(problems):
    for key in ("a", "b"):
        assert problems.enter_part("derived", key).is_list_missing("measure", "by")
    problems.report_mistake("definition.rank", path="x")
    first, last = problems.collect_mistakes()
    assert problems.missing_lists == {"measure"}
    assert first.location == last.location == "lists/problem.toml › 检视问题清单"
    assert "derived › a › by" in last.found + last.way_out
    assert "derived › b › by" in last.found + last.way_out


def test_path_that_leads_nowhere__is_a_mistake_with_a_proposal(problems):
    assert problems.find_target("problem", "categori", "rows") is None
    (mistake,) = problems.collect_mistakes()
    assert mistake.location.endswith("rows")
    assert "category" in mistake.way_out
