"""Stamped workbooks are the workbooks that the writing library makes, byte for byte, whoever they are for."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from tests.followup.rounds import campaign_at
from tests.template.later import closed, measure, problem
from toolkit.campaign import Member
from toolkit.followup import Closing
from toolkit.ooxml import Package
from toolkit.template import IssueMaker, Reissue, Stamper, build_issue, build_workbook
from toolkit.unit_token import Stamp

STAMP = Stamp(key=bytes(32))
COMMON = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能"


def spell(draw, shortest, longest):
    return "".join(draw.choice(COMMON) for _ in range(draw.randint(shortest, longest)))


def issue_of(campaign, name, people=(), reissue=None):
    """Return the issue of a unit with a name and people, each a name and a post."""
    unit = replace(campaign.units[1], code="X9", name=name)
    members = tuple(Member(unit="X9", name=member, post=post) for member, post in people)
    kept = tuple(member for member in campaign.members if member.unit == campaign.lead_unit)
    there = replace(campaign, units=(campaign.units[0], unit), members=(*kept, *members))
    return build_issue(there, unit, STAMP, round=1, reissue=reissue)


@pytest.fixture(scope="module")
def campaign(collected):
    return collected.workspace.campaign


@pytest.fixture(scope="module")
def stamper():
    return Stamper()


def assert_same(stamper, issue):
    """Stamp an issue after another of its kind, and demand what the library writes; return whether it was stamped."""
    stamped, written = stamper.stamp(issue), build_workbook(issue)
    if stamped.content != written:
        mine, other = Package(stamped.content), Package(written)
        assert [name for name in other.names if mine.read_part(name) != other.read_part(name)] == []
    assert stamped.content == written
    return stamped.master is not None


@pytest.mark.parametrize("seed", [1, 2, pytest.param(range(3, 20), marks=pytest.mark.slow)])
def test_workbook_of_any_unit__is_stamped_byte_for_byte(campaign, stamper, seed):
    for each in seed if isinstance(seed, range) else [seed]:
        draw = random.Random(each)
        people = [(spell(draw, 2, 4), spell(draw, 1, 60)) for _ in range(4)]
        issue = issue_of(campaign, spell(draw, 2, 30), people)
        assert_same(stamper, issue)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("市教育局", [("王芳", "局长"), ("李明明", "副局长"), ("欧阳修文", "党组成员、副局长")]),
        ("王芳", [("王芳", "王芳"), ("李明明", "副局长")]),  # equal texts are one shared string
        ("姓名", [("李明明", "职务"), ("张伟强", "领导班子")]),  # words that stand elsewhere in the workbook
        ("A&B <局>", [("=总", "+1"), ("买买提·艾山", "“主任”")]),  # written otherwise in XML, or like a formula
        (
            "市教育局",
            [("王芳", "局长"), ("A&B", "科员"), ('<"李">', "科员"), ("李明明", "副局长")],
        ),
        ("局\U0001f600" * 50, [("王芳", "局长")]),  # characters that count twice at the head of a page
        ("市" * 60, [("王芳", "很长的职务" * 8)]),  # rows that grow, and move the note below them
        ("市教育局", []),
        ("市教育局", [(f"{first}{second}芳", "科员") for first in "赵钱孙李周吴" for second in "子丑寅卯辰"]),
    ],
)
def test_workbook_with_odd_texts__is_byte_for_byte_the_one_written(campaign, stamper, name, people):
    assert_same(stamper, issue_of(campaign, name, people))


def test_usual_units__are_stamped_from_one_master_whatever_their_names_and_posts(campaign):
    stamper = Stamper()
    one = stamper.stamp(issue_of(campaign, "市教育局", [("王芳", "二级调研员"), ("李明明", "副局长")]))
    two = stamper.stamp(issue_of(campaign, "市公安局", [("赵一", "四级主任科员"), ("钱二二", "二级巡视员")]))
    assert one.master is not None
    assert one.master is two.master


def test_workbook_handed_out_again__is_stamped_with_its_mark(campaign, stamper):
    again = Reissue(number=2, day=dt.date(2022, 2, 1))
    assert assert_same(stamper, issue_of(campaign, "市水利局", [("王芳", "局长")], reissue=again))


def test_units_of_a_later_round__are_each_stamped_as_if_they_were_alone():
    campaign = campaign_at(2, units=("001", "002", "003"))

    def of(unit, made):
        return replace(made, key=replace(made.key, unit=unit))

    items = [problem(), measure(), measure("CS-002", deadline="尽快"), closed(measure("CS-003"))]
    items += [of("002", problem(leader="不在名单的人")), of("002", measure(problem_number="WT-009"))]
    former = {("002", "problem", "leader"): frozenset({"不在名单的人"})}
    maker = IssueMaker(campaign, round=2, opening=Closing(round=1, items=tuple(items), former=former))
    issues = [maker.make(unit, STAMP) for unit in campaign.units]
    stamper = Stamper()
    stamper.prepare(issues)
    again = [maker.make(unit, STAMP, reissue=Reissue(number=2, day=dt.date(2022, 3, 1))) for unit in campaign.units]
    for issue in (*issues, *again):
        assert stamper.stamp(issue).content == build_workbook(issue)
