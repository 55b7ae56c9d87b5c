"""Plain data crosses as it is; nothing else does, and no crafted bytes change a class or run code."""

import datetime as dt
import os
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.plain import Answered, RefusedError
from toolkit.execution.plain_pickle import dump_plain, load_plain

CLASSES = (Answered, RefusedError)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.tuples(inner, inner)
        | st.frozensets(st.integers())
        | st.builds(Answered, number=inner, names=st.tuples(inner))
    ),
    max_leaves=20,
)
MODULE = Answered.__module__
# A class on the stack, and a state that would be set on it.
CHANGES_CLASS = b"c%s\nAnswered\n}(S'number'\nI1\nub." % MODULE.encode()
CHANGES_SLOTS = b"c%s\nRefusedError\n(N}(S'code'\nI1\nutb." % MODULE.encode()
MADE_AS_CLASS = b"\x80\x02c%s\nRefusedError\n)\x81." % MODULE.encode()
REFUSED = {
    "a function": b"cos\nsystem\n(S'true'\ntR.",
    "a builtin": b"cbuiltins\neval\n(S'1'\ntR.",
    "another class": pickle.dumps(os.PathLike),
    "a class changed": CHANGES_CLASS,
    "a class changed by slots": CHANGES_SLOTS,
    "an instance made around its maker": MADE_AS_CLASS,
    "a reference": b"Pabc\n.",
    "nothing": b"",
    "an end too soon": dump_plain([1, 2, 3], ())[:-2],
    "too few fields": b"c%s\nAnswered\n(I1\ntR." % MODULE.encode(),
}


@given(VALUES)
def test_plain_values__cross_as_they_are(value):
    assert load_plain(dump_plain(value, CLASSES), CLASSES) == value


def test_exception__crosses_with_its_code():
    found = load_plain(dump_plain(RefusedError("damaged"), CLASSES), CLASSES)
    assert (type(found), found.code) == (RefusedError, "damaged")


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_other_bytes__are_refused_and_change_nothing(content):
    before = dict(vars(Answered)), dict(vars(RefusedError)), dict(vars(dt.date))
    with pytest.raises(Exception):  # noqa: B017 - of any type
        load_plain(content, CLASSES)
    assert (dict(vars(Answered)), dict(vars(RefusedError)), dict(vars(dt.date))) == before
