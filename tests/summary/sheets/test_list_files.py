"""Records that no sheet can hold are in a file beside the workbook; every figure stays, as a value."""

import io

import openpyxl
import pytest

from tests.summary.rounds import book_of, random_round
from toolkit.summary import ListFile
from toolkit.summary.sheet_ranges import NOWHERE

BESIDE = {"problem": ListFile(path="数据/problem.parquet", columns={"number": "问题编号"})}
LABEL = "检视问题清单"


@pytest.fixture(scope="module")
def books():
    """The workbook with all lists on sheets, and the same with the problems in a file: formulas and values."""
    campaign, returned = random_round(2, 2, 3, 4)
    contents = [book_of(campaign, returned, **more)[1].content for more in ({}, {"beside": BESIDE})]
    return [
        {plain: openpyxl.load_workbook(io.BytesIO(content), data_only=plain) for plain in (False, True)}
        for content in contents
    ]


def texts_of(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_list_in_a_file__has_a_sheet_that_says_where_and_which_columns(books):
    before, after = (book[True] for book in books)
    assert after.sheetnames == before.sheetnames
    note, *rest = texts_of(after[LABEL])[1:]
    assert "数据/problem.parquet" in note and "共 6 条" in note and "Parquet" in note
    assert rest == ["栏目", "数据文件里的列名", "问题编号", "number"]


def test_the_figures_of_a_list_in_a_file__are_the_same_values_as_over_a_sheet(books):
    before, after = (book[True] for book in books)
    for sheet in before:
        if sheet.title in (LABEL, "核对", "明细"):
            continue
        pairs = [(cell.value, after[sheet.title][cell.coordinate].value) for row in sheet.iter_rows() for cell in row]
        links = [(row, number) for row, number in pairs if row != number]
        assert all(row.endswith("行") and number.endswith("条") for row, number in links), sheet.title


def test_no_formula__refers_to_rows_that_are_not_there(books):
    formulas = books[1][False]
    for sheet in formulas:
        for text in texts_of(sheet):
            assert not (text.startswith("=") and (f"'{LABEL}'!$" in text or f"{LABEL}!$" in text or NOWHERE in text))
    before = sum(text.startswith("=") for sheet in books[0][False] for text in texts_of(sheet))
    after = sum(text.startswith("=") for sheet in formulas for text in texts_of(sheet))
    assert 0 < after < before


def test_figures_over_lists_on_sheets__stay_formulas(books):
    before, after = (book[False] for book in books)
    live = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in before
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("=") and sheet.title not in (LABEL, "核对", "明细")
    ]
    assert any(title == "总表" for title, _, _ in live)
    own = [one for one in live if LABEL not in one[2] and "明细" not in one[2] and "整改落实清单'!" in one[2]]
    assert any(after[title][at].value == formula for title, at, formula in own)
    assert not any("写的是数值" in text for text in texts_of(before["核对"]))


def test_the_reconciliation__says_how_many_figures_are_values(books):
    told = texts_of(books[1][True]["核对"])
    assert told[told.index("全部核对") + 1] == "一致"
    assert any("数据文件里的记录，写的是数值" in text for text in told)
    assert sum("problem.parquet" in text for text in told) == 1
