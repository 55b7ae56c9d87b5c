"""The page 通报选用: what the rule would print, and what the office says instead."""

import dataclasses

import pytest

from tests.reviews.ledgers import build_campaign, build_facts, build_item, decide, edit, read, rows_of
from toolkit.bulletin import TextChoice
from toolkit.campaign import Unit
from toolkit.followup import Item, ItemKey, Origin
from toolkit.reviews import build_ledger, patch_ledger

PAGE = "通报选用"


@pytest.fixture(scope="module")
def campaign(definition):
    plain = build_campaign(definition)
    units = (Unit(code="01", name="市教育局", lead=True), *plain.units[1:])
    return dataclasses.replace(plain, units=units)


def problem(number, text, subject="领导班子", unit="01", **more):
    own = {"number": f"WT-{number:03d}", "subject_type": subject, "problem": text, "aspect": "带头讲政治", **more}
    origin = Origin(round=1, file=f"{unit}.xlsx", sheet="检视问题清单", row=number + 3)
    return Item(key=ItemKey(unit=unit, list_key="problem", number=own["number"]), texts=own, origin=origin, opened=1)


ITEMS = (
    problem(1, "学习不深入。"),
    problem(2, "调研不够", "班子成员", name="张三"),
    problem(1, "别的单位的", unit="02"),
)


def facts(campaign, items=ITEMS):
    return dataclasses.replace(build_facts(campaign, (build_item(1),)), items=(*items, build_item(1)))


def choices_of(content, campaign):
    return {key.number: choice for key, choice in read(content, campaign).choices.items()}


def test_page__has_the_lead_teams_problems_as_the_rule_prints_them(campaign):
    rows = rows_of(build_ledger(facts(campaign)), PAGE)
    assert [(row["编号"], row["姓名"], row["存在问题"], row["按规则印成"]) for row in rows] == [
        ("WT-001", "", "学习不深入。", "学习不深入。"),
        ("WT-002", "张三", "调研不够", "调研不够。"),
    ]


def test_campaign_without_a_lead_team__has_no_rows_and_no_new_sheet(definition):
    plain = build_campaign(definition)
    content = build_ledger(facts(plain))
    assert rows_of(content, PAGE) == []
    older = edit(content, lambda book: book.remove(book[PAGE]))
    assert patch_ledger(older, facts(plain)) == older


def test_office__is_understood(campaign):
    content = decide(build_ledger(facts(campaign)), {4: {"是否印发": "否"}, 5: {"印成": "深入基层不够"}}, PAGE)
    assert choices_of(content, campaign) == {
        "WT-001": TextChoice(printed=False),
        "WT-002": TextChoice(wording="深入基层不够"),
    }
    assert read(content, campaign).mistakes == ()


def test_office_that_says_something_else__is_told_and_the_rule_prints(campaign):
    content = decide(build_ledger(facts(campaign)), {4: {"是否印发": "再议"}}, PAGE)
    (mistake,) = read(content, campaign).mistakes
    assert "“再议”认不出" in str(mistake) and "I4" in str(mistake)
    assert choices_of(content, campaign) == {}


def test_rows_without_a_number_or_for_one_text_twice__are_named(campaign):
    rows = {4: {"印成": "一"}, 5: {"印成": "二", "编号": "WT-001"}, 6: {"印成": "三"}}
    found = read(decide(build_ledger(facts(campaign)), rows, PAGE), campaign)
    assert [choice.wording for choice in found.choices.values()] == ["一"]
    assert [words for one in found.mistakes for words in ("已经写了另一种印法", "没有写编号") if words in str(one)] == [
        "已经写了另一种印法",
        "没有写编号",
    ]


def test_new_problems__come_below_and_the_offices_cells_stay_wherever_it_sorted_them(campaign):
    content = decide(build_ledger(facts(campaign)), {4: {"是否印发": "否", "印成": "原话"}}, PAGE)

    def turn(book):
        sheet = book[PAGE]
        first, second = ([cell.value for cell in sheet[row]] for row in (4, 5))
        for column, (one, other) in enumerate(zip(first, second, strict=True), 1):
            sheet.cell(4, column).value, sheet.cell(5, column).value = other, one

    turned = edit(content, turn)
    changed = (problem(1, "学习很不深入。"), *ITEMS[1:], problem(3, "新的问题"))
    patched = patch_ledger(turned, facts(campaign, changed))
    rows = rows_of(patched, PAGE)
    assert [row["编号"] for row in rows] == ["WT-002", "WT-001", "WT-003"]
    assert (rows[1]["按规则印成"], rows[1]["是否印发"], rows[1]["印成"]) == ("学习很不深入。", "否", "原话")
    assert patch_ledger(patched, facts(campaign, changed)) == patched


def test_ledger_without_the_page__gets_it_behind_the_decisions_and_keeps_all_else(campaign):
    older = edit(build_ledger(facts(campaign)), lambda book: book.remove(book[PAGE]))
    assert read(older, campaign).mistakes == ()
    patched = patch_ledger(older, facts(campaign))
    assert rows_of(patched) == rows_of(older) and rows_of(patched, "全部事项") == rows_of(older, "全部事项")
    assert [row["编号"] for row in rows_of(patched, PAGE)] == ["WT-001", "WT-002"]
    assert patch_ledger(patched, facts(campaign)) == patched
    chosen = decide(patched, {5: {"是否印发": "是"}}, PAGE)
    assert choices_of(chosen, campaign) == {"WT-002": TextChoice(printed=True)}


def test_ledger_form_of_an_author_without_the_page__works_as_before(campaign):
    form = campaign.definition.ledger.model_copy(update={"chosen": None})
    own = dataclasses.replace(campaign, definition=campaign.definition.model_copy(update={"ledger": form}))
    content = build_ledger(facts(own))
    assert read(content, own).choices == {} and patch_ledger(content, facts(own)) == content
