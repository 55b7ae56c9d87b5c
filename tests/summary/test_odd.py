"""Odd rounds and odd definitions: what is stored, what an office program reckons and a count by hand are the same."""

import io

import openpyxl
import pytest

from tests.summary.live import differences, stored
from tests.summary.rounds import (
    book_of,
    campaign_of,
    random_round,
    summed,
)
from tests.tables import SHIPPED
from toolkit.definition import (
    ChoiceList,
    FigureSpec,
    ListingSpec,
    Option,
    Rollup,
    TableSpec,
)
from toolkit.rules import Condition
from toolkit.summary import ListFile


def own(list_key="problem", definition=SHIPPED, **more):
    """Return the shipped definition with more of something in one list."""
    changed = definition.find_list_type(list_key)
    changed = changed.model_copy(update={name: (*getattr(changed, name), *added) for name, added in more.items()})
    lists = [changed if one.key == list_key else one for one in definition.list_types]
    return definition.model_copy(update={"list_types": tuple(lists)})


def rows(problems, measures=(), duties=()):
    def numbered(heading, mask, given):
        return [{heading: f"{mask}-{n:03d}", **row} for n, row in enumerate(given, 1)]

    return {
        "duty": numbered("职责编号", "ZZ", duties),
        "problem": numbered("问题编号", "WT", problems),
        "rectification": numbered("措施编号", "CS", measures),
    }


def with_labels(definition, **labels):
    lists = [one.model_copy(update={"label": labels.get(one.key, one.label)}) for one in definition.list_types]
    return definition.model_copy(update={"list_types": tuple(lists)})


def patterned():
    """Return a definition whose classes are patterns, and differ in case."""
    values = ("<3个月", "其他*", "A", "a")
    choices = {
        **SHIPPED.choice_lists,
        "category": ChoiceList(key="category", options=[Option(value=v) for v in values]),
    }
    definition = SHIPPED.model_copy(update={"choice_lists": choices})
    rollup = {
        "key": "worst",
        "label": "最重的类别",
        "of": "problem.category",
        "by": "problem.duty_number",
        "steps": [{"value": v, "any": [v]} for v in values],
        "otherwise": "A",
    }
    table = TableSpec(key="worst", label="最重类别", rows="worst", columns="subject_type")
    return own("duty", definition, rollups=[Rollup(**rollup)], tables=[table])


def odd_rounds():
    """Yield name, campaign, returned rows and options of rounds that once were counted wrongly."""
    people = {"市教育局": ["王五", "赵六"], "市公安局": ["Li"], "市民政局": ["LI"]}
    some = rows(
        [{"整改类别": "即知即改", "责任领导(认领人)": "王五"}] * 3, [{"问题编号": "WT-003", "责任领导": "赵六"}] * 4
    )
    yield "sheets", *random_round(3, 2, 7, 9), {"sheet_rows": 5}
    beside = {"problem": ListFile(path="数据/problem.parquet", columns={})}
    yield "beside", *random_round(3, 2, 7, 9), {"beside": beside}
    yield "quotes", campaign_of(people, with_labels(SHIPPED, problem='检视"问题"清单')), {"市教育局": some}, {}
    twice = FigureSpec(key="twice", label="两次", when={"progress": ["已完成", "已完成"]})
    counted = TableSpec(key="twice", label="两次", rows="category", figures=["twice"])
    done = rows([{"整改类别": "即知即改"}], [{"问题编号": "WT-001", "整改进展": "已完成"}])
    yield "twice", campaign_of(people, own(figures=[twice], tables=[counted])), {"市教育局": done}, {}
    finished = {"key": "finished", "label": "完成日", "of": "rectification.finish_date"}
    taken = Rollup(**finished, by="rectification.problem_number", take="latest")
    days = [{"问题编号": "WT-001", "实际完成时间": "2022-03-15"}, {"问题编号": "WT-002", "实际完成时间": "看不懂"}]
    yield "dates", campaign_of(people, own(rollups=[taken])), {"市教育局": rows([{}, {}], days)}, {}
    asked = ListingSpec(key="few", label="有制度的", when={"new_rules": Condition(min=1)}, show=["number"])
    unread = rows([{}], [{"新建制度数": "两三项"}, {"新建制度数": "2"}])
    yield "numbers", campaign_of(people, own("rectification", listings=[asked])), {"市教育局": unread}, {}
    kinds = [{"整改类别": value, "对应职责编号": "ZZ-001"} for value in ("其他*", "A", "a", "<3个月", "其他的")]
    duty = [{"主体类型": "领导班子"}]
    yield "patterns", campaign_of(people, patterned()), {"市教育局": rows(kinds, duties=duty)}, {}
    case = {"市公安局": rows([], duties=[{"姓名": "LI", "主体类型": "班子成员"}]), "市民政局": rows([])}
    yield "case", campaign_of(people), case, {}
    share = TableSpec(key="share", label="占比", rows="@unit", figures=["rectification.done_rate"])
    yield "shares", campaign_of(people, own(tables=[share])), {"市教育局": done, "市公安局": some}, {"many_records": 0}
    yield "leaders", campaign_of(people), {"市教育局": some}, {}
    long = rows([{"责任领导(认领人)": "长" * 300}], [{"责任单位": "单" * 250, "问题编号": "WT-001"}])
    yield "long", campaign_of(people), {"市教育局": long}, {}


ROUNDS = {name: (campaign, returned, more) for name, campaign, returned, more in odd_rounds()}


@pytest.mark.slow
@pytest.mark.libreoffice
def test_odd_rounds__are_reckoned_as_they_are_stored(office, tmp_path):
    jobs, made = [], {}
    for name, (campaign, returned, more) in ROUNDS.items():
        made[name] = book_of(campaign, returned, **more)[1]
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(made[name].content)
        jobs.append({"open": str(path), "steps": [["recalculate"]], "values": True})
    for name, values in zip(made, office(jobs, tmp_path), strict=True):
        assert (name, differences(stored(made[name].content), values)) == (name, [])
        assert (name, made[name].good) == (name, True)


def test_measures_led_by_others__have_rows_of_their_own():
    campaign, returned, _ = ROUNDS["leaders"]
    table = summed(campaign, returned)[0].find_table("problem.by_leader.all")
    place = table.find_column_index("rectification.count")
    assert {row.key: values[place] for row, values in zip(table.rows, table.values, strict=True)} == {
        ("市教育局", "王五"): 0,
        ("市教育局", "赵六"): 4,
        (): 4,
    }


def test_a_campaign_of_two_lists__loses_only_what_needs_the_third():
    campaign = campaign_of({"市教育局": ["王五"]}, lists=("duty", "problem"))
    returned = {"市教育局": rows([{"整改类别": "即知即改", "主体类型": "领导班子", "问题来源": "其他"}] * 3)}
    summary, made = book_of(campaign, returned)
    figures = {named.name: value for named, value in summary.figures if not named.unused}
    assert figures["全部问题"] == figures["班子问题_即知即改"] == 3
    assert not {"全部问题完成率", "全部问题_已完成", "全部措施", "逾期措施数"} & set(figures)
    assert summary.find_table("problem.by_source.all").total == summary.find_table("problem.cross.all").total == 3
    assert made.good


def test_a_formula_too_long__keeps_its_value_and_is_named():
    progress, sources = SHIPPED.find_choice_list("progress").values, SHIPPED.find_choice_list("source").values
    classes = SHIPPED.find_choice_list("category").values
    wide = FigureSpec(
        key="wide", label="宽", when={"progress": list(progress), "source": list(sources), "category": list(classes)}
    )
    share = FigureSpec(key="wide_rate", label="占比", share="wide")
    table = TableSpec(key="wide", label="宽表", rows="@unit", figures=["wide", "wide_rate"])
    campaign = campaign_of({"市教育局": []}, own(figures=[wide, share], tables=[table]))
    one = {"整改类别": "即知即改", "问题来源": "其他"}
    returned = {"市教育局": rows([one, {"整改类别": "即知即改"}], [{"问题编号": "WT-001", "整改进展": "已完成"}])}
    summary, made = book_of(campaign, returned)
    made_table = summary.find_table("problem.wide.all")
    assert made_table.values[-1] == (2, 1, 0.5)
    path = openpyxl.load_workbook(io.BytesIO(made.content), data_only=True)
    said = [str(cell.value) for row in path["核对"].iter_rows() for cell in row]
    assert any("格的公式太长，写的是数值：宽表" in text for text in said)
    assert 0.5 in [cell.value for row in path["宽表"].iter_rows() for cell in row]
