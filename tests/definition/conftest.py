"""What the tests of the definition room share: an author's own copy of the shipped definition."""

import shutil

import pytest

from toolkit.definition import find_shipped_definition


@pytest.fixture
def own(tmp_path):
    return shutil.copytree(find_shipped_definition(), tmp_path / "我的定义", ignore=shutil.ignore_patterns("standard"))
