"""Campaigns of several rounds for tests: what units report and the office decides goes in, items and closings come out.

trip = Journey()
trip.round([measure("CS-001", "已完成")])                       # round 1, nothing decided
trip.round([measure("CS-001", "已完成")], [close("CS-001")])    # round 2
trip.item("CS-001").state                                       # closed
"""

import datetime as dt
from dataclasses import replace

from tests.tables import SHIPPED, returned_file
from toolkit.campaign import Campaign, Member, Round, Unit, build_cleaner
from toolkit.followup import (
    NOTHING_BEFORE,
    ItemKey,
    Origin,
    Review,
    build_closing,
    follow_items,
    join_opening,
)
from toolkit.records import Record, Section

MEETING = dt.date(2022, 1, 20)
UNIT = "001"
LISTS = ("duty", "problem", "rectification")
# Every state of an item, with the reports and the results of rounds that lead to it.
FIRST_ROW = 5


def round_of(number):
    """Return a round: one a month, ten days to report, figures as of its last day."""
    month = number
    return Round(
        number=number,
        name=f"{month}月进展",
        issue_date=dt.date(2022, month, 25),
        due_date=dt.date(2022, month + 1, 5),
        as_of=dt.date(2022, month + 1, 5),
    )


def campaign_at(number, definition=SHIPPED, lists=LISTS, units=(UNIT, "002")):
    """Return a campaign in its round of a number."""
    rounds = tuple(
        replace(round_of(each), state="running" if each == number else "ended") for each in range(1, number + 1)
    )
    return Campaign(
        meeting="2021-party-history",
        title="某市民主生活会",
        lead="市委办公室",
        meeting_date=MEETING,
        rounds=rounds,
        round=rounds[-1],
        definition=definition,
        lists=lists,
        units=tuple(Unit(code=code, name=f"单位{code}", lead=code == UNIT) for code in units),
        members=tuple(Member(unit=code, name="王某某", post="书记") for code in units),
    )


def today_of(number):
    """Return the day on which the office works on a round: five days after it was due."""
    return round_of(number).due_date + dt.timedelta(days=5)


def measure(number, progress="正在推进", problem="WT-001", **cells):
    """Return a row of the list of measures by column key; one that is done has all that closing needs."""
    row = {
        "number": number,
        "problem_number": problem,
        "measure": f"{number or '新'}的做法，每月现场办公一次",
        "leader": "王某某",
        "unit": "办公室",
        "deadline": "2022-06-30",
        "progress": progress,
        "effect": "已见成效",
    }
    if progress == "已完成":
        row |= {"finish_date": "2022-02-01", "evidence": "记录.pdf"}
    if progress == "申请延期":
        row |= {"extended_to": "2022-09-30", "unfinished_reason": "条件不具备"}
    return {"list": "rectification", **row, **cells}


def problem(number="WT-001", **cells):
    """Return a row of the list of problems by column key."""
    row = {"number": number, "subject_type": "领导班子", "problem": f"{number}的具体表现", "category": "阶段性整改"}
    return {"list": "problem", **row, **cells}


def decide(number, result, *, unit=UNIT, list_key="rectification", at=2, **parts):
    """Return a result of the office, without its round, that has all it needs: opinion, day and what else is asked."""
    row = parts.pop("row", 10 + int("".join(filter(str.isdigit, number)) or 0))
    given = {
        "opinion": "情况属实",
        "requirement": "补充材料" if result == "send_back" else "",
        "approved": dt.date(2022, 9, 30) if result == "extend" else None,
        "reviewer": "李审核",
        "day": None,
        **parts,
    }
    key = ItemKey(unit=unit, list_key=list_key, number=number)
    origin = Origin(round=0, file="办理台账.xlsx", sheet="待审核", row=row, cell=f"R{row}")
    return Review(item=key, round=0, result=result, origin=origin, **given)


def close(number, **parts):
    """Return the office's consent to close."""
    return decide(number, "close", **parts)


def file_with(campaign, rows, *, unit=UNIT, name="", first_row=FIRST_ROW):
    """Return the file of a unit with rows as `measure` and `problem` make them."""
    cleaner = build_cleaner(campaign)
    sections = []
    for list_type in campaign.list_types:
        own = [row for row in rows if row["list"] == list_type.key]
        if own:
            sections.append(_section_of(cleaner, list_type, own, first_row))
    return returned_file(name or f"{unit}.xlsx", unit, sections, {section.list_key for section in sections})


def _section_of(cleaner, list_type, rows, first_row):
    records = []
    for place, row in enumerate(rows):
        written = {key: text for key, text in row.items() if key != "list" and text}
        cleaned = {key: cleaner.clean(list_type.key, list_type.find_column(key), text) for key, text in written.items()}
        records.append(Record(row=first_row + place, written=written, cleaned=cleaned))
    positions = {column.key: place for place, column in enumerate(list_type.columns)}
    return Section(
        list_key=list_type.key,
        sheet=list_type.label,
        header_row=4,
        positions=positions,
        records=tuple(records),
    )


class Journey:
    """A campaign on its way through its rounds."""

    def __init__(self, definition=SHIPPED, lists=LISTS):
        self.definition, self.lists = definition, lists
        self.closing = NOTHING_BEFORE
        self.number = 0
        self.campaign = self.opening = self.followed = None

    def round(self, rows=(), reviews=(), *, files=None, today=None, **more):
        """Carry the campaign through its next round and end it; `rows` are those of the first unit."""
        self.number += 1
        self.opening = self.closing
        self.campaign = campaign_at(self.number, self.definition, self.lists)
        self.files = files or ([file_with(self.campaign, rows)] if rows else [])
        return self.again(reviews, today=today, **more)

    def again(self, reviews=(), *, files=None, today=None, **more):
        """Run the same round once more, with other decisions or files."""
        self.files = self.files if files is None else files
        today = today or today_of(self.number)
        dated = [replace(each, round=self.number, day=each.day or today) for each in reviews]
        self.joined = join_opening(self.opening, self.files, self.campaign)
        given = {"today": today, "changes": self.joined.events, **more}
        self.followed = follow_items(self.campaign, self.opening, self.joined.files, dated, **given)
        fields = {item.key: {"progress": item.texts.get("progress"), "state": item.state} for item in self.items}
        self.closing = build_closing(self.campaign, self.opening, self.followed, fields, {"count": len(self.items)})
        return self.followed

    @property
    def items(self):
        """All items as they stand now."""
        return self.followed.items

    def item(self, number, *, unit=UNIT, list_key="rectification"):
        """Return an item as it stands now."""
        key = ItemKey(unit=unit, list_key=list_key, number=number)
        return next(item for item in self.items if item.key == key)

    def cells(self, number, list_key="rectification", *, reported=False):
        """Return what a record says after follow-up, by column key."""
        files = self.followed.reported if reported else self.followed.files
        for file in files:
            for section in file.sections:
                for record in section.records:
                    if section.list_key == list_key and record.cleaned["number"].value == number:
                        return {key: cell.text for key, cell in record.cleaned.items() if cell.text}
        raise KeyError(number)

    def faults(self):
        """Return the results that take no effect, as the words of what was found."""
        return [mistake.found for each in self.followed.rejected for mistake in each.mistakes]


def journey_of_every_state():
    """Return a journey after two rounds, with an item in every state; numbers say which: see `EVERY_STATE`."""
    journey = Journey()
    journey.round([problem(), *(measure(number, first[0], **first[1]) for number, (first, _, _, _) in STATES.items())])
    rows = [measure(number, then[0], **then[1]) for number, (_, then, _, _) in STATES.items()]
    reviews = [decide(number, result) for number, (_, _, result, _) in STATES.items() if result]
    journey.round([problem(), *rows], reviews)
    return journey


_LASTING = {"application": "申请转长期", "stage_goal": "形成制度", "review_date": "2022-12-31", "apply_reason": "长期"}
# By number: the report of round 1, that of round 2, the office's result in round 2, and the state that follows.
STATES = {
    "CS-001": (("未启动", {}), ("未启动", {}), "", "not_started"),
    "CS-002": (("未启动", {}), ("正在推进", {}), "", "in_progress"),
    "CS-003": (("正在推进", {}), ("已完成", {}), "", "done"),
    "CS-004": (("正在推进", {}), ("已完成", {"application": "申请销号"}), "", "applied_close"),
    "CS-005": (("已完成", {}), ("已完成", {}), "close", "closed"),
    "CS-006": (("已完成", {}), ("已完成", {}), "send_back", "sent_back"),
    "CS-007": (("正在推进", {}), ("申请延期", {}), "", "applied_extend"),
    "CS-008": (("申请延期", {}), ("申请延期", {}), "extend", "extended"),
    "CS-009": (("正在推进", {}), ("正在推进", _LASTING), "", "applied_lasting"),
    "CS-010": (("正在推进", {}), ("正在推进", _LASTING), "turn_lasting", "lasting"),
    "CS-011": (("申请延期", {}), ("申请延期", {}), "refuse_extension", "in_progress"),
    "CS-012": (("正在推进", {}), ("正在推进", _LASTING), "refuse_lasting", "in_progress"),
}
