"""The figures, against an independent count in plain Python over generated rounds."""

import collections
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.summary.rounds import (
    MEETING,
    TODAY,
    campaign_of,
    summed,
)

UNCLEAR = "未明确"
SUBJECTS, CLASSES = ("领导班子", "班子成员", "乱写"), ("即知即改", "阶段性整改", "长期整改", "")
PROGRESS = ("未启动", "正在推进", "已完成", "申请延期", "")
ASPECTS = ("带头深刻感悟“两个确立”的决定性意义", "没有这个方面", "")
SOURCES = ("调研发现", "群众反映、调研发现", "道听途说", "")
DEADLINES = ("2022-03-31", "2022-03-30", "2022-03-01", "2022-04-10", "2022-04-25", "长期坚持", "看不懂")
PEOPLE = ("王五", "赵六")
UNITS = ("市委常委班子", "市教育局", "市公安局")

problem = st.fixed_dictionaries(
    {
        "主体类型": st.sampled_from(SUBJECTS),
        "姓名": st.sampled_from((*PEOPLE, "外人", "")),
        "整改类别": st.sampled_from(CLASSES),
        "对照检查方面": st.sampled_from(ASPECTS),
        "问题来源": st.sampled_from(SOURCES),
        "是否先行先改": st.sampled_from(("是", "否", "")),
        "上年度是否已查摆": st.sampled_from(("是", "否", "")),
    }
)
measure = st.fixed_dictionaries(
    {
        "问题编号": st.sampled_from(("WT-001", "WT-002", "WT-003", "WT-009", "")),
        "整改进展": st.sampled_from(PROGRESS),
        "整改时限": st.sampled_from(DEADLINES),
        "延期至": st.sampled_from(("", "2022-05-01", "2022-03-02")),
        "是否销号": st.sampled_from(("是", "否", "")),
        "新建制度数": st.sampled_from(("", "1", "3", "好几项")),
    }
)
returned_lists = st.fixed_dictionaries(
    {"problem": st.lists(problem, max_size=5), "rectification": st.lists(measure, max_size=7)}
)
rounds = st.dictionaries(st.sampled_from(UNITS), returned_lists)


def numbered(returned):
    """Return the rows of a round with the numbers that the office gave them."""
    return {
        unit: {
            "problem": [{"问题编号": f"WT-{n:03d}", **row} for n, row in enumerate(lists["problem"], 1)],
            "rectification": [{"措施编号": f"CS-{n:03d}", **row} for n, row in enumerate(lists["rectification"], 1)],
        }
        for unit, lists in returned.items()
    }


def among(value, known):
    return value if value in known else UNCLEAR


def rolled(progress):
    if not progress or "" in progress:
        return UNCLEAR
    if set(progress) == {"已完成"}:
        return "已完成"
    if "申请延期" in progress:
        return "申请延期"
    return "未启动" if set(progress) == {"未启动"} else "正在推进"


def by_hand(rows):
    """Return every problem with its unit, and every measure with what its problem says, told by hand."""
    problems, measures = [], []
    for unit, lists in rows.items():
        first = {}
        for row in lists["problem"]:
            own = [m for m in lists["rectification"] if m["问题编号"] == row["问题编号"]]
            told = {
                "unit": unit,
                "subject": among(row["主体类型"], SUBJECTS[:2]),
                "category": among(row["整改类别"], CLASSES[:3]),
                "progress": rolled([m["整改进展"] for m in own]),
                "aspect": among(row["对照检查方面"], ASPECTS[:1]),
                "source": among(row["问题来源"].split("、")[0], (*SOURCES[:1], "群众反映")),
                "closed": bool(own) and all(m["是否销号"] == "是" for m in own),
                "measures": len(own),
                "name": row["姓名"] or UNCLEAR,
                **{key: row[key] for key in ("是否先行先改", "上年度是否已查摆")},
            }
            problems.append(told)
            first.setdefault(row["问题编号"], told)
        for row in lists["rectification"]:
            there = first.get(row["问题编号"])
            measures.append({**row, "unit": unit, "problem": there, "left": days_left(row)})
    return problems, measures


def days_left(row):
    """Return the days left until the deadline; what a unit wishes does not put it off."""
    text = row["整改时限"]
    return (dt.date.fromisoformat(text) - TODAY).days if text[:2] == "20" else None


def is_open(measure):
    kept_up = (measure["problem"] or {}).get("category") == "长期整改"
    return measure["整改进展"] in ("未启动", "正在推进", "申请延期") and measure["left"] is not None and not kept_up


def counted(items, *keys):
    return collections.Counter(tuple(one[key] for key in keys) for one in items)


def table_of(summary, key):
    """Return the cross part of a table as a Counter by row and column values."""
    table = summary.find_table(key)
    return collections.Counter(
        {
            (*row.key, *column.key): value
            for row, values in zip(table.rows, table.values, strict=True)
            if row.kind == "row"
            for column, value in zip(table.columns, values, strict=True)
            if column.cross and value
        }
    )


@settings(max_examples=examples(30))
@given(rounds)
def test_tables_and_figures__equal_a_count_by_hand(returned):
    rows = numbered(returned)
    summary, _ = summed(campaign_of(dict.fromkeys(UNITS, PEOPLE)), rows)
    problems, measures = by_hand(rows)
    lead = [one for one in problems if one["unit"] == UNITS[0]]
    people = [one for one in problems if one["subject"] == "班子成员"]
    assert table_of(summary, "problem.cross.all") == counted(problems, "subject", "category", "progress")
    assert table_of(summary, "problem.cross.lead") == counted(lead, "subject", "category", "progress")
    assert table_of(summary, "problem.by_aspect.all") == counted(problems, "aspect", "category")
    assert table_of(summary, "problem.by_source.all") == counted(problems, "source", "category")
    assert table_of(summary, "problem.by_unit.all") == counted(problems, "unit", "category")
    assert table_of(summary, "problem.members.all") == counted(people, "unit", "name", "category", "progress")
    assert table_of(summary, "rectification.cross.all") == collections.Counter(
        (
            (m["problem"] or {}).get("subject", UNCLEAR),
            (m["problem"] or {}).get("category", UNCLEAR),
            m["整改进展"] or UNCLEAR,
        )
        for m in measures
    )
    figures = {named.name: value for named, value in summary.figures}
    assert figures["逾期措施数"] == sum(is_open(m) and m["left"] < 0 for m in measures)
    assert figures["临期措施数"] == sum(is_open(m) and 0 <= m["left"] <= 20 for m in measures)
    assert figures["全部问题销号数"] == sum(one["closed"] for one in problems)
    assert figures["无措施问题数"] == sum(one["measures"] == 0 for one in problems)
    assert figures["无问题措施数"] == sum(m["problem"] is None for m in measures)
    assert figures["先行先改问题"] == sum(one["是否先行先改"] == "是" for one in problems)
    assert figures["上年度问题_已完成"] == sum(
        one["上年度是否已查摆"] == "是" and one["progress"] == "已完成" for one in problems
    )
    assert figures["新建制度数"] == sum(int(m["新建制度数"]) for m in measures if m["新建制度数"].isdigit())
    ending = [one for one in problems if one["category"] != "长期整改"]
    done = sum(one["progress"] == "已完成" for one in ending)
    assert figures["全部问题完成率"] == (done / len(ending) if ending else None)
    assert figures["全部问题坚持推进"] == len(problems) - len(ending)
    assert figures["未报单位数"] == len(UNITS) - len(returned)


@settings(max_examples=examples(20))
@given(rounds)
def test_every_table_of_a_list__has_the_same_total_and_adds_up(returned):
    rows = numbered(returned)
    summary, batch = summed(campaign_of(dict.fromkeys(UNITS, PEOPLE)), rows)
    for table in summary.tables:
        kinds = collections.defaultdict(int)
        for row, values in zip(table.rows, table.values, strict=True):
            kinds[row.kind] += values[table.count_column]
        assert kinds["row"] == kinds["total"] == table.total
        if table.spec.subtotals:
            assert kinds["subtotal"] == table.total
        if not table.spec.when and table.scope == "all":
            assert table.total == len(batch.tables[table.list_key].origin)


def test_the_deadline_of_a_problem__is_the_latest_and_unknown_with_a_measure_for_good():
    due = [("WT-001", "2022-03-31"), ("WT-001", "2022年6月底前"), ("WT-002", "2022-03-31"), ("WT-002", "长期坚持")]
    rows = {
        "problem": [{"问题编号": f"WT-{n:03d}", "存在问题": "具体表现"} for n in (1, 2, 3)],
        "rectification": [
            {"措施编号": f"CS-{n:03d}", "问题编号": number, "整改时限": day} for n, (number, day) in enumerate(due, 1)
        ],
    }
    summary, _ = summed(campaign_of({"市教育局": []}), {"市教育局": rows})
    latest = summary.frames.compute_column("problem", "rollup.deadline")
    assert [str(day)[:10] for day in latest] == ["2022-06-30", "NaT", "NaT"]


def test_days_left__are_reckoned_from_the_day_of_the_figures():
    rows = {"problem": [], "rectification": [{"措施编号": "CS-001", "整改进展": "正在推进", "整改时限": "2022-03-01"}]}
    summary, _ = summed(campaign_of({"市教育局": []}), {"市教育局": rows})
    assert summary.frames.compute_column("rectification", "derived.days").tolist() == [-30]
    assert summary.frames.compute_column("rectification", "derived.urgency").tolist() == ["逾期20天以上"]
    assert MEETING < TODAY
