"""What the bulletin of the meeting says of a whole preparation, and what it leaves out where nothing is known."""

import dataclasses
import datetime as dt
import re

import pytest

from tests.bulletin.papers import texts_of
from tests.summary.preparation import LEAD, OTHER, TEAM, preparation_round, talk
from tests.summary.rounds import campaign_of, summed
from toolkit.bulletin import TextChoice
from toolkit.pipeline.bulletins import collect_bulletin_values, start_bulletins

MEETING, PROGRESS = "会议情况通报.docx", "整改落实情况通报.docx"
FACTS = {
    "请示时间": dt.date(2022, 1, 5),
    "会前学习次数": 3,
    "会前学习内容": "党的十九届六中全会精神",
    "会议时间": "上午9时至12时",
    "会议地点": "市委第一会议室",
    "主持人": "王大明同志",
    "指导组": "省委第一督导组",
    "应到人数": 4,
    "实到人数": 4,
    "列席人数": 2,
    "列席人员": "市人大、市政协主要负责同志",
    "情况报告时间": dt.date(2022, 1, 28),
}
ASPECTS = campaign_of({LEAD: TEAM}).definition.find_choice_list("aspects").values


def problems(count):
    """Return problems of the team and of its members in three of the aspects."""
    return [
        {
            "问题编号": f"WT-{number:03d}",
            "主体类型": "班子成员" if number % 3 == 0 else "领导班子",
            "姓名": TEAM[number % 4] if number % 3 == 0 else "",
            "对照检查方面": ASPECTS[number % 3],
            "问题来源": "谈心谈话",
            "存在问题": f"第{number}项工作研究部署多，跟踪问效少。",
            "整改类别": "即知即改",
        }
        for number in range(1, count + 1)
    ]


def said(campaign, returned, facts=(), file=MEETING, choices=None):
    """Return the texts of a bulletin; `facts` are those of the meeting that somebody filled in."""
    known = {fact.label: None for fact in campaign.definition.campaign.settings.facts} | dict(facts)
    summary, _ = summed(dataclasses.replace(campaign, facts=known), returned)
    missing = tuple(unit.name for unit in campaign.units if unit.name not in returned)
    done = start_bulletins(summary, collect_bulletin_values(summary, missing, choices))
    assert not done.mistakes
    return texts_of(done.documents[file])


@pytest.fixture(scope="module")
def whole():
    campaign, returned = preparation_round()
    returned[LEAD] = {**returned[LEAD], "problem": problems(9)}
    return said(campaign, returned, FACTS)


def test_whole_preparation__is_told_stage_by_stage(whole):
    heads = [text for text in whole if text in ("会前准备情况", "会议召开情况", "会后整改情况")]
    assert heads == ["会前准备情况", "会议召开情况", "会后整改情况"]
    for sentence in (
        "2022年1月5日，就召开会议向上级党组织请示。",
        "会前组织集中学习3次，学习了党的十九届六中全会精神。",
        "会议应到4人，实到4人。列席2人（市人大、市政协主要负责同志）。省委第一督导组到会指导。",
        "2022年1月20日上午9时至12时，在市委第一会议室召开某市民主生活会。王大明同志主持会议。",
        "共征求意见3条，其中对领导班子的2条、对班子成员的1条。",
        "班子成员之间提出批评意见4条",
        "2022年1月28日，向上级党组织报告了会议情况。",
    ):
        assert sentence in "".join(whole), sentence


def test_number_of_aspects_and_problems_said__is_the_number_printed(whole):
    (line,) = (text for text in whole if "个方面查摆问题" in text and not text.startswith("班子成员"))
    aspects, count = map(int, re.findall(r"从(\d+)个方面查摆问题(\d+)个", line)[0])
    start = whole.index(line) + 1
    end = next(place for place in range(start, len(whole)) if whole[place] == "班子成员查摆的问题")
    heads = [text for text in whole[start:end] if "方面（" in text]
    assert len(heads) == aspects and [head.split(".")[0] for head in heads] == [str(n + 1) for n in range(aspects)]
    assert sum(text.startswith("（") for text in whole[start:end]) == count
    assert sum(int(number) for head in heads for number in re.findall(r"（(\d+)个）", head)) == count


def test_pairs_that_have_not_talked__are_not_told_to_all_units(whole):
    assert "班子成员之间谈了3对。" in "".join(whole) and not any("未谈" in text or "没有谈" in text for text in whole)


def test_all_pairs_that_have_talked__are_told():
    campaign, returned = preparation_round()
    pairs = [(first, second) for place, first in enumerate(TEAM) for second in TEAM[place + 1 :]]
    kinds = {TEAM[0]: "主要负责同志与成员"}
    talks = [talk(n, *pair, kinds.get(pair[0], "成员之间"), "2022-01-05") for n, pair in enumerate(pairs, 1)]
    returned[LEAD] = {**returned[LEAD], "talk": talks}
    assert "班子成员之间应谈的6对全部谈到。" in "".join(said(campaign, returned))


def test_head_of_a_guiding_group_without_its_name__is_told():
    campaign = campaign_of({LEAD: TEAM, OTHER: []})
    assert "到会指导" not in "".join(said(campaign, {}))
    assert "陈立到会指导。" in "".join(said(campaign, {}, {"指导组组长": "陈立"}))


def test_measures_that_go_on_for_long__are_not_called_done():
    campaign = campaign_of({LEAD: TEAM, OTHER: []})
    rows = [
        {"措施编号": "CS-001", "问题编号": "WT-001", "整改时限": "2022-01-30", "整改进展": "已完成"},
        {"措施编号": "CS-002", "问题编号": "WT-002", "整改时限": "长期坚持", "整改进展": "正在推进"},
    ]
    long_term = [problems(1)[0], {**problems(2)[1], "整改类别": "长期整改"}]
    returned = {OTHER: {"problem": long_term, "rectification": rows}}
    texts = "".join(said(campaign, returned, file=PROGRESS))
    assert f"措施完成率100%的单位1个：{OTHER}。" in texts and "措施全部完成" not in texts


def test_aspect_of_which_the_office_prints_nothing__says_so():
    campaign = campaign_of({LEAD: TEAM, OTHER: []})
    chosen = {("problem", campaign.units[0].code, "WT-002"): TextChoice(printed=False)}
    texts = said(campaign, {LEAD: {"problem": problems(2)}}, choices=chosen)
    (without,) = (text for text in texts if text.endswith("方面（1个，略）"))
    assert ASPECTS[2] in without and sum(text.startswith("（") for text in texts) == 1


def test_without_facts_and_preparation__there_is_no_such_stage():
    campaign = campaign_of({LEAD: TEAM, OTHER: []})
    texts = said(campaign, {LEAD: {"problem": problems(3)}})
    assert "会前准备情况" not in texts and "会议组织" not in texts and "领导班子查摆的问题" in texts
    assert not re.search(r"(?<!\d)0[个人次条项]|（）|，，|，。|。。|None", "".join(texts))


@pytest.mark.parametrize("file", [MEETING, PROGRESS])
def test_nothing_returned__has_no_empty_annex_and_no_zeros(file):
    texts = said(campaign_of({LEAD: TEAM}), {}, file=file)
    assert not any("附件" in text for text in texts)
    assert not re.search(r"(?<!\d)0[个人次条项]|（）|，，|，。", "".join(texts))


def test_lead_team__is_not_put_to_shame_before_all_units():
    campaign = campaign_of({LEAD: TEAM, OTHER: ["甲一"]})
    rows = [{"职责编号": "ZZ-001", "主体类型": "领导班子", "岗位职责": "全面负责"}]
    texts = "".join(said(campaign, {OTHER: {"duty": rows}}))
    assert "没有报送的单位" not in texts and f"1名成员没有列出岗位职责：{OTHER}甲一。" in texts
    assert not any(name in texts for name in TEAM)


def test_units_named_without_the_lead_team__are_not_counted_as_if_they_were_all():
    campaign = campaign_of({LEAD: TEAM, OTHER: [], "某某中心": []})
    texts = "".join(said(campaign, {OTHER: {"problem": problems(2)}}))
    assert "没有报送的单位：某某中心。" in texts
    named = "".join(said(campaign, {LEAD: {"problem": problems(2)}, OTHER: {"problem": problems(2)}}, file=PROGRESS))
    assert f"没有整改措施的问题4个，其中有关单位的2个（{OTHER}WT-001、{OTHER}WT-002）" in named
    assert "没有报送的单位1个：某某中心。" in named


@pytest.mark.parametrize("file", [MEETING, PROGRESS])
def test_without_the_list_of_measures__no_progress_is_claimed(file):
    campaign = campaign_of({LEAD: TEAM, OTHER: []}, lists=("problem",))
    texts = "".join(said(campaign, {LEAD: {"problem": problems(3)}, OTHER: {"problem": problems(3)}}, file=file))
    assert "即知即改2个。" in texts and "尚未完成" not in texts


def test_without_problems_and_measures__progress_has_no_heading_without_text():
    campaign = campaign_of({LEAD: TEAM, OTHER: []}, lists=("duty",))
    rows = [{"职责编号": "ZZ-001", "主体类型": "领导班子", "岗位职责": "全面负责"}]
    assert "各单位整改情况" not in said(campaign, {LEAD: {"duty": rows}}, file=PROGRESS)
