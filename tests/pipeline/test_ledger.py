"""A whole round with the office's ledger: it is written, decided in, and every run says what came of it."""

import datetime as dt

import pytest

from tests.pipeline.ended import LISTS, return_workbook
from tests.reviews.ledgers import decide, edit, rows_of
from toolkit.errors import FolderError, OperatorError
from toolkit.pipeline import collect, find_ledger_mistakes, open_workspace, write_check

DAY = dt.date(2022, 4, 2)
CLOSE = {"审核结果": "同意销号", "审核人": "李四", "审核日期": DAY}


@pytest.fixture
def checked(checked_once, tmp_path):
    """A campaign, checked, whose first unit has returned a measure that is done and one that is not."""
    return checked_once.copy(tmp_path)


def check(workspace):
    return write_check(collect(open_workspace(workspace.folders.folder), today=DAY)).collected


def change(workspace, decisions):
    path = workspace.folders.ledger
    path.write_bytes(decide(path.read_bytes(), decisions))


def state_of(workspace):
    return {row["编号"]: row["当前状态"] for row in rows_of(workspace.folders.ledger.read_bytes(), "全部事项")}


def told(workspace):
    texts = workspace.folders.sent_back.glob("01*/说明.txt")
    return "".join(path.read_text("utf-8-sig") for path in texts)


def test_first_check__writes_the_ledger_and_the_second_leaves_it(returned):
    check(returned)
    content = returned.folders.ledger.read_bytes()
    assert [(row["编号"], row["申请事项"]) for row in rows_of(content)] == [("CS-002", "已完成，待审核")]
    assert state_of(returned) == {"CS-001": "正在推进", "CS-002": "已完成（未销号）"}
    check(returned)
    assert returned.folders.ledger.read_bytes() == content


def test_decision__closes_is_logged_once_and_told_to_the_unit(checked):
    change(checked, {4: CLOSE})
    for _ in range(2):
        check(checked)
    assert state_of(checked)["CS-002"] == "已销号"
    log = [row["经过"] for row in rows_of(checked.folders.ledger.read_bytes(), "办理过程")]
    assert [said for said in log if said.startswith("审核")] == ["审核：同意销号"]
    assert "CS-002：同意销号（李四，2022-04-02）" in told(checked)


def test_decision_taken_back__opens_again_and_both_stand_in_the_log(checked):
    change(checked, {4: CLOSE})
    check(checked)
    change(checked, {4: dict.fromkeys(CLOSE)})
    check(checked)
    assert state_of(checked)["CS-002"] == "已完成（未销号）"
    log = [row["经过"] for row in rows_of(checked.folders.ledger.read_bytes(), "办理过程")]
    assert log[-2:] == ["审核：同意销号", "收回审核结果“同意销号”"]
    assert "同意销号" not in told(checked)


def test_decision_that_is_gone__is_named_until_its_item_is_decided_anew(checked):
    change(checked, {4: CLOSE})
    check(checked)
    checked.folders.ledger.write_bytes(
        edit(checked.folders.ledger.read_bytes(), lambda book: book["待审核"].delete_rows(4))
    )
    for _ in range(2):
        (mistake,) = find_ledger_mistakes(check(checked))
        assert "“CS-002”（单位 01）审核过" in mistake.found
        assert "同意销号" in mistake.found
    change(checked, {4: CLOSE})
    assert find_ledger_mistakes(check(checked)) == ()


def test_ledger_that_is_gone__is_named_once_and_written_anew(returned):
    assert find_ledger_mistakes(check(returned)) == ()
    returned.folders.ledger.unlink()
    (mistake,) = find_ledger_mistakes(check(returned))
    assert "不在了" in mistake.found
    assert find_ledger_mistakes(check(returned)) == ()


def test_decision_that_lacks_something__is_named_with_its_cell_and_closes_nothing(checked):
    change(checked, {4: {"审核结果": "同意销号", "审核日期": DAY}})
    collected = check(checked)
    (mistake,) = find_ledger_mistakes(collected)
    assert mistake.location == "办理台账.xlsx › 待审核 › S4"
    assert "没有写审核人" in mistake.found
    assert state_of(checked)["CS-002"] == "已完成（未销号）"


@pytest.mark.parametrize("lock", ["~$办理台账.xlsx", ".~lock.办理台账.xlsx#"])
def test_ledger_open_elsewhere__is_named_and_nothing_is_written(checked, lock):
    change(checked, {4: CLOSE})
    before = {path: path.read_bytes() for path in checked.folders.folder.rglob("*") if path.is_file()}
    checked.folders.ledger.with_name(lock).write_bytes(b"")
    with pytest.raises(FolderError) as stopped:
        check(checked)
    assert lock in str(stopped.value)
    after = {path: path.read_bytes() for path in before}
    assert after == before
    collected = collect(open_workspace(checked.folders.folder), today=DAY)
    assert any(lock in str(mistake) for mistake in find_ledger_mistakes(collected))


def test_damaged_ledger__stops_the_check_and_is_left_alone(checked):
    checked.folders.ledger.write_bytes(b"broken")
    with pytest.raises(OperatorError) as stopped:
        check(checked)
    assert "办理台账.xlsx：打不开" in str(stopped.value)
    assert checked.folders.ledger.read_bytes() == b"broken"


def test_evidence_beside_the_return__is_found(returned):
    measure = {**LISTS["整改落实清单"][1], "佐证材料": "学习制度.docx、照片"}
    return_workbook(returned, "01", {**LISTS, "整改落实清单": [LISTS["整改落实清单"][0], measure]})
    (returned.folders.returned / "学习制度.docx").write_bytes(b"PK")
    check(returned)
    evidence = rows_of(returned.folders.ledger.read_bytes(), "佐证材料")
    assert [(row["材料名称"], row["在不在"]) for row in evidence] == [("学习制度.docx", "在"), ("照片", "没有找到")]


@pytest.mark.parametrize("name", ["办理台账.ods", "办理台账.xls", "办理台账 - 副本.xlsx"])
def test_ledger_saved_under_another_name__stops_the_check_and_no_new_one_is_written(checked, name):
    checked.folders.ledger.rename(checked.folders.ledger.with_name(name))
    with pytest.raises(FolderError, match=name):
        check(checked)
    assert not checked.folders.ledger.exists()


def test_evidence_beside_another_units_return__is_not_beside_this_ones(returned):
    measure = {**LISTS["整改落实清单"][1], "佐证材料": "学习制度.docx"}
    return_workbook(returned, "01", {**LISTS, "整改落实清单": [LISTS["整改落实清单"][0], measure]})
    (returned.folders.returned / "公安局").mkdir()
    own = return_workbook(returned, "02", LISTS)
    own.rename(returned.folders.returned / "公安局" / own.name)
    (returned.folders.returned / "公安局" / "学习制度.docx").write_bytes(b"PK")
    check(returned)
    evidence = rows_of(returned.folders.ledger.read_bytes(), "佐证材料")
    assert [(row["单位代码"], row["在不在"]) for row in evidence] == [("01", "不在报送的表旁边，别处有")]
