"""Build the later rounds of the example city: workbooks handed out anew, filled in by LibreOffice, returned.

The campaign is played up to the round that is built, by the product itself; what clerks write is in
source/rounds/updates.csv, what the office decides in reviews.csv and decisions.csv.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from issued import IssuedBook

from toolkit.campaign import DecisionRow, append_decisions
from toolkit.definition import Definition, ListType, load_definition
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import collect, copy_example, open_workspace, play_rounds, write_check

HERE = Path(__file__).parent
SOURCE, ROUNDS = HERE / "source", HERE / "rounds"
DRIVER = HERE.parent / "tests" / "office" / "driver.py"
DEFINITION: Definition = load_definition()
# What begins the state of an item that the office has to decide on.
WAITING = ("申请", "已完成")
REST, DELETE, AGAIN, FIRST = "@rest", "@delete", "@again", "@first"
REVIEW, EXPLANATION, EXPLAINED = "审核意见", "说明", "疑点说明"


def read_table(name: str) -> list[dict[str, str]]:
    with (SOURCE / "rounds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build_rounds() -> None:
    """Write examples/rounds anew: what came back in each later round, and what the office decided in every one."""
    shutil.rmtree(ROUNDS, ignore_errors=True)
    for number in (1, 2, 3):
        copy_decisions(number)
        if number > 1:
            with tempfile.TemporaryDirectory() as scratch:
                build_returns(Path(scratch), number)


def copy_decisions(number: int) -> None:
    for name in ("reviews.csv", "decisions.csv"):
        rows = [row for row in read_table(name) if row.pop("round") == str(number)]
        if rows:
            target = ROUNDS / str(number) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def build_returns(scratch: Path, number: int) -> None:
    """Play the campaign up to the day on which this round's workbooks are handed out, and have them filled in."""
    folder = copy_example(scratch / "city")
    for _ in play_rounds(folder, until=number):
        pass
    workspace = open_workspace(folder)
    jobs = []
    for row in read_table("returns.csv"):
        if row["round"] != str(number):
            continue
        target = ROUNDS / str(number) / "returned" / row["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        unit = workspace.campaign.find_by_code(row["unit"])
        updates = [
            each for each in read_table("updates.csv") if (each["round"], each["unit"]) == (str(number), unit.code)
        ]
        folders = workspace.folders
        if any(each["list"] == AGAIN for each in updates):
            folders = folders.select_round(number - 1)
            updates = []
        issued = next(folders.locate_unit_folder(folders.issued, unit).glob("*.xlsx"))
        steps = list(fill_workbook(issued, workspace, unit, updates))
        jobs.append({"open": str(issued), "steps": [*steps, ["recalculate"]], "save": [str(target)]})
    run_office(scratch, jobs)
    explain_doubts(scratch, workspace, number)


def run_office(scratch: Path, jobs: list[dict[str, Any]]) -> None:
    plan = scratch / "jobs.json"
    plan.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    subprocess.run(["/usr/bin/python3", DRIVER, plan], check=True)


def explain_doubts(scratch: Path, workspace: Any, number: int) -> None:
    """Check what came back, and let clerks explain the doubts in the copies that they get."""
    replies = [row for row in read_table("replies.csv") if row["round"] == str(number)]
    if not replies:
        return
    folders = workspace.folders
    shutil.copytree(ROUNDS / str(number) / "returned", folders.returned, dirs_exist_ok=True)
    path = folders.folder / DEFINITION.campaign.file
    decisions = [DecisionRow(**row) for row in read_table("decisions.csv") if row.pop("round") == str(number)]
    others = [decision for decision in decisions if decision.subject != EXPLAINED]
    path.write_bytes(append_decisions(path.read_bytes(), others, DEFINITION)[0])
    workspace = open_workspace(folders.folder)
    write_check(collect(workspace, today=workspace.campaign.as_of))
    jobs = []
    for reply in replies:
        unit = workspace.campaign.find_by_code(reply["unit"])
        copy = next(folders.locate_unit_folder(folders.sent_back, unit).glob("*.xlsx"))
        steps = [["text", REVIEW, cell, reply["text"]] for cell in find_reply_cells(copy)]
        jobs.append(
            {"open": str(copy), "steps": steps, "save": [str(ROUNDS / str(number) / "returned" / reply["file"])]}
        )
    run_office(scratch, jobs)


def find_reply_cells(copy: Path) -> Iterator[str]:
    """Yield the cells for explanations on a copy's review sheet: those of the rows that end with a doubt's code."""
    rows = list(openpyxl.load_workbook(copy)[REVIEW].iter_rows())
    head = next(row for row in rows if any(cell.value == EXPLANATION for cell in row))
    at = next(place for place, cell in enumerate(head) if cell.value == EXPLANATION)
    yield from (row[at].coordinate for row in rows if str(row[-1].value).startswith("QD-D1."))


def fill_workbook(issued: Path, workspace: Any, unit: Any, updates: list[dict[str, str]]) -> Iterator[list[Any]]:
    """Yield what a clerk does in the issued workbook, sheet by sheet."""
    book = IssuedBook(issued)
    yield from fill_cover(book, unit, workspace.campaign.round.due_date.isoformat(), updates)
    lists = {list_type.key: list_type for list_type in workspace.campaign.find_lists(unit)}
    for key in dict.fromkeys(row["list"] for row in updates if row["list"] in lists):
        own = [row for row in updates if row["list"] == key]
        first = next((member.name for member in workspace.campaign.find_members(unit.code)), "")
        yield from fill_list(book, lists[key], own, first)


def fill_cover(book: IssuedBook, unit: Any, day: str, updates: list[dict[str, str]]) -> Iterator[list[Any]]:
    texts = {"reporter": unit.contact, "phone": unit.phone, "date": day}
    texts |= {row["column"]: row["text"] for row in updates if row["list"] == "cover"}
    for key, address in book.find_fields().items():
        if texts.get(key):
            yield ["text", DEFINITION.cover.sheet, address, texts[key]]


def fill_list(book: IssuedBook, list_type: ListType, updates: list[dict[str, str]], first: str) -> Iterator[list[Any]]:
    sheet, letters = book.find_sheet(list_type), book.find_columns(list_type)
    numbers = {str(sheet[f"A{row}"].value): row for row in range(FIRST_ROW, sheet.max_row + 1)}
    first_written = [*letters.values()][1]
    issued = [number for number, row in numbers.items() if sheet[f"{first_written}{row}"].value]
    touched = {row["number"] for row in updates}
    columns = {column.key: column for column in list_type.columns}
    label = list_type.label
    yield ["unprotect", label]
    gone = [row["number"] for row in updates if row["column"] == DELETE]
    for update in updates:
        if update["number"] == REST:
            for number in issued:
                state = sheet[f"{letters['state']}{numbers[number]}"].value or ""
                if number not in touched and not state.startswith(WAITING):
                    yield ["text", label, f"{letters[update['column']]}{numbers[number]}", update["text"]]
        elif update["column"] != DELETE:
            column = columns[update["column"]]
            text = first if update["text"] == FIRST else update["text"]
            if column.key == "aspect":
                text = DEFINITION.default_meeting.aspects.options[int(text) - 1].value
            kind = "day" if column.kind == "date" else "text"
            yield [kind, label, f"{letters[column.key]}{numbers[update['number']]}", text]
    for number in sorted(gone, key=lambda each: -numbers[each]):
        yield ["delete_rows", label, numbers[number], 1]
