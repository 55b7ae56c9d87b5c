"""Dockets built from records written down by hand, and read back as people see them."""

import datetime as dt
import io
from types import SimpleNamespace

import openpyxl

from toolkit.docket import DocketBuilder, DocketInput, ListRecords, build_any_docket, collect_paths, plan_pages

DAY = dt.date(2022, 3, 31)
PROBLEMS, DUTIES = "问题整改台账", "岗位职责台账"
SIGNED = "审核人（签字）："
TEAM, MEMBER = "领导班子", "班子成员"


def problem(number, text="学习不够深入", **cells):
    return {"number": number, "subject_type": TEAM, "problem": text, "category": "即知即改", **cells}


def measure(number, of, text="每月学习一次", **cells):
    return {"number": number, "problem_number": of, "measure": text, "progress": "正在推进", **cells}


def make_docket(campaign, *, states=None, **lists):
    """Build the docket of what `make_input` gives: the workbook of all units, those of the units by code."""
    return build_docket(make_input(campaign, states=states, **lists))


def build_docket(given):
    builder = DocketBuilder(given)
    made = {code: build_any_docket(builder.plan, share) for code, share in builder.collect_shares().items()}
    whole = build_any_docket(builder.plan, builder.collect_whole()) if builder.plan.looks else None
    return SimpleNamespace(whole=whole, by_unit={code: content for code, content in made.items() if content})


def make_input(campaign, *, states=None, **lists):
    """Return what a docket is built from.

    `lists` have each list's records: cells by path, or the unit's code and those (else 01).
    """
    records = {}
    for key, paths in collect_paths(campaign, plan_pages(campaign)).items():
        rows = [row if isinstance(row, tuple) else ("01", row) for row in lists.get(key, ())]
        columns = {path: [cells.get(path) for _, cells in rows] for path in paths}
        records[key] = ListRecords(units=[unit for unit, _ in rows], columns=columns)
    known = {unit.code: "accepted" for unit in campaign.units} | (states or {})
    return DocketInput(campaign=campaign, records=records, states=known, day=DAY)


def open_book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def read_rows(sheet):
    """Return the rows beneath the headings as texts, but for those to sign; of merged cells the first alone has one."""
    rows = sheet.iter_rows(min_row=int(sheet.freeze_panes[1:]), values_only=True)
    return [list(row) for row in rows if row[0] != SIGNED]


def find_column(sheet, heading):
    """Return the position of a column from 0."""
    head = int(sheet.freeze_panes[1:]) - 1
    return next(cell.column - 1 for cell in sheet[head] if heading in str(cell.value).split("\n"))


def list_texts(sheet, heading):
    """Return the texts of a column, top down."""
    at = find_column(sheet, heading)
    return [row[at] for row in read_rows(sheet) if len([cell for cell in row if cell]) > 1 and row[at]]


def list_merged(sheet):
    """Return the ranges of merged cells that are in one column."""
    return sorted(str(each) for each in sheet.merged_cells.ranges if each.min_col == each.max_col)


def list_page_starts(sheet):
    """Return the rows, from 1, with which printed pages begin, without the first."""
    return [each.id + 1 for each in sheet.row_breaks.brk]
