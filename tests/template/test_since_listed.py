"""What a later round's sheet takes for granted: the day from which a deadline counts, and values of former rosters."""

import io
from dataclasses import replace

import openpyxl
import pytest

from tests.followup.rounds import campaign_at
from tests.template.later import PROBLEM, STAMP, item, measure, problem, texts_of
from tests.template.test_later_office import cached
from toolkit.followup import Closing
from toolkit.template import add_report, build_issue, build_workbook

LIST = "整改落实清单"
TOO_FAR = "“整改时限”"


def issue_of(items, *, former=None, number=3):
    campaign = campaign_at(number)
    opening = Closing(round=number - 1, items=tuple(items), former=former or {})
    return build_issue(campaign, campaign.find_by_code("001"), STAMP, round=number, opening=opening)


def hints_of(content, label=LIST):
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[label]
    return {number: row.get("填写提示", "") for number, row in texts_of(sheet).items()}


def since_listed():
    """A workbook of round 3: measures of rounds 1 and 2 with one deadline, and two new ones."""
    first = measure("CS-001", deadline="2022-06-10")
    second = replace(measure("CS-002", deadline="2022-06-10"), opened=2)
    issue = issue_of([problem(category="即知即改"), first, second])
    own = issue.list_types[-1]
    rows = issue.collect_prefilled_rows(own)
    new = [{**rows[0], "number": f"CS-00{n}", "deadline": day} for n, day in ((3, "2022-07-10"), (4, "2022-08-30"))]
    problems = [{**PROBLEM, "number": "WT-001", "category": "即知即改"}]
    return add_report(issue, {"problem": problems, "rectification": [*rows, *new]}, cover={}, nil=frozenset())


def test_deadline__counts_from_the_round_that_listed_the_measure():
    hints = hints_of(build_workbook(since_listed()))
    assert {number: "定得太远" in hint or TOO_FAR in hint for number, hint in hints.items() if hint} == {
        "CS-001": True,
        "CS-002": False,
        "CS-003": False,
        "CS-004": True,
    }


def test_first_round__counts_from_the_meeting():
    campaign = campaign_at(1)
    issue = build_issue(campaign, campaign.find_by_code("001"), STAMP, round=1)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(issue)))
    assert not [cell.value for cell in book["选项"][1] if str(cell.value).startswith("@listed")]


def former_issue():
    """A workbook whose unit lost a member: two open problems and a duty name her, one row names a stranger."""
    listed = [
        problem("WT-001", name="离任人"),
        problem("WT-002", name="陌生人"),
        problem("WT-003", aspect="老提法"),
        measure("CS-001"),
        item("duty", "ZZ-001", {"subject_type": "班子成员", "name": "离任人", "post": "副局长"}),
    ]
    former = {
        ("001", "problem", "name"): frozenset({"离任人"}),
        ("001", "problem", "aspect"): frozenset({"老提法"}),
        ("001", "duty", "name"): frozenset({"离任人"}),
        ("002", "problem", "name"): frozenset({"陌生人"}),
    }
    return issue_of(listed, former=former)


def test_value_that_is_not_offered_any_more__is_no_fault_of_a_row_that_has_it():
    hints = hints_of(build_workbook(former_issue()), "检视问题清单")
    assert {number: "不在选项中" in hint for number, hint in hints.items() if hint} == {
        "WT-001": False,
        "WT-002": True,
        "WT-003": False,
    }


@pytest.mark.libreoffice
@pytest.mark.parametrize("make", [since_listed, former_issue])
def test_formulas__show_the_same(office, tmp_path, make):
    path = tmp_path / "第3期.xlsx"
    path.write_bytes(build_workbook(make()))
    (values,) = office([{"open": str(path), "steps": [["recalculate"]], "values": True}], tmp_path)
    before = cached(path.read_bytes())
    for sheet, cells in values.items():
        for address, value in cells.items():
            if sheet != "选项":  # today, which the program knows better
                assert (before[sheet].get(address) or "") == (value or ""), f"{sheet}!{address}"
