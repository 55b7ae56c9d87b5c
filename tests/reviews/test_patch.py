"""The office's ledger is brought up to date in place: our cells change, the office's stay."""

import dataclasses
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.laws import examples
from tests.reviews.ledgers import (
    build_campaign,
    build_facts,
    build_item,
    build_problem,
    columns_of,
    decide,
    edit,
    key_of,
    ledger_of,
    read,
    rows_of,
)
from toolkit.definition import load_definition
from toolkit.errors import make_mistake
from toolkit.followup import Closing, Event, Origin, Review
from toolkit.ooxml import Package, PackageSheets
from toolkit.reviews import Evidence, patch_ledger
from toolkit.reviews.blank import SPARE_ROWS

CLOSE = {"审核结果": "同意销号", "审核人": "李四", "审核日期": dt.date(2022, 3, 20)}
DEFINITION = load_definition()
OFFICE = ("审核结果", "审核意见", "补充要求", "批准时限", "审核人", "审核日期")


@pytest.fixture(scope="module")
def campaign(definition):
    return build_campaign(definition)


@pytest.fixture(scope="module")
def later(definition):
    return build_campaign(definition, rounds=2)


def asking(number, **more):
    return build_item(number, state="applied_extend", pending="extend", texts={"progress": "申请延期"}, **more)


def patch(content, campaign, *items, **more):
    return patch_ledger(content, build_facts(campaign, items, **more))


def states_of(content):
    return {row["编号"]: row["办理状态"] for row in rows_of(content)}


def offices_cells(content):
    """Return what the office wrote, by what each row is about."""
    return {
        (row["单位代码"], row["编号"], row["申请事项"]): tuple(row[heading] for heading in OFFICE)
        for row in rows_of(content)
    }


def part_of(content, sheet="待审核"):
    package = Package(content)
    return package.read_part(PackageSheets(package).parts[sheet]).decode()


def test_ledger__has_a_row_per_application_and_per_item_that_is_done(campaign):
    content = ledger_of(campaign, build_item(1), asking(2), build_item(3, state="in_progress"))
    assert [(row["编号"], row["申请事项"], row["问题"]) for row in rows_of(content)] == [
        ("CS-001", "已完成，待审核", "调研不深入，停车难没有解决"),
        ("CS-002", "申请延期", "调研不深入，停车难没有解决"),
    ]
    assert [row["编号"] for row in rows_of(content, "全部事项")] == ["CS-001", "CS-002", "CS-003"]


def test_ledger__is_the_same_whenever_it_is_built_and_patched(campaign):
    items = [build_item(1), asking(2)]
    content = ledger_of(campaign, *items)
    assert content == ledger_of(campaign, *items)
    assert patch(content, campaign, *items) == content


def test_decided_row__keeps_what_the_office_saw_and_says_that_it_took_effect(campaign):
    before = decide(ledger_of(campaign, build_item(1)), {4: CLOSE})
    closed = build_item(1, state="closed", texts={"effect": "后来改过的成效"})
    (row,) = rows_of(patch(before, campaign, closed))
    assert (row["办理状态"], row["进展情况及成效"]) == ("已生效", "已现场办公三次")


def test_decision_without_effect__says_why_in_its_row_until_it_is_mended(campaign):
    before = decide(ledger_of(campaign, build_item(1)), {4: {"审核结果": "同意销号"}})
    (review,) = read(before, campaign).reviews
    why = make_mistake("reviewed.no_reviewer", "", number="CS-001", result="同意销号")
    content = patch(before, campaign, build_item(1), refused={review.origin: (why,)})
    assert states_of(content)["CS-001"] == "未生效：“CS-001”选了“同意销号”，没有写审核人。请填审核人"
    assert len(rows_of(content)) == 1
    mended = patch(decide(content, {4: CLOSE}), campaign, build_item(1, state="closed"))
    assert states_of(mended)["CS-001"] == "已生效"


def test_decision_taken_back__waits_again(campaign):
    decided = patch(decide(ledger_of(campaign, build_item(1)), {4: CLOSE}), campaign, build_item(1, state="closed"))
    taken_back = decide(decided, {4: dict.fromkeys(CLOSE)})
    assert states_of(patch(taken_back, campaign, build_item(1)))["CS-001"] == "待审核"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ([build_item(1, state="in_progress")], "申请已撤回，不用审核"),
        ([], "事项已不在"),
    ],
)
def test_undecided_row_that_nobody_waits_for__says_so(campaign, now, state):
    assert states_of(patch(ledger_of(campaign, build_item(1)), campaign, *now)) == {"CS-001": state}


def test_application_replaced_by_another__has_a_row_of_its_own(campaign):
    content = patch(ledger_of(campaign, build_item(1)), campaign, asking(1))
    assert [(row["申请事项"], row["办理状态"]) for row in rows_of(content)] == [
        ("已完成，待审核", "已由新申请代替"),
        ("申请延期", "待审核"),
    ]


def test_deleted_row__comes_back_while_its_application_waits(campaign):
    items = [build_item(number) for number in (1, 2, 3)]
    shorter = edit(ledger_of(campaign, *items), lambda book: book["待审核"].delete_rows(5))
    assert sorted(states_of(patch(shorter, campaign, *items))) == ["CS-001", "CS-002", "CS-003"]


def test_row_typed_by_the_office__gets_what_belongs_to_it_and_keeps_what_was_typed(campaign):
    typed = {8: {"单位": "公安局", "编号": "1", "审核结果": "退回整改", "审核意见": "不实", "补充要求": "重办"}}
    named = dataclasses.replace(
        campaign, units=tuple(dataclasses.replace(each, aliases=(each.name[1:],)) for each in campaign.units)
    )
    item = build_item(1, unit="02", state="in_progress")
    (row,) = rows_of(patch(decide(ledger_of(named), typed), named, item))
    assert (row["期"], row["单位代码"], row["单位"], row["编号"]) == (1, "02", "公安局", "1")
    assert (row["措施"], row["申请事项"], row["办理状态"]) == ("第1条措施：每月现场办公一次", "", "已生效")


# -- what is the office's -------------------------------------------------------------------------------


def test_notes_colours_and_own_columns__stay(campaign):
    def change(book):
        sheet = book["待审核"]
        sheet["F4"].comment = Comment("先问一下", "主任")
        sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet.cell(3, 27).value, sheet.cell(4, 27).value = "主任批示", "请核实"

    before = edit(decide(ledger_of(campaign, build_item(1)), {4: CLOSE}), change)
    content = patch(before, campaign, build_item(1, state="closed"), asking(2))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["待审核"]
    assert sheet["F4"].comment.text == "先问一下"
    assert sheet["B4"].fill.fgColor.rgb == "00FFFF00"
    assert (sheet.cell(3, 27).value, sheet.cell(4, 27).value) == ("主任批示", "请核实")
    assert (
        offices_cells(content)["01", "CS-001", "已完成，待审核"]
        == offices_cells(before)["01", "CS-001", "已完成，待审核"]
    )


def test_only_sheets_with_news__are_written(campaign):
    before = decide(ledger_of(campaign, build_item(1)), {4: CLOSE})
    content = patch(before, campaign, build_item(1, state="closed"))
    old, new = Package(before), Package(content)
    changed = {name for name in old.names if old.read_part(name) != new.read_part(name)}
    parts = PackageSheets(old).parts
    assert old.names == new.names
    assert changed == {parts["待审核"], parts["全部事项"]}


def test_formula_of_the_office_in_our_column__stays(campaign):
    def change(book):
        book["全部事项"].cell(4, columns_of(book["全部事项"])["距整改时限天数"]).value = "=1+1"

    item = build_item(1, state="in_progress")
    content = patch(edit(ledger_of(campaign, item), change), campaign, item)
    assert rows_of(content, "全部事项")[0]["距整改时限天数"] == "=1+1"


@settings(max_examples=examples(30))
@given(
    order=st.permutations(range(4)),
    decided=st.sets(st.integers(0, 3)),
    inserted=st.integers(1, 26),
    gap=st.integers(0, 2),
)
def test_however_the_office_sorts_and_inserts_columns__nothing_of_its_is_lost(order, decided, inserted, gap):
    campaign = build_campaign(DEFINITION)
    items = [build_item(number) for number in range(4)]
    rows = {4 + at: {**CLOSE, "审核意见": f"意见{at}"} for at in decided}

    def rearrange(book):
        sheet = book["待审核"]
        cells = [[cell.value for cell in sheet[4 + at]] for at in order]
        for at, values in enumerate(cells):
            for column, value in enumerate(values, 1):
                sheet.cell(4 + at, column).value = value
        sheet.insert_cols(inserted)
        if gap:
            sheet.insert_rows(4, gap)

    before = edit(decide(ledger_of(campaign, *items), rows), rearrange)
    after = patch(before, campaign, *items, build_item(9))
    assert offices_cells(after) == {**offices_cells(before), ("01", "CS-009", "已完成，待审核"): ("",) * len(OFFICE)}
    assert {review.item.number for review in read(after, campaign).reviews} == {f"CS-{at:03d}" for at in decided}
    assert patch(after, campaign, *items, build_item(9)) == after


# -- more rows than were ready --------------------------------------------------------------------------


def test_rows_beyond_those_ready__look_like_the_others_and_have_dropdowns(campaign):
    content = patch(ledger_of(campaign, build_item(1)), campaign, *(build_item(n) for n in range(1, SPARE_ROWS + 9)))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["待审核"]
    last = SPARE_ROWS + 8 + 3
    assert sheet.cell(last, 5).value == f"CS-{SPARE_ROWS + 8:03d}"
    for column in range(1, sheet.max_column + 1):
        assert sheet.cell(last, column).fill.fgColor.rgb == sheet.cell(4, column).fill.fgColor.rgb
        assert sheet.cell(last, column).number_format == sheet.cell(4, column).number_format
    covered = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert covered
    assert all(ref.endswith(str(last)) for ref in covered)
    assert sheet.auto_filter.ref == f"A3:Y{last}"
    assert sheet.print_area.endswith(f"$Y${last}")
    assert all(str(one.sqref).endswith(str(last)) for one in sheet.conditional_formatting)


def test_row_that_the_office_wrote_below_the_others__is_printed_with_them(campaign):
    items = (build_item(1), build_item(2, state="closed"))
    content = decide(ledger_of(campaign, *items), {5: {"单位": "市教育局", "编号": "CS-002", "审核结果": "重启"}})
    assert openpyxl.load_workbook(io.BytesIO(content))["待审核"].print_area.endswith("$Y$4")
    content = patch(content, campaign, *items)
    assert openpyxl.load_workbook(io.BytesIO(content))["待审核"].print_area.endswith("$Y$5")
    assert patch(content, campaign, *items) == content


# -- rounds ---------------------------------------------------------------------------------------------


def close_round(item, *events, review=None):
    return Closing(round=1, items=(dataclasses.replace(item, review=review),), events=events)


def test_new_round__has_a_column_behind_the_last_and_leaves_the_others(campaign, later):
    first = ledger_of(campaign, build_item(1, state="in_progress", texts={"progress": "正在推进"}))
    content = patch(first, later, build_item(1, reported="carried"))
    headings = list(columns_of(openpyxl.load_workbook(io.BytesIO(content))["全部事项"]))
    assert headings[-2:] == ["第1期进展", "第2期进展"]
    (row,) = rows_of(content, "全部事项")
    assert (row["第1期进展"], row["第2期进展"]) == ("正在推进", "已完成（未报）")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["全部事项"]
    for row in (3, 4):
        looks = {sheet.cell(row, at).fill.fgColor.rgb for at in (16, 17, 18)}
        assert len(looks) == 1 and sheet.cell(row, 18).border.left.style
    assert sheet.auto_filter.ref.startswith("A3:R")
    assert "$R$" in sheet.print_area


def test_undecided_row_of_the_round_before__goes_on_in_the_next(campaign, later):
    first = decide(ledger_of(campaign, build_item(1)), {4: {"审核意见": "还要看一看"}})
    content = patch(first, later, build_item(1), opening=close_round(build_item(1)))
    (row,) = rows_of(content)
    assert (row["期"], row["审核意见"]) == (2, "还要看一看")


def test_decision_written_late_into_an_undecided_row__counts_in_the_round_at_work(campaign, later):
    first = decide(ledger_of(campaign, build_item(1)), {4: CLOSE})
    (review,) = read(first, later, opening=close_round(build_item(1))).reviews
    assert (review.round, review.result) == (2, "close")


def test_decided_row_of_an_ended_round__is_left_alone_and_a_change_is_named(campaign, later):
    refusal = {"审核结果": "退回整改", "审核意见": "材料不全", "补充要求": "补材料"}
    first = decide(ledger_of(campaign, build_item(1)), {4: refusal})
    (review,) = read(first, campaign).reviews
    opening = close_round(build_item(1, state="sent_back"), review=review)
    assert read(first, later, opening=opening) == dataclasses.replace(read(first, later, opening=opening), mistakes=())
    content = patch(first, later, build_item(1), opening=opening)
    assert [(row["期"], row["审核结果"]) for row in rows_of(content)] == [(1, "退回整改"), (2, "")]
    changed = read(decide(content, {4: {"审核结果": "同意销号"}}), later, opening=opening)
    assert changed.reviews == ()
    (mistake,) = changed.mistakes
    assert "第1期已经结束，这一行当时是“退回整改”" in str(mistake)


def test_decided_row_of_a_unit_that_left__stands_as_it_was(campaign, later):
    first = decide(ledger_of(campaign, build_item(1)), {4: CLOSE})
    (review,) = read(first, campaign).reviews
    opening = close_round(build_item(1, state="closed"), review=review)
    without = dataclasses.replace(later, units=later.units[1:])
    assert read(first, without, opening=opening).mistakes == ()
    content = patch(first, without, build_item(2, unit="02"), opening=opening)
    assert rows_of(content)[0] == rows_of(first)[0]


# -- events and evidence --------------------------------------------------------------------------------


def event_of(number, kind="listed", **facts):
    origin = Origin(round=1, file="市教育局/01.xlsx", sheet="整改落实清单", row=4)
    return Event(item=key_of(f"CS-{number:03d}"), round=1, kind=kind, origin=origin, who="市教育局", facts=facts)


def test_events__are_added_below_and_read_back(campaign):
    first = (event_of(1, progress="正在推进"),)
    content = ledger_of(campaign, events=first)
    both = (*first, event_of(1, "applied", application="close"))
    content = patch(content, campaign, events=both)
    assert [row["经过"] for row in rows_of(content, "办理过程")] == ["列入清单，进展“正在推进”", "提出申请销号"]
    assert read(content, campaign).events == both
    assert patch(content, campaign, events=both[1:]) == content  # nothing is ever taken out


def test_equal_events__each_have_a_row(campaign):
    twice = (event_of(1, progress="正在推进"),) * 2
    content = patch(ledger_of(campaign, events=twice[:1]), campaign, events=twice)
    assert len(rows_of(content, "办理过程")) == 2
    assert patch(content, campaign, events=twice) == content


@given(
    texts=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3),
    day=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
@settings(max_examples=examples(30))
def test_any_event__comes_back_as_it_was_logged(texts, day):
    campaign = build_campaign(DEFINITION)
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    logged = tuple(
        dataclasses.replace(event_of(1, "decided", result="close", opinion=text), day=day, who=text) for text in texts
    )
    content = ledger_of(campaign, events=logged)
    assert read(content, campaign).events == logged
    assert patch(content, campaign, events=logged) == content


def test_evidence__is_listed_with_whether_it_is_there(campaign):
    named = [
        Evidence(item=key_of("CS-001"), round=1, name="记录.pdf", path="01/记录.pdf", beside=True),
        Evidence(item=key_of("CS-001"), round=1, name="纪要"),
    ]
    content = ledger_of(campaign, evidence=tuple(named))
    assert [(row["材料名称"], row["在不在"]) for row in rows_of(content, "佐证材料")] == [
        ("记录.pdf", "在"),
        ("纪要", "没有找到"),
    ]
    found = dataclasses.replace(named[1], path="02/纪要.docx")
    content = patch(content, campaign, evidence=(named[0], found))
    assert rows_of(content, "佐证材料")[1]["在不在"] == "不在报送的表旁边，别处有"


def test_evidence_of_the_round_before__stays_as_it_was_found_then(campaign, later):
    named = Evidence(item=key_of("CS-001"), round=1, name="记录.pdf", path="01/记录.pdf", beside=True)
    content = ledger_of(campaign, evidence=(named,))
    content = patch(content, later, evidence=(dataclasses.replace(named, path="", beside=False),))
    (row,) = rows_of(content, "佐证材料")
    assert (row["在不在"], row["文件位置"], row["报送期"]) == ("在", "01/记录.pdf", 1)


def test_days_and_lights__count_by_both_deadlines(campaign):
    item = build_item(1, state="extended", approved=dt.date(2022, 4, 10), texts={"progress": "正在推进"})
    (row,) = rows_of(ledger_of(campaign, item), "全部事项")
    assert (row["距整改时限天数"], row["距批准时限天数"], row["督办灯"]) == (-11, 10, "黄")
    assert (row["类别"], row["责任落实"], row["批准时限"]) == ("即知即改", "王某某", "2022-04-10")


def test_review__answers_no_other_item(campaign):
    content = decide(ledger_of(campaign, build_item(1), build_item(1, unit="02")), {5: CLOSE})
    (review,) = read(content, campaign).reviews
    assert isinstance(review, Review)
    assert review.item.unit == "02"
    assert build_problem("02").key.unit == "02"


def test_days_left_of_a_deadline_without_a_year__count_from_the_round_that_listed_it(definition):
    campaign = build_campaign(definition, rounds=2)
    later = dataclasses.replace(campaign.round, issue_date=dt.date(2022, 4, 25))
    campaign = dataclasses.replace(campaign, rounds=(campaign.rounds[0], later), round=later)
    item = build_item(1, state="in_progress", texts={"progress": "正在推进", "deadline": "3月20日前"})
    (row,) = rows_of(ledger_of(campaign, item), "全部事项")
    assert row["距整改时限天数"] == -11


def test_item_of_a_unit_whose_return_has_faults__says_that_it_comes_again(campaign):
    items = [build_item(1), build_item(1, unit="02")]
    content = ledger_of(campaign, *items, faulty=frozenset({"01"}))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["待审核"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("待审核：")]
    assert texts == ["待审核：该单位的报送有差错，改好会重报"]
    mended = patch_ledger(content, build_facts(campaign, items))
    sheet = openpyxl.load_workbook(io.BytesIO(mended))["待审核"]
    assert not any("有差错" in str(cell.value) for row in sheet.iter_rows() for cell in row)
