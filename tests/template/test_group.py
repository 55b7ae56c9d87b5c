"""Workbooks that are written together are those of units alone, and are signed as they were the last time."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from tests.followup.rounds import campaign_at
from tests.template.later import closed, measure, problem
from toolkit.execution import dump_plain, load_plain
from toolkit.followup import Closing
from toolkit.layout import recall_hint_formula
from toolkit.template import (
    IssueMaker,
    Reissue,
    Signature,
    build_group,
    build_layout,
    build_workbook,
    collect_common,
    collect_share,
)
from toolkit.unit_token import Stamp

STAMP, OTHER = Stamp(key=bytes(32)), Stamp(key=bytes(31) + b"1")
AGAIN = Reissue(number=2, day=dt.date(2022, 3, 1))
UNITS = ("001", "002", "003")


def of(unit, made):
    return replace(made, key=replace(made.key, unit=unit))


@pytest.fixture(scope="module")
def campaign():
    return campaign_at(2, units=UNITS)


@pytest.fixture(scope="module")
def maker(campaign):
    items = [problem(), measure(), measure("CS-002", deadline="尽快"), closed(measure("CS-003"))]
    items += [of("002", problem(leader="不在名单的人")), of("002", measure(problem_number="WT-009"))]
    items += [of("002", measure("CS-004", effect="=1+1")), of("002", measure("CS-005", measure="一\n二 “三”" * 40))]
    former = {("002", "problem", "leader"): frozenset({"不在名单的人"})}
    return IssueMaker(campaign, round=2, opening=Closing(round=1, items=tuple(items), former=former))


@pytest.fixture(scope="module")
def issues(campaign, maker):
    return [maker.make(unit, STAMP) for unit in campaign.units]


def sign(*issues):
    return [Signature(tokens=issue.tokens, reissue=issue.reissue) for issue in issues]


def test_group__has_the_workbook_of_each_unit_byte_for_byte(campaign, maker, issues):
    common = collect_common(issues[0], campaign.issued_list_types)
    alone = [maker.make(unit, STAMP, only="rectification") for unit in campaign.units[:1]]
    wanted = [*issues, *alone]
    built = build_group(common, [collect_share(issue, sign(issue), "") for issue in wanted])
    assert load_plain(dump_plain(built, ()), ()) == [(0, build_workbook(issue)) for issue in wanted]


def test_workbook_of_a_group__has_the_first_signature_with_which_it_is_what_it_was(maker, issues):
    issue = issues[0]
    other, again = maker.sign(issue, OTHER, None), maker.sign(issue, STAMP, AGAIN)
    ways = [issue, other, again]
    contents = [build_workbook(each) for each in ways]
    assert len(set(contents)) == 3

    def choose(expected):
        share = collect_share(issue, sign(*ways), expected and hashlib.sha256(expected).hexdigest())
        return build_group(collect_common(issue, issue.list_types), [share])

    found = {"": 0, contents[0]: 0, contents[1]: 1, contents[2]: 2, b"another": 2}
    assert [choose(expected) for expected in found] == [[(place, contents[place])] for place in found.values()]


def test_issue_signed_otherwise__is_the_one_made_so(campaign, maker, issues):
    unit = campaign.units[1]
    assert maker.sign(issues[1], OTHER, AGAIN) == maker.make(unit, OTHER, reissue=AGAIN)


def test_formula_of_a_hint__is_recalled_as_it_would_be_built(issues):
    for book in [build_layout(issue) for issue in issues] * 2:
        for layout in book.lists:
            view = book.view_list(layout.list_type.key)
            for seen in (view, replace(view, outside=True)):
                assert recall_hint_formula(seen) == seen.build_hint_formula()
