"""Handing out stops before anything is written where a workbook would show what is another unit's."""

import pytest

from tests.conftest import issued, write_campaign
from toolkit.errors import OperatorError
from toolkit.pipeline import distribute, open_workspace

UNITS = [{"code": "01", "name": "市教育局"}, {"code": "02", "name": "市公安局"}]
FOREIGN = "QD1.0a1b2c.02.all.1.0a1b2c3d.0a1b2c3d"


def test_title_copied_from_another_workbook_with_its_token__stops_the_handing_out(tmp_path):
    settings = {"title": f"2021年度民主生活会 {FOREIGN}"}
    folder = write_campaign(tmp_path / "市", units=UNITS, settings=settings)
    workspace = open_workspace(folder)
    before = sorted(folder.rglob("*"))
    with pytest.raises(OperatorError) as stopped:
        distribute(workspace)
    assert sorted(folder.rglob("*")) == before
    said = [str(one) for one in stopped.value.mistakes]
    assert len(said) == len(UNITS)  # of the unit 02 as well: the token is another campaign's
    for unit, sentence in zip(UNITS, said, strict=True):
        assert f"{unit['code']}-{unit['name']}-三类清单.xlsx" in sentence
        assert f"“市公安局”的工作簿标识 {FOREIGN}（" in sentence
        assert "请不要发这份文件" in sentence


def test_units_with_namesakes_and_shared_contacts__are_handed_their_workbooks(tmp_path):
    shared = {"contact": "陈静", "phone": "0700-8100001"}
    members = [{"unit": code, "name": name} for code in ("01", "02") for name in ("王强", f"任{code}", "安全")]
    folder = write_campaign(tmp_path / "市", units=[{**unit, **shared} for unit in UNITS], members=members)
    workspace = open_workspace(folder)
    assert distribute(workspace) == [issued(workspace, "01"), issued(workspace, "02")]
