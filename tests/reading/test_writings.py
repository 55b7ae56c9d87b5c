"""What clerks write into cells is understood end to end, or named at its cell by the checker."""

import pytest

from tests.reading.books import (
    COVER,
    DUTY,
    MEASURE,
    PROBLEM,
    edited,
    found,
    section,
    texts,
    with_cells,
    with_row,
)
from toolkit.findings import render_sentence

LIST_KEYS = {DUTY: "duty", PROBLEM: "problem", MEASURE: "rectification"}
INSIGHT = "带头深刻感悟“两个确立”的决定性意义"
ITEMS = "1、到学校少；2、听汇报多；\n3、办法不新"


def way(number, *values):
    return pytest.param(*values, marks=pytest.mark.way(number), id=f"{number}-{values[2]!r}")


@pytest.mark.parametrize(
    ("sheet", "cell", "written", "key", "text"),
    [
        way(29, MEASURE, "K4", "2022.2.20", "finish_date", "2022-02-20"),
        way(29, MEASURE, "K4", "2022年2月20日", "finish_date", "2022-02-20"),
        way(29, MEASURE, "K4", 20220220, "finish_date", "2022-02-20"),
        way(29, MEASURE, "K4", "44612", "finish_date", "2022-02-20"),
        way(29, MEASURE, "I4", "2022年6月底前", "deadline", "2022年6月底前"),
        way(29, MEASURE, "I4", "常态化", "deadline", "长期坚持"),
        way(30, PROBLEM, "D6", "苏　敏", "name", "苏敏"),
        way(30, PROBLEM, "J6", " 苏 敏 ", "leader", "苏敏"),
        way(31, MEASURE, "M4", "３", "new_rules", "3"),
        way(31, MEASURE, "M4", "1.2万", "new_rules", "12000"),
        way(31, MEASURE, "M4", "3,500", "new_rules", "3500"),
        way(32, PROBLEM, "H4", "无", "cause", ""),
        way(32, PROBLEM, "H4", "——", "cause", ""),
        way(32, MEASURE, "M4", "N/A", "new_rules", ""),
        way(33, MEASURE, "C4", "1", "problem_number", "WT-001"),
        way(33, MEASURE, "C4", 1, "problem_number", "WT-001"),
        way(33, MEASURE, "M4", "3", "new_rules", "3"),
        way(34, PROBLEM, "I4", "立行立改", "category", "即知即改"),
        way(34, MEASURE, "J4", "整改到位", "progress", "已完成"),
        way(35, PROBLEM, "E4", "带头深刻感悟「两个确立」的决定性意义。", "aspect", INSIGHT),
        way(35, PROBLEM, "E4", "深刻感悟“两个确立”，的决定性意义", "aspect", INSIGHT),
        way(36, PROBLEM, "G4", ITEMS, "problem", ITEMS),
        way(37, PROBLEM, "J4", "苏敏（局长）、任重远；白露", "leader", "苏敏、任重远、白露"),
        way(37, PROBLEM, "J4", "苏敏 白露", "leader", "苏敏、白露"),
        way(37, PROBLEM, "J4", "苏敏\n白露同志", "leader", "苏敏、白露"),
        way(38, MEASURE, "G4", "办公室；人事科", "unit", "办公室、人事科"),
        way(39, PROBLEM, "D6", "\ufeff苏\u200b敏\u00a0", "name", "苏敏"),
        way(39, PROBLEM, "I4", "即知\u200b即改", "category", "即知即改"),
    ],
)
def test_cell__is_understood_and_its_change_told(read, filled, *, sheet, cell, written, key, text):
    file = read(with_cells(filled, sheet, {cell: written}))
    row = int(cell[1:])
    (record,) = [one for one in section(file, LIST_KEYS[sheet]).records if one.row == row]
    assert (record.cleaned[key].text or "", record.cleaned[key].unknown) == (text, "")
    told = [(one.column, one.new) for one in record.changes if one.column == key]
    assert told == ([] if str(written) == text else [(key, text)])
    assert file.ledger.unexplained == 0


@pytest.mark.parametrize(
    ("sheet", "cells", "rule", "cell"),
    [
        way(29, MEASURE, {"K4": "2022年2月30日"}, "readable", "K4"),
        way(29, MEASURE, {"K4": "3月5日"}, "readable", "K4"),
        way(29, MEASURE, {"I4": "尽快"}, "readable", "I4"),
        way(31, MEASURE, {"M4": "三五项"}, "readable", "M4"),
        way(32, PROBLEM, {"G4": "无"}, "required", "G4"),
        way(34, PROBLEM, {"I4": "看情况改"}, "one_of", "I4"),
        way(43, PROBLEM, {"G4": ""}, "required", "G4"),
        way(43, DUTY, {"F4": " "}, "required", "F4"),
        way(43, PROBLEM, {"D6": ""}, "required_if", "D6"),
        way(45, PROBLEM, {"A5": "WT-001"}, "unique", "A5"),
        way(45, PROBLEM, {"A5": "第二条"}, "pattern", "A5"),
        way(46, MEASURE, {"K4": ""}, "required_if", "K4"),
        way(47, MEASURE, {"I8": "2022-12-31"}, "compare", "I8"),
        way(47, MEASURE, {"J8": "正在推进"}, "expected_if", "J8"),
        way(48, MEASURE, {"C4": "WT-077"}, "reference", "C4"),
        way(50, PROBLEM, {"G4": "很" * 3000}, "length", "G4"),
        way(50, PROBLEM, {"G4": "短"}, "length", "G4"),
    ],
)
def test_cell_that_breaks_a_rule__is_named_at_its_place(take, filled, *, sheet, cells, rule, cell):
    collected = take({"报回.xlsx": with_cells(filled, sheet, cells)})
    named = collected.findings[collected.findings["sheet"].eq(sheet)].to_dict("records")
    at = [one["rule"] for one in named if one["cell"] == cell]
    assert rule in at, at


@pytest.mark.way(38)
def test_name_that_is_not_on_the_roster__is_asked_of_the_operator_with_its_place(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, PROBLEM, {"D6": "雷振"})})
    (found,) = collected.findings.query("rule == 'not_on_roster'").to_dict("records")
    assert found["facts"]["people"] == (("市教育局", "雷振", (f"{PROBLEM} › D6",)),)


@pytest.mark.way(48)
def test_lost_number__is_given_anew_and_the_row_is_named(take, filled):
    collected = take({"报回.xlsx": with_cells(filled, PROBLEM, {"A5": ""})})
    (found,) = collected.findings.query("rule == 'number_given'").to_dict("records")
    assert (found["sheet"], found["facts"]["rows"], found["facts"]["numbers"]) == (PROBLEM, (5,), ("WT-006",))
    lost = collected.findings.query("rule == 'reference'")
    assert set(lost["sheet"]) == {MEASURE}


@pytest.mark.way(44)
def test_row_doubled_with_another_number__is_named_as_a_twin(take, filled):
    row = ["WT-006", "领导班子", "", INSIGHT, "其他", "听汇报多、看现场少", "", "即知即改", "苏敏"]
    collected = take({"报回.xlsx": with_row(filled, PROBLEM, 9, row)})
    assert set(collected.findings.query("rule == 'unique'")["row"]) == {4, 9}
    assert len(collected.batch.tables["problem"].origin) == 6


@pytest.mark.way(42)
def test_state_told_by_colour_only__is_a_blank_that_is_named(take, filled):
    def change(part):
        part.put_text(4, 9, "")
        part.set_style(4, 8, 1)

    collected = take({"报回.xlsx": edited(filled, MEASURE, change)})
    assert collected.findings.query("rule == 'required' and column == '整改进展'")["row"].tolist() == [4]


@pytest.mark.way(48)
def test_issued_row_deleted__leaves_references_that_are_named(take, filled):
    collected = take({"报回.xlsx": edited(filled, PROBLEM, lambda part: part.delete_row(8))})
    broken = collected.findings.query("rule == 'reference'")
    assert set(broken["value"]) == {"WT-005"} and set(broken["row"]) == {8, 9}


@pytest.mark.way(49)
def test_nil_return__is_not_the_same_as_silence(take, filled):
    blank = {f"{column}{row}": "" for row in range(4, 10) for column in "CDEFGHIJKLMNOPU"}
    silent = with_cells(filled, MEASURE, blank)
    assert "rectification" in take({"报回.xlsx": silent}).findings.query("rule == 'list_empty'")["list"].tolist()
    declared = take({"报回.xlsx": with_cells(silent, COVER, {"E11": "是"})})
    assert declared.batch.files[0].content.nil == {"rectification"}
    assert not declared.findings["rule"].eq("list_empty").any()


@pytest.mark.way(28)
def test_dropdowns_and_protection_gone__change_nothing(read, filled):
    def change(part):
        assert part.drop_elements("dataValidations", "sheetProtection", "conditionalFormatting")

    assert texts(read(edited(filled, PROBLEM, change)), "problem") == texts(read(filled), "problem")
    assert not found(read(edited(filled, PROBLEM, change)), "unexplained")


def test_doubts__are_one_finding_for_the_cells_of_a_sheet(read, filled):
    cells = {
        "E4": "ÖÆ¶¨·½°¸²¢×éÖ¯ÊµÊ©",
        "L5": "锟斤拷锟斤拷",
        "I4": "6月底前完成",
        "I5": "全年",
        "J5": "未达到序时进度",
    }
    file = read(with_cells(filled, MEASURE, cells))
    garbled, years, words = (found(file, rule) for rule in ("garbled", "no_year", "doubtful_word"))
    assert [len(each) for each in (garbled, years, words)] == [1, 1, 1]
    assert sorted(garbled[0].facts["places"]) == [
        ("E4", "ÖÆ¶¨·½°¸²¢×éÖ¯ÊµÊ©", "制定方案并组织实施"),
        ("L5", "锟斤拷锟斤拷", ""),
    ]
    assert [place[0] for place in years[0].facts["places"]] == ["I4", "I5"]
    assert "J5“未达到序时进度”→“正在推进”" in render_sentence(words[0])


def test_text_with_quotes_and_soft_breaks__is_kept_as_its_reader_saw_it(read, filled):
    file = read(
        with_cells(filled, MEASURE, {"E4": "'十四五'规划\u2028一、学习\u2028二、调研", "E5": "'三重一大'事项清单"})
    )
    first, second = section(file, "rectification").records[:2]
    assert first.cleaned["measure"].value == "'十四五'规划\n一、学习\n二、调研"
    assert second.cleaned["measure"].value == "'三重一大'事项清单"
    assert ("measure", "soft_breaks") in [(change.column, change.why) for change in first.changes]
