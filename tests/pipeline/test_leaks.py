"""Handing out stops before anything is written where a workbook would show what is another unit's."""

import openpyxl
import pytest

from tests.conftest import issued, write_campaign
from tests.pipeline.ended import DAY, LISTS, end, return_workbook
from tests.reviews.ledgers import decide
from toolkit.errors import OperatorError
from toolkit.pipeline import collect, distribute, open_workspace, write_check

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


REVIEWER = "周正平"
CLOSE = {"审核结果": "同意销号", "审核意见": f"请与{REVIEWER}联系：0700-8100001", "审核人": REVIEWER, "审核日期": DAY}


def read_sheet(path, name):
    """Return all texts of a sheet in one."""
    return "".join(str(cell.value or "") for row in openpyxl.load_workbook(path)[name].iter_rows() for cell in row)


@pytest.fixture
def reviewed(tmp_path):
    """A campaign in which the contact of the lead unit decided on what another unit returned."""
    contacts = [{"contact": REVIEWER, "phone": "0700-8100001", "lead": "是"}, {}]
    units = [{**unit, **contact} for unit, contact in zip(UNITS, contacts, strict=True)]
    workspace = open_workspace(write_campaign(tmp_path / "市", units=units))
    distribute(workspace)
    faulty = {**LISTS["整改落实清单"][0], "整改进展": "不知道"}
    return_workbook(workspace, "02", {**LISTS, "整改落实清单": [faulty, LISTS["整改落实清单"][1]]})
    write_check(collect(workspace, today=DAY))
    path = workspace.folders.ledger
    path.write_bytes(decide(path.read_bytes(), {4: CLOSE}))
    return open_workspace(workspace.folders.folder)


def test_words_of_a_reviewer_who_is_another_units_contact__may_go_to_the_unit_they_are_for(reviewed):
    checked = write_check(collect(reviewed, today=DAY))
    assert not [each for each in checked.collected.findings["rule"] if each == "leak"]
    (copy,) = reviewed.folders.sent_back.glob("02*/退改-*.xlsx")
    said = read_sheet(copy, "审核意见")
    assert f"同意销号。意见：{CLOSE['审核意见']}（{REVIEWER}，{DAY}）" in said
    assert "另做了这一份" not in said


def test_words_of_a_reviewer_who_is_another_units_contact__stand_in_the_next_rounds_workbook(reviewed):
    _, later = end(reviewed)
    distribute(later)
    assert REVIEWER in read_sheet(issued(later, "02"), "已销号")
