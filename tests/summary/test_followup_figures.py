"""The figures of follow-up over two rounds: now, a round ago and the change, against a count by hand."""

import dataclasses
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.summary.live import differences, recalculated, stored
from tests.summary.rounds import (
    book_of,
    campaign_of,
    closing_of,
    random_round,
    second_round,
    summed,
)
from toolkit.summary import collect_followup_facts

UNIT = "市教育局"
CLASSES = ("即知即改", "阶段性整改", "长期整改")
measure = st.fixed_dictionaries(
    {
        "整改进展": st.sampled_from(("未启动", "正在推进", "已完成")),
        "是否销号": st.sampled_from(("是", "否")),
        "整改时限": st.sampled_from(("2022-03-01", "2022-05-01", "长期坚持")),
    }
)
now = st.fixed_dictionaries(
    {
        "整改进展": st.sampled_from(("正在推进", "已完成")),
        "是否销号": st.sampled_from(("是", "否")),
        "整改时限": st.sampled_from(("2022-03-01", "2022-05-01")),
        "批准时限": st.sampled_from(("", "2022-06-01")),
        "当前状态": st.sampled_from(("", "长期坚持", "退回整改")),
        "待审核的申请": st.sampled_from(("", "申请延期", "申请销号")),
        "本期审核结果": st.sampled_from(("", "退回整改", "不同意延期", "重启")),
        "连续无变化期数": st.sampled_from(("0", "2")),
        "办理天数": st.sampled_from(("", "10", "25")),
    }
)


def rows_of(measures):
    problems = [
        {"问题编号": f"WT-{n:03d}", "存在问题": "具体表现", "整改类别": category}
        for n, category in enumerate(CLASSES, 1)
    ]
    heads = dict.fromkeys(head for row in measures for head in row)
    measures = [{**dict.fromkeys(heads, ""), **row} for row in measures]
    numbered = [
        {"措施编号": f"CS-{n:03d}", "问题编号": f"WT-{n % 3 + 1:03d}", **row} for n, row in enumerate(measures, 1)
    ]
    return {UNIT: {"duty": [], "problem": problems, "rectification": numbered}}


def two_rounds(first, second):
    """Return the second round's campaign, rows and opening."""
    campaign = campaign_of({UNIT: []})
    opening = closing_of(campaign, rows_of(first))
    later, rows = second_round(campaign, rows_of(second), opening)
    return later, rows, opening


def is_ending(row, place):
    return place % 3 != 2 and row.get("当前状态") != "长期坚持"


def count(rows, *asked):
    return sum(all(row.get(head) in values for head, values in asked) for row in rows)


DONE, CLOSED = ("整改进展", ("已完成",)), ("是否销号", ("是",))
OPEN = ("是否销号", ("否",))


@settings(max_examples=examples(25))
@given(st.lists(measure, min_size=1, max_size=5), st.lists(now, min_size=5, max_size=7))
def test_figures__are_those_counted_by_hand_now_and_a_round_ago(first, second):
    campaign, rows, opening = two_rounds(first, second)
    values = summed(campaign, rows, opening)[0].values
    known = len(first)

    def expect(name, this, last):
        assert (name, values[f"措施跟踪{name}"]) == (name, this)
        assert (name, values[f"措施跟踪{name}_上期"]) == (name, last)
        change = None if None in (this, last) else pytest.approx(this - last)
        assert (name, values[f"措施跟踪{name}_增减"]) == (name, change)

    def expect_rate(name, part, whole, last_part, last_whole):
        expect(name, part / whole if whole else None, last_part / last_whole if last_whole else None)

    before = [row["是否销号"] == "是" for row in first]
    was_done = [row["整改进展"] == "已完成" for row in first]
    new = second[known:]
    expect("", len(second), known)
    expect("应推进", len(new) + before.count(False), known)
    expect("新列入", len(new), known)
    expect("已完成", count(second, DONE), was_done.count(True))
    newly_done = sum(row["整改进展"] == "已完成" and not old for row, old in zip(second, was_done, strict=False))
    expect("新完成", newly_done + count(new, DONE), was_done.count(True))
    newly = sum(row["是否销号"] == "是" and not old for row, old in zip(second, before, strict=False))
    expect("新销号", newly + count(new, CLOSED), before.count(True))
    expect("已销号", count(second, CLOSED), before.count(True))
    expect("已完成未销号", count(second, DONE, OPEN), count(first, DONE, OPEN))
    expect("已完成已销号", count(second, DONE, CLOSED), count(first, DONE, CLOSED))
    expect_rate("销号率", count(second, CLOSED), len(second), before.count(True), known)
    ending = [row for place, row in enumerate(second, 1) if is_ending(row, place)]
    ended = [row for place, row in enumerate(first, 1) if is_ending(row, place)]
    expect("坚持推进", len(second) - len(ending), known - len(ended))
    expect_rate("完成率", count(ending, DONE), len(ending), count(ended, DONE), len(ended))
    expect("申请延期", count(second, ("待审核的申请", ("申请延期",))), 0)
    expect("已延期", len(second) - count(second, ("批准时限", ("",))), 0)
    expect("退回整改", count(second, ("本期审核结果", ("退回整改",))), 0)
    expect("无变化", count(second, ("连续无变化期数", ("2",)), OPEN), 0)
    days = [int(row["办理天数"]) for row in second if row["是否销号"] == "是" and row["办理天数"]]
    expect("办理天数", int(sum(days) / len(days) * 10 + 0.5) / 10 if days else None, None)


def test_an_extension__puts_off_what_is_overdue_but_not_by_the_first_deadline():
    late = {"整改进展": "正在推进", "整改时限": "2022-03-01"}
    campaign = campaign_of({UNIT: []})
    rows = rows_of(
        [late, {**late, "批准时限": "2022-05-01"}, {**late, "整改进展": "已完成"}, {**late, "延期至": "2022-06-01"}]
    )
    rows[UNIT]["rectification"][1]["问题编号"] = rows[UNIT]["rectification"][3]["问题编号"] = "WT-001"
    summary, _ = summed(campaign, rows)
    assert (summary.values["措施跟踪逾期"], summary.values["措施跟踪原时限逾期"]) == (2, 3)
    lights = summary.frames.compute_column("rectification", "derived.light")
    assert lights.tolist() == ["红", "绿", "已完成", "红"]
    listing = next(one for one in summary.listings if one.key == "rectification.extended")
    assert listing.records == (1,) and {"deadline.date", "approved"} <= {*listing.fields, "deadline.date"}


def test_a_measure_kept_up__is_neither_overdue_nor_due():
    campaign = campaign_of({UNIT: []})
    due = {"整改进展": "正在推进", "整改时限": "2022-03-01", "问题编号": "WT-001"}
    rows = rows_of([{**due, "问题编号": "WT-003"}, {**due, "当前状态": "长期坚持"}])
    summary, _ = summed(campaign, rows)
    assert summary.frames.compute_column("rectification", "derived.urgency").tolist() == ["坚持推进"] * 2
    assert summary.values["逾期措施数"] == summary.values["措施跟踪原时限逾期"] == 0


def test_the_first_round__shows_no_last_value():
    campaign = campaign_of({UNIT: []})
    summary, book = book_of(campaign, rows_of([{"整改进展": "已完成"}]))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content), data_only=True)["跟踪情况"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "措施完成率" in shown and not {"上期", "增减"} & shown
    facts = collect_followup_facts(summary)
    assert facts["round"] == 1 and all(each["last"] is None for each in facts["figures"])


def test_what_a_program_gets__has_each_figure_with_its_last_value_and_the_change():
    campaign, rows, opening = two_rounds([{"整改进展": "正在推进"}], [{"整改进展": "已完成"}, {"整改进展": "已完成"}])
    facts = collect_followup_facts(summed(campaign, rows, opening)[0])
    done = next(each for each in facts["figures"] if each["name"] == "措施跟踪已完成")
    assert (done["value"], done["last"], done["change"], done["whose"]) == (2, 0, 2, "全部单位")
    assert [each["round"] for each in facts["rounds"]] == [1, 2]
    assert [each["已完成"] for each in facts["rounds"]] == [0, 2]


def checks_of(book):
    sheet = openpyxl.load_workbook(io.BytesIO(book.content), data_only=True)["核对"]
    return [[cell.value for cell in row[:7]] for row in sheet.iter_rows() if row[4].value is not None]


def test_opening__is_compared_with_the_closing_of_the_last_round():
    campaign, rows, opening = two_rounds([{"是否销号": "是"}, {"是否销号": "否"}], [{"是否销号": "是"}] * 3)
    _, book = book_of(campaign, rows, opening)
    assert book.good
    lines = {(line[0], line[2]): line[3:] for line in checks_of(book)}
    assert lines["条数", "整改落实清单"] == [2, 2, 0, "一致"]
    assert lines["上期是否销号：是", "整改落实清单"] == [1, 1, 0, "一致"]
    assert lines["上期整改类别：长期整改", "检视问题清单"] == [1, 1, 0, "一致"]


def test_an_item_lost_on_the_way__is_a_difference():
    campaign, rows, opening = two_rounds([{"是否销号": "是"}, {"是否销号": "否"}], [{"是否销号": "是"}])
    _, book = book_of(campaign, rows, opening)
    assert not book.good
    lines = {(line[0], line[2]): line[3:] for line in checks_of(book)}
    assert lines["条数", "整改落实清单"] == [2, 1, -1, "不一致"]
    assert lines["上期是否销号：否", "整改落实清单"] == [1, 0, -1, "不一致"]


def second_random_round(seed=4):
    campaign, returned = random_round(3, 3, 6, 9, seed=seed)
    opening = closing_of(campaign, returned)
    for lists in returned.values():
        for place, row in enumerate(lists["rectification"]):
            row |= {
                "整改进展": "已完成" if place % 2 else row["整改进展"],
                "批准时限": "2022-07-15" if place % 3 else "",
            }
            row |= {
                "办理天数": str(20 + place),
                "连续无变化期数": str(place % 3),
                "是否销号": "是" if place % 4 else "",
            }
        lists["rectification"].append({**lists["rectification"][0], "措施编号": "CS-010"})
    later, rows = second_round(campaign, returned, opening)
    history = {1: opening.figures}
    return later, rows, dataclasses.replace(opening, history=history)


@pytest.mark.libreoffice
@pytest.mark.parametrize("more", [{}, {"many_records": 0}], ids=["plain", "blocks"])
def test_every_formula_of_a_second_round__has_the_value_that_an_office_program_reckons(office, tmp_path, more):
    campaign, rows, opening = second_random_round()
    _, book = book_of(campaign, rows, opening, **more)
    assert book.good
    assert differences(stored(book.content), recalculated(office, tmp_path, book.content)) == []


def test_every_count_of_follow_up__links_to_its_records():
    campaign, rows, opening = second_random_round()
    _, book = book_of(campaign, rows, opening)
    formulas = openpyxl.load_workbook(io.BytesIO(book.content))["跟踪情况"]
    values = openpyxl.load_workbook(io.BytesIO(book.content), data_only=True)["跟踪情况"]
    last = next(row[0].row for row in values.iter_rows() if row[0].value == "各期完成和销号")
    now = [values.cell(row, column) for row in range(6, last) for column in (2, 5)]
    counts = [cell.coordinate for cell in now if isinstance(cell.value, int) and cell.value]
    assert len(counts) > 30
    assert all(str(formulas[place].value).startswith("=HYPERLINK(") for place in counts)
    by_line = {values.cell(row, 1).value: formulas.cell(row, 3).value for row in range(last - 1, 5, -1)}
    assert by_line["已销号"].startswith("=HYPERLINK(")  # a round ago it was the same records, less the new ones
    assert by_line["应推进"].startswith("=通报数据!") or by_line["应推进"].startswith(
        "='通报数据'!"
    )  # only its number is kept
