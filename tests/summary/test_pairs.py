"""Who has met whom: counted over the records, shown as a table, told to the bulletin, and live in the workbook."""

import dataclasses
import datetime as dt
import io

import openpyxl
import pytest

from tests.summary.live import differences, recalculated, stored
from tests.summary.preparation import LEAD, SILENT, TEAM, preparation_round
from tests.summary.rounds import book_of, summed
from toolkit.summary import BulletinValues


@pytest.fixture(scope="module")
def prepared():
    return book_of(*preparation_round())


def texts_of(book, name):
    """Return the filled cells of a sheet, row by row; days in words."""
    sheet = openpyxl.load_workbook(io.BytesIO(book.content), data_only=True)[name]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    return [[str(value.date() if hasattr(value, "date") else value) for value in row] for row in rows if row]


def test_pairs_of_talks__are_every_two_of_a_team_once(prepared):
    values = prepared[0].values
    assert (values["应谈对子"], values["已谈对子"], values["未谈对子"]) == (6, 3, 3)


def test_pairs_of_criticism__are_counted_in_both_directions(prepared):
    values = prepared[0].values
    assert (values["应批评对子"], values["已批评对子"], values["未批评对子"]) == (12, 3, 9)


def test_members_without_a_talk_with_others__are_counted_by_whom_they_owe_it(prepared):
    values = prepared[0].values
    assert (values["未与党员代表谈成员数"], values["未与科室负责人谈成员数"]) == (3, 3)


def test_name_within_another_name__is_no_meeting(prepared):
    frame = prepared[0].frames.build_frame("@talk")
    pair = frame[(frame["first"] == "李小红") & (frame["second"] == "赵六")]
    assert pair["times"].tolist() == [0]


def test_several_partners_of_a_talk__are_people_talked_to(prepared):
    assert (prepared[0].values["谈话次数"], prepared[0].values["谈话人次"]) == (7, 9)


def test_table_of_talks__says_the_first_day_or_that_it_is_missing(prepared):
    rows = texts_of(prepared[1], "谈心谈话缺口")
    assert rows[2] == [f"{LEAD}：成员之间应有 6 对，已谈 3 对，未谈 3 对"]
    assert rows[3] == ["成员", *TEAM, "支部党员代表", "分管科室负责人", "还缺"]
    assert rows[4] == ["王大明", "—", "2022-01-05", "2022-01-03", "缺", "缺", "缺", "3"]
    assert rows[6] == ["张三", "2022-01-03", "已谈", "—", "缺", "缺", "缺", "3"]


def test_table_of_criticism__reads_from_left_to_top(prepared):
    rows = texts_of(prepared[1], "批评意见缺口")
    assert rows[3][0] == "批评人＼被批评人"
    assert rows[4] == ["王大明", "—", "2", "缺", "缺", "2"]
    assert rows[5] == ["李小红", "1", "—", "缺", "缺", "2"]


def test_unit_that_returned_nothing__is_named_and_its_pairs_are_no_gaps(prepared):
    note = texts_of(prepared[1], "谈心谈话缺口")[1][0]
    assert f"还没有报的单位不列：{SILENT}" in note


def test_bulletin__names_who_has_not_met(prepared):
    values = BulletinValues(summary=prepared[0], missing=()).collect_values()
    assert {"甲": "王大明", "乙": "赵六"} in values["未谈名单"]
    assert {"批评人": "赵六", "被批评人": "张三"} in values["未批评名单"]
    assert (len(values["未谈名单"]), len(values["未批评名单"])) == (3, 9)


def test_bulletin__names_regulations_with_days_in_words(prepared):
    values = BulletinValues(summary=prepared[0], missing=()).collect_values()
    assert values["制度"][0]["印发日期"] == "2022年3月15日"
    assert values["制度"][1]["印发日期"] == values["制度"][1]["文号"] == ""


def test_first_page__says_how_many_pairs_are_missing(prepared):
    lines = [text for row in texts_of(prepared[1], "汇总首页") for text in row]
    assert "成员之间还没有谈心谈话的 3 对" in lines


def test_campaign_of_the_three_lists__has_no_sheet_and_no_line_of_the_others():
    campaign, returned = preparation_round()
    short = {unit: {key: rows for key, rows in lists.items() if key == "problem"} for unit, lists in returned.items()}
    plain = dataclasses.replace(campaign, lists=("problem",))
    _, book = book_of(plain, short)
    names = openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    assert not [name for name in names if "谈" in name or "批评" in name or "制度情况" in name or "剖析" in name]
    assert not [text for row in texts_of(book, "汇总首页") for text in row if "谈" in text or "批评" in text]


@pytest.mark.libreoffice
@pytest.mark.parametrize("more", [{}, {"sheet_rows": 3}, {"many_records": 0}], ids=["plain", "sheets", "blocks"])
def test_every_cell_of_pairs__has_the_value_that_an_office_program_reckons(office, tmp_path, more):
    _, book = book_of(*preparation_round(), **more)
    theirs = recalculated(office, tmp_path, book.content)
    assert differences(stored(book.content), theirs) == []
    assert theirs["核对"]["B3"] == "一致"


def test_unit_that_is_not_asked_for_a_list__has_no_row_in_its_tables():
    campaign, returned = preparation_round()
    (lead, other, silent) = campaign.units
    units = (lead, dataclasses.replace(other, lists=("duty",)), dataclasses.replace(silent, lists=("duty", "talk")))
    summary, _ = summed(dataclasses.replace(campaign, units=units), {LEAD: returned[LEAD]})
    assert [row.key for row in summary.find_table("talk.talk_by_unit.all").rows] == [(LEAD,), (SILENT,), ()]


def test_bulletin__says_facts_of_the_meeting_and_nothing_for_blank_ones():
    campaign, returned = preparation_round()
    facts = {"请示时间": dt.date(2022, 1, 5), "应到人数": 9, "会议地点": "第一会议室", "主持人": None}
    summary, _ = summed(dataclasses.replace(campaign, facts=facts), returned)
    values = BulletinValues(summary=summary, missing=()).collect_values()
    assert (values["请示时间"], values["应到人数"], values["会议地点"]) == ("2022年1月5日", 9, "第一会议室")
    assert (values["主持人"], values["批复时间"], values["实到人数"]) == ("", "", 0)
    assert (values["用谈心谈话登记表"], values["用制度清单"]) == (1, 1)


def test_material_that_nobody_has_written__is_none(prepared):
    assert (prepared[0].values["剖析材料数"], prepared[0].values["剖析材料修改次数"]) == (2, 5)


def test_talks_alone__make_a_campaign():
    campaign, returned = preparation_round()
    summary, book = book_of(dataclasses.replace(campaign, lists=("talk",)), {LEAD: {"talk": returned[LEAD]["talk"]}})
    assert summary.values["未谈对子"] == 3 and summary.values["征求意见数"] == summary.values["未批评对子"] == 0
    assert book.good
