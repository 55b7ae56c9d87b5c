"""These tests open files in their own process: their bytes are known, and a warning of a reader must be seen."""

import pytest

from toolkit.execution import InlineExecutor
from toolkit.formats import use_executor


@pytest.fixture(scope="package", autouse=True)
def _opened_inline():
    with use_executor(InlineExecutor()):
        yield
