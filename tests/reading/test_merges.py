"""Merged and hidden cells: what lies under a merge is filled down and said; what is hidden is read and said."""

import pytest

from tests.reading.books import (
    MEASURE,
    PROBLEM,
    edited,
    found,
    only,
    rewritten,
    rules,
    section,
    texts,
    with_cells,
)
from toolkit.findings import render_sentence


def merged(top, left, bottom, right):
    def change(part):
        for row in range(top, bottom + 1):
            for at in range(left, right + 1):
                if (row, at) != (top, left):
                    part.clear_cell(row, at)
        part.merge_range(top, left, bottom, right)

    return change


@pytest.mark.way(26)
def test_value_merged_downwards__counts_for_every_row_and_is_said(read, filled):
    file = read(edited(filled, PROBLEM, merged(6, 2, 8, 2)))
    one = only(file, "merged_filled")
    assert texts(file, "problem") == texts(read(filled), "problem")
    assert (one.severity, one.at.column, one.facts["ranges"]) == ("notice", "主体类型", ("C6:C8",))
    changes = [change for record in section(file, "problem").records for change in record.changes]
    assert [(one.old, one.new) for one in changes if one.why == "merged"] == [("", "班子成员")] * 2


@pytest.mark.way(26)
def test_row_merged_as_a_whole__is_one_with_the_row_above_and_said_once(read, filled):
    def change(part):
        for at in range(14):
            merged(4, at, 5, at)(part)

    file = read(edited(filled, PROBLEM, change))
    assert texts(file, "problem", "number") == ["WT-001", "WT-003", "WT-004", "WT-005"]
    assert only(file, "merged_rows").facts["rows"] == (5,) and "merged_filled" not in rules(file)


@pytest.mark.way(26)
def test_merge_that_reaches_below_the_last_record__makes_no_records(read, filled):
    file = read(edited(filled, PROBLEM, merged(8, 2, 40, 2)))
    assert len(texts(file, "problem")) == 5


@pytest.mark.way(26, 45)
def test_running_number_merged_downwards__is_given_to_the_first_row_only(read, filled):
    file = read(edited(filled, PROBLEM, merged(4, 0, 5, 0)))
    assert texts(file, "problem", "number")[:3] == ["WT-001", "", "WT-003"]
    assert "merged_filled" not in rules(file)


def test_value_merged_across__is_the_first_columns_and_said(read, filled):
    file = read(edited(filled, PROBLEM, merged(4, 6, 4, 7)))
    one = only(file, "merged_across")
    assert (one.at.column, one.facts["ranges"]) == ("存在问题", ("G4:H4",))
    assert texts(file, "problem", "cause")[0] == ""


def test_merges_of_banner_and_header__are_not_spoken_of(read, filled):
    assert not {"merged_filled", "merged_rows", "merged_across"} & set(rules(read(filled)))


@pytest.mark.way(27)
def test_hidden_rows__are_read_and_said_if_they_hold_records(read, filled):
    def change(part):
        for row in (5, 7, 100):
            part.hide_row(row)

    file = read(edited(filled, PROBLEM, change))
    one = only(file, "hidden_rows")
    assert (one.facts["rows"], one.facts["count"]) == ((5, 7), 2)
    assert len(texts(file, "problem")) == 5


@pytest.mark.way(27)
def test_hidden_column__is_read_and_said_if_it_holds_anything(read, filled):
    hidden = rewritten(filled, "xl/worksheets/sheet3.xml", rb'<col min="(7|8)" ', rb'<col hidden="1" min="\1" ')
    file = read(hidden)
    assert only(file, "hidden_columns").facts["columns"] == ("存在问题",)
    assert texts(file, "problem") == texts(read(filled), "problem")


@pytest.mark.way(27)
def test_our_own_hidden_helper_column__is_not_spoken_of(read, filled):
    assert not found(read(filled), "hidden_columns", "hidden_rows")
    assert section(read(filled), "rectification").sheet == MEASURE


def brushed(top, left, bottom, right):
    """Merge cells as a copied format does: what they hold stays under the merge."""
    return lambda part: part.merge_range(top, left, bottom, right)


@pytest.mark.way(26)
def test_values_under_a_brushed_merge__are_not_read_but_named(read, filled):
    before = texts(read(filled), "problem", "problem")
    file = read(edited(filled, PROBLEM, brushed(4, 6, 6, 6)))
    assert texts(file, "problem", "problem") == [before[0]] * 3 + before[3:]
    one = only(file, "merged_hidden")
    assert (one.severity, one.at.cell, one.facts["cells"]) == ("warning", "G5", ("G5", "G6"))
    assert one.facts["texts"] == tuple(before[1:3]) and before[1][:20] in render_sentence(one)
    assert file.ledger.left_out["under_merge"] == 2 and file.ledger.unexplained == 0


@pytest.mark.way(26)
def test_value_beside_under_a_merge_across__is_not_read_but_named(read, filled):
    content = edited(with_cells(filled, PROBLEM, {"H4": "看不见的原因"}), PROBLEM, brushed(4, 6, 4, 7))
    file = read(content)
    assert texts(file, "problem", "cause")[0] == "" and only(file, "merged_hidden").facts["cells"] == ("H4",)


@pytest.mark.way(26)
def test_row_filled_under_a_merge_alone__is_one_with_the_row_above(read, filled):
    def change(part):
        for at in range(2, 14):
            part.merge_range(4, at, 5, at)

    file = read(edited(filled, PROBLEM, change))
    assert texts(file, "problem", "number") == ["WT-001", "WT-003", "WT-004", "WT-005"]
    assert only(file, "merged_hidden").facts["count"] > 1 and file.ledger.unexplained == 0


@pytest.mark.way(26)
def test_equal_values_under_a_merge__are_filled_down_without_a_doubt(read, filled):
    content = with_cells(filled, PROBLEM, dict.fromkeys(("C6", "C7", "C8"), "班子成员"))
    file = read(edited(content, PROBLEM, brushed(6, 2, 8, 2)))
    assert texts(file, "problem") == texts(read(content), "problem") and "merged_hidden" not in rules(file)


@pytest.mark.way(26, 45)
def test_issued_numbers_under_a_brushed_merge__stay_with_their_rows(read, filled):
    file = read(edited(filled, PROBLEM, brushed(4, 0, 6, 0)))
    assert texts(file, "problem") == texts(read(filled), "problem") and "merged_hidden" not in rules(file)
