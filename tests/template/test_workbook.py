"""The workbook handed out: protected, guided, stamped four times, and the same bytes every time."""

import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
from lxml import etree

from tests.conftest import ROOT, issued
from toolkit.layout import FIRST_ROW, HEADER_ROW, ListLayout
from toolkit.pipeline import build_standard_workbooks, distribute
from toolkit.unit_token import find_tokens

LISTS = ("duty", "problem", "rectification")
# Functions that Excel 2010, WPS and LibreOffice compute alike.
SAFE = """
COUNTIF COUNTIFS SUMIF SUMIFS COUNTA COUNTBLANK SUMPRODUCT IFERROR INDEX MATCH OFFSET TEXT DATE
EOMONTH TODAY LEN TRIM SUBSTITUTE FIND EXACT HYPERLINK ROW SUM MAX MIN LEFT MID UPPER ISNUMBER NOT
AND OR IF INT DATEVALUE FALSE TRUE
"""


@pytest.fixture
def book(small):
    return openpyxl.load_workbook(issued(small, "01"))


def cell_of(book, list_type, column):
    """Return the cell of a column in the first record's row."""
    place = ListLayout(list_type=list_type).find_column_index(column.key)
    return book[list_type.label].cell(FIRST_ROW, place + 1)


def test_handing_out_twice__gives_the_same_bytes(small):
    before = issued(small, "01").read_bytes()
    distribute(small)
    assert issued(small, "01").read_bytes() == before


def test_sheets__are_cover_lists_handbook_and_two_hidden(book, definition):
    labels = [definition.find_list_type(key).label for key in LISTS]
    assert book.sheetnames == ["填报首页", *labels, "填报说明", "选项", "标识"]
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 5 + ["hidden"] * 2


def test_input_cells__are_open_and_all_others_protected(book, definition):
    for key in LISTS:
        list_type = definition.find_list_type(key).select_issued_columns(later=False)
        sheet = book[list_type.label]
        assert sheet.protection.sheet
        assert not sheet.protection.formatColumns and not sheet.protection.formatRows
        assert not sheet.protection.autoFilter
        for column in list_type.columns:
            assert cell_of(book, list_type, column).protection.locked == column.closed_to_units
        assert sheet.cell(FIRST_ROW, 2).protection.locked  # the hint
        assert sheet.cell(HEADER_ROW, 3).protection.locked


def test_row_numbers__are_constants(book, definition):
    for key in LISTS:
        list_type = definition.find_list_type(key).select_issued_columns(later=False)
        numbers = [book[list_type.label].cell(FIRST_ROW + index, 1).value for index in range(list_type.rows)]
        assert numbers == [list_type.number.format_number(index + 1) for index in range(list_type.rows)]


def test_text_columns__are_formatted_as_text(book, definition):
    list_type = definition.find_list_type("problem").select_issued_columns(later=False)
    for column in list_type.columns:
        if column.kind in ("text", "long_text", "choice", "names", "reference"):
            assert cell_of(book, list_type, column).number_format == "@"


def test_every_dropdown__comes_from_the_options_sheet(book, definition):
    for key in LISTS:
        list_type = definition.find_list_type(key).select_issued_columns(later=False)
        sheet = book[list_type.label]
        by_column = {}
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                by_column[str(rule.sqref).split(":")[0].rstrip("0123456789")] = rule.formula1
        for column in list_type.columns:
            if column.choices and not column.closed_to_units:
                assert "选项" in by_column[cell_of(book, list_type, column).column_letter]


def test_names__offer_only_the_units_own_members(book):
    options = book["选项"]
    column = next(c for c in options.iter_cols(values_only=True) if c[0] == "@members")
    assert [name for name in column[1:] if name] == ["苏敏", "任重"]


def test_problem_numbers__are_offered_down_to_the_last_filled_row(book):
    rules = book["整改落实清单"].data_validations.dataValidation
    offered = next(rule.formula1 for rule in rules if "C4" in str(rule.sqref))
    assert offered.startswith("OFFSET('检视问题清单'!$A$4")


def test_token__stands_in_a_cell_a_note_the_properties_and_the_hidden_sheet(small, book):
    for sheet in ("岗位职责清单", "检视问题清单", "整改落实清单"):
        key = next(one.key for one in small.campaign.list_types if one.label == sheet)
        cells = [str(cell.value) for cell in book[sheet][2] if cell.value]
        (token,) = find_tokens(cells)
        assert (token.list_key, token.unit, token.round) == (key, "01", 1)
        assert small.stamp.is_genuine(token)
        assert find_tokens([book[sheet].cell(HEADER_ROW, 1).comment.text]) == [token]
    assert len(find_tokens([str(v) for row in book["标识"].values for v in row])) == 4
    content = zipfile.ZipFile(io.BytesIO(issued(small, "01").read_bytes()))
    assert find_tokens([content.read("docProps/custom.xml").decode()])


def test_formulas__use_only_functions_that_every_program_has(book):
    used = set()
    for sheet in book:
        for row in sheet.iter_rows(max_row=40):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    bare = re.sub(r'"[^"]*"', "", cell.value)
                    used |= set(re.findall(r"([A-Z][A-Z.]+)\(", bare))
    assert used and used <= set(SAFE.split()), used - set(SAFE.split())


def test_members__are_prefilled_in_the_duty_list(book):
    sheet = book["岗位职责清单"]
    rows = [[sheet.cell(FIRST_ROW + n, index).value for index in (3, 4, 5)] for n in range(4)]
    assert rows == [
        ["领导班子", None, "领导班子"],
        ["班子成员", "苏敏", "局长"],
        ["班子成员", "任重", "副局长"],
        [None, None, None],
    ]


def test_hint__stands_beside_the_number_frozen_with_it_and_does_not_print(book):
    for label in ("岗位职责清单", "检视问题清单", "整改落实清单"):
        sheet = book[label]
        assert sheet.cell(HEADER_ROW, 2).value == "填写提示" and sheet.freeze_panes == "C4"
        assert sheet.print_area.startswith(f"'{label}'!$C$1:") and sheet.print_title_cols == "$A:$A"


def test_pages__are_a4_landscape_with_the_header_repeated(book):
    sheet = book["整改落实清单"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$3:$3"
    assert "&P" in sheet.oddFooter.center.text + sheet.oddFooter.left.text


def test_handbook__explains_every_column(book, definition):
    explained = {(row[0], row[1]) for row in book["填报说明"].iter_rows(min_row=3, values_only=True)}
    for key in LISTS:
        list_type = definition.find_list_type(key).select_issued_columns(later=False)
        assert {(list_type.label, column.label) for column in list_type.columns} <= explained


def test_one_list_alone__makes_a_workbook_without_the_others(small):
    (path,) = distribute(small, only="02", single="检视问题清单")
    assert "整改落实清单" not in openpyxl.load_workbook(path).sheetnames


def test_register__names_every_file_with_its_hash(small):
    sheet = openpyxl.load_workbook(small.folders.register).active
    rows = {row[0]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert set(rows) == {"01", "02"}
    path = issued(small, "01")
    assert rows["01"][4] == path.name
    assert rows["01"][6] == 3
    assert rows["01"][-1] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_standard_workbooks__in_the_repository_are_current(definition):
    folder = ROOT / "workbook_templates" / "standard"
    made = build_standard_workbooks(definition)
    assert {path.name for path in folder.glob("*.xlsx")} == set(made)
    for name, content in made.items():
        assert parts(folder / name) == parts(io.BytesIO(content)), f"{name}: run make standard"


def parts(source):
    """Return every part by name in canonical XML: neither the order of attributes nor the compression is compared."""
    with zipfile.ZipFile(source) as package:
        return {
            name: etree.tostring(etree.fromstring(package.read(name)), method="c14n") for name in package.namelist()
        }
