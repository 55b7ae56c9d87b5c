"""Batches give what single calls give, in order, whatever one of their items does to its worker."""

from functools import partial
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution import readers
from tests.execution.plain import RefusedError
from toolkit.execution import InlineExecutor, WorkerError, run_batches, share

WEIGHTS = st.lists(st.integers(min_value=0, max_value=20), max_size=20)


class CountingExecutor(InlineExecutor):
    """Runs inline and keeps the weights of every batch."""

    def __init__(self):
        self.batches = []

    def submit(self, function, /, *args, **kwargs):
        self.batches.append(list(args[1]))
        return super().submit(function, *args, **kwargs)


def describe(outcomes):
    """Return every outcome as it is, an exception as its code."""
    return [getattr(outcome, "code", outcome) for outcome in outcomes]


@given(WEIGHTS, st.integers(min_value=1, max_value=30))
def test_batches__keep_the_order_and_weigh_no_more_than_asked_except_a_single_item(weights, most):
    executor = CountingExecutor()
    found = list(run_batches(executor, readers.double, weights, weigh=abs, most_bytes=most, ahead=3))
    assert found == [2 * weight for weight in weights]
    assert [weight for batch in executor.batches for weight in batch] == weights
    assert all(sum(batch) <= most or len(batch) == 1 for batch in executor.batches)


def test_items__are_taken_only_as_far_ahead_as_asked():
    taken = []
    items = (taken.append(item) or item for item in range(100))
    results = run_batches(InlineExecutor(), readers.double, items, weigh=lambda _: 1, most_bytes=2, ahead=3)
    assert next(results) == 0
    assert len(taken) <= 2 * (3 + 2)
    results.close()
    assert len(taken) <= 2 * (3 + 2)


def test_item_that_kills_its_worker__takes_no_other_of_its_batch_with_it(pool):
    items = ["a", "leave", "b", "abort", "refuse", "c"]
    found = run_batches(
        pool, readers.answer_or_die, items, weigh=len, most_bytes=1000, ahead=2, expected=(WorkerError, RefusedError)
    )
    assert describe(found) == ["A", "reader_died", "B", "reader_died", "refused", "C"]


def test_refused_item__comes_back_with_its_batch_and_is_asked_for_once():
    executor, expected = CountingExecutor(), (RefusedError,)
    found = run_batches(
        executor, readers.answer_or_die, ["a", "refuse", "b"], weigh=len, most_bytes=99, expected=expected
    )
    assert describe(found) == ["A", "refused", "B"]
    assert executor.batches == [["a", "refuse", "b"]]


def test_exception_that_nobody_expects__is_raised():
    with pytest.raises(RefusedError):
        list(run_batches(InlineExecutor(), readers.answer_or_die, ["a", "refuse"], weigh=len, most_bytes=99))


def test_shared_value__is_read_once_by_a_worker_whatever_number_of_calls_need_it(pool):
    shared = share({"甲": 1, "乙": MappingProxyType({"丙": 2})["丙"], "丁": MappingProxyType({"戊": 3})})
    tell = partial(readers.tell_shared, shared)
    found = run_batches(pool, tell, ["甲", "乙", "甲"], weigh=lambda _: 1, most_bytes=1)
    assert list(found) == [(1, True), (2, True), (1, True)]


def test_items_that_are_results_already__are_not_sent_and_keep_their_place():
    executor = CountingExecutor()
    items = [-3, 1, -4, -5, 2]
    found = run_batches(executor, readers.double, items, weigh=lambda _: 1, most_bytes=2, is_done=lambda item: item < 0)
    assert list(found) == [-3, 2, -4, -5, 4]
    assert executor.batches == [[1], [2]]
