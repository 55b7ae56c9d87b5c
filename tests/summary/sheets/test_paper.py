"""领导审阅.xlsx: the sheets that leaders read on paper, and nothing else that a program would print."""

import io

import openpyxl
import pandas as pd
import pytest

from tests.summary.rounds import book_of, campaign_of
from toolkit.definition import load_definition
from toolkit.pipeline.merging import build_merge
from toolkit.summary import SummaryInput, build_paper


@pytest.fixture(scope="module")
def written(merged):
    _, contents = build_merge(merged)
    return {path.name: content for path, content in contents.written.items()}


@pytest.fixture(scope="module")
def paper(written):
    return openpyxl.load_workbook(io.BytesIO(written["领导审阅.xlsx"]))


@pytest.fixture(scope="module")
def summary(written):
    return openpyxl.load_workbook(io.BytesIO(written["三类清单汇总.xlsx"]), data_only=True)


def test_paper__has_the_first_page_and_the_sheets_to_be_printed(paper):
    shown = [sheet.title for sheet in paper if sheet.sheet_state == "visible"]
    wanted = [name for name in load_definition().summary.print if not name.endswith("缺口")]  # of lists not used here
    assert shown == ["汇总首页", *wanted]


def test_sheets_that_only_charts_need__are_hidden_and_print_nothing(paper):
    hidden = [sheet for sheet in paper if sheet.sheet_state != "visible"]
    assert {sheet.title for sheet in hidden} == {"按类别", "按方面"}
    assert all(sheet.print_area.endswith("$ZZ$1") for sheet in hidden)
    assert len(paper["汇总首页"]._charts) == 3


def test_paper__holds_values_without_formulas_and_links(paper):
    cells = [cell for sheet in paper for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert not [cell.coordinate for cell in cells if cell.value is not None and cell.font.underline]


def test_paper__says_what_the_summary_says(paper, summary):
    for sheet in paper:
        if sheet.sheet_state == "visible":
            mine = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
            theirs = {cell.coordinate: cell.value for row in summary[sheet.title].iter_rows() for cell in row}
            assert mine == pytest.approx({key: theirs[key] for key in mine})


def test_summary__prints_neither_its_merged_lists_nor_its_details(summary):
    silent = [sheet.title for sheet in summary if (sheet.print_area or "").endswith("$ZZ$1")]
    assert silent == ["岗位职责清单", "检视问题清单", "整改落实清单", "单位情况", "成员情况", "明细"]
    assert summary["明细"]["ZZ1"].value is None


def test_every_printed_page__repeats_its_headings_or_is_a_single_one(paper):
    for sheet in paper:
        single = sheet.page_setup.fitToHeight in (None, 1) and sheet.page_setup.fitToWidth in (None, 1)
        several = len(sheet.row_breaks.brk) > 0
        assert single or several or sheet.print_title_rows, sheet.title


def test_long_listing__is_cut_on_paper_and_says_how_many_more_there_are():
    late = {"整改进展": "正在推进", "整改时限": "2022-02-01", "整改措施": "具体做法"}
    rows = [{**late, "措施编号": f"CS-{n:03d}"} for n in range(1, 31)]
    campaign = campaign_of({"市教育局": ["王五"]})
    summary, _ = book_of(campaign, {"市教育局": {"rectification": rows}})
    most = summary.planner.definition.summary.print_rows
    content = build_paper(input_of(summary), good=True)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["逾期清单"]
    texts = [str(row[0].value) for row in sheet.iter_rows(min_row=4) if row[0].value]
    assert texts[0].endswith("：30 条") and texts.count("市教育局") == most
    assert texts[-1] == f"还有 {30 - most} 条没有打印，见“三类清单汇总”的“逾期清单”。"


def input_of(summary):
    """What a workbook of this summary shows, without files."""
    return SummaryInput(
        summary=summary,
        files=pd.DataFrame(),
        cells=pd.DataFrame(),
        coverage={"total": 1, "returned": 1, "faulty": 0, "nil": 0, "missing": 0},
        missing=(),
        folder="../回收",
    )
