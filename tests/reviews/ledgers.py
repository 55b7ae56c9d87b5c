"""Campaigns with items, their ledgers, and the office's hand in them."""

import dataclasses
import datetime as dt
import io
import warnings

import openpyxl

from toolkit.campaign import Campaign, Round, Unit
from toolkit.followup import Item, ItemKey, Origin
from toolkit.reviews import LedgerFacts, build_ledger, read_reviews

TODAY = dt.date(2022, 3, 31)
NAMES = {"01": "市教育局", "02": "市公安局"}
ROUNDS = tuple(
    Round(number=n, issue_date=dt.date(2022, n, 25), due_date=dt.date(2022, n + 2, 28), state=state)
    for n, state in ((1, "ended"), (2, "running"))
)


def build_campaign(definition, rounds=1):
    first = dataclasses.replace(ROUNDS[0], state="running")
    own = (first,) if rounds == 1 else ROUNDS[:rounds]
    return Campaign(
        meeting="m",
        title="2021年度民主生活会",
        lead="市委办公室",
        meeting_date=dt.date(2022, 1, 20),
        rounds=own,
        round=own[-1],
        definition=definition,
        lists=tuple(each.key for each in definition.usual_lists),
        units=tuple(Unit(code=code, name=name) for code, name in NAMES.items()),
        members=(),
    )


def key_of(number, unit="01", list_key="rectification"):
    return ItemKey(unit=unit, list_key=list_key, number=number)


def build_item(number, *, unit="01", state="done", pending=None, texts=None, **more):
    own = {
        "number": f"CS-{number:03d}",
        "problem_number": "WT-001",
        "measure": f"第{number}条措施：每月现场办公一次",
        "deadline": "2022-03-20",
        "progress": "已完成",
        "finish_date": "2022-03-15",
        "effect": "已现场办公三次",
        "evidence": "现场办公记录.pdf、会议纪要",
        "leader": "王某某",
        **(texts or {}),
    }
    origin = Origin(round=1, file=f"{unit}.xlsx", sheet="整改落实清单", row=number + 3)
    return Item(
        key=key_of(f"CS-{number:03d}", unit), texts=own, origin=origin, opened=1, state=state, pending=pending, **more
    )


def build_problem(unit="01"):
    texts = {"number": "WT-001", "problem": "调研不深入，停车难没有解决", "category": "即知即改"}
    origin = Origin(round=1, file=f"{unit}.xlsx", sheet="检视问题清单", row=4)
    return Item(key=key_of("WT-001", unit, "problem"), texts=texts, origin=origin, opened=1)


def build_facts(campaign, items, **more):
    return LedgerFacts(campaign=campaign, items=(build_problem(), build_problem("02"), *items), today=TODAY, **more)


def ledger_of(campaign, *items, **more):
    return build_ledger(build_facts(campaign, items, **more))


def edit(content, change):
    """Return the ledger after somebody changed it with another program: a library that writes everything anew."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def load(content):
    """Return a ledger as a library reads it, which says of what programs write that it will not keep it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def columns_of(sheet, head=3):
    return {cell.value: cell.column for cell in sheet[head] if cell.value}


def decide(content, decisions, sheet="待审核"):
    """Return the ledger with the office's cells filled in: by row, the texts by heading."""

    def change(book):
        columns = columns_of(book[sheet])
        for row, cells in decisions.items():
            for heading, value in cells.items():
                book[sheet].cell(row, columns[heading]).value = value

    return edit(content, change)


def rows_of(content, sheet="待审核", head=3):
    """Return the filled rows of a sheet as texts by heading."""
    page = load(content)[sheet]
    columns = columns_of(page, head)
    rows = []
    for number in range(head + 1, page.max_row + 1):
        cells = {heading: page.cell(number, column).value for heading, column in columns.items()}
        if any(value is not None for value in cells.values()):
            rows.append({"row": number, **{key: "" if value is None else value for key, value in cells.items()}})
    return rows


def read(content, campaign, **more):
    return read_reviews(content, campaign, **more)
