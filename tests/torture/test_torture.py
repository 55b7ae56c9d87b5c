"""A part of `make torture` for every day: whatever call fails or kills a run, all of its results are there or none."""

import os
import random

import pytest

from tests.torture.disk import Fault, list_codes
from tests.torture.faults import Loop, kill_at_random, kill_recovery
from tests.torture.sandbox import Sandbox
from tests.torture.scenarios import observe
from tests.torture.small_changes import SMALL, prepare_small

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a fault is let into a forked process")


@pytest.fixture
def box(tmp_path):
    return Sandbox(tmp_path)


def open_loop(box, folder, scenario):
    bases = {scenario.base: folder}
    return Loop(box, bases, observe(box, bases, scenario))


def test_small_changes__are_all_there_or_none_whatever_call_fails_or_kills(box, tmp_path):
    codes, tried = list_codes(), []
    with open_loop(box, prepare_small(tmp_path), SMALL) as loop:
        calls = len(loop.reference.calls)
        for at in range(1, calls + 1):
            act = ("kill", "fail", "gone", "kill_after", "full", "short")[at % 6]
            tried.append(loop.try_fault(act, Fault(at=at, act=act, code=codes[at % len(codes)]))[0])
        tried += kill_at_random(loop, 10, random.Random(1))
        tried += kill_recovery(loop, 12, random.Random(2))
    assert [one for one in tried if one.wrong] == []
    assert len(tried) > 60
