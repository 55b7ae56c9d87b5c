"""What is done beside this process for every unit is done wholly, or one sentence names the unit."""

import pytest

from tests.execution.conftest import build_pool
from tests.execution.readers import repeat_but_one
from toolkit.errors import NotWrittenError
from toolkit.pipeline.shared_work import begin_for_each, use_work_executor

UNITS = [("甲局", 1), ("乙局", 2), ("丙局", 3)]


def write_all(common, milliseconds):
    return list(begin_for_each("台账", repeat_but_one, common, UNITS, lambda _: milliseconds))


def test_little_work__is_done_here_and_much_by_workers_with_the_same_results():
    with build_pool() as pool, use_work_executor(pool):
        assert write_all(("字", 0, ""), 1000) == write_all(("字", 0, ""), 1)


@pytest.mark.parametrize(
    ("harm", "why"),
    [("raise", "ValueError"), ("abort", "崩溃了两次"), pytest.param("hang", "时间太长", marks=pytest.mark.slow)],
)
def test_worker_without_an_answer__stops_the_run_with_the_name_of_its_unit(harm, why):
    with build_pool() as pool, use_work_executor(pool), pytest.raises(NotWrittenError) as stopped:
        write_all(("字", 2, harm), 1000)
    (mistake,) = stopped.value.mistakes
    assert mistake.location == "乙局" and why in mistake.found
