"""Columns written in bulk: the same cells, row by row, as xlsxwriter writes them one by one."""

import datetime as dt
import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.laws import examples
from toolkit.excel import ROW, ColumnRenderer, RenderedCells, create_workbook, prepare_formula, shared_texts

TEXTS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["=1+1", "<r>甲</r>", "_x0041_", " 前", "后 ", "a\nb", "&<>\"'", "#N/A", "完成", "\u202e反", "01"]),
)
VALUES = st.one_of(TEXTS, st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.none())
COLUMNS = st.lists(st.tuples(VALUES, TEXTS, st.sampled_from([20, 27.5, 40.0])), max_size=90)


def write_one_by_one(sheet, rows, look):
    for at, (value, result, height) in enumerate(rows, 1):
        if value is None:
            sheet.write_blank(at, 0, None, look)
        elif isinstance(value, str):
            sheet.write_string(at, 0, value, look)
        else:
            sheet.write_number(at, 0, value, look)
        sheet.write_formula(at, 1, f'=IF($A{at + 1}>1,"<&",B{at})', look, result)
        sheet.set_row(at, height)


def write_in_bulk(sheet, rows, look):
    first, second = (ColumnRenderer(sheet, column, look) for column in range(2))

    def render(value):
        if value is None:
            return first.render_blank()
        return first.render_text(value) if isinstance(value, str) else first.render_number(value)

    formulas = [prepare_formula(f'IF($A{ROW}>1,"<&",B{at})') for at in range(1, len(rows) + 1)]
    results = [second.render_formula(formula, row[1]) for formula, row in zip(formulas, rows, strict=True)]
    cells = RenderedCells(render, first).list_cells([row[0] for row in rows])
    sheet.write_rows(1, [cells, results], [row[2] for row in rows])


def build(rows, write):
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, dt.date(2022, 1, 25), "题")
    sheet, look = workbook.add_worksheet("表"), workbook.add_format({"bold": True})
    sheet.write_string(0, 0, "头", look)
    sheet.write_string(0, 1, "头二", look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), 1)
    write(sheet, rows, look)
    workbook.add_worksheet("又一张").write(0, 0, "末", look)
    workbook.close()
    return buffer.getvalue()


def read_cells(content):
    """Return every cell of the first sheet with its text, formula and look, and the height of every row."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        results = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        heights = {row: sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)}
        cells = [
            (cell.coordinate, cell.value, results[cell.coordinate].value, cell.data_type, cell.quotePrefix)
            for row in sheet
            for cell in row
        ]
        return cells, heights, sheet.auto_filter.ref, sheet.dimensions, package.read("xl/styles.xml")


@settings(max_examples=examples(60))
@given(COLUMNS)
def test_columns__are_the_cells_that_the_library_writes_one_by_one(rows):
    assert read_cells(build(rows, write_in_bulk)) == read_cells(build(rows, write_one_by_one))


@given(st.lists(st.tuples(TEXTS, st.just(""), st.just(20)), min_size=80, max_size=80))
@settings(max_examples=examples(20))
def test_texts__are_shared_and_counted_as_the_library_does(rows):
    parts = []
    for write in (write_in_bulk, write_one_by_one):
        with zipfile.ZipFile(io.BytesIO(build(rows, write))) as package:
            parts.append(package.read("xl/sharedStrings.xml"))
    assert parts[0] == parts[1]


def test_texts__stand_in_their_cells_when_there_are_too_many_to_share(monkeypatch):
    rows = [(f" 文{number}", "", 20) for number in range(50)]
    shared = read_cells(build(rows, write_in_bulk))
    monkeypatch.setattr(shared_texts, "MOST_SHARED", 20)
    apart = build(rows, write_in_bulk)
    with zipfile.ZipFile(io.BytesIO(apart)) as package:
        shared_part = package.read("xl/sharedStrings.xml").decode()
    assert "文10<" in shared_part and "文30<" not in shared_part
    cells = [(place, value) for place, value, *_ in read_cells(apart)[0]]
    assert cells == [(place, value) for place, value, *_ in shared[0]]
