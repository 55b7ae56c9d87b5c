"""Facts of the meeting in 基本信息: all optional, read where they stand, contradictions said and not refused."""

import datetime as dt

import openpyxl
import pytest

from tests.conftest import write_campaign
from toolkit.errors import CampaignError
from toolkit.pipeline import init, open_workspace

UNITS = [{"code": "01", "name": "市教育局"}]


def facts_of(tmp_path, facts, cut=()):
    """Return the campaign with facts written beside their names; rows of the names in `cut` are emptied."""
    path = write_campaign(tmp_path / "c", units=UNITS) / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["基本信息"].iter_rows():
        if row[0].value in facts:
            row[1].value = facts[row[0].value]
        if row[0].value in cut:
            row[0].value = row[1].value = None
    book.save(path)
    return open_workspace(tmp_path / "c").campaign


def test_form_of_init__asks_for_facts_under_a_heading_of_their_own(tmp_path):
    sheet = openpyxl.load_workbook(init(tmp_path / "c"))["基本信息"]
    names = [row[0].value for row in sheet.iter_rows()]
    assert names.index("会议的事实（只给通报用，可以不填）") + 1 == names.index("请示时间")
    assert not [name for name in names[names.index("请示时间") :] if name and "★" in name]


def test_facts__are_texts_numbers_and_days(tmp_path):
    written = {"请示时间": "2022年1月5日", "会前学习次数": "3次", "会议地点": "第一会议室", "应到人数": 9}
    facts = facts_of(tmp_path, written).facts
    assert facts["请示时间"] == dt.date(2022, 1, 5)
    assert (facts["会前学习次数"], facts["会议地点"], facts["应到人数"]) == (3, "第一会议室", 9)
    assert facts["主持人"] is None and facts["列席人数"] is None


def test_workbook_of_before_there_were_facts__is_read_on(tmp_path):
    campaign = facts_of(
        tmp_path, {}, cut=[f.label for f in facts_of(tmp_path / "x", {}).definition.campaign.settings.facts]
    )
    assert set(campaign.facts.values()) == {None} and campaign.hints == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"应到人数": 9, "实到人数": 10}, "“实到人数”（10）多于“应到人数”（9）"),
        ({"请示时间": "2022-01-12", "批复时间": "2022-01-10"}, "“请示时间”（2022-01-12）晚于“批复时间”（2022-01-10）"),
        ({"批复时间": "2022-01-21"}, "“批复时间”（2022-01-21）晚于“会议日期”（2022-01-20）"),
        ({"情况报告时间": "2022-01-19"}, "“情况报告时间”（2022-01-19）早于“会议日期”（2022-01-20）"),
    ],
)
def test_contradicting_facts__are_said_once_and_used_as_written(tmp_path, facts, words):
    campaign = facts_of(tmp_path, facts)
    (hint,) = map(str, campaign.hints)
    assert words in hint and "基本信息!B" in hint


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("应到人数", "全体", "“应到人数”写的“全体”不是数"),
        ("应到人数", -1, "“应到人数”写的“-1”不是数"),
        ("请示时间", "年初", "“请示时间”写的“年初”不是日期"),
    ],
)
def test_fact_that_means_nothing__is_a_mistake_at_its_cell(tmp_path, name, text, words):
    with pytest.raises(CampaignError) as caught:
        facts_of(tmp_path, {name: text})
    (mistake,) = map(str, caught.value.mistakes)
    assert words in mistake and "基本信息!B" in mistake
