"""Workbooks of a second round for tests: items go in, the workbook of a unit comes out."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl

from tests.followup.rounds import UNIT, campaign_at
from tests.tables import SHIPPED
from toolkit.followup import Closing, Item, ItemKey, Origin, Review
from toolkit.template import build_issue, build_workbook
from toolkit.unit_token import Stamp

STAMP = Stamp(key=b"0" * 32)
NOWHERE = Origin(round=1, file="第1期/回收/报回.xlsx", sheet="清单", row=4)
PROBLEM = {
    "subject_type": "班子成员",
    "name": "王某某",
    "aspect": "带头深刻感悟“两个确立”的决定性意义",
    "source": "学习研讨",
    "problem": "到学校调研听汇报多、看课堂少",
    "category": "阶段性整改",
    "leader": "王某某",
}
MEASURE = {
    "problem_number": "WT-001",
    "measure": "每月到学校听课两次",
    "leader": "王某某",
    "unit": "基教科",
    "deadline": "2022年12月底前",
    "progress": "正在推进",
    "effect": "已听课四次",
}
DONE = {"progress": "已完成", "finish_date": "2022-02-01", "evidence": "听课记录.pdf"}


def item(list_key, number, texts, *, unit=UNIT, **more):
    """Return an item as a round left it."""
    return Item(key=ItemKey(unit=unit, list_key=list_key, number=number), texts=texts, origin=NOWHERE, opened=1, **more)


def problem(number="WT-001", *, state=None, **texts):
    return item("problem", number, {**PROBLEM, "problem": f"{PROBLEM['problem']}（{number}）", **texts}, state=state)


def measure(number="CS-001", *, state="in_progress", parts=None, **texts):
    """Return a measure; `parts` are those of the item beside its texts."""
    own = {**MEASURE, "measure": f"{MEASURE['measure']}（{number}）", **texts}
    return item("rectification", number, own, state=state, **(parts or {}))


def closed(made, day=dt.date(2022, 2, 28)):
    """Return the item as closed by the office."""
    return replace(made, state="closed", closed_on=day, closed_by="李审核", closed_round=1)


def sent_back(number):
    key = ItemKey(unit=UNIT, list_key="rectification", number=number)
    return Review(
        item=key,
        round=1,
        result="send_back",
        application="close",
        opinion="佐证不足",
        requirement="补现场照片",
        reviewer="李审核",
        day=dt.date(2022, 2, 20),
        origin=NOWHERE,
    )


def issue_of(items, *, definition=SHIPPED, lists=("problem", "rectification"), number=2, unit=UNIT, **more):
    campaign = campaign_at(number, definition, lists)
    opening = Closing(round=number - 1, items=tuple(items))
    return build_issue(campaign, campaign.find_by_code(unit), STAMP, round=number, opening=opening, **more)


def workbook_of(items, **more):
    """Return the bytes of a unit's workbook."""
    return build_workbook(issue_of(items, **more))


def book_of(items, *, values=False, **more):
    """Return a unit's workbook as openpyxl reads it, with formulas or with the values they show."""
    return openpyxl.load_workbook(io.BytesIO(workbook_of(items, **more)), data_only=values)


def rows_of(sheet, *, first=4):
    """Return the rows of a list's sheet by running number, each with its cells by heading."""
    heads = [str(cell.value).lstrip("★") for cell in sheet[first - 1]]
    return {row[0].value: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=first) if row[0].value}


def texts_of(sheet, *, first=4):
    """Return the texts of those rows, without blank cells."""
    rows = rows_of(sheet, first=first)
    return {
        number: {head: cell.value for head, cell in row.items() if cell.value is not None}
        for number, row in rows.items()
    }
