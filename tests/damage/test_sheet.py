"""The editor of sheet parts keeps everything that it is not asked to change."""

import io
import zipfile

import openpyxl
import pytest

from toolkit.damage.book import DamageBook
from toolkit.excel import parse_ranges, shift_range
from toolkit.formats import open_workbook

SHEET = "岗位职责清单"


def reopened(book):
    return openpyxl.load_workbook(io.BytesIO(book.build_package()))


def texts(book, sheet=SHEET):
    grid = next(grid for grid in open_workbook(book.build_package()).grids if grid.name == sheet)
    return grid.rows


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_one_changed_cell__leaves_every_other_part_byte_for_byte(subject):
    book = DamageBook(subject.content)
    book.open_sheet(SHEET).put_text(4, 4, "改过")
    before, after = parts(subject.content), parts(book.build_package())
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet2.xml"}


def test_one_changed_cell__leaves_formulas_shared(subject):
    book = DamageBook(subject.content)
    book.open_sheet(SHEET).put_text(4, 4, "改过")
    assert b't="shared"' in parts(book.build_package())["xl/worksheets/sheet2.xml"]


def test_inserted_row__moves_merges_and_dropdowns_and_keeps_what_formulas_show(subject):
    book = DamageBook(subject.content)
    before = texts(book)
    book.open_sheet(SHEET).insert_rows(1, 2)
    sheet = reopened(book)[SHEET]
    assert "C3:G3" in {str(one) for one in sheet.merged_cells.ranges}
    assert {str(one.sqref) for one in sheet.data_validations.dataValidation} >= {"C6:C65"}
    assert [row[:11] for row in texts(book)[2:12]] == [row[:11] for row in before[:10]]


def test_deleted_row__closes_the_gap(subject):
    book = DamageBook(subject.content)
    before = texts(book)
    book.open_sheet(SHEET).delete_row(5)
    assert [row[:11] for row in texts(book)[3:6]] == [before[3][:11], before[5][:11], before[6][:11]]


def test_swapped_columns__keep_their_cells_and_dropdowns(subject):
    book = DamageBook(subject.content)
    before = texts(book)
    book.open_sheet(SHEET).move_columns(lambda column: {2: 4, 4: 2}.get(column, column))
    after = texts(book)
    assert [row[2] for row in after[3:7]] == [row[4] for row in before[3:7]]
    wide = {str(one.sqref): one.type for one in reopened(book)[SHEET].data_validations.dataValidation}
    assert wide["E4:E63"] == "list"


def test_deleted_column__takes_its_dropdown_along(subject):
    book = DamageBook(subject.content)
    count = len(reopened(book)[SHEET].data_validations.dataValidation)
    book.open_sheet(SHEET).move_columns(lambda column: None if column == 2 else column - (column > 2))
    assert len(reopened(book)[SHEET].data_validations.dataValidation) == count - 1


def test_coloured_cell__keeps_the_rest_of_its_style(subject):
    book = DamageBook(subject.content)
    sheet = book.open_sheet(SHEET)
    sheet.set_style(4, 4, book.add_filled_style(sheet.find_style(4, 4), "FFFFFF00"))
    before, after = openpyxl.load_workbook(io.BytesIO(subject.content))[SHEET]["E4"], reopened(book)[SHEET]["E4"]
    assert after.fill.fgColor.rgb == "FFFFFF00"
    assert (after.font.sz, after.border.left.style) == (before.font.sz, before.border.left.style)


def test_moved_range__follows_both_ends():
    def down(row, column):
        return (row + 2, column) if row >= 4 else (row, column)

    assert shift_range("A4:A9", down) == "A6:A11"
    assert shift_range("A1:C9", down) == "A1:C11"
    assert shift_range("A:A", down) == "A:A"
    assert shift_range("B7", lambda row, column: None) == ""
    assert parse_ranges("A1 $B$2:C3") == [(1, 0, 1, 0), (2, 1, 3, 2)]


@pytest.mark.parametrize(
    ("merges", "shift", "left"),
    [
        (["A2:F2", "G2:L2"], {2: 8, 8: 2}, ["A4:B4"]),  # C and I change places: neither banner is whole any more
        (["A2:F2", "G2:L2"], {5: None}, ["A2:E2", "F2:K2", "A4:B4"]),
        (["A2:F2", "G2:L2"], {0: 1, 1: 0}, ["A2:F2", "G2:L2", "A4:B4"]),
        (["A2:B2"], {1: None}, ["A4:B4"]),  # a single cell is not merged
    ],
)
def test_moved_columns__never_leave_merged_ranges_that_overlap(subject, merges, shift, left):
    gone = [column for column, new in shift.items() if new is None]
    sheet = DamageBook(subject.content).open_sheet(SHEET)
    sheet.drop_elements("mergeCells")
    for merge in merges:
        ((top, first, bottom, last),) = parse_ranges(merge)
        sheet.merge_range(top, first, bottom, last)
    sheet.move_columns(lambda column: shift.get(column, column - sum(place < column for place in gone)))
    sheet.merge_range(4, 0, 4, 1)
    assert [element.get("ref") for element in sheet.root.iter("{*}mergeCell")] == left
