"""Campaigns in the middle of their course, made once for all tests of a process, and copied for each.

To end a round takes some seconds, to copy its folder takes none.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.ended import DAY, LISTS, end, return_workbook
from toolkit.pipeline import CollectedRound, EndedRound, collect, open_workspace, write_check


@dataclass(frozen=True)
class Made:
    """A campaign's folder, to which nobody writes, and what the command that came last returned."""

    folder: Path
    result: EndedRound | CollectedRound | None = None

    def copy(self, target):
        """Return a copy of one's own, opened."""
        return open_workspace(shutil.copytree(self.folder, target / "小城"))


@pytest.fixture(scope="session")
def returned_once(small_as_issued, tmp_path_factory):
    """A campaign of two units; one returned a problem and its two measures, one nothing."""
    workspace = Made(small_as_issued).copy(tmp_path_factory.mktemp("报回"))
    return_workbook(workspace, "01", LISTS)
    return Made(workspace.folders.folder)


@pytest.fixture(scope="session")
def checked_once(returned_once, tmp_path_factory):
    """The same, checked."""
    workspace = returned_once.copy(tmp_path_factory.mktemp("校验"))
    return Made(workspace.folders.folder, write_check(collect(workspace, today=DAY)).collected)


@pytest.fixture(scope="session")
def ended_once(returned_once, tmp_path_factory):
    """The same in its second round."""
    ended, later = end(returned_once.copy(tmp_path_factory.mktemp("期末")))
    return Made(later.folders.folder, ended)


@pytest.fixture
def returned(returned_once, tmp_path):
    """A campaign of two units with one return: a copy of its own for every test."""
    return returned_once.copy(tmp_path)


@pytest.fixture
def later(ended_once, tmp_path):
    """That campaign in its second round: a copy of its own for every test."""
    return ended_once.copy(tmp_path / "次期")
