"""The cover: who filled it in, what is nil, and the rows that the clerk's own program counted."""

import pytest

from tests.reading.books import (
    COVER,
    HEADINGS,
    ROWS,
    bare,
    found,
    rewritten,
    rules,
    with_cells,
)

COUNTS = {"B9": 4, "B10": 5, "B11": 6}


@pytest.mark.parametrize(("counted", "severity"), [(5, None), (7, "warning"), (2, "notice"), ("", None)])
def test_rows_counted_by_the_clerks_own_program__are_compared(read, filled, counted, severity):
    file = read(with_cells(filled, COVER, {**COUNTS, "B10": counted}))
    said = [(one.severity, one.list_key, one.facts["read"]) for one in found(file, "control_total")]
    assert said == ([(severity, "problem", 5)] if severity else [])


def test_total_row_among_the_records__is_counted_by_both(read, filled):
    content = with_cells(filled, "检视问题清单", {"B9": "合计", "F9": "5条"})
    assert "control_total" not in rules(read(with_cells(content, COVER, {**COUNTS, "B10": 6})))


def test_what_was_filled_in__is_read_beside_its_label(read, filled):
    file = read(with_cells(filled, COVER, {"B5": "0512-6231", "B6": "2022.3.20"}))
    assert set(file.content.cover.values()) >= {"周一", "0512-6231"}
    assert file.ledger.unexplained == 0


@pytest.mark.way(49)
@pytest.mark.parametrize(("word", "nil"), [("是", {"problem"}), ("√", {"problem"}), ("否", set()), ("", set())])
def test_nil_return__is_chosen_by_a_word_for_yes(read, filled, word, nil):
    assert read(with_cells(filled, COVER, {"E10": word})).content.nil == nil


def test_renamed_cover__is_known_by_its_headings(read, filled):
    renamed = rewritten(filled, "xl/workbook.xml", f'name="{COVER}"'.encode(), b'name="Sheet1"')
    assert read(with_cells(renamed, "Sheet1", {"E10": "是"})).content.nil == {"problem"}


@pytest.mark.parametrize("name", [COVER, "填报说明", "选项"])
def test_list_on_a_sheet_named_as_one_of_ours__is_read_or_named(read, name):
    measures = [["措施编号", "问题编号", "整改措施", "责任领导", "责任单位", "整改时限", "整改进展"]]
    measures.append(["CS-001", "WT-001", "每月到学校听课两次", "苏敏", "办公室", "长期坚持", "未启动"])
    file = read(bare({name: [["填报单位：市教育局"], HEADINGS, *ROWS], "整改": measures}))
    read_keys = {section.list_key for section in file.sections}
    assert read_keys == {"problem", "rectification"} or found(file, "other_sheet")
    assert file.ledger.unexplained == 0
