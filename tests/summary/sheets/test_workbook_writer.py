"""Cells of the summary workbook: formulas stand as they are, links are left out where they cannot be."""

import io

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.summary.rounds import book_of, campaign_of, random_round
from toolkit.excel import LONGEST_CELL, SafeSheet, Styles
from toolkit.summary.drilldown import Details
from toolkit.summary.sheets.workbook_writer import (
    DETAIL_ROW,
    WorkbookWriter,
    build_sentence_formula,
)


def written(write, **options):
    """Return the sheet on which a function wrote, as it is read back, and the writer."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.worksheet_class = SafeSheet
    writer = WorkbookWriter(
        workbook=workbook,
        campaign=campaign_of({"市教育局": []}),
        frames=None,
        sheet_ranges=None,
        details=Details(stretches={("problem.cross.all", 1, 2): (0, 4)}),
        strange=frozenset(),
        styles=Styles(workbook),
    )
    write(writer, writer.open_sheet("表"))
    workbook.close()
    return openpyxl.load_workbook(buffer, **options)["表"], writer


def test_formulas_of_a_summary__are_what_the_library_would_have_written():
    book = openpyxl.load_workbook(io.BytesIO(book_of(*random_round(2, 2, 3, 4))[1].content))
    formulas = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    library = Worksheet()
    assert len(formulas) > 500
    assert {formula: f"={library._prepare_formula(formula)}" for formula in formulas} == {f: f for f in formulas}


def test_a_text_within_a_formula__stays_as_it_is_though_it_names_a_newer_function():
    formula = 'IF(A1="MINGLE(A1)",1,0)'  # the library reads SINGLE( into any word that ends so
    sheet, _ = written(lambda writer, sheet: writer.write_formula(sheet, (0, 1), formula, 0, "text"))
    assert sheet["B1"].value == f"={formula}"
    assert Worksheet()._prepare_formula(f"={formula}") != formula


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (pd.NaT, None),
        ("=SUM(A1)", "=SUM(A1)"),
        (3, 3),
        (0.5, 0.5),
        (pd.Timestamp("2022-03-31"), pd.Timestamp("2022-03-31")),
    ],
    ids=["nothing", "empty text", "no day", "text like a formula", "number", "share", "day"],
)
def test_a_value__is_written_by_what_it_is(value, expected):
    sheet, _ = written(lambda writer, sheet: writer.write_value(sheet, (0, 0), value, "text"))
    assert sheet["A1"].value == expected
    assert sheet["A1"].data_type != "f"


def test_a_text_too_long_for_a_cell__says_so_and_is_remembered():
    text = "长" * LONGEST_CELL + "尾"
    sheet, writer = written(lambda writer, sheet: writer.write_value(sheet, (3, 2), text, "text"))
    assert len(sheet["C4"].value) == LONGEST_CELL and f"{len(text)} 字" in sheet["C4"].value
    assert [(cut.sheet, cut.cell, cut.length) for cut in writer.cuts] == [("表", "C4", len(text))]


def test_a_text_that_just_fits__is_written_whole():
    sheet, writer = written(lambda writer, sheet: writer.write_value(sheet, (0, 0), "长" * LONGEST_CELL, "text"))
    assert (sheet["A1"].value, writer.cuts) == ("长" * LONGEST_CELL, [])


@pytest.mark.parametrize(
    ("value", "stored"), [(5, 5), (None, None), (pd.NaT, None), ("甲", "甲"), (pd.Timestamp("2022-03-31"), 44651)]
)
def test_a_formula__is_stored_with_the_value_that_it_has_now(value, stored):
    sheet, _ = written(lambda writer, sheet: writer.write_formula(sheet, (0, 0), "B1", value, "text"), data_only=True)
    assert sheet["A1"].value == stored


@pytest.mark.parametrize(("length", "too_long"), [(8191, False), (8192, True)])
def test_a_formula_too_long_for_the_format__becomes_its_value_and_is_named(length, too_long):
    formula = "1+" * 4095 + "1" * (length - 8190)
    sheet, writer = written(lambda writer, sheet: writer.write_formula(sheet, (1, 0), formula, 7, "number"))
    assert len(formula) == length
    assert (sheet["A2"].value == 7, writer.fixed) == (too_long, ["表 A2"] if too_long else [])


def test_a_figure__links_to_the_details_behind_it():
    _, writer = written(lambda *_: None)
    target = writer.find_detail_target("problem.cross.all", 1, 2)
    assert target == f"'明细'!A{DETAIL_ROW}:H{DETAIL_ROW + 4}"
    assert writer.link_formula("1+1", target) == f"HYPERLINK(\"#'明细'!A{DETAIL_ROW}:H{DETAIL_ROW + 4}\",1+1)"
    assert writer.find_detail_target("problem.cross.all", 0, 0) == ""


@pytest.mark.parametrize(("formula", "target"), [("1+1", "长" * 250), ("1" * 8190, "'明细'!A4")])
def test_a_link_that_would_be_too_long__is_left_out(formula, target):
    _, writer = written(lambda *_: None)
    assert writer.link_formula(formula, target) == formula


def test_a_sentence__reads_the_facts_that_have_a_cell_from_it():
    formula = build_sentence_formula("merged.more", {"number": "B4"}, {"list": '检视"问题"清单', "number": 3})
    assert formula == '"检视""问题""清单(续"&B4&")"'
