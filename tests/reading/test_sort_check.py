"""Columns sorted alone are noticed by what was issued, rows sorted as a whole only asked; strangers are named."""

import pytest

from tests.reading.books import (
    DUTY,
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    found,
    only,
    rules,
    texts,
    with_cells,
    with_column,
)
from toolkit.formats import open_workbook


def with_rows(content, sheet, order):
    """Return the workbook with the first records in another order, every column along."""
    grid = next(grid for grid in open_workbook(content).grids if grid.name == sheet)
    width = 11
    cells = {
        f"{chr(65 + at)}{4 + target}": str(grid.rows[3 + source][at])
        for target, source in enumerate(order)
        for at in range(width)
    }
    return with_cells(content, sheet, cells)


@pytest.mark.way(45)
@pytest.mark.parametrize(
    ("letter", "values", "label"),
    [("D", ["", "任重远", "苏敏", "白露"], "姓名"), ("E", ["副局长", "局长", "副局长", "领导班子"], "职务")],
)
def test_issued_column_sorted_alone__is_noticed(read, filled, letter, values, label):
    one = only(read(with_column(filled, DUTY, letter, values)), "sorted_alone")
    assert (one.severity, one.at.column, one.at.cell) == ("warning", label, f"{letter}3")


@pytest.mark.way(45)
@pytest.mark.parametrize("sheet", [DUTY, PROBLEM])
def test_rows_sorted_as_a_whole__are_only_asked(read, filled, sheet):
    file = read(with_rows(filled, sheet, [1, 0, 3, 2]))
    assert only(file, "numbers_moved").severity == "notice"
    assert "sorted_alone" not in rules(file)


@pytest.mark.way(45)
def test_running_numbers_sorted_alone__are_noticed(read, filled):
    file = read(with_column(filled, DUTY, "A", ["ZZ-004", "ZZ-003", "ZZ-002", "ZZ-001"]))
    assert "sorted_alone" in rules(file)


def test_one_corrected_post__is_no_sorting(read, filled):
    assert not found(read(with_cells(filled, DUTY, {"E5": "党组书记、局长"})), "sorted_alone", "numbers_moved")


def test_row_left_out_between__moves_nothing(read, filled):
    content = with_column(filled, PROBLEM, "A", ["WT-001", "WT-004", "WT-005", "WT-006", "WT-010"])
    assert not found(read(content), "numbers_moved")


def test_rows_about_another_units_members__are_named_with_their_rows(read, filled):
    file = read(with_cells(filled, PROBLEM, {"D6": "雷振宇", "D7": "雷 振宇"}))
    one = only(file, "strangers")
    assert (one.severity, one.facts["other"], one.facts["rows"]) == ("warning", "市公安局", (6, 7))
    assert len(texts(file, "problem")) == 5


def test_name_on_no_roster__is_no_stranger(read, filled):
    assert "strangers" not in rules(read(with_cells(filled, PROBLEM, {"D6": "欧阳兰"})))


def test_numbers_beyond_their_mask__are_in_order_as_people_count(read):
    rows = [[f"WT-{number}", *ROWS[0][1:5], f"第{number}件事办得不实", *ROWS[0][6:]] for number in (999, 1000, 1001)]
    file = read(bare({"检视问题清单": [["填报单位：市教育局"], HEADINGS, *rows]}))
    assert texts(file, "problem", "number") == ["WT-999", "WT-1000", "WT-1001"]
    assert not found(file, "numbers_moved")
