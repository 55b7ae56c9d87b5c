"""The figures, against an independent count in plain Python over generated records."""

import collections

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables import batch_of
from toolkit.pipeline import merge, write_merge
from toolkit.summary import tabulate
from toolkit.summary.rollup import roll_up

SUBJECTS, CLASSES = ("领导班子", "班子成员", "乱写"), ("即知即改", "阶段性整改", "长期整改", "")
PROGRESS = ("未启动", "正在推进", "已完成", "申请延期", "")


def table_of(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def rolled(progress):
    if not progress or "" in progress:
        return "未明确"
    if set(progress) == {"已完成"}:
        return "已完成"
    if "申请延期" in progress:
        return "申请延期"
    return "未启动" if set(progress) == {"未启动"} else "正在推进"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(CLASSES)), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(PROGRESS)), max_size=16),
)
def test_cross_table__equals_a_count_by_hand(problems, measures):
    numbered = [(f"WT-{n:03d}", *problem) for n, problem in enumerate(problems, 1)]
    pointing = [(f"CS-{n:03d}", f"WT-{p + 1:03d}", state) for n, (p, state) in enumerate(measures, 1)]
    batch = batch_of(
        problem=table_of(["问题编号", "主体类型", "整改类别"], numbered),
        rectification=table_of(["措施编号", "问题编号", "整改进展"], pointing),
    )
    expected = collections.Counter()
    for number, subject, category in numbered:
        states = [state for _, problem, state in pointing if problem == number]
        known = subject if subject in SUBJECTS[:2] else "未明确"
        expected[known, category or "未明确", rolled(states)] += 1
    list_type = batch.definition.list_type("problem")
    for spec in list_type.tables:
        table = tabulate(batch, list_type, spec, {"01": "市教育局"})
        assert table.total == len(problems)
        if spec.key == "cross":
            found = {(*row, str(c)): n for row, r in table.counts.iterrows() for c, n in r.items() if n}
            assert found == dict(expected)


@pytest.fixture(scope="module")
def book(collected):
    return openpyxl.load_workbook(write_merge(merge(collected)))


def test_summary__has_front_page_tables_lists_and_reconciliation(book):
    assert book.sheetnames[0] == "汇总首页" and book.sheetnames[-1] == "核对"
    assert {"按单位", "按方面", "按来源", "岗位职责清单", "检视问题清单", "整改落实清单"} <= set(book.sheetnames)


def test_front_page__says_coverage_and_who_is_missing(book):
    line = book["汇总首页"]["A2"].value
    assert line.startswith("青岚市2021年度党史学习教育专题民主生活会\n截至 2022-03-31　")
    assert "共 18 个单位：已报 15（其中有差错 5）· 零报告 1 · 未报 2" in line
    assert "市委统战部" in book["汇总首页"]["A2"].value


def test_merged_rows__say_where_they_came_from_and_carry_their_faults(book):
    sheet = book["整改落实清单"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(rows) == 405
    assert all(row["来源文件"] and row["来源工作表"] and row["来源行"] for row in rows)
    wrong = [row for row in rows if row["填报单位"] == "市公安局" and row["差错数"]]
    assert {row["有差错的栏目"] for row in wrong} == {"整改时限", "实际完成时间", "问题编号"}
    assert "2022年2月30日" in [row["整改时限"] for row in wrong]


def test_text_that_looks_like_a_formula__stays_text(collected):
    book = openpyxl.load_workbook(write_merge(merge(collected)))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_units__all_have_a_row_even_with_nothing(book):
    names = [row[0] for row in book["按单位"].iter_rows(min_row=6, values_only=True)]
    assert {"市委统战部（未报）", "市住房和城乡建设局（未报）", "市人力资源和社会保障局"} <= set(names)


def test_deadline_of_a_problem__is_the_latest_and_unknown_with_a_measure_for_good():
    batch = batch_of(
        problem="| 问题编号 |\n|---|\n| WT-001 |\n| WT-002 |\n| WT-003 |",
        rectification=(
            "| 措施编号 | 问题编号 | 整改时限 |\n|---|---|---|\n| CS-001 | WT-001 | 2022-03-31 |\n"
            "| CS-002 | WT-001 | 2022年6月底前 |\n| CS-003 | WT-002 | 2022-03-31 |\n| CS-004 | WT-002 | 长期坚持 |"
        ),
    )
    list_type = batch.definition.list_type("problem")
    latest = roll_up(batch, list_type, next(one for one in list_type.rollups if one.key == "deadline"))
    assert [str(day)[:10] for day in latest] == ["2022-06-30", "NaT", "NaT"]
