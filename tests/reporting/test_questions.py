"""Decisions that wait: which findings ask, what is offered, how the sheet looks, what comes back from it."""

import io

import openpyxl
import pytest

from tests.reading.books import (
    HEADINGS,
    ROWS,
    bare,
    decide,
)
from toolkit.errors import OperatorError
from toolkit.pipeline import collect, write_check
from toolkit.reporting import find_questions, read_answers

UNIT = ["填报单位：市教育局"]
NOBODY = bare({"表": [HEADINGS, *ROWS]})


def headed(**changed):
    """The headings with some of them written otherwise, by the letter of their column."""
    return [changed.get(chr(65 + place), text) for place, text in enumerate(HEADINGS)]


@pytest.fixture
def ask(small):
    """Put files into 回收/ and return the questions they raise."""

    def ask(files, *decisions):
        for name, content in files.items():
            path = small.folders.returned / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        collected = collect(decide(small, *decisions))
        return find_questions(collected.found, collected.workspace.campaign)

    return ask


def test_file_of_nobody__is_asked_for_by_its_whole_path_and_offers_every_unit(ask):
    (one,) = ask({"第一批/表.xlsx": NOBODY})
    assert (one.kind, one.found, one.blocking) == ("file", "第一批/表.xlsx", True)
    assert one.options == ("不采用", "市教育局", "市公安局")
    assert one.why == ("看不出是哪个单位报的。",)


def test_unit_written_nearly_right__is_asked_for_as_a_writing_the_nearest_unit_first(ask):
    (one,) = ask({"表.xlsx": bare({"表": [["填报单位：市交通教育局"], HEADINGS, *ROWS]})})
    assert (one.kind, one.found, one.options[0]) == ("spelling", "市交通教育局", "市教育局")


@pytest.mark.parametrize("written", ["我局", "（盖章）", "老干部活动中心"])
def test_unit_written_like_no_unit__is_asked_for_as_this_file_alone(ask, written):
    (one,) = ask({"表.xlsx": bare({"表": [[f"填报单位：{written}"], HEADINGS, *ROWS]})})
    assert (one.kind, one.found) == ("file", "表.xlsx")


def test_writing_decided_as_not_used__sets_its_files_aside(ask):
    file = bare({"表": [["填报单位：市交通教育局"], HEADINGS, *ROWS]})
    assert ask({"表.xlsx": file}, ("单位写法", "市交通教育局", "不采用")) == []


def test_heading_in_two_files__is_one_question_with_the_likely_column_first(ask):
    rows = [UNIT, headed(F="问题的具体表现描述"), *ROWS]
    one = next(
        one
        for one in ask({"市教育局甲.xlsx": bare({"表": rows}), "市教育局乙.xlsx": bare({"又": rows})})
        if one.kind == "column"
    )
    assert (one.found, one.cell, one.others) == ("问题的具体表现描述", "F2", 1)
    assert one.options[:2] == ("存在问题", "不采用")
    assert set(one.options) > {"问题编号", "备注"}


def test_sheet_of_no_list__offers_the_lists(ask):
    asked = ask({"市教育局.xlsx": bare({"表": [UNIT, HEADINGS, *ROWS], "另一页": [["随手写的"]]})})
    (one,) = [one for one in asked if one.kind == "sheet"]
    assert (one.found, one.options) == ("另一页", ("不采用", "岗位职责清单", "检视问题清单", "整改落实清单"))


def test_sheet_called_nothing__cannot_be_decided_and_is_not_asked_for(ask):
    asked = ask({"市教育局.xlsx": bare({"表": [UNIT, HEADINGS, *ROWS], "无": [["随手写的"]]})})
    assert [one.kind for one in asked if one.kind == "sheet"] == []


def test_doubtful_later_return__is_asked_for_by_its_own_path(ask):
    fewer = bare({"表": [UNIT, HEADINGS, ROWS[0]]})
    asked = ask({"表（1）.xlsx": bare({"表": [UNIT, HEADINGS, *ROWS]}), "表（2）.xlsx": fewer})
    (one,) = [one for one in asked if one.later]
    assert (one.kind, one.found, one.file, one.options) == ("file", "表（2）.xlsx", "表（1）.xlsx", ("不采用",))


def test_blocking_questions__come_first(ask):
    odd = bare({"表": [UNIT, headed(F="问题的具体表现描述"), *ROWS], "另一页": [["随手写的"]]})
    asked = ask({"市教育局.xlsx": odd, "表.xlsx": NOBODY})
    assert [one.blocking for one in asked] == [True, False, False]


def test_decision_that_did_not_help__is_shown_with_the_question(ask):
    odd = bare({"表": [UNIT, HEADINGS, *ROWS], "另一页": [["随手写的"]]})
    (one,) = ask({"市教育局.xlsx": odd}, ("工作表归属", "另一页", "岗位职责清单"))
    assert one.decision == "岗位职责清单"


# -- the sheet ------------------------------------------------------------------------------------------


@pytest.fixture
def report(small):
    """A report that asks two things, as a workbook's bytes."""
    odd = bare({"表": [UNIT, HEADINGS, *ROWS], "另一页": [["随手写的"]]})
    (small.folders.returned / "市教育局.xlsx").write_bytes(odd)
    (small.folders.returned / "表.xlsx").write_bytes(NOBODY)
    return write_check(collect(small)).report.read_bytes()


def changed(report, change):
    book = openpyxl.load_workbook(io.BytesIO(report))
    change(book["待认定"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def answered(report, cells):
    return changed(report, lambda sheet: [sheet.__setitem__(cell, text) for cell, text in cells.items()])


def test_answer_cells__alone_are_open_and_offer_their_options(report):
    book = openpyxl.load_workbook(io.BytesIO(report))
    sheet = book["待认定"]
    opened = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert sheet.protection.sheet and opened == ["F4", "F5"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert {(rule.type, rule.errorStyle) for rule in rules.values()} == {("list", "warning")}
    offered = rules["F4"].formula1.partition("!")[2].replace("$", "")
    assert [cell.value for (cell,) in book["下拉选项"][offered]] == ["不采用", "市教育局", "市公安局"]
    assert book["下拉选项"].sheet_state == "hidden"


def test_row__says_what_where_and_why(report):
    sheet = openpyxl.load_workbook(io.BytesIO(report))["待认定"]
    first, second = sheet.iter_rows(min_row=4, max_col=7, values_only=True)
    assert first[:5] == ("1", "文件归属", "表.xlsx", "表.xlsx", "看不出是哪个单位报的。")
    assert "不答复就读不进来" in first[6] and "不答复就照现在的办" in second[6]
    assert second[1:4] == ("工作表归属", "另一页", "市教育局.xlsx › 另一页")


def test_nothing_to_decide__is_said_in_one_line(small):
    (small.folders.returned / "市教育局.xlsx").write_bytes(bare({"表": [UNIT, HEADINGS, *ROWS]}))
    sheet = openpyxl.load_workbook(write_check(collect(small)).report)["待认定"]
    assert sheet["A2"].value == "没有要您认定的事。"
    assert not sheet.protection.sheet and sheet.max_row == 3


def test_answers__come_back_with_what_was_asked(report):
    (one,) = read_answers(answered(report, {"F4": " 市公安局 "}))
    assert (one.subject, one.found, one.text, one.cell) == ("文件归属", "表.xlsx", "市公安局", "F4")


def test_report_without_answers__gives_none(report):
    assert read_answers(report) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 damaged", bare({"总览": [["别的表"]]})])
def test_file_that_is_no_report_of_ours__gives_no_answers(content):
    assert read_answers(content) == []


def test_sheet_whose_headings_are_gone__is_not_passed_over(report):
    with pytest.raises(OperatorError, match=r"校验报告\.xlsx › 待认定：表头被改动"):
        read_answers(changed(report, lambda sheet: sheet.delete_rows(3)))


def test_list_on_two_sheets__is_one_question_that_keeps_a_sheet_from_being_read(ask):
    last_year = [[*row[:5], "去年的一件事，早已办完了", *row[6:]] for row in ROWS]
    asked = ask({"市教育局.xlsx": bare({"检视问题清单": [UNIT, HEADINGS, *ROWS], "2020年": [HEADINGS, *last_year]})})
    (one,) = [one for one in asked if one.kind == "sheet"]
    assert (one.found, one.blocking, one.options[0]) == ("2020年", True, "不采用")
    assert "2 个编号重复" in one.why[0]
