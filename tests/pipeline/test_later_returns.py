"""What comes back in a second round, from the workbook handed out to the operator's decision."""

import io
import shutil

import openpyxl
import pytest

from tests.conftest import issued
from tests.damage.filled import campaign_of, filled_workbook
from toolkit.damage.book import DamageBook
from toolkit.layout import FIRST_ROW, ListLayout
from toolkit.pipeline import (
    collect,
    distribute,
    end_round,
    open_workspace,
    prepare_ending,
    take_over_answers,
    write_check,
)
from toolkit.pipeline.answers import count_open_questions
from toolkit.pipeline.fresh_workbook import build_fresh_workbook
from toolkit.pipeline.sendback import annotate_returns

MEASURE = "整改落实清单"


@pytest.fixture(scope="module")
def second_as_issued(tmp_path_factory):
    """A campaign in its second round, handed out; its first unit returned 6 measures in the first."""
    first = campaign_of(tmp_path_factory.mktemp("次期") / "小城")
    first.folders.returned.mkdir(parents=True, exist_ok=True)
    (first.folders.returned / "上期.xlsx").write_bytes(filled_workbook(first)[1])
    end_round(prepare_ending(first))
    second = open_workspace(first.folders.folder)
    distribute(second)
    return second.folders.folder


@pytest.fixture
def second(second_as_issued, tmp_path):
    return open_workspace(shutil.copytree(second_as_issued, tmp_path / "小城"))


def put(content, workspace, sheet, cells):
    """Return a workbook with texts put into cells, by row from 1 and column key, or column from 0."""
    lists = {each.label: each for each in workspace.campaign.issued_list_types}
    places = ListLayout(list_type=lists[sheet]).positions if sheet in lists else {}
    book = DamageBook(content)
    part = book.open_sheet(sheet)
    for (row, key), text in cells.items():
        part.put_text(row, places.get(key, key), text)
    return book.build_package()


def returned(workspace, content, name="报回.xlsx"):
    path = workspace.folders.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def rules_of(collected, unit="01"):
    return sorted((f.severity, f.rule) for f in collected.found if f.unit == unit and f.rule != "no_reporter")


def test_workbook_sent_back_as_issued__says_only_that_nothing_was_updated(second):
    returned(second, issued(second, "01").read_bytes())
    collected = collect(second)
    rules = {rule for _, rule in rules_of(collected)}
    assert "not_updated" in rules
    assert not rules & {"fixed_changed", "issued_row_missing", "office_column", "list_empty"}
    assert [len(collected.batch.tables[key].origin) for key in ("duty", "problem", "rectification")] == [4, 5, 6]


def test_silent_units_items__stay_in_every_table(second):
    batch = collect(second).batch
    assert [len(batch.tables[key].origin) for key in ("duty", "problem", "rectification")] == [4, 5, 6]
    assert set(batch.tables["rectification"].origin["file"]) == {"第1期/回收/上期.xlsx"}
    assert batch.files == ()


def test_rows_of_the_first_rounds_workbook__are_not_said_to_have_come_in(second):
    returned(second, (second.folders.folder / "第1期/回收/上期.xlsx").read_bytes(), "又报.xlsx")
    write_check(collect(second))
    report = openpyxl.load_workbook(second.folders.report)
    counts = [row[1:3] for row in report["总览"].values if row[0] in ("岗位职责清单", "检视问题清单", MEASURE)]
    assert counts == [(0, 0)] * 3
    heads, *units = list(report["各单位情况"].values)[2:]
    assert {row[heads.index("报来的行数")] for row in units} == {""}


def test_workbook_of_the_first_round__leaves_its_unit_missing_and_is_said_in_its_letter(second):
    returned(second, (second.folders.folder / "第1期/回收/上期.xlsx").read_bytes(), "又报.xlsx")
    checked = collect(second)
    assert checked.unit_states["01"] == "missing"
    assert checked.file_states["又报.xlsx"] == "other_round"
    write_check(checked)
    (text,) = second.folders.sent_back.glob("01-*/说明.txt")
    assert "“又报.xlsx”是第 1 期下发的表" in text.read_text("utf-8-sig")


def test_fixed_text__changed_with_a_reason__counts_once_the_operator_answers_so(second):
    cells = {(FIRST_ROW, "leader"): "白露", (FIRST_ROW, "change_note"): "苏敏已调离"}
    cells[FIRST_ROW + 1, "leader"] = "白露"
    returned(second, put(issued(second, "01").read_bytes(), second, MEASURE, cells))
    checked = collect(second)
    rules = rules_of(checked)
    assert ("warning", "fixed_changed_noted") in rules and ("error", "fixed_changed") in rules
    copies = annotate_returns(checked)
    assert len(copies.copies) == 1 and not copies.kept_back
    write_check(checked)
    answer_in_report(second.folders.report, "采用")
    decided, count = take_over_answers(second)
    assert count == 1
    collected = collect(decided)
    assert ("notice", "fixed_changed_accepted") in rules_of(collected)
    written = collected.batch.tables["rectification"].written
    leaders = dict(zip(written["number"], written["leader"], strict=True))
    assert (leaders["CS-001"], leaders["CS-002"]) == ("白露", "苏敏、白露")


@pytest.mark.parametrize("answer", ["采用", "不采用"])
def test_change_that_the_operator_decided_on__waits_for_nobody(second, answer):
    cells = {(FIRST_ROW, "leader"): "白露", (FIRST_ROW, "change_note"): "苏敏已调离"}
    returned(second, put(issued(second, "01").read_bytes(), second, MEASURE, cells))
    assert count_open_questions(write_check(collect(second)).collected) == 1
    answer_in_report(second.folders.report, answer)
    decided, _ = take_over_answers(second)
    assert count_open_questions(write_check(collect(decided)).collected) == 0


def answer_in_report(path, text):
    """Answer every question on fixed texts in the report, as the operator does."""
    book = openpyxl.load_workbook(path)
    sheet = book["待认定"]
    (head,) = [row for row in sheet.iter_rows() if any(cell.value == "您的答复" for cell in row)]
    subject, answer = (next(c.column for c in head if c.value == name) for name in ("认定事项", "您的答复"))
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, subject).value == "锁定内容变更":
            sheet.cell(row, answer).value = text
    book.save(path)


def test_change_that_waits_for_the_operator__stays_in_a_fresh_workbook(second):
    cells = {(FIRST_ROW, "leader"): "白露", (FIRST_ROW, "change_note"): "苏敏已调离"}
    cells[FIRST_ROW + 1, "leader"] = "白露"
    returned(second, put(issued(second, "01").read_bytes(), second, MEASURE, cells))
    collected = collect(second)
    (file,) = collected.reported
    content, _ = build_fresh_workbook(collected, file, ())
    sheet = openpyxl.load_workbook(io.BytesIO(content))[MEASURE]
    leader = next(cell.column for cell in sheet[FIRST_ROW - 1] if str(cell.value).lstrip("★") == "责任领导")
    assert [sheet.cell(row, leader).value for row in (FIRST_ROW, FIRST_ROW + 1)] == ["白露", "苏敏、白露"]
