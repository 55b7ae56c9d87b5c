"""Asked, answered, done: what the operator answers in 校验报告.xlsx goes into 认定, and the next check goes by it."""

import openpyxl
import pytest

from tests.reading.books import HEADINGS, ROWS, bare
from toolkit.cli import run
from toolkit.errors import OperatorError
from toolkit.ooxml import Package, PackageSheets
from toolkit.pipeline import (
    collect,
    count_open_questions,
    open_workspace,
    take_over_answers,
    write_check,
)

UNIT = ["填报单位：市教育局"]
NOBODY = bare({"表": [HEADINGS, *ROWS]})
PLAN, ASKED, DECIDED = "工作方案.xlsx", "待认定", "认定"


@pytest.fixture
def asked(small):
    """Put files into 回收/, check, and return the folder."""

    def asked(files):
        for name, content in files.items():
            (small.folders.returned / name).write_bytes(content)
        write_check(collect(open_workspace(small.folders.folder)))
        return small.folders.folder

    return asked


def report_of(folder):
    return open_workspace(folder).folders.report


def rows_asked(folder):
    """What is asked, as (row, kind, found)."""
    sheet = openpyxl.load_workbook(report_of(folder))[ASKED]
    rows = sheet.iter_rows(min_row=4, max_col=3, values_only=True)
    return [(number, kind, found) for number, (_, kind, found) in enumerate(rows, 4)]


def answer(folder, kind, text):
    """Answer the only question of a kind, as an operator does."""
    (row,) = [row for row, one, _ in rows_asked(folder) if one == kind]
    path = report_of(folder)
    book = openpyxl.load_workbook(path)
    book[ASKED].cell(row, 6).value = text
    book.save(path)


def decided(folder):
    sheet = openpyxl.load_workbook(folder / PLAN)[DECIDED]
    rows = list(sheet.iter_rows(min_row=3, max_col=3, values_only=True))
    return [row for row in rows if row[0] and not row[1].startswith("示例")]


def check(folder, capsys):
    """Run the command; return what it printed."""
    run(["check", str(folder)])
    printed = capsys.readouterr()
    assert not printed.err
    return printed.out


def test_file_of_nobody__is_read_once_its_unit_is_answered(asked, capsys):
    folder = asked({"表.xlsx": NOBODY})
    assert "有 1 件事要您认定" in check(folder, capsys)
    before = Package((folder / PLAN).read_bytes())
    answer(folder, "文件归属", "市公安局")
    said = check(folder, capsys)
    assert "已把 1 件答复写进" in said and "件事要您认定" not in said
    assert decided(folder) == [("文件归属", "表.xlsx", "市公安局")]
    (file,) = collect(open_workspace(folder)).batch.files
    assert (file.unit, rows_asked(folder)) == ("02", [])
    after = Package((folder / PLAN).read_bytes())
    part = PackageSheets(before).parts[DECIDED]
    assert [name for name in after.names if after.read_part(name) != before.read_part(name)] == [part]


@pytest.mark.parametrize("text", ["02", "公安局", "市公安局"])
def test_unit__may_be_answered_by_code_alias_or_name(asked, text):
    folder = asked({"表.xlsx": NOBODY})
    answer(folder, "文件归属", text)
    workspace, count = take_over_answers(open_workspace(folder))
    assert (count, workspace.campaign.collect_decisions("file")) == (1, {"表.xlsx": "02"})
    assert workspace.campaign == open_workspace(folder).campaign


def test_file_not_wanted__is_set_aside(asked):
    folder = asked({"表.xlsx": NOBODY})
    answer(folder, "文件归属", "不采用")
    workspace, _ = take_over_answers(open_workspace(folder))
    assert collect(workspace).findings["rule"].tolist() == ["unused"]


def test_column_asked__is_read_as_answered(asked):
    headings = [*HEADINGS[:5], "具体表现和典型事例", *HEADINGS[6:]]
    folder = asked({"市教育局.xlsx": bare({"表": [UNIT, headings, *ROWS]})})
    answer(folder, "栏目写法", "存在问题")
    workspace, _ = take_over_answers(open_workspace(folder))
    collected = collect(workspace)
    assert collected.batch.tables["problem"].written["problem"].tolist() == [row[5] for row in ROWS]
    assert count_open_questions(collected) == 0


def test_sheet_answered__is_read_as_that_list(asked):
    sheets = {"表": [UNIT, HEADINGS, *ROWS], "台账": [["措施编号", "整改措施"], ["CS-001", "每月到学校听课两次"]]}
    folder = asked({"市教育局.xlsx": bare(sheets)})
    answer(folder, "工作表归属", "整改落实清单")
    workspace, _ = take_over_answers(open_workspace(folder))
    assert len(collect(workspace).batch.tables["rectification"].origin) == 1


def test_later_return_answered_as_not_used__gives_way_to_the_earlier_one(asked):
    files = {"表（1）.xlsx": [UNIT, HEADINGS, *ROWS], "表（2）.xlsx": [UNIT, HEADINGS, ROWS[0]]}
    folder = asked({name: bare({"表": rows}) for name, rows in files.items()})
    answer(folder, "文件归属", "不采用")
    workspace, _ = take_over_answers(open_workspace(folder))
    collected = collect(workspace)
    assert collected.batch.tables["problem"].origin["file"].tolist() == ["表（1）.xlsx"] * 2
    assert count_open_questions(collected) == 0


def test_answer_nobody_understands__stops_with_its_cell_and_changes_nothing(asked, capsys):
    folder = asked({"表.xlsx": NOBODY})
    answer(folder, "文件归属", "市教育居")
    before = (folder / PLAN).read_bytes()
    assert run(["check", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "校验报告.xlsx › 待认定!F4：“市教育居”不在单位名册里。是不是“市教育局”？" in said
    assert (folder / PLAN).read_bytes() == before


def test_several_wrong_answers__are_named_at_once(asked):
    folder = asked({"表.xlsx": NOBODY, "市教育局.xlsx": bare({"表": [UNIT, HEADINGS, *ROWS], "另一页": [["字"]]})})
    answer(folder, "文件归属", "某某局")
    answer(folder, "工作表归属", "无")
    with pytest.raises(OperatorError) as caught:
        take_over_answers(open_workspace(folder))
    assert [one.location for one in caught.value.mistakes] == ["校验报告.xlsx › 待认定!F4", "校验报告.xlsx › 待认定!F5"]


def test_report_left_with_its_answers__is_taken_over_once(asked):
    folder = asked({"表.xlsx": NOBODY})
    answer(folder, "文件归属", "市公安局")
    take_over_answers(open_workspace(folder))
    once = (folder / PLAN).read_bytes()
    assert take_over_answers(open_workspace(folder))[1] == 0
    assert (folder / PLAN).read_bytes() == once


def test_decision_written_by_hand_meanwhile__outweighs_the_answer(asked):
    folder = asked({"表.xlsx": NOBODY})
    answer(folder, "文件归属", "市公安局")
    plan = openpyxl.load_workbook(folder / PLAN)
    for place, text in enumerate(("文件归属", "表.xlsx", "市教育局"), 1):
        plan[DECIDED].cell(9, place).value = text
    plan.save(folder / PLAN)
    assert take_over_answers(open_workspace(folder))[1] == 0
    assert decided(folder) == [("文件归属", "表.xlsx", "市教育局")]


def test_answer_to_a_question_asked_again__takes_the_place_of_the_first(asked):
    folder = asked({"市教育局.xlsx": bare({"表": [UNIT, HEADINGS, *ROWS], "另一页": [["随手写的"]]})})
    answer(folder, "工作表归属", "岗位职责清单")
    workspace, _ = take_over_answers(open_workspace(folder))
    write_check(collect(workspace))
    answer(folder, "工作表归属", "不采用")
    workspace, _ = take_over_answers(open_workspace(folder))
    assert decided(folder) == [("工作表归属", "另一页", "不采用")]
    assert count_open_questions(collect(workspace)) == 0


def test_nothing_answered__leaves_the_plan_as_it_is(asked, capsys):
    folder = asked({"表.xlsx": NOBODY})
    before = (folder / PLAN).read_bytes()
    assert "已把" not in check(folder, capsys)
    assert (folder / PLAN).read_bytes() == before


def test_answers__are_taken_over_by_check_alone(asked, capsys):
    folder = asked({"表.xlsx": NOBODY})
    answer(folder, "文件归属", "市公安局")
    run(["merge", str(folder)])
    run(["status", str(folder)])
    assert decided(folder) == []


@pytest.mark.parametrize("name", ["表  1.xlsx", "'表.xlsx", "=表.xlsx"])
def test_oddly_named_file__is_known_again_once_it_is_decided(asked, name):
    folder = asked({name: NOBODY})
    answer(folder, "文件归属", "市公安局")
    workspace, _ = take_over_answers(open_workspace(folder))
    assert [file.unit for file in collect(workspace).batch.files] == ["02"]


@pytest.mark.libreoffice
def test_answer_given_in_an_office_program__is_taken_over(asked, office, tmp_path):
    folder = asked({"表.xlsx": NOBODY})
    path = report_of(folder)
    office([{"open": str(path), "steps": [["text", ASKED, "F4", "市公安局"]], "save": [str(path)]}], tmp_path)
    workspace, count = take_over_answers(open_workspace(folder))
    assert (count, workspace.campaign.collect_decisions("file")) == (1, {"表.xlsx": "02"})


def test_report_without_any_doubt__is_read_again(asked):
    folder = asked({})
    assert openpyxl.load_workbook(report_of(folder))["疑点说明"]["A2"].value == "没有单位可以说明的疑点。"
    assert take_over_answers(open_workspace(folder))[1] == 0
