"""Decisions made on the page: in the workbooks they stand as if they had been typed there, and the next check obeys."""

import datetime as dt
import re
from html import unescape

import openpyxl
import pytest

from tests.web.conftest import Browser
from tests.web.test_pages import fill, read, upload
from toolkit.pipeline import open_workspace
from toolkit.web import Desk


def find_fields(page, prefix):
    """Return the values of the hidden fields of a form by name."""
    found = re.findall(rf'<input type="hidden" name="({prefix}[^"]*)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def nameless(browser, small, tmp_path):
    """A page on which somebody's list came by a file that does not say whose it is."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "检视问题清单"
    heads = ["问题编号", "主体类型", "姓名", "存在问题", "原因分析", "整改类别"]
    sheet.append(heads)
    sheet.append(["WT-001", "领导班子", "", "学习不够深入", "认识不足", "即知即改"])
    workbook.save(tmp_path / "表.xlsx")
    browser.send("/intake", files=upload(("表.xlsx", (tmp_path / "表.xlsx").read_bytes())))
    return browser


def test_question__answered_on_the_page__stands_in_the_plan_and_counts(nameless, small):
    page = nameless.get("/questions")
    fields = find_fields(page, "")
    kind = next(name for name, value in fields.items() if name.startswith("kind-") and value == "file")
    number = kind.removeprefix("kind-")
    answer = nameless.send("/questions", {**fields, f"answer-{number}": "市公安局"})
    assert "已把 1 件认定写进工作方案" in read(answer)
    decisions = open_workspace(small.folders.folder).campaign.render_decisions()
    assert decisions["file", "表.xlsx"] == "市公安局"
    assert "市公安局" in read(nameless.get("/intake"))


def test_question__answered_with_what_means_nothing__is_refused_and_nothing_written(nameless, small):
    path = small.folders.folder / "工作方案.xlsx"
    before = path.read_bytes()
    fields = find_fields(nameless.get("/questions"), "")
    number = next(name for name, value in fields.items() if value == "file").removeprefix("kind-")
    text = read(nameless.send("/questions", {**fields, f"answer-{number}": "没有这个单位"}))
    assert "没有做成" in text and path.read_bytes() == before


@pytest.fixture
def applied(small):
    """A page with a measure that its unit reports as done."""
    done = {"整改进展": "已完成", "实际完成时间": dt.date(2022, 2, 1), "进展情况及成效": "已经完成并且有成效"}
    (small.folders.returned / "教育局.xlsx").write_bytes(fill(small, "01", **done))
    return Browser(Desk(small.folders.folder, today=dt.date(2022, 3, 30), keep_note=str)).enter()


def test_review__chosen_on_the_page__stands_in_the_ledger_and_takes_effect_once_it_is_complete(applied):
    page = applied.get("/reviews")
    fields = find_fields(page, "")
    number = next(name for name, value in fields.items() if value == "CS-001").removeprefix("number-")
    result = re.search(rf'name="result-{number}" value="([^"]*销号)"', page.text)[1]
    text = read(applied.send("/reviews", {**fields, f"result-{number}": result}))
    assert "已把 1 件审核结果写进办理台账" in text and "审核人" in text and "CS-001" in text
    again = applied.get("/reviews")
    assert re.search(rf'value="{result}" checked', again.text)  # what was chosen is there to be completed
    more = {**find_fields(again, ""), f"result-{number}": result, "reviewer": "陈明", "day": "2022-03-30"}
    assert "没有等您审核的申请" in read(applied.send("/reviews", more))
    states = {item.key.number: item.state for item in applied.desk.sight.collected.followed.items}
    assert states["CS-001"] == "closed"
