"""The workbook of a later round in a real office program: hints, ticks, applications, locks."""

import io

import openpyxl
import pytest

from tests.template.later import DONE, PROBLEM, closed, issue_of, measure, problem, workbook_of
from toolkit.layout import FIRST_ROW
from toolkit.template import add_report, build_workbook

LIST, COVER = "整改落实清单", "填报首页"
EXTENDED = {"progress": "申请延期", "extended_to": "2023-03-31", "unfinished_reason": "雨季停工"}
LASTING = {
    "application": "申请转长期",
    "apply_reason": "要常抓",
    "stage_goal": "年内成制度",
    "review_date": "2023-01-10",
}
WANTED = {"application": "申请延期", "extended_to": "2023-03-31", "apply_reason": "雨季停工"}
OVERDUE = {"deadline": "2022-02-01"}
# what a unit reports in the row of an open measure, words that the hint must hold (none: the row is good)
CASES = [
    ({}, ()),
    ({"application": "无"}, ()),
    ({**DONE, "application": "申请销号"}, ()),
    ({"application": "申请销号", "evidence": "记录.pdf"}, ("申请销号，整改进展却不是“已完成”",)),
    ({**DONE, "application": "申请销号", "evidence": ""}, ("申请销号，没有写佐证材料",)),
    ({**DONE, "application": "申请销号", "finish_date": ""}, ("“实际完成时间”必填",)),
    ({**DONE, "application": "申请销号", "effect": ""}, ("“进展情况及成效”必填",)),
    (EXTENDED, ()),
    ({**EXTENDED, "application": "申请延期"}, ()),
    ({**EXTENDED, "unfinished_reason": "", "apply_reason": "雨季停工"}, ()),
    ({**EXTENDED, "unfinished_reason": ""}, ("没有写未完成原因及下步措施",)),
    ({**EXTENDED, "application": "申请销号", "evidence": "记录.pdf"}, ("申请销号，整改进展却不是“已完成”",)),
    (WANTED, ()),
    ({**WANTED, "extended_to": ""}, ("申请延期，没有写“延期至”",)),
    ({**WANTED, "extended_to": "2022-05-01"}, ("“延期至”没有晚于整改时限",)),
    ({**WANTED, "apply_reason": ""}, ("申请延期，没有写申请理由",)),
    ({**WANTED, "apply_reason": "", "unfinished_reason": "雨季停工"}, ()),
    ({**WANTED, **DONE}, ("申请延期，整改进展却是“已完成”",)),
    (LASTING, ()),
    ({**LASTING, "apply_reason": ""}, ("申请转长期，没有写申请理由",)),
    ({**LASTING, "stage_goal": ""}, ("申请转长期，没有写阶段目标",)),
    ({**LASTING, "review_date": ""}, ("申请转长期，没有写下次复核日期",)),
    ({**LASTING, "review_date": "2022-01-10"}, ("下次复核日期没有晚于今天",)),
    ({**LASTING, **DONE}, ("申请转长期，整改进展却是",)),
    ({"application": "申请销帐"}, ("“申请事项”不在选项中",)),
    ({"unchanged": "是", "effect": "", "application": "申请销号"}, ()),
    ({"unchanged": "否"}, ("“本期无变化”不在选项中",)),
    (OVERDUE, ("已过整改时限还没有完成",)),
]
NUMBERS = [f"CS-{place:03d}" for place in range(1, len(CASES) + 1)]


def report_all():
    """Return an issue of one open measure per case, filled in with what the unit reports."""
    issue = issue_of([problem(), *(measure(number) for number in NUMBERS)])
    list_type = issue.list_types[1]
    rows = [{**row, **cells} for row, (cells, _) in zip(issue.collect_prefilled_rows(list_type), CASES, strict=True)]
    return add_report(
        issue, {"problem": [{**PROBLEM, "number": "WT-001"}], "rectification": rows}, cover={}, nil=frozenset()
    )


def hints_of(values):
    """Return the hints of the measures by running number."""
    column = next(cell[:-1] for cell, text in values.items() if cell[-1] == "3" and text == "填写提示")
    return {values[f"A{row}"]: values.get(f"{column}{row}", "") for row in range(FIRST_ROW, FIRST_ROW + len(CASES))}


def columns_of(content):
    """Return the letters of the measures' columns by heading."""
    heads = openpyxl.load_workbook(io.BytesIO(content))[LIST][FIRST_ROW - 1]
    return {str(cell.value).lstrip("★"): cell.column_letter for cell in heads}


def cached(content):
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {sheet.title: {c.coordinate: c.value for row in sheet for c in row if c.value is not None} for sheet in book}


@pytest.fixture(scope="module")
def shown():
    """The cells of that workbook as it was written."""
    return cached(build_workbook(report_all()))


@pytest.mark.parametrize("place", range(len(CASES)), ids=lambda n: f"{n}-{'-'.join(CASES[n][0].values()) or '好'}")
def test_hint__says_what_an_application_lacks_and_nothing_else(shown, place):
    words, hint = CASES[place][1], hints_of(shown[LIST])[NUMBERS[place]]
    assert all(word in hint for word in words), hint
    assert hint.startswith("×") == bool(words), hint
    assert hint.count("；") + 1 == max(len(words), 1), hint


@pytest.mark.libreoffice
def test_formulas__show_what_the_rules_say_of_every_case(office, tmp_path):
    path = tmp_path / "第2期.xlsx"
    path.write_bytes(build_workbook(report_all()))
    (values,) = office([{"open": str(path), "steps": [["recalculate"]], "values": True}], tmp_path)
    before = cached(path.read_bytes())
    for sheet, cells in values.items():
        for address, value in cells.items():
            if sheet != "选项":  # today, which the program knows better
                assert (before[sheet].get(address) or "") == (value or ""), f"{sheet}!{address}"


@pytest.mark.libreoffice
def test_workbook_filled_in_by_an_office_program__asks_only_what_is_left_to_do(office, tmp_path):
    made = [measure("CS-001", effect=""), measure("CS-002", effect=""), closed(measure("CS-003", **DONE))]
    path, saved = tmp_path / "第2期.xlsx", tmp_path / "报回.xlsx"
    path.write_bytes(workbook_of([problem(), *made]))
    heads = columns_of(path.read_bytes())
    tick, hint, effect = (heads[head] for head in ("本期无变化", "填写提示", "进展情况及成效"))
    steps = [
        ["text", LIST, f"{tick}4", "是"],
        ["text", LIST, f"{effect}6", "新加的一行只写了这一格"],
        ["recalculate"],
    ]
    job = {"open": str(path), "steps": steps, "values": True, "save": [str(saved)]}
    (values,) = office([job], tmp_path)
    measures = values[LIST]
    assert measures[f"{hint}4"] == "√"
    assert measures[f"{hint}5"].startswith("×") and measures[f"{hint}6"].startswith("×")
    everywhere = [["text", COVER, "B7", "是"], ["recalculate"]]
    (values,) = office([{"open": str(saved), "steps": everywhere, "values": True}], tmp_path)
    assert values[LIST][f"{hint}5"] == "√"
    assert values[LIST][f"{hint}6"].startswith("×")
