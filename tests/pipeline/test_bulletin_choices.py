"""What the office picks for the bulletin, and aspects that members have of their own, through a whole round."""

import datetime as dt
import io

import docx
import openpyxl
import pytest

from tests.conftest import issued, write_campaign
from tests.pipeline.ended import LISTS, return_workbook
from tests.reviews.ledgers import decide, rows_of
from toolkit.pipeline import collect, distribute, find_ledger_mistakes, merge, open_workspace, write_check, write_merge

DAY = dt.date(2022, 4, 2)
PAGE = "通报选用"
TEXTS = {
    **LISTS,
    "检视问题清单": [
        {"主体类型": "领导班子", "对照检查方面": "", "存在问题": "学习不够深入，联系实际不紧", "整改类别": "即知即改"},
        {"主体类型": "领导班子", "对照检查方面": "", "存在问题": "调查研究走马观花", "整改类别": "即知即改"},
    ],
}


@pytest.fixture
def returned(small):
    """A campaign whose lead team has returned two problems of one aspect."""
    aspect = small.campaign.definition.find_choice_list("aspects").values[0]
    problems = [row | {"对照检查方面": aspect} for row in TEXTS["检视问题清单"]]
    return_workbook(small, "01", {**TEXTS, "检视问题清单": problems})
    write_check(collect(open_workspace(small.folders.folder), today=DAY))
    return small


def choose(workspace, rows):
    path = workspace.folders.ledger
    path.write_bytes(decide(path.read_bytes(), rows, PAGE))


def print_bulletins(workspace):
    """Return the paragraphs of every bulletin of the round."""
    merged = merge(collect(open_workspace(workspace.folders.folder), today=DAY))
    paths = [path for path in write_merge(merged).paths if path.suffix == ".docx"]
    return [one.text for path in paths for one in docx.Document(io.BytesIO(path.read_bytes())).paragraphs]


def test_bulletin__prints_what_the_office_picked_in_its_words(returned):
    assert [row["编号"] for row in rows_of(returned.folders.ledger.read_bytes(), PAGE)] == ["WT-001", "WT-002"]
    assert "（2）调查研究走马观花。" in print_bulletins(returned)
    choose(returned, {4: {"印成": "理论联系实际不紧"}, 5: {"是否印发": "否"}})
    printed = print_bulletins(returned)
    assert "（1）理论联系实际不紧。" in printed
    assert not any("调查研究走马观花" in text or "学习不够深入" in text for text in printed)
    sentences = openpyxl.load_workbook(returned.folders.summary, data_only=True)
    told = [cell.value for sheet in sentences for row in sheet.iter_rows() for cell in row if cell.value]
    assert "（1）理论联系实际不紧。" in told


def test_office__is_told_of_a_text_that_is_gone(returned):
    choose(returned, {6: {"单位代码": "01", "编号": "WT-009", "印成": "没有这一条"}})
    (mistake,) = find_ledger_mistakes(collect(open_workspace(returned.folders.folder), today=DAY))
    assert "“WT-009”写了印法，牵头班子的清单里没有这一条了" in str(mistake)


@pytest.fixture
def own_aspects(tmp_path):
    """A campaign whose operator wrote aspects for members, handed out."""
    folder = write_campaign(
        tmp_path / "另一城",
        units=[{"code": "01", "name": "市教育局", "lead": "是"}],
        members=[{"unit": "01", "name": "苏敏", "post": "局长"}],
    )
    path = next(folder.glob("工作方案.xlsx"))
    book = openpyxl.load_workbook(path)
    for row, value in enumerate(("理论学习", "履职尽责"), 3):
        for column, text in enumerate(("成员方面", value, "", ""), 1):
            book["选项"].cell(row, column).value = text or None
    book.save(path)
    distribute(open_workspace(folder))
    return open_workspace(folder)


def headings(workspace):
    book = openpyxl.load_workbook(issued(workspace, "01"))
    return [str(cell.value) for row in book["检视问题清单"].iter_rows(max_row=8) for cell in row if cell.value]


def test_members_aspects__are_asked_for_only_where_the_operator_wrote_some(own_aspects, small):
    assert "成员方面" in headings(own_aspects) and "成员方面" not in headings(small)


def test_members_problems__stand_under_aspects_of_their_own(own_aspects):
    member = {"主体类型": "班子成员", "姓名": "苏敏", "整改类别": "即知即改"}
    problems = [
        {**member, "成员方面": "履职尽责", "存在问题": "到一线调研次数偏少"},
        {**member, "存在问题": "没有写属于哪个方面"},
        {"主体类型": "领导班子", "成员方面": "理论学习", "存在问题": "班子的问题写了成员方面", "整改类别": "即知即改"},
    ]
    return_workbook(own_aspects, "01", {"检视问题清单": problems})
    collected = collect(open_workspace(own_aspects.folders.folder), today=DAY)
    doubts = [finding for finding in collected.found if finding.at.column == "成员方面"]
    assert [(one.severity, one.at.row) for one in doubts] == [("warning", 5), ("warning", 6)]
    printed = print_bulletins(own_aspects)
    assert "1.履职尽责方面（1个）" in printed and "（1）到一线调研次数偏少。" in printed
    assert any("另有1个没有写明属于哪个方面" in text for text in printed)
