"""Work that others do beside this process: the same results in the same order, and a failure says what and where."""

import pytest

from tests.execution.conftest import build_pool
from tests.execution.readers import repeat_but_one
from toolkit.execution import InlineExecutor, WorkFailedError, begin_work

ITEMS = list(range(1, 30))


def begin(executor, common):
    return begin_work(executor, repeat_but_one, common, ITEMS, weigh=lambda _: 1, most=4)


def test_results__are_the_same_and_in_order_here_and_by_one_worker_or_two(pool):
    here = list(begin(InlineExecutor(), ("字", 0, "")))
    assert here == [("字" * item).encode() for item in ITEMS]
    assert list(begin(pool, ("字", 0, ""))) == here
    with build_pool(most=2) as two:
        assert list(begin(two, ("字", 0, ""))) == here


@pytest.mark.parametrize(("harm", "code"), [("raise", "raised"), ("abort", "reader_died")])
def test_item_that_fails__comes_after_all_before_it_and_says_why(pool, harm, code):
    results, taken = begin(pool, ("字", 6, harm)), []
    with pytest.raises(WorkFailedError) as failed:
        taken.extend(results)
    assert len(taken) == 5 and failed.value.code == code
    if code == "raised":
        assert failed.value.place.startswith("ValueError, execution/readers.py:") and "bug" not in failed.value.place
