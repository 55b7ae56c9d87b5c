"""Build a campaign of many units that all returned their workbooks: for measuring memory and time.

    python benchmarks/large_round.py FOLDER [UNITS] [ROWS]

Every unit (500) returns ROWS (20) records: four duties, three tenths problems, the rest measures. Every long text is
the unit's own, one unit in ten has a fault, and the same arguments give the same campaign.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.conftest import write_campaign  # noqa: E402
from toolkit.campaign import Campaign, Unit  # noqa: E402
from toolkit.definition import ListType  # noqa: E402
from toolkit.layout import COVER_FIELDS_ROW, FIRST_ROW, ListLayout  # noqa: E402
from toolkit.ooxml import CellPart, Package, PartIndex, list_sheets, patch_package  # noqa: E402
from toolkit.pipeline import KEY_FILE, Workspace, distribute, open_workspace  # noqa: E402

UNITS, ROWS, MEMBERS = 500, 20, 3
# A key for invented campaigns only: every real campaign draws its own.
KEY = "00000000000000000000000000000000000000000000000000006c617267652e"
# The time that every returned file gets (seconds since 1970): 2022-03-25 08:00 in Beijing.
RETURNED_AT = 1_648_166_400
MEETING = dt.date(2022, 1, 20)
FILLED = "，按照有关要求逐项核对并形成书面材料，由专人负责、限期办结，办结情况在一定范围内公开"


def build_large_round(folder: Path, units: int = UNITS, rows: int = ROWS) -> Workspace:
    """Make the campaign in a folder that is not there yet, hand out its workbooks and return them filled in."""
    names = [f"某市第{place:03d}局" for place in range(1, units + 1)]
    roster = [
        {"code": f"{place:03d}", "name": name, "lead": "是" if place == 1 else None}
        for place, name in enumerate(names, 1)
    ]
    people = [{"unit": name, "name": member, "post": "副局长"} for name in names for member in list_members(name)]
    write_campaign(folder, units=roster, members=people)
    (folder / KEY_FILE).write_text(KEY, encoding="ascii")
    workspace = open_workspace(folder)
    distribute(workspace)
    workspace.folders.returned.mkdir(exist_ok=True)
    for number, unit in enumerate(workspace.campaign.units):
        issued = next(workspace.folders.locate_unit_folder(workspace.folders.issued, unit).glob("*.xlsx"))
        target = workspace.folders.returned / issued.name
        target.write_bytes(fill_workbook(issued.read_bytes(), workspace.campaign, unit, rows, faulty=number % 10 == 0))
        os.utime(target, (RETURNED_AT, RETURNED_AT))
    return workspace


def list_members(unit: str) -> list[str]:
    """Return the names of a unit's members, which no other unit's have."""
    place = int("".join(filter(str.isdigit, unit)))
    digits = "子丑寅卯辰巳午未申酉"
    own = "".join(digits[int(digit)] for digit in f"{place:03d}")
    return [f"{family}{own}" for family in "赵钱孙"[:MEMBERS]]


def fill_workbook(content: bytes, campaign: Campaign, unit: Unit, rows: int, *, faulty: bool) -> bytes:
    """Return a workbook as handed out, with records written below the headings of its lists."""
    duties, problems = 1 + MEMBERS, max(1, rows * 3 // 10)
    counts = {"duty": duties, "problem": problems, "rectification": max(1, rows - duties - problems)}
    package = Package(content)
    sheets = list_sheets(PartIndex(package.names, package.read_part), package.book)
    parts = {sheet.name: sheet.part for sheet in sheets}
    changes = {parts[campaign.definition.cover.sheet]: lambda part: write_cover(part, unit)}
    for list_type in campaign.issued_list_types:
        records = list(list_records(campaign, unit, list_type, counts))
        if faulty and list_type.key == "rectification":
            records[0]["deadline"] = "尽快"
        changes[parts[list_type.label]] = lambda part, kind=list_type, own=records: write_records(part, kind, own)
    return patch_package(content, changes)


def list_records(
    campaign: Campaign, unit: Unit, list_type: ListType, counts: dict[str, int]
) -> Iterator[dict[str, str]]:
    """Yield the records of one list by column key; the running numbers stand in the workbook already."""
    draw = random.Random(f"{unit.code} {list_type.key}")
    lists = campaign.definition.choice_lists
    options = {one.key: lists[one.choices].values for one in list_type.columns if one.choices in lists}
    people = list_members(unit.name)
    for number in range(1, counts[list_type.key] + 1):
        text = f"{unit.name}第{number}条{list_type.label}的具体内容{FILLED}"
        person = people[number % MEMBERS]
        if list_type.key == "duty":  # the subjects and names stand in the workbook already
            yield {"post": "副局长" if number > 1 else "领导班子", "division": text, "duty": text}
        elif list_type.key == "problem":
            drawn = {key: draw.choice(options[key]) for key in ("aspect", "source")}
            common = {"subject_type": "班子成员", "name": person, "leader": person, "category": "长期整改"}
            yield {**common, **drawn, "problem": text, "cause": text, "early": "否"}
        else:
            day = MEETING + dt.timedelta(days=draw.randint(90, 200))
            yield {
                "problem_number": f"WT-{(number - 1) % counts['problem'] + 1:03d}",
                "measure": text,
                "leader": person,
                "unit": "办公室",
                "deadline": day.isoformat(),
                "progress": draw.choice(("未启动", "正在推进")),
                "effect": text,
            }


def write_cover(part: bytes, unit: Unit) -> bytes:
    """Return the cover's part with the first fields filled in: who reports, the telephone, the day."""
    sheet = CellPart(part)
    for row, text in enumerate((list_members(unit.name)[0], "0532-00000000", "2022-03-25"), COVER_FIELDS_ROW):
        sheet.put_text(row, 1, text)
    return sheet.build_bytes()


def write_records(part: bytes, list_type: ListType, records: list[dict[str, str]]) -> bytes:
    """Return a sheet's part with records written into it."""
    sheet, positions = CellPart(part), ListLayout(list_type=list_type).positions
    for row, record in enumerate(records, FIRST_ROW):
        for key, text in record.items():
            if key in positions:
                sheet.put_text(row, positions[key], text)
    return sheet.build_bytes()


if __name__ == "__main__":
    build_large_round(Path(sys.argv[1]), *map(int, sys.argv[2:]))
