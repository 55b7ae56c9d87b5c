"""What a list of the bulletin has: the rows with something in them, their records, and numbers that say the same."""

import dataclasses

import pytest

from tests.bulletin.papers import paper
from tests.summary.live import differences, recalculated, stored
from tests.summary.rounds import book_of, campaign_of, random_round, summed
from tests.tables import SHIPPED
from toolkit.bulletin import TextChoice, open_template
from toolkit.definition import ChoiceList, Option
from toolkit.summary import BulletinValues

LEAD, OTHER, SILENT = "市委班子", "市教育局", "市公安局"
PEOPLE = {LEAD: ["王一", "李二"], OTHER: ["张三"], SILENT: ["赵四"]}
ASPECTS = SHIPPED.find_choice_list("aspects").values
LONG = (
    "到基层调研听汇报多、看现场少，对群众反映集中的停车难问题掌握不细；遇到矛盾绕着走，习惯于开会发文部署工作，抓落实的劲头不"
    "足，跟踪问效不够，有的工作一抓了之，群众还有意见"
)


def problem(number, text, aspect=ASPECTS[0], name="", **more):
    subject = "班子成员" if name else "领导班子"
    return {
        "问题编号": f"WT-{number:03d}",
        "主体类型": subject,
        "姓名": name,
        "对照检查方面": aspect,
        "问题来源": "征求意见",
        "存在问题": text,
        "整改类别": "即知即改",
        "责任领导(认领人)": "王一",
        **more,
    }


def measure(number, days="2022-03-01", **more):
    return {
        "措施编号": f"CS-{number:03d}",
        "问题编号": "WT-001",
        "整改措施": "逐项整改",
        "责任领导": "王一",
        "责任单位": "办公室",
        "整改时限": days,
        "整改进展": "正在推进",
        **more,
    }


RETURNED = {
    LEAD: {
        "problem": [
            problem(1, "学习不深入。"),
            problem(2, LONG, ASPECTS[2]),
            problem(3, "抓落实不够", ASPECTS[2]),
            problem(4, "调查研究少", name="李二"),
            problem(5, "写错了方面的", "没有的方面"),
        ],
        "rectification": [measure(1)],
    },
    OTHER: {"problem": [problem(1, "别的单位的问题", ASPECTS[1])], "rectification": [measure(1), measure(2)]},
}


def values_of(campaign=None, returned=RETURNED, **more):
    summary, _ = summed(campaign or campaign_of(PEOPLE), returned)
    return BulletinValues(summary=summary, missing=(LEAD, SILENT), **more).collect_values()


def told(rows):
    return [(row["名称"], row["问题数"], [each["文字"] for each in row["问题"]]) for row in rows]


def test_aspects_without_problems__are_not_listed_and_not_counted():
    values = values_of()
    assert [row["名称"] for row in values["班子方面"]] == [ASPECTS[0], ASPECTS[2]]
    assert values["班子方面数"] == 2 and values["班子方面未明确数"] == 1


def test_texts_of_the_team__stand_under_their_aspect_without_those_of_others():
    first, second = told(values_of()["班子方面"])
    assert first == (ASPECTS[0], 1, ["学习不深入。"])
    assert second[1] == 2 and second[2][1] == "抓落实不够。"


def test_long_text__is_cut_behind_a_whole_clause():
    text = values_of()["班子方面"][1]["问题"][0]["文字"]
    assert text.endswith("……") and LONG.startswith(text.removesuffix("……")) and len(text) <= 82
    assert LONG[len(text) - 2] in "，；。"


def test_members_without_aspects_of_their_own__are_grouped_by_those_of_the_team():
    (row,) = values_of()["成员方面"]
    assert told([row]) == [(ASPECTS[0], 1, ["调查研究少。"])] and row["问题"][0]["姓名"] == "李二"


def members_have_aspects(*values):
    own = ChoiceList(key="member_aspects", options=tuple(Option(value=value) for value in values))
    return campaign_of(PEOPLE, SHIPPED.replace_choices(own))


def test_members_with_aspects_of_their_own__are_grouped_by_them():
    rows = [problem(1, "一", name="李二", 成员方面="履职尽责"), problem(2, "二", name="王一"), problem(3, "三")]
    values = values_of(members_have_aspects("理论学习", "履职尽责"), {LEAD: {"problem": rows}})
    assert told(values["成员方面"]) == [("履职尽责", 1, ["一。"])]
    assert (values["成员方面数"], values["成员方面未明确数"]) == (1, 1)


def test_column_of_an_optional_choice_list__is_there_only_with_values():
    bare, own = campaign_of(PEOPLE).definition, members_have_aspects("理论学习").definition
    assert not bare.find_list_type("problem").has_column("member_aspect")
    assert own.find_list_type("problem").has_column("member_aspect")
    assert bare.compute_digest("problem") != own.compute_digest("problem")
    gone = own.replace_choices(ChoiceList(key="member_aspects", options=()))
    assert gone.compute_digest("problem") == bare.compute_digest("problem")


def test_office__leaves_a_text_out_or_words_it_anew():
    choices = {
        ("problem", "001", "WT-002"): TextChoice(printed=False),
        ("problem", "001", "WT-003"): TextChoice(wording="抓落实的韧劲不足"),
    }
    row = values_of(choices=choices)["班子方面"][1]
    assert told([row]) == [(ASPECTS[2], 2, ["抓落实的韧劲不足。"])] and row["印发数"] == 1


def test_lead_team__is_left_out_where_units_are_named_and_counted_in_the_totals():
    values = values_of()
    assert values["逾期措施数"] == 3 and values["点名逾期措施数"] == 2
    assert [row["单位"] for row in values["逾期清单"]] == [OTHER, OTHER] and values["逾期清单数"] == 2
    assert values["点名未报单位"] == SILENT and values["未报单位"] == f"{LEAD}、{SILENT}"


def test_lead_team__is_named_like_others_where_the_definition_says_so():
    plain = SHIPPED.model_copy(update={"summary": SHIPPED.summary.model_copy(update={"spare_lead": False})})
    values = values_of(campaign_of(PEOPLE, plain))
    assert values["点名逾期措施数"] == values["逾期措施数"] == values["逾期清单数"] == 3


def test_units_with_nothing_in_a_list__are_named_but_for_those_that_need_not_report_it():
    campaign = campaign_of(PEOPLE)
    units = [dataclasses.replace(unit, lists=("problem",) if unit.name == OTHER else ()) for unit in campaign.units]
    values = values_of(dataclasses.replace(campaign, units=tuple(units)))
    assert (
        values["未列职责单位"] == [] and values["未列职责单位数"] == 0
    )  # one is the lead team, one need not report it
    assert [row["名称"] for row in values["未列措施单位"]] == [] and values["未列问题单位数"] == 0
    values = values_of()
    assert [row["名称"] for row in values["未列职责单位"]] == [OTHER] and values["未列职责单位数"] == 1


def test_members_without_anything__are_named_with_their_posts():
    values = values_of()
    assert values["无问题成员"] == [{"单位": OTHER, "姓名": "张三", "职务": "委员"}]
    assert (values["无问题成员数"], values["全部无问题成员数"]) == (1, 2)
    assert [row["姓名"] for row in values["无职责成员"]] == ["张三"] and values["无职责成员数"] == 3


def test_days_of_a_list__are_printed_as_documents_write_them():
    extended = measure(1, "2022-01-31", 批准时限="2022-05-20")
    (row,) = values_of(returned={OTHER: {"problem": [problem(1, "问题")], "rectification": [extended]}})["延期清单"]
    assert (row["原时限"], row["现时限"]) == ("2022年1月31日", "2022年5月20日")


@pytest.mark.parametrize("seed", range(3))
def test_numbers_said__are_the_numbers_listed(seed):
    summary, _ = summed(*random_round(3, 3, 12, 12, seed=seed))
    values = BulletinValues(summary=summary, missing=()).collect_values()
    spec = SHIPPED.summary
    for series in spec.series:
        assert not series.count or values[series.count] == len(values[series.name])
        for row in values[series.name] if series.inside and series.inside.count else ():
            assert row[series.inside.count] == len(row[series.inside.name]) == row["问题数"]
    for name, total in (("班子方面", "班子问题"), ("成员方面", "成员问题")):
        assert sum(row["问题数"] for row in values[name]) + values[f"{name}未明确数"] == values[total]


TEMPLATE = (
    "{% for 项 in 班子方面 %}{{ 项.名称 }}{{ 项.问题数 }}个，印{{ 项.印发数 }}个"
    "{% for 条 in 项.问题 %}：{{ 条.编号 }}{{ 条.文字 }}{% endfor %}；{% endfor %}",
    "共{{ 班子方面数 }}个方面，另有{{ 班子方面未明确数 }}个不明；来源{{ 班子来源数 }}个；"
    "逾期{{ 逾期清单数 }}条、{{ 点名逾期措施数 }}条",
    "{% for 条 in 延期清单 %}{{ 条.单位 }}{{ 条.原时限 }}到{{ 条.现时限 }}{% endfor %}共{{ 延期清单数 }}条",
    "{% for 条 in 退回清单 %}{{ 条.编号 }}{{ 条.措施 }}（{{ 条.现时限 }}）{% endfor %}共{{ 退回清单数 }}条",
    "{% for 条 in 未列职责单位 %}{{ 条.名称 }}{% endfor %}{{ 未列职责单位数 }}",
)


@pytest.mark.libreoffice
@pytest.mark.parametrize("more", [{}, {"many_records": 0}], ids=["plain", "blocks"])
def test_sentences_over_lists__are_the_same_in_the_document_and_live(office, tmp_path, more):
    campaign = campaign_of(PEOPLE)
    returned = {
        **RETURNED,
        OTHER: {
            **RETURNED[OTHER],
            "rectification": [
                measure(1, 批准时限="2022-05-20", 当前状态="已延期"),
                measure(2, 当前状态="退回整改"),
            ],
        },
    }
    template = open_template(paper(*TEMPLATE))
    _, book = book_of(
        campaign, returned, templates={"通报": template}, template_values=values_of(campaign, returned), **more
    )
    live = recalculated(office, tmp_path, book.content)
    assert book.good and differences(stored(book.content), live) == []
    (wording,) = (cells for name, cells in live.items() if "另有1个不明" in str(cells.get("A5")))
    assert wording["A7"] == "CS-002逐项整改（）共1条"
    assert f"印2个：WT-002{LONG[:20]}" in wording["A4"] and "共2个方面，另有1个不明" in wording["A5"]
