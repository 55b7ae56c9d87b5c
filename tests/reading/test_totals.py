"""Rows that sum up, are signed or repeat the headings change no record, in any list, place and format."""

import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.reading.books import HEADINGS, PROBLEM, ROWS, left_out, texts
from tests.reading.written import FORMATS
from toolkit.definition import load_definition
from toolkit.formats.sum_cells import is_sum_formula

DEFINITION = load_definition()
WORDS = DEFINITION.vocabulary.rows
UNIT = ["填报单位：市教育局"]
SIGNED = [
    "单位（盖章）：",
    "主要负责人签字：",
    "填表人：张三",
    "审核人：",
    "    年   月   日",
    "负责人：李四  2022年3月",
]


def widen(row, width):
    return [*row, *[""] * (width - len(row))]


@st.composite
def line(draw, headings):
    """Return a row that is no record, of any sort."""
    width = len(headings)
    row = [""] * width
    at = draw(st.integers(0, width - 1))
    kind = draw(st.sampled_from(["total", "subtotal", "signed", "heading"]))
    if kind == "heading":
        return list(headings)
    if kind == "signed":
        row[at] = draw(st.sampled_from(SIGNED))
        return row
    for place in draw(st.sets(st.integers(0, width - 1), min_size=1, max_size=4)):
        row[place] = draw(st.integers(2, 500))
    group = draw(st.sampled_from(["即知即改", "班子成员", "领导班子"]))
    label = draw(st.sampled_from(WORDS.total if kind == "total" else [f"{group} {word}" for word in WORDS.subtotal]))
    row[at] = draw(st.sampled_from([label, f"{label}：", f" {label}"])) if kind == "total" else label
    if kind == "subtotal":
        row[(at + 1) % width or 1] = 12
    return row


@pytest.mark.way(21, 22)
@pytest.mark.parametrize("list_key", ["duty", "problem", "rectification"])
@pytest.mark.parametrize("kind", FORMATS)
def test_row_that_is_no_record__leaves_all_records_as_they_are(read, filled, list_key, kind):
    list_type = DEFINITION.find_list_type(list_key)
    issued = list_type.select_issued_columns(later=False).columns
    headings = [column.label for column in issued]
    records = [[one[column.key] for column in issued] for one in texts(read(filled), list_key)]
    sheet, name = list_type.label, f"市教育局.{kind}"
    before = texts(read(FORMATS[kind](sheet, [widen(UNIT, len(headings)), headings, *records]), name), list_key)
    assert len(before) == len(records) > 3

    @settings(max_examples=examples(60))
    @given(st.lists(st.tuples(st.integers(0, len(records)), line(headings)), min_size=1, max_size=4))
    def law(lines):
        rows = list(records)
        for at, added in sorted(lines, key=lambda pair: -pair[0]):
            rows.insert(at, added)
        file = read(FORMATS[kind](sheet, [widen(UNIT, len(headings)), headings, *rows]), name)
        assert texts(file, list_key) == before
        assert file.ledger.unexplained == 0

    law()


# -- formulas ------------------------------------------------------------------------------------------


def with_formulas(row, formulas, table=False):
    """Return a problem list with a row of formulas, each by column, behind its records."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(PROBLEM)
    if table:
        columns = [{"header": heading} for heading in HEADINGS]
        sheet.add_table(1, 0, 4, len(HEADINGS) - 1, {"columns": columns, "total_row": True})
    for number, cells in enumerate([UNIT, HEADINGS, *ROWS, row]):
        sheet.write_row(number, 0, cells)
    for column, (formula, value) in formulas.items():
        sheet.write_formula(4, column, formula, None, value)
    book.close()
    return buffer.getvalue()


@pytest.mark.way(57)
@pytest.mark.way(21)
@pytest.mark.parametrize(
    "formula",
    ["=SUBTOTAL(103,F3:F4)", "=SUBTOTAL(9,F3:F4)", "=_xlfn.AGGREGATE(3,5,F3:F4)", "=COUNTA(F3:F4)", "=SUM($F$3:$F$4)"],
)
def test_row_of_formulas_over_the_rows_above__is_a_total_with_any_label(read, formula):
    for label in ([], ["", "", "", "", "这一段"]):
        file = read(with_formulas(label, {6: (formula, 2)}))
        assert left_out(file, "problem") == [(5, "total")] and len(texts(file, "problem")) == 2


@pytest.mark.way(21)
def test_totals_row_of_a_table__is_a_total_with_any_label(read):
    file = read(with_formulas(["", "", "", "", "", "本页两条"], {}, table=True))
    assert left_out(file, "problem") == [(5, "total")] and len(texts(file, "problem")) == 2


def test_records_numbered_by_a_formula_of_visible_rows__are_records(read):
    row = ["", *ROWS[0][1:5], "第三件事，几年都没有办成", *ROWS[0][6:]]
    file = read(with_formulas(row, {0: ("=SUBTOTAL(103,B$3:B5)", 3)}))
    assert texts(file, "problem", "number")[2] == "WT-003" and not left_out(file, "problem")


def test_record_with_one_sum_in_it__is_a_record(read):
    row = ["WT-003", *ROWS[0][1:5], "第三件事，几年都没有办成", "", *ROWS[0][7:]]
    file = read(with_formulas(row, {6: ("=SUBTOTAL(9,F3:F4)", 0)}))
    assert len(texts(file, "problem")) == 3


@pytest.mark.parametrize(
    ("formula", "sums"),
    [
        ("of:=SUBTOTAL(9;[.C4:.C27])", True),
        ("of:=SUM([.C4:.C27])", True),
        ("=SUM(C4:C4)", False),
        ("=SUM(C4:D4)", False),
        ("=SUM(C4:C9)*2", False),
        ('IF(COUNTA($B4,$C4)=0,"","√")', False),
        ("COUNTIF(表!A:A,A3)", False),
    ],
)
def test_formula_that_sums_up_rows__is_told_from_others(formula, sums):
    assert is_sum_formula(formula) == sums
