"""Work submitted ahead comes back in order, in a window, and what nobody takes is cancelled."""

from concurrent.futures import Future

from hypothesis import given
from hypothesis import strategies as st

from toolkit.execution import InlineExecutor, submit_ahead

INLINE = InlineExecutor()
WEIGHTS = st.lists(st.integers(min_value=0, max_value=20), max_size=20)


@given(WEIGHTS, st.integers(min_value=1, max_value=5), st.integers(min_value=1, max_value=30))
def test_items__come_in_order_and_never_more_at_once_than_the_window_holds(weights, ahead, most):
    under_way = []

    def submit(weight):
        under_way.append(weight)
        assert len(under_way) <= ahead
        assert sum(under_way) <= most or len(under_way) == 1
        return INLINE.submit(abs, weight)

    found = []
    for item, future in submit_ahead(weights, submit, ahead=ahead, weigh=abs, most=most):
        found.append((item, future.result()))
        under_way.pop(0)
    assert found == [(weight, weight) for weight in weights]


def test_items_without_work__keep_their_place():
    pairs = submit_ahead([1, 0, 2], lambda item: INLINE.submit(abs, item) if item else None, ahead=2, weigh=abs, most=9)
    assert [(item, future and future.result()) for item, future in pairs] == [(1, 1), (0, None), (2, 2)]


def test_what_nobody_took__is_cancelled():
    futures = {}
    pairs = submit_ahead(range(5), lambda item: futures.setdefault(item, Future()), ahead=3, weigh=abs, most=99)
    assert next(pairs)[0] == 0
    pairs.close()
    assert [futures[item].cancelled() for item in sorted(futures)] == [False, True, True]
