"""Rounds made up for tests: rows per unit and list come in, a campaign, its batch and what is summed up go out."""

import dataclasses
import datetime as dt
import random

import pandas as pd

from tests.tables import SHIPPED, returned_file, section_of
from toolkit.campaign import Campaign, Member, Round, Unit
from toolkit.cleaning import Cleaner
from toolkit.findings import build_findings_frame
from toolkit.followup import NOTHING_BEFORE, Closing, Item, Origin
from toolkit.records import (
    AnchorDays,
    RosterNames,
    build_batch,
)
from toolkit.summary import (
    SummaryInput,
    build_summary,
    collect_item_fields,
    reconcile_files,
    sum_up,
)

TODAY, MEETING = dt.date(2022, 3, 31), dt.date(2022, 1, 20)
LISTS = ("duty", "problem", "rectification")


ROUND = Round(number=1, issue_date=dt.date(2022, 1, 25), due_date=dt.date(2022, 3, 28), as_of=TODAY)


SECOND = Round(
    number=2, issue_date=dt.date(2022, 4, 6), due_date=dt.date(2022, 6, 28), as_of=dt.date(2022, 6, 30), name="6月进展"
)


def campaign_of(units, definition=SHIPPED, lists=LISTS, lead=True):
    """Return a campaign; `units` maps names to their members, the first is the lead unit."""
    codes = {name: f"{place:03d}" for place, name in enumerate(units, 1)}
    return Campaign(
        meeting="2021-party-history",
        title="某市民主生活会",
        lead="市委办公室",
        meeting_date=MEETING,
        rounds=(ROUND,),
        round=ROUND,
        definition=definition,
        lists=lists,
        units=tuple(Unit(code=codes[name], name=name, lead=lead and place == 0) for place, name in enumerate(units)),
        members=tuple(
            Member(unit=codes[name], name=one, post="委员") for name, people in units.items() for one in people
        ),
    )


def markdown(rows):
    """Return rows, dicts by heading, as a Markdown table."""
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([row.get(head, "") for head in heads] for row in rows)]
    return "\n".join("|" + "|".join(line) + "|" for line in lines)


def batch_of_round(campaign, returned):
    """Return the batch; `returned` maps unit names to rows by list key."""
    codes = {unit.name: unit.code for unit in campaign.units}
    cleaner = Cleaner(campaign.definition, frozenset(one.name for one in campaign.members))
    files = []
    for name, lists in returned.items():
        filled = {key: rows for key, rows in lists.items() if rows}
        sections = tuple(section_of(campaign.definition, cleaner, key, markdown(rows)) for key, rows in filled.items())
        files.append(returned_file(f"{name}.xlsx", codes[name], sections, lists))
    people = pd.DataFrame([(one.unit, one.name) for one in campaign.members], columns=["unit", "name"], dtype=object)
    roster = RosterNames(members=people, lead=campaign.lead_unit, unit_names=frozenset(codes))
    return build_batch(campaign.definition, files, roster, AnchorDays(today=TODAY, meeting=MEETING))


def states_of(campaign, returned):
    """Return every unit's state: accepted where it returned something."""
    return {unit.code: "accepted" if unit.name in returned else "missing" for unit in campaign.units}


def summed(campaign, returned, opening=NOTHING_BEFORE):
    """Return the summary and the batch of a round without findings."""
    batch = batch_of_round(campaign, returned)
    return sum_up(campaign, batch, build_findings_frame([]), states_of(campaign, returned), opening), batch


def closing_of(campaign, returned, opening=NOTHING_BEFORE):
    """Return how a round ended: an item for every numbered record, in the state that its row says."""
    summary, _ = summed(campaign, returned, opening)
    states = {"是": "closed"}
    items = tuple(
        Item(
            key=key,
            texts={},
            origin=Origin(round=campaign.round.number, file="", sheet="", row=1),
            opened=campaign.round.number,
            state=states.get(str(fields.get("closed")), "in_progress") if key.list_key == "rectification" else None,
            fields={"opened": campaign.round.number, **{k: v for k, v in fields.items() if v is not None}},
        )
        for key, fields in collect_item_fields(summary).items()
    )
    figures = {named.name: value for named, value in summary.figures}
    return Closing(round=campaign.round.number, items=items, figures=figures)


def second_round(campaign, returned, opening):
    """Return the campaign in its second round, and the rows with what the last round says of them."""
    codes = {unit.name: unit.code for unit in campaign.units}
    before = {(item.key.unit, item.key.list_key, item.key.number): item for item in opening.items}
    rows = {
        unit: {
            key: [{**row, **_recall(campaign, key, before, codes[unit], row)} for row in table]
            for key, table in lists.items()
        }
        for unit, lists in returned.items()
    }
    return dataclasses.replace(campaign, rounds=(ROUND, SECOND), round=SECOND), rows


def _recall(campaign, list_key, before, unit, row):
    list_type = campaign.definition.find_list_type(list_key)
    item = before.get((unit, list_key, row.get(list_type.number.label)))
    filled = {"opened": "1" if item else "2", "cycle": "1"}
    for column in list_type.columns:
        if column.fill.startswith("last."):
            value = item.fields.get(column.fill.removeprefix("last.")) if item else None
            filled[column.fill] = "" if value is None else str(value)
    told = {column.label: filled[column.fill] for column in list_type.columns if column.fill in filled}
    return {label: text for label, text in told.items() if label not in row}


def book_of(campaign, returned, opening=NOTHING_BEFORE, **more):
    """Return the summary of a round and its workbook."""
    summary, batch = summed(campaign, returned, opening)
    states = list(states_of(campaign, returned).values())
    missing = states.count("missing")
    names = {unit.code: unit.name for unit in campaign.units}
    given = SummaryInput(
        summary=summary,
        files=reconcile_files(batch, names),
        cells=pd.DataFrame(columns=["file", "stored", "taken", "normalised", "left_out", "unexplained"]),
        coverage={
            "total": len(states),
            "returned": len(states) - missing,
            "faulty": 0,
            "nil": 0,
            "missing": missing,
        },
        missing=tuple(unit.name for unit in campaign.units if unit.name not in returned),
        folder="../回收",
        **more,
    )
    return summary, build_summary(given)


def random_round(units, members, problems, measures, seed=0):
    """Return a campaign and its returned rows: so many units, members, problems and measures each."""
    draw = random.Random(seed)
    definition = SHIPPED
    options = {key: one.values for key, one in definition.choice_lists.items()}
    names = {f"单位{place:03d}": [f"成员{place:03d}{n:02d}" for n in range(members)] for place in range(units)}
    campaign = campaign_of(names)
    returned = {}
    for unit, people in names.items():
        duties = [
            {"职责编号": f"ZZ-{n:03d}", "主体类型": "班子成员", "姓名": person, "岗位职责": "负责日常工作"}
            for n, person in enumerate(people, 1)
        ]
        found = []
        for n in range(1, problems + 1):
            subject = draw.choice(options["subject_type"])
            found.append(
                {
                    "问题编号": f"WT-{n:03d}",
                    "主体类型": subject,
                    "姓名": draw.choice(people) if subject == "班子成员" else "",
                    "对照检查方面": draw.choice(options["aspects"]),
                    "问题来源": draw.choice(options["source"]),
                    "存在问题": f"第{n}个问题的具体表现",
                    "整改类别": draw.choice(options["category"]),
                    "责任领导(认领人)": draw.choice(people),
                    "是否先行先改": draw.choice(("是", "否")),
                    "上年度是否已查摆": draw.choice(("是", "否", "")),
                }
            )
        taken = [
            {
                "措施编号": f"CS-{n:03d}",
                "问题编号": f"WT-{draw.randint(1, problems):03d}",
                "整改措施": f"第{n}条措施的具体做法",
                "责任领导": draw.choice(people),
                "责任单位": draw.choice(("办公室", "人事科、办公室", "财务科")),
                "整改时限": (MEETING + dt.timedelta(days=draw.randint(20, 200))).isoformat(),
                "整改进展": draw.choice(options["progress"]),
                "新建制度数": draw.choice(("", "1", "2")),
                "是否销号": draw.choice(("是", "", "否")),
            }
            for n in range(1, measures + 1)
        ]
        returned[unit] = {"duty": duties, "problem": found, "rectification": taken}
    return campaign, returned
