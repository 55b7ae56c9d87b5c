"""The law of reading: for any definition, generate, fill, damage, read gives the same records or names the loss."""

import datetime as dt
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.damage.test_reading import assert_named, assert_records, brief
from tests.laws import examples
from toolkit.campaign import Campaign, Member, Round, Unit
from toolkit.damage import KINDS, Subject
from toolkit.damage.book import DamageBook
from toolkit.definition import Column, ListType, load_definition
from toolkit.findings import build_findings_frame
from toolkit.followup import NOTHING_BEFORE
from toolkit.followup.numbers import find_given_numbers, place_records
from toolkit.formats import open_workbook
from toolkit.layout import FIRST_ROW, ListLayout
from toolkit.pipeline.following import build_roster_names
from toolkit.reading import FileReader, choose_counted_files, read_sections
from toolkit.records import AnchorDays, build_batch
from toolkit.template import build_issue, build_workbook
from toolkit.unit_token import Stamp
from toolkit.validation import find_findings

SHIPPED = load_definition()
STAMP = Stamp(key=b"law")
MEMBERS = ("苏敏", "任重远", "白露")
UNIT = Unit(code="01", name="市教育局", aliases=("教育局",), lead=True)
# Headings that are nobody's alias, so that a list made of them stands for itself.
HEADINGS = (
    "甲项内容",
    "乙类情况",
    "丙处安排",
    "丁方意见",
    "戊级结论",
    "己段进度",
    "庚年计划",
    "辛月成果",
    "壬日记录",
    "癸时备查",
)
CHOICES = tuple(key for key, one in sorted(SHIPPED.choice_lists.items()) if len(one.values) > 1)
KIND_OF_COLUMN = st.sampled_from(["text", "long_text", "integer", "date", "deadline", "choice", "choices", "names"])
INSIDE = [kind for kind in KINDS.values() if kind.edit]


@st.composite
def columns(draw):
    kinds = draw(st.lists(KIND_OF_COLUMN, min_size=3, max_size=len(HEADINGS)))
    made = [Column(key="number", label="事项编号", kind="code", required=True, locked=True, numbering="SX-###")]
    for place, kind in enumerate(kinds):
        choices = draw(st.sampled_from(CHOICES)) if kind in ("choice", "choices") else None
        needed = draw(st.booleans()) or place < 2  # a row lost with its only column is no row
        made.append(Column(key=f"c{place}", label=HEADINGS[place], kind=kind, choices=choices, required=needed))
    return tuple(made)


WORDS = st.text("整改落实到位抓好学习教育建章立制为民办实事", min_size=4, max_size=60)


def value_of(column):
    """Return a strategy for what a careful clerk writes in a column."""
    if column.kind in ("choice", "choices"):
        return st.sampled_from(SHIPPED.find_choice_list(column.choices).values)
    return {
        "text": WORDS,
        "long_text": WORDS,
        "integer": st.integers(0, 90),
        "date": st.dates(dt.date(2021, 1, 1), dt.date(2023, 12, 31)),
        "deadline": st.dates(dt.date(2021, 1, 1), dt.date(2023, 12, 31)),
        "names": st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=3, unique=True).map("、".join),
    }[column.kind]


@st.composite
def lists_with_rows(draw):
    own = draw(columns())
    list_type = ListType(key="matter", label="事项清单", rows=20, columns=own)
    cell = {one.key: value_of(one) if one.required else st.none() | value_of(one) for one in own if not one.locked}
    rows = draw(st.lists(st.fixed_dictionaries(cell), min_size=1, max_size=6))
    return list_type, rows


ROUND = Round(number=1, issue_date=dt.date(2022, 1, 25), due_date=dt.date(2022, 3, 28), as_of=dt.date(2022, 3, 31))


def campaign_of(list_type):
    definition = SHIPPED.model_copy(update={"list_types": (list_type,)})
    return Campaign(
        meeting="m",
        title="示例会议",
        lead="市委办公室",
        meeting_date=dt.date(2022, 1, 20),
        rounds=(ROUND,),
        round=ROUND,
        definition=definition,
        lists=("matter",),
        units=(UNIT,),
        members=tuple(Member(unit="01", name=name) for name in MEMBERS),
    )


def filled(campaign, rows):
    """Return the unit's workbook with rows written in as values."""
    book = DamageBook(build_workbook(build_issue(campaign, UNIT, STAMP, round=1)))
    list_type = campaign.list_types[0]
    sheet = book.open_sheet(list_type.label)
    for number, row in enumerate(rows, FIRST_ROW):
        for key, place in ListLayout(list_type=list_type).positions.items():
            value = row.get(key)
            if isinstance(value, dt.date):
                sheet.put_number(number, place, (value - dt.date(1899, 12, 30)).days)
            elif isinstance(value, int):
                sheet.put_number(number, place, value)
            elif value is not None:
                sheet.put_text(number, place, value)
    return book.build_package()


class Read:
    """What came back, as the assertions on damage look at it."""

    def __init__(self, campaign, damaged):
        reader = FileReader(campaign, STAMP, 1)
        files = choose_counted_files(reader.read(name, content) for name, content in damaged.files.items())
        days = AnchorDays(today=campaign.as_of, meeting=campaign.meeting_date)
        self.read = tuple(files)
        self.batch = build_batch(campaign.definition, files, build_roster_names(campaign), days)
        given = find_given_numbers(place_records(campaign.list_types, NOTHING_BEFORE, files))
        self.findings = build_findings_frame([*find_findings(self.batch, {"01": campaign.list_types}), *given])


@given(
    made=lists_with_rows(),
    kinds=st.lists(st.sampled_from(INSIDE), min_size=4, max_size=4, unique=True),
    seed=st.integers(0, 999),
)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
def test_any_list_damaged_in_any_way__is_read_the_same_or_the_loss_is_named(made, kinds, seed):
    list_type, rows = made
    campaign = campaign_of(list_type)
    content = filled(campaign, rows)
    sections = read_sections(open_workbook(content), campaign.definition)
    assert [len(section.records) for section in sections] == [len(rows)]
    subject = Subject(name="报回.xlsx", content=content, sections=sections, definition=campaign.definition)
    for kind in kinds:
        damaged = kind.make(subject, random.Random(seed))
        if damaged is None:
            continue
        read = Read(campaign, damaged)
        try:
            assert_records(read, damaged.expected)
            assert_named(read, damaged.expected.named)
            assert all(file.ledger.unexplained == 0 for file in read.batch.files)
        except AssertionError as error:
            raise AssertionError(f"{kind.key}\n{error}\n{brief(read.findings.to_dict('records'))}") from error
