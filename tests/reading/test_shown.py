"""What a cell shows is what is read, whatever it stores; what cannot be told is doubted with both writings."""

import calendar
import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.reading.books import MEASURE, PROBLEM, found, only, section, texts, with_cells
from toolkit.definition import load_definition
from toolkit.findings import render_sentence

LABELS = {column.key: column.label for column in load_definition().find_list_type("rectification").columns}
KEYS = ("number", "goal", "measure", "unit", "deadline", "finish_date", "new_rules", "evidence")
ROW = {"number": "WT-001", "goal": "见实效", "measure": "每月到村听一次意见", "unit": "办公室"}
DAY = dt.date(2022, 3, 1)
MONTH_CODES = ('yyyy"年"m"月"', 'yyyy"年"mm"月"', "yyyy-mm", "yyyy/m", "yyyy.mm", '[$-804]yyyy"年"m"月";@')


def book(*rows):
    """Return a list of measures; a cell is a value, or a value and the number format that it is shown in."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet(MEASURE)
    sheet.write(0, 0, "填报单位：市教育局")
    for column, key in enumerate(KEYS):
        sheet.write(1, column, LABELS[key])
    for number, row in enumerate(rows, 2):
        for column, key in enumerate(KEYS):
            cell = {**ROW, **row}.get(key, "")
            value, code = cell if isinstance(cell, tuple) else (cell, None)
            look = workbook.add_format({"num_format": code}) if code else None
            write = sheet.write_datetime if isinstance(value, dt.date) else sheet.write
            write(number, column, value, look)
    workbook.close()
    return buffer.getvalue()


@pytest.fixture
def measure(read):
    """Read a list with one measure; return the file and the measure's record."""

    def measure(**cells):
        file = read(book(cells))
        return file, section(file, "rectification").records[0]

    return measure


@pytest.mark.way(51)
@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ((0.95, "0%"), "95%"),
        ((1, "0%"), "100%"),
        ((123, "00000"), "00123"),
        ((7, '"第"0"号"'), "第7号"),
        (("7", '"第"@"号"'), "第7号"),
        ((96, '0"人次"'), "96人次"),
        ((100 / 3, "0.0"), "33.3"),
        ((DAY, 'm"月"d"日"'), "3月1日"),
        ((DAY, 'yyyy"年"m"月"'), "2022年3月"),
        ((1234.5, "¥#,##0.00"), "¥1,234.50"),
        ((120000, "0.0E+00"), "1.2E+05"),
        ((0.5, "# ?/?"), "1/2"),
        ((1.5, "[h]:mm"), "36:00"),
    ],
)
def test_text_column__is_read_as_it_is_shown(measure, cell, shown):
    file, record = measure(evidence=cell)
    assert (record.cleaned["evidence"].text, record.written["evidence"]) == (shown, shown)
    assert [(one.new, one.why) for one in record.changes if one.column == "evidence"] == [(shown, "shown")]
    assert file.ledger.unexplained == 0 and section(file, "rectification").ledger.normalised == 1


@pytest.mark.parametrize(("number", "text"), [(0.1 + 0.2, "0.3"), (100 / 3, "33.3333333333333"), (1.5e-7, "1.5E-07")])
def test_number_without_a_format__is_printed_with_fifteen_digits(measure, number, text):
    assert measure(evidence=number)[1].written["evidence"] == text


@pytest.mark.parametrize(
    "code", ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', 'm"月"d"日"', "d-mmm-yy", "[$-804]dddd"]
)
def test_day__stays_the_day_stored_however_it_is_shown(measure, code):
    file, record = measure(finish_date=(DAY, code), deadline=(DAY, code))
    assert record.cleaned["finish_date"].date == record.cleaned["deadline"].date == DAY
    assert record.written["finish_date"] == "2022-03-01" and not record.changes
    assert not found(file, "shown_otherwise", "shown_unknown")


@pytest.mark.way(51)
@pytest.mark.parametrize("code", ["mmm-yy", "mmmm yyyy", "[$-804]yyyy-mm", 'yy"年"m"月"', '[DBNum1]yyyy"年"m"月"'])
def test_deadline__shown_without_a_day__is_the_end_of_the_month(measure, code):
    _, record = measure(deadline=(DAY, code))
    assert record.cleaned["deadline"].date == dt.date(2022, 3, 31)


def test_month__shown_in_a_column_of_days__has_no_day(measure):
    assert measure(finish_date=(DAY, 'yyyy"年"m"月"'))[1].cleaned["finish_date"].unknown == "month_only"


def test_stored_month__means_in_a_deadline_what_the_same_words_mean(read):
    @settings(max_examples=examples(60))
    @given(st.dates(dt.date(2010, 1, 1), dt.date(2059, 12, 31)), st.sampled_from(MONTH_CODES))
    def law(day, code):
        words = code.removeprefix("[$-804]").removesuffix(";@").replace('"', "").replace("yyyy", str(day.year))
        words = words.replace("mm", f"{day.month:02d}").replace("m", str(day.month))
        file = read(book({"deadline": (day, code)}, {"deadline": words}))
        stored, typed = section(file, "rectification").records
        assert stored.cleaned["deadline"] == typed.cleaned["deadline"]
        assert stored.cleaned["deadline"].date == day.replace(day=calendar.monthrange(day.year, day.month)[1])

    law()


@pytest.mark.parametrize(("cell", "number"), [((96, '0"人次"'), 96), ((3500, "#,##0"), 3500), ((0, '0;-0;"-"'), 0)])
def test_integer__is_the_number_stored_whatever_stands_around_it(measure, cell, number):
    _, record = measure(new_rules=cell)
    assert record.cleaned["new_rules"].value == number and not record.changes


def test_fraction_shown_as_a_share__is_no_integer(measure):
    assert measure(new_rules=(0.5, "0%"))[1].cleaned["new_rules"].unknown == "integer"


@pytest.mark.parametrize("code", [";;;", "0;-0;;@"])
def test_cell_that_shows_nothing__keeps_its_value_under_a_doubt(measure, code):
    file, record = measure(evidence=(0, code), new_rules=(0, code))
    assert (record.cleaned["evidence"].text, record.cleaned["new_rules"].value) == ("0", 0)
    assert [(one.severity, one.at.cell) for one in found(file, "shows_nothing")] == [
        ("warning", "G3"),
        ("warning", "H3"),
    ]


def test_format_that_is_not_understood__is_one_doubt_with_both_writings(read):
    file = read(book(*({"evidence": (number, "*-0")} for number in (5, 6, 7))))
    assert [one.written["evidence"] for one in section(file, "rectification").records] == ["5", "6", "7"]
    doubt = only(file, "shown_unknown")
    assert doubt.facts["cells"] == ("H3", "H4", "H5")
    assert all(text in render_sentence(doubt) for text in ("*-0", "“5”", "H3、H4、H5", LABELS["evidence"]))


def test_wording_that_depends_on_the_reader__is_a_doubt_with_both_writings(measure):
    file, record = measure(evidence=(DAY, "mmm-yy"))
    assert record.cleaned["evidence"].text == "2022-03-01"
    assert "Mar-22" in render_sentence(only(file, "shown_otherwise"))


def test_plain_formats__change_nothing(read):
    cells = {"deadline": (DAY, "yyyy-mm-dd"), "new_rules": (3, "0"), "evidence": ("甲", "@")}
    plain = section(read(book(cells)), "rectification")
    assert plain.ledger.normalised == 0 and not plain.records[0].changes


@pytest.mark.way(58)
def test_checked_box__is_a_yes_and_an_empty_one_a_no(read, filled):
    file = read(with_cells(filled, PROBLEM, {"L4": "TRUE", "M4": "FALSE"}))
    assert [texts(file, "problem")[0][key] for key in ("early", "repeated")] == ["是", "否"]


@pytest.mark.parametrize("code", [MONTH_CODES[0], "mmm-yy"])
def test_value_merged_over_rows__is_shown_in_each_of_them(read, code):
    content = book({"deadline": (DAY, code)}, {"number": "WT-002"}, {"number": "WT-003"})
    file = read(merged(content, "E3:E4"))
    days = [record.cleaned["deadline"].date for record in section(file, "rectification").records]
    assert days == [dt.date(2022, 3, 31), dt.date(2022, 3, 31), None]


def merged(content, cells):
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook.active.merge_cells(cells)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
