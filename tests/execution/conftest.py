import pytest

from tests.execution.plain import Answered, RefusedError
from toolkit.execution import Limits, WorkerPool

LIMITS = Limits(seconds=2, memory=400 * 1024 * 1024, answer=8 * 1024 * 1024, small=1024 * 1024)


def build_pool(**changes):
    facts = {"modules": ("tests.execution.readers",), "classes": (Answered, RefusedError), "limits": LIMITS, "most": 1}
    return WorkerPool(**facts | changes)


@pytest.fixture(scope="module")
def pool():
    with build_pool() as made:
        yield made
