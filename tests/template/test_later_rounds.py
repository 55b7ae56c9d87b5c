"""The workbook of a later round: the unit's own items, locked cell by cell, what is closed, and room for more."""

import datetime as dt
import io
import shutil
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.followup.rounds import campaign_at
from tests.template.later import (
    DONE,
    MEASURE,
    STAMP,
    book_of,
    closed,
    issue_of,
    item,
    measure,
    problem,
    rows_of,
    sent_back,
    texts_of,
    workbook_of,
)
from toolkit.definition import find_shipped_definition, load_definition
from toolkit.followup import Closing
from toolkit.layout import FIRST_ROW
from toolkit.template import IssueMaker, add_report, build_workbook
from toolkit.unit_token import find_tokens

LIST, PROBLEMS, COVER, GONE = "整改落实清单", "检视问题清单", "填报首页", "已销号"
FIXED = ("问题编号", "整改目标", "整改措施", "责任领导", "责任单位", "责任人", "整改时限")
OFFICE = ("批准时限", "当前状态", "上期审核情况", "是否销号", "销号日期", "销号审核人")
OPEN = ("本期无变化", "整改进展", "实际完成时间", "申请事项", "申请理由", "变更说明", "佐证材料", "备注")


def light_of(book):
    return next(row[0].value for row in book[COVER].iter_rows(max_col=1) if str(row[0].value)[:1] in {"√", "×"})


def test_items_of_the_round_before__stand_in_their_list_under_their_numbers():
    book = book_of([problem("WT-002"), measure("CS-007", problem_number="WT-002"), measure("CS-003")])
    sheet = book[LIST]
    assert [sheet.cell(FIRST_ROW + n, 1).value for n in range(2)] == ["CS-003", "CS-007"]
    row = texts_of(sheet)["CS-007"]
    shown = {head: row[head] for head in ("问题编号", "整改措施", "整改时限", "整改进展", "进展情况及成效")}
    assert shown == {
        "问题编号": "WT-002",
        "整改措施": f"{MEASURE['measure']}（CS-007）",
        "整改时限": MEASURE["deadline"],
        "整改进展": "正在推进",
        "进展情况及成效": MEASURE["effect"],
    }


def test_what_every_round_asks_anew__is_issued_blank():
    asked = {
        "application": "申请销号",
        "apply_reason": "条件",
        "unchanged": "是",
        "change_note": "改",
        "stage_goal": "好",
    }
    row = rows_of(book_of([problem(), measure(**asked)])[LIST])["CS-001"]
    assert not [head for head in ("申请事项", "申请理由", "本期无变化", "变更说明", "阶段目标") if row[head].value]


def test_office_columns__show_state_deadline_and_what_was_decided():
    made = measure(parts={"approved": dt.date(2022, 8, 31), "review": sent_back("CS-001")}, state="sent_back")
    row = rows_of(book_of([problem(), made])[LIST])["CS-001"]
    assert row["当前状态"].value == "退回整改"
    assert row["批准时限"].value.date() == dt.date(2022, 8, 31)
    assert all(word in row["上期审核情况"].value for word in ("退回整改", "佐证不足", "补现场照片", "李审核"))


def test_cells_of_an_issued_row__are_locked_one_by_one():
    row = rows_of(book_of([problem(), measure()])[LIST])["CS-001"]
    assert {head for head in (*FIXED, *OFFICE) if not row[head].protection.locked} == set()
    assert {head for head in OPEN if row[head].protection.locked} == set()
    grey = row["整改措施"].fill.fgColor.rgb
    assert grey == row["当前状态"].fill.fgColor.rgb != row["备注"].fill.fgColor.rgb


def test_rows_below__are_open_but_for_the_office_and_numbered_on():
    items = [problem(), measure(), closed(measure("CS-009", **DONE))]
    rows = rows_of(book_of(items)[LIST])
    assert list(rows)[:3] == ["CS-001", "CS-010", "CS-011"]
    assert not any(rows["CS-010"][head].protection.locked for head in (*FIXED, *OPEN))
    assert all(rows["CS-010"][head].protection.locked for head in OFFICE)


def test_numbers_that_would_outgrow_their_digits__are_filled_up_from_below():
    issue = issue_of([problem(), measure("CS-998")])
    numbers = issue.number_rows(issue.list_types[1], 5)
    assert numbers == ["CS-998", "CS-999", "CS-001", "CS-002", "CS-003"]


def test_locked_cells__have_no_dropdown():
    sheet = book_of([problem(), measure("CS-001"), measure("CS-002")])[LIST]
    heads = {str(cell.value).lstrip("★"): cell.column for cell in sheet[FIRST_ROW - 1]}
    first = {}
    for rule in sheet.data_validations.dataValidation:
        for each in rule.sqref.ranges:
            left, top, *_ = range_boundaries(str(each))
            first[left] = top
    assert first[heads["问题编号"]] == FIRST_ROW + 2
    assert first[heads["整改进展"]] == FIRST_ROW
    assert heads["当前状态"] not in first


def test_fixed_text_with_a_fault__stays_open_to_be_mended():
    rows = rows_of(book_of([problem(), measure("CS-001", measure=""), measure("CS-002")])[LIST])
    assert not rows["CS-001"]["整改措施"].protection.locked
    assert rows["CS-002"]["整改措施"].protection.locked
    assert rows["CS-001"]["责任单位"].protection.locked


def test_closed_and_withdrawn_items__stand_on_a_locked_sheet_and_in_no_list():
    gone = [closed(measure("CS-002", **DONE)), measure("CS-003", state="withdrawn")]
    book = book_of([problem(), measure(), *gone])
    sheet = book[GONE]
    assert sheet.protection.sheet
    assert "CS-002" not in rows_of(book[LIST])
    rows = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["CS-002"][0] == LIST and MEASURE["measure"] in rows["CS-002"][2]
    assert rows["CS-002"][3:6] == ("已销号", dt.datetime(2022, 2, 28), "李审核")
    assert rows["CS-003"][3:6] == ("已撤销", None, None)


def test_closed_problem__leaves_the_list_too():
    items = [closed(problem("WT-001")), problem("WT-002"), closed(measure("CS-001", **DONE))]
    book = book_of([*items, measure("CS-002", problem_number="WT-002")])
    assert "WT-001" not in rows_of(book[PROBLEMS])
    assert {row[1] for row in book[GONE].iter_rows(min_row=4, values_only=True)} == {"WT-001", "CS-001"}


def test_nothing_closed__needs_no_sheet_for_it():
    assert GONE not in book_of([problem(), measure()]).sheetnames


def test_cover__says_the_round_its_deadline_and_what_is_to_do():
    items = [problem(), measure(), measure("CS-002", state="done", **DONE), closed(measure("CS-003", **DONE))]
    texts = [str(cell.value) for row in book_of(items)[COVER] for cell in row if cell.value]
    assert any("第2期（2月进展）" in text for text in texts)
    assert any("2022-03-05" in text for text in texts)
    assert any("已销号 1 条、本期应更新 1 条" in text for text in texts)


def test_cover_of_the_first_round__has_no_cells_of_later_ones():
    first, later = ([row[0].value for row in book_of([], number=n)[COVER].iter_rows(max_col=1)] for n in (1, 2))
    assert "本期无变化（全部）" not in first and "本期无变化（全部）" in later
    assert "变更说明（删行等）" not in first and "变更说明（删行等）" in later


def test_members_of_closed_problems__are_not_missing():
    light = light_of(book_of([closed(problem("WT-001")), closed(measure(**DONE))], values=True))
    assert light.startswith("√")


def test_unit_without_items__gets_the_rows_of_a_first_round():
    sheet = book_of([], lists=("duty",))["岗位职责清单"]
    assert [sheet.cell(FIRST_ROW + n, 3).value for n in range(3)] == ["领导班子", "班子成员", None]


def test_measure_of_a_closed_problem__is_no_fault():
    items = [
        closed(problem("WT-001")),
        problem("WT-002"),
        measure("CS-001"),
        measure("CS-002", problem_number="WT-002"),
    ]
    hints = [row["填写提示"].value for row in rows_of(book_of(items, values=True)[LIST]).values()]
    assert hints[:2] == ["√", "√"]


def test_row_ticked_as_unchanged__asks_nothing():
    issue = issue_of([problem(), measure(effect="")])
    assert shown_hint(issue).startswith("×")
    assert shown_hint(report(issue, {"unchanged": "是"})) == "√"


def test_cover_ticked_as_unchanged__asks_nothing_of_issued_rows_only():
    issue = issue_of([problem(), measure(effect="")])
    ticked = report(issue, {}, {"number": "CS-002", "measure": "新的做法"}, cover={"unchanged": "是"})
    assert shown_hint(ticked) == "√"
    assert shown_hint(ticked, "CS-002").startswith("×")


def report(issue, cells, *more, cover=None):
    """Return the issue filled in with what the unit reported, which differs in some cells, and more rows."""
    list_type = issue.list_types[1]
    row = {**issue.collect_prefilled_rows(list_type)[0], **cells}
    return add_report(
        issue, {"problem": [problem().texts], list_type.key: [row, *more]}, cover=cover or {}, nil=frozenset()
    )


def shown_hint(issue, number="CS-001"):
    return rows_of(open_book(build_workbook(issue))[LIST])[number]["填写提示"].value


def open_book(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_report_in_another_format__is_written_with_the_offices_cells_and_the_same_locks():
    issue = issue_of([problem(), measure(state="sent_back", parts={"review": sent_back("CS-001")})])
    row = rows_of(open_book(build_workbook(report(issue, {"state": "已销号", "effect": "又听课两次"})))[LIST])["CS-001"]
    assert (row["当前状态"].value, row["进展情况及成效"].value) == ("退回整改", "又听课两次")
    assert row["整改措施"].protection.locked


def test_same_items_in_any_order__give_the_same_bytes():
    items = [problem(), measure("CS-001"), measure("CS-002"), closed(measure("CS-003", **DONE))]
    assert workbook_of(items) == workbook_of(items[::-1])


def test_tokens__carry_the_round():
    tokens = find_tokens(str(cell) for row in book_of([problem()])["标识"].values for cell in row)
    assert {token.round for token in tokens} == {2}


def test_items_of_other_units__stay_out():
    content = workbook_of([problem(), measure()], unit="002")
    assert content == workbook_of([], unit="002")
    assert content != workbook_of([problem(), measure()])


def test_handbook__begins_with_how_a_later_round_is_filled_in():
    assert book_of([problem()])["填报说明"]["A2"].value.startswith("本期怎么填")
    assert not str(book_of([], number=1)["填报说明"]["A2"].value).startswith("本期怎么填")


FOURTH = """
key = "visit"
label = "走访清单"
order = 9
rows = 12
unchanged = "same"
[[columns]]
key = "number"
label = "走访编号"
kind = "code"
locked = true
numbering = "ZF-##"
[[columns]]
key = "place"
label = "走访地点"
kind = "text"
required = true
later = "fixed"
[[columns]]
key = "found"
label = "发现情况"
kind = "long_text"
[[columns]]
key = "same"
label = "同上期"
kind = "choice"
choices = "unchanged"
shown = "later"
[[columns]]
key = "before"
label = "上期情况"
kind = "text"
later = "office"
fill = "last.found"
shown = "later"
"""


@pytest.fixture(scope="module")
def fourth(tmp_path_factory):
    """A definition with a list of its own, which nothing in the program knows."""
    own = shutil.copytree(find_shipped_definition(), tmp_path_factory.mktemp("定义") / "own")
    (own / "lists" / "visit.toml").write_text(FOURTH, encoding="utf-8")
    return load_definition(own)


def test_list_of_ones_own__is_issued_again_without_code(fourth):
    items = [
        item("visit", "ZF-02", {"place": "城关小学", "found": "缺教师"}, fields={"found": "缺教师"}),
        item("visit", "ZF-01", {"place": "二中"}),
    ]
    rows = rows_of(book_of(items, definition=fourth, lists=("visit",))["走访清单"])
    assert list(rows)[:3] == ["ZF-01", "ZF-02", "ZF-03"]
    assert rows["ZF-02"]["上期情况"].value == "缺教师" == rows["ZF-02"]["发现情况"].value
    assert [rows[number]["走访地点"].protection.locked for number in ("ZF-02", "ZF-03")] == [True, False]
    first = rows_of(book_of([], definition=fourth, lists=("visit",), number=1)["走访清单"])
    assert {"同上期", "上期情况"} & set(first["ZF-01"]) == set()


def test_member_of_the_lead_team__is_no_doubt_in_the_hint_of_an_issued_row():
    campaign = campaign_at(2, units=("001", "002"))
    lead, own = (
        replace(member, name=name) for member, name in zip(campaign.members, ("张牵头", "王某某"), strict=True)
    )
    campaign = replace(campaign, members=(lead, own))
    items = [
        replace(made, key=replace(made.key, unit="002"))
        for made in (problem(leader="张牵头"), measure(leader="张牵头"), measure("CS-002", leader="谁也不是"))
    ]
    issue = IssueMaker(campaign, round=2, opening=Closing(round=1, items=tuple(items))).make(campaign.units[1], STAMP)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(issue)), data_only=True)
    hints = [book[sheet].cell(FIRST_ROW + n, 2).value for sheet, n in ((PROBLEMS, 0), (LIST, 0), (LIST, 1))]
    assert "不在选项中" not in hints[0] + hints[1] and "“责任领导”不在选项中" in hints[2]
