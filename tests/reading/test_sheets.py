"""Sheets renamed, decided, hidden, foreign; a sheet of one list copied; cells far from everything."""

import io

import openpyxl
import pytest

from tests.reading.books import (
    HEADINGS,
    MEASURE,
    PROBLEM,
    ROWS,
    bare,
    decide,
    edited,
    found,
    left_out,
    only,
    rewritten,
    rules,
    texts,
)
from toolkit.pipeline import collect

LIST = [["填报单位：市教育局"], HEADINGS, *ROWS]
DRAFT = [HEADINGS, ["WT-009", *ROWS[0][1:]]]


@pytest.mark.way(15)
@pytest.mark.parametrize("name", ["Sheet1", "检视问题 (2)", "表二：问题", "整改落实清单"])
def test_sheet_under_any_name__is_known_by_its_headings(read, name):
    file = read(bare({name: LIST}))
    (evidence,) = [one for one in file.explanations if one.subject == "list"]
    assert len(texts(file, "problem")) == 2
    assert (evidence.chosen, evidence.seen, evidence.evidence) == (PROBLEM, name, evidence.evidence)
    assert ("sheet_name" in evidence.evidence) == (name == "检视问题 (2)")


@pytest.mark.way(15)
def test_list_sheets_copied_into_a_new_workbook__are_read_with_no_cover(read, filled):
    rows = {"a": LIST, "b": [["措施编号", "问题编号", "整改措施", "责任领导", "责任单位", "整改时限", "整改进展"]]}
    rows["b"].append(["CS-001", "WT-001", "每月听课", "苏敏", "办公室", "长期坚持", "未启动"])
    file = read(bare(rows))
    assert (len(texts(file, "problem")), len(texts(file, "rectification"))) == (2, 1)


def test_sheet_decided_as_not_used__is_left_out_and_accounted(read):
    content = bare({"表": LIST, "草稿": DRAFT})
    assert len(texts(read(content), "problem")) == 3
    file = read(content, decisions=[("sheet", "草稿", "")])
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert file.ledger.left_out["decided"] == 16 and "other_sheet" not in rules(file)


@pytest.mark.way(15)
def test_sheet_decided_as_a_list__is_read_with_the_few_headings_it_has(read):
    few = [["编号", "主体", "姓名", "具体情况"], ["WT-009", "班子成员", "苏敏", "调研不够"]]
    content = bare({"表": LIST, "Sheet2": few})
    assert only(read(content), "other_sheet").facts["count"] == 8
    file = read(content, decisions=[("sheet", "Sheet2", "problem")])
    assert "other_sheet" not in rules(file)
    assert texts(file, "problem", "number") == ["WT-001", "WT-002", "WT-009"]


def test_row_in_the_operators_workbook__decides_on_a_sheet(small):
    (small.folders.returned / "表.xlsx").write_bytes(bare({"表": LIST, "草稿": DRAFT}))
    assert len(collect(small).batch.tables["problem"].origin) == 3
    collected = collect(decide(small, ["工作表归属", "草稿", "不采用"]))
    assert collected.batch.tables["problem"].typed["number"].tolist() == ["WT-001", "WT-002"]


def test_sheet_that_two_lists_could_claim__is_what_the_operator_says(read):
    shared = [["编号", "责任领导", "责任单位", "备注", "主体类型", "姓名", "问题编号"]]
    shared.append(["1", "苏敏", "办公室", "无", "班子成员", "苏敏", "WT-001"])
    content = bare({"表": LIST, "Sheet2": shared})
    sections = [
        [one.list_key for one in read(content, decisions=[("sheet", "Sheet2", key)]).sections if one.sheet == "Sheet2"]
        for key in ("problem", "rectification")
    ]
    assert sections == [["problem"], ["rectification"]]


def test_other_sheet_with_content__is_named_and_accounted(read):
    file = read(bare({"表": LIST, "说明": [["写得不清"], ["", "请问"]], "空": []}))
    assert [(one.at.sheet, one.facts["count"]) for one in found(file, "other_sheet")] == [("说明", 2)]
    assert file.ledger.left_out["other_sheet"] == 2 and file.ledger.unexplained == 0


def test_hidden_sheet_of_a_few_words__is_accounted_and_only_noticed(read):
    content = bare({"表": LIST, "底稿": [["甲", "乙"]]})
    hidden = rewritten(content, "xl/workbook.xml", rb'name="\xe5\xba\x95\xe7\xa8\xbf"', rb'\g<0> state="hidden"')
    file = read(hidden)
    assert file.ledger.left_out["hidden_sheet"] == 2 and "other_sheet" not in rules(file)
    assert only(file, "hidden_words").severity == "notice"


def test_hidden_sheet_with_rows_and_no_headings__is_a_doubt_as_a_visible_one(read):
    content = bare({"表": LIST, "底稿": ROWS})
    hidden = rewritten(content, "xl/workbook.xml", rb'name="\xe5\xba\x95\xe7\xa8\xbf"', rb'\g<0> state="hidden"')
    shown, unseen = only(read(content), "other_sheet"), only(read(hidden), "hidden_sheet")
    assert (unseen.severity, unseen.at.sheet, unseen.facts["count"]) == ("warning", "底稿", shown.facts["count"])


def test_hidden_second_sheet_of_a_list__is_set_aside_and_said(read):
    content = bare({"表": LIST, "底稿": DRAFT})
    hidden = rewritten(content, "xl/workbook.xml", rb'name="\xe5\xba\x95\xe7\xa8\xbf"', rb'\g<0> state="hidden"')
    file = read(hidden)
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert only(file, "copied_sheet").facts["count"] == 1 and (2, "copied") in left_out(file, "problem")
    assert file.ledger.left_out["copied"] > 0 and file.ledger.unexplained == 0


@pytest.mark.parametrize(("row", "column"), [(900_000, 3), (40_000, 0), (150, 900)])
def test_cell_far_from_the_table__is_named_at_its_place_and_accounted(read, filled, row, column):
    file = read(edited(filled, MEASURE, lambda part: part.put_text(row, column, "误填")))
    one = only(file, "far_cell")
    assert (one.severity, one.at.sheet, one.at.row) == ("warning", MEASURE, row)
    assert file.ledger.left_out["far"] == 1 and file.ledger.unexplained == 0
    assert len(texts(file, "rectification")) == 6


def test_two_sheets_of_one_name__are_refused_by_name(read):
    content = bare({"表": LIST, "表二": DRAFT})
    same = rewritten(content, "xl/workbook.xml", "表二".encode(), "表".encode())
    file = read(same)
    assert file.recognition.code == "same_sheet_name" and only(file, "unreadable").severity == "error"


@pytest.mark.parametrize("name", ["SHEET1", "检视问题清单 ", "'检视'", "A&B<C>", "!检视", "表\u3000二"])
def test_sheet_name_in_odd_writing__is_kept_and_its_cells_counted(read, name):
    content = bare({"x": LIST})
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    file = read(rewritten(content, "xl/workbook.xml", rb'name="x"', f'name="{escaped}"'.encode()))
    assert [one.sheet for one in file.sections] == [name]
    assert file.ledger.stored == 25 and file.ledger.unexplained == 0


# -- one list on two sheets -----------------------------------------------------------------------------

LAST_YEAR = [HEADINGS, *([*row[:5], f"去年的第{at}件事，已经办完了", *row[6:]] for at, row in enumerate(ROWS))]


@pytest.mark.way(15)
@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("2023年", PROBLEM), PROBLEM),
        ((PROBLEM, "2023年"), PROBLEM),
        (("2023年问题清单", "2024年问题清单"), "2024年问题清单"),
        (("Sheet1", "Sheet2"), "Sheet1"),
    ],
)
def test_other_list_under_the_same_numbers__is_asked_once_and_not_merged(read, names, kept):
    rows = {name: LIST if name == kept else [LIST[0], *LAST_YEAR] for name in names}
    file = read(bare(rows))
    other = next(name for name in names if name != kept)
    assert texts(file, "problem", "problem") == [row[5] for row in ROWS]
    one = only(file, "listed_twice")
    assert (one.severity, one.at.sheet, one.facts["other"], one.facts["count"]) == ("error", other, kept, 2)
    assert file.ledger.left_out["listed_twice"] == 15 and file.ledger.unexplained == 0


@pytest.mark.way(15)
def test_sheet_issued_by_us__is_read_and_last_years_beside_it_asked(read, filled):
    book = openpyxl.load_workbook(io.BytesIO(filled))
    sheet = book.create_sheet("去年", 0)
    issued = [cell.value for cell in book[PROBLEM]["A"][3:8]]
    for row in [HEADINGS, *([number, *ROWS[0][1:]] for number in issued)]:
        sheet.append(row)
    changed = io.BytesIO()
    book.save(changed)
    file = read(changed.getvalue())
    assert texts(file, "problem") == texts(read(filled), "problem")
    assert only(file, "listed_twice").at.sheet == "去年"


def test_answer_on_the_second_sheet__settles_which_is_read(read):
    content = bare({"甲": LIST, "乙": [LIST[0], *LAST_YEAR]})
    unused = read(content, decisions=[("sheet", "乙", "")])
    assert texts(unused, "problem", "problem") == [row[5] for row in ROWS] and not found(unused, "listed_twice")
    meant = read(content, decisions=[("sheet", "乙", "problem")])
    assert only(meant, "listed_twice").at.sheet == "甲" and texts(meant, "problem", "problem")[0].startswith("去年")
    both = read(content, decisions=[("sheet", "乙", "problem"), ("sheet", "甲", "problem")])
    assert len(texts(both, "problem")) == 4 and not found(both, "listed_twice")


def test_copy_that_is_numbered_anew__counts_once(read):
    again = [HEADINGS, *([f"WT-10{at}", *row[1:]] for at, row in enumerate(ROWS))]
    file = read(bare({"甲": LIST, "乙": again}))
    assert len(texts(file, "problem")) == 2 and only(file, "copied_sheet").at.sheet == "乙"


def test_parts_of_a_list_on_two_sheets__are_both_read(read):
    file = read(bare({"班子": LIST[:3], "个人": [HEADINGS, ROWS[1]]}))
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"] and not found(file, "listed_twice")
