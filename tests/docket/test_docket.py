"""The docket of a campaign: what stands on its pages, in which order, and for whom."""

import dataclasses
import datetime as dt
import pickle

import pytest

from tests.conftest import write_campaign
from tests.docket.dockets import (
    DUTIES,
    MEMBER,
    PROBLEMS,
    build_docket,
    find_column,
    list_merged,
    list_page_starts,
    list_texts,
    make_docket,
    make_input,
    measure,
    open_book,
    problem,
    read_rows,
)
from toolkit.docket import DocketBuilder, build_unit_docket, plan_pages
from toolkit.pipeline import open_workspace


@pytest.fixture
def campaign(small):
    return small.campaign


def problems_page(docket, code="01"):
    return open_book(docket.by_unit[code])[PROBLEMS]


def test_problem__has_its_measures_beneath_it_and_its_cells_merged_over_them(campaign):
    measures = [measure("CS-001", "WT-001"), measure("CS-002", "WT-001"), measure("CS-003", "WT-002")]
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001"), problem("WT-002")], rectification=measures))
    assert list_texts(sheet, "问题编号") == ["WT-001", "WT-002"]
    assert list_texts(sheet, "措施编号") == ["CS-001", "CS-002", "CS-003"]
    first = int(sheet.freeze_panes[1:])
    assert [f"{column}{first}:{column}{first + 1}" for column in "ABCDE"] == list_merged(sheet)


def test_problem_without_a_measure__keeps_one_row(campaign):
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001"), problem("WT-002")]))
    assert list_texts(sheet, "问题编号") == ["WT-001", "WT-002"]
    assert list_merged(sheet) == []


def test_measure_of_no_problem__stands_at_the_end_under_a_caption_with_the_number_it_gives(campaign):
    measures = [measure("CS-001", "WT-009"), measure("CS-002", None), measure("CS-003", "WT-001")]
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001")], rectification=measures))
    rows = [row for row in read_rows(sheet) if any(row)]
    number = find_column(sheet, "措施编号")
    assert [row[number] for row in rows[:1]] == ["CS-003"]
    assert rows[1][0] == "整改落实清单中对不上“检视问题清单”的（2条）"
    assert [(row[0], row[number]) for row in rows[2:4]] == [("WT-009", "CS-001"), (None, "CS-002")]


def test_records__stand_team_before_members_then_by_aspect_and_number(campaign):
    aspects = campaign.definition.choice_lists["aspects"].values
    given = [
        problem("WT-005", subject_type=MEMBER, name="任重", aspect=aspects[0]),
        problem("WT-004", subject_type=MEMBER, name="苏敏", aspect=aspects[0]),
        problem("WT-010", aspect=aspects[1]),
        problem("WT-002", aspect=aspects[1]),
        problem("WT-003", aspect=aspects[0]),
    ]
    sheet = problems_page(make_docket(campaign, problem=given))
    assert list_texts(sheet, "问题编号") == ["WT-003", "WT-002", "WT-010", "WT-004", "WT-005"]


def test_duties_of_one_person__share_a_merged_name(campaign):
    person = {"subject_type": MEMBER, "name": "苏敏", "post": "局长"}
    duties = [{**person, "number": f"ZZ-00{number}", "duty": f"职责{number}"} for number in (2, 1)]
    other = {**person, "name": "任重", "number": "ZZ-003", "duty": "职责3"}
    sheet = open_book(make_docket(campaign, duty=[other, *duties]).by_unit["01"])[DUTIES]
    assert list_texts(sheet, "职责编号") == ["ZZ-001", "ZZ-002", "ZZ-003"]
    assert list_texts(sheet, "姓名") == ["苏敏", "任重"]
    first = int(sheet.freeze_panes[1:])
    assert list_merged(sheet) == [f"{column}{first}:{column}{first + 1}" for column in "ABC"]


def test_closed_measure__says_so_with_its_day_and_looks_different(campaign):
    closed = measure("CS-001", "WT-001", progress="已完成", state="已销号", close_date=dt.date(2022, 3, 30))
    measures = [closed, measure("CS-002", "WT-001", state="正在推进")]
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001")], rectification=measures))
    assert list_texts(sheet, "当前状态") == ["已完成\n已销号\n2022-03-30", "正在推进"]
    at = find_column(sheet, "当前状态") + 1
    first = int(sheet.freeze_panes[1:])
    looks = [(sheet.cell(row, at).font.name, sheet.cell(row, at).fill.fill_type) for row in (first, first + 1)]
    assert looks[0] != looks[1]


def test_parts_of_a_cell__are_said_once_only_where_the_next_repeats_them(campaign):
    measures = [
        measure("CS-001", "WT-001", leader="李明", person="李明华", progress="已完成", state="已完成（未销号）"),
        measure("CS-002", "WT-001", leader="李明", person="李明", progress="正在推进", state="正在推进"),
        measure("CS-003", "WT-001", leader=None, person="李明", state="未启动"),
    ]
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001")], rectification=measures))
    assert list_texts(sheet, "责任人") == ["李明\n李明华", "李明", "—\n李明"]
    assert list_texts(sheet, "当前状态") == ["已完成（未销号）", "正在推进", "正在推进\n未启动"]


def test_columns_of_later_rounds__are_printed_once_they_hold_something(campaign):
    before = problems_page(
        make_docket(campaign, problem=[problem("WT-001")], rectification=[measure("CS-1", "WT-001")])
    )
    heads = [cell.value for cell in before[int(before.freeze_panes[1:]) - 1]]
    assert "整改时限" in heads
    day = {"deadline": "2022年3月底前", "approved": dt.date(2022, 6, 30)}
    after = [measure("CS-1", "WT-001", **day), measure("CS-2", "WT-001", approved=dt.date(2022, 7, 1))]
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001")], rectification=after))
    assert list_texts(sheet, "批准时限") == ["2022年3月底前\n2022-06-30", "—\n2022-07-01"]


def test_workbook_of_a_unit__has_its_own_records_alone_and_lines_to_sign(campaign):
    own, other = problem("WT-001", "学习不够深入"), problem("WT-001", "值班制度不严")
    docket = make_docket(campaign, problem=[("01", own), ("02", other)])
    texts = [str(cell) for row in problems_page(docket, "02").iter_rows(values_only=True) for cell in row if cell]
    assert "值班制度不严" in texts and "学习不够深入" not in texts
    assert f"{campaign.title}{PROBLEMS}" in texts and "填报单位：市公安局" in texts
    assert [text for text in texts if "截止日" in text] == ["期次：第1期　　统计截止日：2022年3月31日"]
    assert texts[-3:] == ["审核人（签字）：", "填报人：", "日期：　　　　年　　月　　日"]


def test_workbook_of_all__begins_every_unit_on_a_new_page_and_names_those_that_returned_nothing(campaign):
    given = [("01", problem("WT-001")), ("02", problem("WT-001"))]
    sheet = open_book(make_docket(campaign, problem=given).whole)[PROBLEMS]
    bands = {str(row[0]): number for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if row[0]}
    starts = [number for text, number in bands.items() if text.startswith("填报单位：")]
    assert list_page_starts(sheet) == starts[1:]
    absent = open_book(make_docket(campaign, problem=given[:1], states={"02": "missing"}).whole)[PROBLEMS]
    assert "未报单位（1个）：市公安局" in [row[0] for row in absent.iter_rows(values_only=True)]
    nil = open_book(make_docket(campaign, problem=given[:1], states={"02": "nil"}).whole)[PROBLEMS]
    assert "没有列入事项的单位（1个）：市公安局" in [row[0] for row in nil.iter_rows(values_only=True)]


def test_unit_that_returned_nothing__gets_no_workbook_and_its_earlier_items_say_so(campaign):
    docket = make_docket(campaign, problem=[problem("WT-001")], states={"01": "missing", "02": "nil"})
    assert list(docket.by_unit) == ["02"]
    said = [str(row[0]) for row in open_book(docket.whole)[PROBLEMS].iter_rows(values_only=True)]
    assert any(text.startswith("填报单位：市教育局（本期未报，照上期末列示）") for text in said)
    nil = [str(row[0]) for row in problems_page(docket, "02").iter_rows(values_only=True)]
    assert "（没有列入的事项）" in nil


def test_texts__are_never_formulas_nor_links(campaign):
    texts = ["=1+1", "http://example.org/a", "0012", "+86"]
    given = [problem(f"WT-00{at}", text) for at, text in enumerate(texts)]
    sheet = problems_page(make_docket(campaign, problem=given))
    assert list_texts(sheet, "存在问题") == texts
    at = find_column(sheet, "存在问题") + 1
    first = int(sheet.freeze_panes[1:])
    assert {sheet.cell(first + row, at).data_type for row in range(len(texts))} == {"s"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_page__is_a3_landscape_one_page_wide_with_its_headings_repeated_and_numbered(campaign):
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001")]))
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == (8, "landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"


def test_same_records__give_the_same_bytes(campaign):
    given = {"problem": [problem("WT-001")], "rectification": [measure("CS-001", "WT-001")]}
    assert make_docket(campaign, **given) == make_docket(campaign, **given)


def test_definition_that_prints_nothing__has_no_docket(campaign):
    docket = make_docket(replace_lists(campaign))
    assert (docket.whole, docket.by_unit) == (None, {})


def replace_lists(campaign, **updates):
    """Return the campaign with lists that differ, by key, by these attributes; all others print nothing."""
    lists = [each.model_copy(update=updates.get(each.key, {"printed": ()})) for each in campaign.definition.list_types]
    return dataclasses.replace(campaign, definition=campaign.definition.model_copy(update={"list_types": tuple(lists)}))


def test_list_of_one_printed_column__has_all_lines_in_it(campaign):
    campaign = replace_lists(campaign, problem={"printed": ("problem",)})
    sheet = problems_page(make_docket(campaign, problem=[problem("WT-001", "学习不够深入")]))
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert texts[2:4] == ["存在问题", "学习不够深入"]
    assert texts[-1].split() == ["审核人（签字）：", "填报人：", "日期：", "年", "月", "日"]


def test_computed_columns__are_printed_like_others(campaign):
    printed = {"printed": ("number", "problem", "progress", "deadline")}
    given = problem("WT-001", progress="正在推进", deadline=dt.date(2022, 6, 30))
    sheet = problems_page(make_docket(replace_lists(campaign, problem=printed), problem=[given]))
    assert (list_texts(sheet, "整改进展"), list_texts(sheet, "整改时限")) == (["正在推进"], ["2022-06-30"])


def test_lists_that_require_a_record_of_each_other__are_both_printed(campaign):
    definition = campaign.definition
    number = definition.find_list_type("rectification").find_column("problem_number")
    back = number.model_copy(update={"key": "measure_number", "label": "措施编号", "refers": "rectification.number"})
    columns = (*definition.find_list_type("problem").columns, back)
    lists = {"problem": {"columns": columns}, "rectification": {"printed_title": "措施"}}
    (page,) = plan_pages(replace_lists(campaign, **lists))
    assert [tier.list_key for tier in page.tiers] == ["problem", "rectification"]


def test_campaign_without_a_list__has_no_page_of_it(tmp_path):
    settings = {"lists": "检视问题清单、整改落实清单"}
    units = [{"code": "01", "name": "市教育局", "lead": "是"}]
    campaign = open_workspace(write_campaign(tmp_path / "市", units=units, settings=settings)).campaign
    (page,) = plan_pages(campaign)
    assert [tier.list_key for tier in page.tiers] == ["problem", "rectification"]


def test_unit_docket__is_the_same_from_what_another_process_was_given(campaign):
    given = make_input(campaign, problem=[problem("WT-001")], rectification=[measure("CS-001", "WT-001")])
    builder = DocketBuilder(given)
    plan, shares = pickle.loads(pickle.dumps((builder.plan, builder.collect_shares())))
    assert build_unit_docket(plan, shares["01"]) == build_docket(given).by_unit["01"]
