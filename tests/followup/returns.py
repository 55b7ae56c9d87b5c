"""A second round made up for tests: what stood at the end of the first, and what a unit returns of it."""

import datetime as dt
from dataclasses import replace

from tests.summary.rounds import campaign_of
from tests.tables import SHIPPED
from toolkit.campaign import Decision, Round, build_cleaner
from toolkit.cleaning import CleanedCell
from toolkit.followup import Closing, Item, ItemKey, Origin
from toolkit.records import (
    ABSENT,
    FileContent,
    FileRecognition,
    FileStanding,
    Record,
    ReturnedFile,
    Section,
    SourceFile,
)

LIST = "rectification"
FIRST = Round(number=1, issue_date=dt.date(2022, 1, 25), due_date=dt.date(2022, 3, 28), state="ended")
SECOND = Round(number=2, issue_date=dt.date(2023, 1, 5), due_date=dt.date(2023, 2, 28))
MEASURE = {
    "problem_number": "WT-001",
    "measure": "每月到现场办公一次，当场交办",
    "leader": "苏敏",
    "unit": "办公室",
    "deadline": "12月底前",
    "progress": "正在推进",
    "effect": "已办公三次",
}
OTHER = {**MEASURE, "measure": "每季度通报一次进度", "effect": "通报一次"}


def second_round(units=None, decisions=(), definition=SHIPPED):
    """Return a campaign at work on its second round; `decisions` are (kind, found, meaning)."""
    campaign = campaign_of(units or {"市教育局": ["苏敏"], "市公安局": ["雷振宇"]}, definition)
    rows = tuple(Decision(kind=kind, found=found, meaning=meaning) for kind, found, meaning in decisions)
    return replace(campaign, rounds=(FIRST, SECOND), round=SECOND, decisions=rows)


def item_of(number, texts=MEASURE, *, unit="001", list_key=LIST, row=4, **more):
    """Return an item as it stood at the end of the first round."""
    key = ItemKey(unit=unit, list_key=list_key, number=number)
    origin = Origin(round=1, file=f"{unit}.xlsx", sheet=SHIPPED.find_list_type(list_key).label, row=row)
    return Item(**{"key": key, "texts": texts, "origin": origin, "opened": 1, "state": "in_progress", **more})


def opening_of(*items):
    return Closing(round=1, items=items)


def record_of(campaign, list_key, row, texts):
    """Return a record as reading gives it; a column with the text None is not on its sheet."""
    list_type = campaign.definition.find_list_type(list_key).select_issued_columns(later=campaign.round.is_later)
    cleaner = build_cleaner(campaign)
    cleaned = {column.key: cleaner.clean(list_key, column, texts.get(column.key)) for column in list_type.columns}
    cleaned |= {key: CleanedCell(text="", unknown=ABSENT) for key, text in texts.items() if text is None}
    return Record(row=row, written={key: text for key, text in texts.items() if text}, cleaned=cleaned)


def file_of(campaign, rows, *, unit="001", list_key=LIST, cover=None, name="报回.xlsx"):
    """Return a file with rows of one list; `rows` are texts by column key."""
    list_type = campaign.definition.find_list_type(list_key).select_issued_columns(later=campaign.round.is_later)
    records = tuple(record_of(campaign, list_key, number, row) for number, row in enumerate(rows, 4))
    positions = {column.key: at for at, column in enumerate(list_type.columns)}
    section = Section(list_key=list_key, sheet=list_type.label, header_row=3, positions=positions, records=records)
    return ReturnedFile(
        source=SourceFile(name=name, sha256=name, size=1),
        recognition=FileRecognition(unit=unit),
        content=FileContent(sections=(section,), cover=cover or {}),
        standing=FileStanding(counted=frozenset({list_key})),
    )


def rows_of(joined, list_key=LIST):
    """Return the records that count as (number, whether carried, texts)."""
    return [
        (record.written.get("number", ""), section.carried, dict(record.written))
        for file in joined.files
        for section in file.sections
        if section.list_key == list_key
        for record in section.records
    ]


def records_of(joined):
    return [record for file in joined.files for section in file.sections for record in section.records]


def rules_of(joined):
    return [(finding.severity, finding.rule) for finding in joined.findings]
