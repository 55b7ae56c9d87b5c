"""A part of `make torture` for every day: whatever call fails or kills a run, all of its results are there or none."""

import os
import random

import pytest

from tests.torture.disk import Fault, list_codes
from tests.torture.faults import Loop, kill_at_random, kill_recovery
from tests.torture.mutants import list_seeds, read_mutants
from tests.torture.sandbox import Sandbox
from tests.torture.scenarios import observe
from tests.torture.small_changes import BEGUN, SMALL, prepare_small

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a fault is let into a forked process")


@pytest.fixture
def box(tmp_path):
    return Sandbox(tmp_path)


def open_loop(box, folder, scenario):
    bases = {scenario.base: folder}
    return Loop(box, bases, observe(box, bases, scenario))


ACTS = ("kill", "fail", "gone", "kill_after", "full", "short")


def try_every_call(loop, every=1):
    codes = list_codes()
    for at in range(1, len(loop.reference.calls) + 1, every):
        act = ACTS[at % len(ACTS)]
        yield loop.try_fault(act, Fault(at=at, act=act, code=codes[at % len(codes)]))[0]


def test_small_changes__are_all_there_or_none_whatever_call_fails_or_kills(box, tmp_path):
    with open_loop(box, prepare_small(tmp_path), SMALL) as loop:
        tried = [
            *try_every_call(loop),
            *kill_at_random(loop, 10, random.Random(1)),
            *kill_recovery(loop, 12, random.Random(2)),
        ]
    assert [one for one in tried if one.wrong] == []
    assert len(tried) > 60


def test_new_folder__is_there_with_all_or_not_at_all_whatever_call_fails(box):
    with open_loop(box, None, BEGUN) as loop:
        tried = [loop.try_fault("fail", Fault(at=at))[0] for at in range(1, len(loop.reference.calls) + 1)]
    assert [one for one in tried if one.wrong] == []


def test_mutants_of_every_format__are_read_or_refused():
    wrong = [
        (name, faults)
        for kind, seeds in list_seeds().items()
        for name, _, faults in read_mutants(kind, seeds, 6, random.Random(3))
        if faults
    ]
    assert wrong == []
