"""The labels of charts: a unit without a figure says why, a unit at zero does not, and many names have a line each."""

from tests.summary.rounds import campaign_of, random_round, summed
from toolkit.summary.bulletin_charts import build_chart_data
from toolkit.summary.chart_labels import choose_chart_column, render_chart_labels


def by_unit(campaign, returned):
    summary, _ = summed(campaign, returned)
    return summary, summary.find_table("problem.by_unit.all")


def test_unit_that_returned_nothing__says_so_beside_units_at_zero():
    campaign, returned = random_round(3, 2, 2, 2)
    del returned["单位001"]
    for row in (row for lists in returned.values() for row in lists["rectification"]):
        row["整改进展"] = "正在推进"
        row["整改时限"] = "2022-06-30"
    for row in (row for lists in returned.values() for row in lists["problem"]):
        row["整改类别"] = "即知即改"
    summary, table = by_unit(campaign, returned)
    labels = dict(zip(render_chart_labels(table), table.values, strict=False))
    assert set(labels) == {"单位000", "单位001（未报）", "单位002"}
    assert labels["单位000"][choose_chart_column(table)] == 0
    drawn = next(chart for chart in build_chart_data(summary) if chart.kind == "rate")
    assert "单位001（未报）" in drawn.categories and set(drawn.categories) <= set(labels)


def test_unit_with_nothing_that_can_be_completed__has_a_dash_and_not_its_state():
    campaign, returned = random_round(2, 2, 2, 2)
    for row in returned["单位001"]["problem"]:
        row["整改类别"] = "长期整改"
    for row in returned["单位001"]["rectification"]:
        row["整改进展"] = "正在推进"
    _, table = by_unit(campaign, returned)
    assert "单位001（—）" in render_chart_labels(table)


def test_long_names_of_many_units__are_cut_in_the_middle_and_stay_apart():
    names = {f"青岚市国有资产监督管理和公共资源交易中心第{place:02d}分部": ["王五"] for place in range(12)}
    _, table = by_unit(campaign_of(names), {})
    labels = render_chart_labels(table)
    assert len(set(labels)) == 12
    assert all(len(label.partition("（")[0]) == 13 for label in labels)


def test_long_names_of_few_units__stay_whole():
    name = "青岚市国有资产监督管理和公共资源交易中心"
    _, table = by_unit(campaign_of({name: ["王五"]}), {})
    assert render_chart_labels(table) == (f"{name}（未报）",)
