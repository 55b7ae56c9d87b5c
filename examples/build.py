"""Build the example city from examples/source: workbooks are handed out, filled in by LibreOffice, returned.

Run from the project's folder, in its environment, on a machine that has LibreOffice with Python-UNO:
    python examples/build.py
Everything under examples/city and examples/rounds is rebuilt; expected.txt and expected-rounds.txt are counted by plain
Python from the source texts alone.
"""

from __future__ import annotations

import collections
import csv
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from expected_rounds import count_rounds
from issued import IssuedBook
from rounds import build_rounds

from toolkit.definition import Column, ListType, load_definition
from toolkit.excel import column_letters
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import (
    KEY_FILE,
    distribute,
    init,
    open_workspace,
)

HERE = Path(__file__).parent
SOURCE, CITY = HERE / "source", HERE / "city"
DRIVER = HERE.parent / "tests" / "office" / "driver.py"
LISTS = ("duty", "problem", "rectification")
MEETING, MEETING_DAY, ISSUE_DAY, DUE_DAY, AS_OF = (
    "2021年度党史学习教育专题民主生活会", "2022-01-20", "2022-01-25", "2022-03-28", "2022-03-31",
)  # fmt: skip
# A key for the invented city only: every real campaign draws its own.
KEY = f"{0x6578616D70:096x}"
MISSING, NIL = ("06", "16"), "13"
# What each unit's clerk does with the workbook: the file sent back, and how.
RETURNS = {
    "01": "01-市委常委班子-三类清单.xlsx",
    "02": "市委办公室三类清单.xlsx",
    "03": "03-市纪委监委机关-三类清单.xls",
    "04": "组织部/三类清单（市委组织部）.ods",
    "05": "市委宣传部 三类清单.xlsx",
    "07": "07-市委政法委员会-三类清单.xls",
    "08": "08-市发展和改革局-三类清单.xlsx",
    "09": "教育局报送.ods",
    "10": "10-市公安局-三类清单.xlsx",
    "11": "民政局三类清单(1).xlsx",
    "12": "三类清单（市财政局自制）.xlsx",
    "13": "13-市人力资源和社会保障局-三类清单.xlsx",
    "14": "14-市自然资源局-三类清单.xls",
    "15": "新建 XLSX 工作表.xlsx",
    "17": "17-市交通运输局-三类清单.ods",
    "18": "市卫健局 3.25.xlsx",
}
EARLIER = "08-市发展和改革局-三类清单（初稿）.xlsx"
Rows = dict[str, list[dict[str, str]]]


def read_rows(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DEFINITION = load_definition()
ASPECTS = {str(n): o.value for n, o in enumerate(DEFINITION.default_meeting.aspects.options, 1)}


def unit_rows(code: str) -> Rows:
    """Return what a unit's clerk means to write, aspects by name."""
    rows = {key: read_rows(f"{code}/{key}.csv") for key in LISTS}
    for row in rows["problem"]:
        row["aspect"] = ASPECTS[row["aspect"]]
    return rows


def written_rows(code: str) -> Rows:
    """Return what the clerk writes: the texts with the edits of edits.csv."""
    rows = unit_rows(code)
    for edit in read_rows("edits.csv"):
        if edit["unit"] == code:
            target = next(row for row in rows[edit["list"]] if row["number"] == edit["number"])
            text = edit["written"]
            if text.startswith("="):
                text = next(r for r in rows[edit["list"]] if r["number"] == text[1:])[edit["column"]]
            target[edit["column"]] = text
    if code == "14":
        rows["duty"] = rows["duty"][:-1]
    return rows


# -- filling in -------------------------------------------------------------------------------------


def steps_of(book: IssuedBook, list_type: ListType, rows: list[dict[str, str]]) -> list[list[Any]]:
    """Return the clerk's steps on one list sheet; what is prefilled is written over."""
    steps: list[list[Any]] = []
    letters = book.find_columns(list_type)
    written = [column for column in list_type.columns if column.key in letters and not column.locked]
    for place, row in enumerate(rows):
        for column in written:
            address = f"{letters[column.key]}{FIRST_ROW + place}"
            if row.get(column.key):
                steps.append([*typed(column, row[column.key], list_type.label, address)])
            else:
                steps.append(["clear", list_type.label, f"{address}:{address}"])
    return steps


def typed(column: Column, text: str, sheet: str, address: str) -> tuple[str, str, str, Any]:
    if column.kind == "date" and len(text) == 10 and text[4] == "-":
        return "day", sheet, address, text
    if column.kind == "integer" and text.isdigit():
        return "number", sheet, address, int(text)
    return "text", sheet, address, text


def fill_steps(code: str, contact: dict[str, str], book: IssuedBook) -> list[list[Any]]:
    cover = DEFINITION.cover.sheet
    written = {"reporter": contact["contact"], "phone": contact["phone"], "date": "2022-03-25"}
    fields = book.find_fields()
    steps: list[list[Any]] = [["text", cover, fields[key], text] for key, text in written.items()]
    lists = [DEFINITION.find_list_type(key) for key in LISTS]
    if code == NIL:
        return [*steps, *(["text", cover, book.find_nil_cell(each), "是"] for each in lists), ["recalculate"]]
    rows = written_rows(code)
    for list_type in lists:
        steps += steps_of(book, list_type, rows[list_type.key])
    if code == "14":  # the clerk cleared the last member's prefilled row
        duty = lists[0]
        letters, row = [*book.find_columns(duty).values()], FIRST_ROW + 3
        steps += [["clear", duty.label, f"{letter}{row}:{letter}{row}"] for letter in letters[1:]]
    return [*steps, *after_filling(code), ["recalculate"]]


def after_filling(code: str) -> list[list[Any]]:
    problem, rectification = (DEFINITION.find_list_type(key).label for key in LISTS[1:])
    if code == "15":  # sheets renamed
        return [["rename", problem, "Sheet2"], ["rename", rectification, "整改 "]]
    if code == "18":  # title rows and hidden sheets deleted, the note with them
        sheets = [DEFINITION.find_list_type(key).label for key in LISTS]
        steps: list[list[Any]] = [["delete_sheet", "标识"]]
        for sheet in sheets:
            steps += [["unprotect", sheet], ["delete_rows", sheet, 1, 2]]
        return steps
    return []


def own_table(code: str) -> list[list[Any]]:
    """Return the steps for a workbook the unit made itself: banners, other columns' order, other writings."""
    steps: list[list[Any]] = []
    for key in LISTS:
        list_type = DEFINITION.find_list_type(key)
        sheet = list_type.label
        issued = list_type.select_issued_columns(later=False)
        shown = [c for c in issued.columns if not c.key.startswith("close")]
        shown = [*shown[:2], *reversed(shown[2:])]
        steps += [
            ["add_sheet", sheet],
            ["text", sheet, "A1", f"青岚市财政局{sheet}"],
            ["text", sheet, "A2", "填报单位：市财政局"],
            ["merge", sheet, f"A1:{column_letters(len(shown) - 1)}1"],
        ]
        for position, column in enumerate(shown):
            steps.append(["text", sheet, f"{column_letters(position)}4", loose_heading(column)])
        rows = written_rows(code)[key]
        for place, row in enumerate(rows):
            for position, column in enumerate(shown):
                if row.get(column.key):
                    text = loose_text(column, row[column.key])
                    steps.append(["text", sheet, f"{column_letters(position)}{5 + place}", text])
        last = 5 + len(rows)
        steps += [
            ["text", sheet, f"A{last}", "合计"],
            ["number", sheet, f"D{last}", len(rows)],
            ["text", sheet, f"A{last + 2}", "填表人签字：马小军"],
        ]
    return [*steps, ["delete_sheet", "Sheet1"]]


def loose_heading(column: Column) -> str:
    return "　".join(column.label) if len(column.label) == 2 else column.label.replace("责任", "责任\n")


def loose_text(column: Column, text: str) -> str:
    """Write the same as clerks do: 2022.3.5, 侯 亮, 立行立改, WT3."""
    if column.kind == "date":
        year, month, day = text.split("-")
        return f"{year}.{int(month)}.{int(day)}"
    if column.key == "name" and len(text) == 2:
        return f"{text[0]}　{text[1]}"
    if column.kind == "reference":
        return text.replace("-0", "").replace("-", "")
    loose = {"即知即改": "立行立改", "正在推进": "推进中", "已完成": "已办结", "领导班子": "领导班子集体"}
    return loose.get(text, text) if column.kind == "choice" else text


# -- the campaign -----------------------------------------------------------------------------------


def fill_campaign(path: Path) -> None:
    """Fill in 工作方案.xlsx as the operator would."""
    workbook = openpyxl.load_workbook(path)
    form = DEFINITION.campaign
    settings = workbook[form.settings.label]
    values = {
        "meeting": MEETING, "title": "青岚市" + MEETING, "lead": "青岚市委办公室", "meeting_date": MEETING_DAY,
    }  # fmt: skip
    states = form.rounds.states
    rounds = [
        {"number": 1, "issue_date": ISSUE_DAY, "due_date": DUE_DAY, "as_of": AS_OF, "state": states["running"]},
        *({**row, "number": int(row["number"]), "state": states["waiting"]} for row in read_rows("rounds/rounds.csv")),
    ]
    for row, field in enumerate(form.settings.fields, 3):
        settings.cell(row, 2).value = values.get(field.key)
    names = {unit["code"]: unit["name"] for unit in read_rows("units.csv")}
    units = [{**unit, "lists": ""} for unit in read_rows("units.csv")]
    members = [{**member, "unit": names[member["unit"]]} for member in read_rows("members.csv")]
    for sheet, rows in ((form.rounds, rounds), (form.units, units), (form.members, members)):
        target = workbook[sheet.label]
        for number, row in enumerate(rows, 3):
            for place, column in enumerate(sheet.columns, 1):
                target.cell(number, place).value = row.get(column.key) or None
    workbook.save(path)


def build_city() -> None:
    shutil.rmtree(CITY, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        fill_campaign(init(folder))
        (folder / KEY_FILE).write_text(KEY)
        workspace = open_workspace(folder)
        distribute(workspace)
        CITY.mkdir(parents=True)
        shutil.copy(folder / DEFINITION.campaign.file, CITY)
        shutil.copy(folder / KEY_FILE, CITY)
        returned = CITY / workspace.folders.returned.relative_to(folder)
        jobs = [job for unit in workspace.campaign.units for job in jobs_of(unit.code, workspace, returned)]
        for job in jobs:
            Path(job["save"][0]).parent.mkdir(parents=True, exist_ok=True)
        plan = folder / "jobs.json"
        plan.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
        subprocess.run(["/usr/bin/python3", DRIVER, plan], check=True)


def jobs_of(code: str, workspace: Any, returned: Path) -> list[dict[str, Any]]:
    if code in MISSING:
        return []
    contact = next(unit for unit in read_rows("units.csv") if unit["code"] == code)
    target = str(returned / RETURNS[code])
    if code == "12":
        return [{"open": None, "steps": own_table(code), "save": [target]}]
    unit = workspace.campaign.find_by_code(code)
    issued = next(workspace.folders.locate_unit_folder(workspace.folders.issued, unit).glob("*.xlsx"))
    job = {"open": str(issued), "steps": fill_steps(code, contact, IssuedBook(issued)), "save": [target]}
    if code != "08":
        return [job]
    first = {**job, "steps": job["steps"][: len(job["steps"]) // 2], "save": [str(returned / EARLIER)]}
    return [first, job]


# -- the expected figures, by plain Python ----------------------------------------------------------


def meant_rows(code: str) -> Rows:
    """Return what must be read: like written_rows, with each edit's meaning instead of its writing."""
    rows = written_rows(code)
    for edit in read_rows("edits.csv"):
        if edit["unit"] == code and not edit["written"].startswith("="):
            target = next(row for row in rows[edit["list"]] if row["number"] == edit["number"])
            target[edit["column"]] = edit["means"]
    return rows


def rolled(progress: list[str]) -> str:
    if not progress or "" in progress:
        return "未明确"
    if all(one == "已完成" for one in progress):
        return "已完成"
    if "申请延期" in progress:
        return "申请延期"
    return "正在推进" if {"正在推进", "已完成"} & set(progress) else "未启动"


def count() -> str:
    records: collections.Counter[str] = collections.Counter()
    cross: collections.Counter[tuple[str, str, str]] = collections.Counter()
    aspects: collections.Counter[str] = collections.Counter()
    sources: collections.Counter[str] = collections.Counter()
    for code in RETURNS:
        if code == NIL:
            continue
        rows = meant_rows(code)
        for key in LISTS:
            records[key] += len(rows[key])
        for row in rows["problem"]:
            measures = [m["progress"] for m in rows["rectification"] if m["problem_number"] == row["number"]]
            subject, category = row["subject_type"] or "未明确", row["category"] or "未明确"
            cross[subject, category, rolled(measures)] += 1
            aspects[row["aspect"]] += 1
            sources[row["source"].split("、")[0]] += 1
    units = len(RETURNS) + len(MISSING)
    lines = [f"应报单位 {units}", f"已报 {units - len(MISSING) - 1}", "零报告 1", f"未报 {len(MISSING)}"]
    lines += [f"{key} {records[key]}" for key in LISTS]
    lines += [f"{' | '.join(key)} {number}" for key, number in sorted(cross.items())]
    lines += [f"方面 | {key} {number}" for key, number in sorted(aspects.items())]
    lines += [f"来源 | {key} {number}" for key, number in sorted(sources.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (HERE / "expected.txt").write_text(count(), encoding="utf-8")
    (HERE / "expected-rounds.txt").write_text(count_rounds(), encoding="utf-8")
    build_city()
    build_rounds()
