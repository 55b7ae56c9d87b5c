"""One filled workbook for all tests of damaging."""

import pytest

from tests.damage.filled import campaign_of, filled_workbook, subject_of


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    return campaign_of(tmp_path_factory.mktemp("损坏") / "小城")


@pytest.fixture(scope="session")
def subject(workspace):
    return subject_of(*filled_workbook(workspace), definition=workspace.campaign.definition)
