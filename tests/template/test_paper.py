"""What is printed: legible letters, groups of columns, and no pages of blank rows."""

import io

import openpyxl
import pytest

from tests.conftest import issued
from toolkit.definition import load_definition
from toolkit.excel import A3, A4, BODY_SIZE
from toolkit.layout import FIRST_ROW, ListLayout
from toolkit.template.paper import (
    READY_HEIGHT,
    SMALLEST_LETTER,
    TITLE_HEIGHT,
    UNIT_HEIGHT,
    compute_heading_height,
    plan_printing,
)

KEYS = [list_type.key for list_type in load_definition().list_types]


def layout_of(key, *, later=False, issued_rows=0, **changes):
    list_type = load_definition().find_list_type(key).select_issued_columns(later=later)
    return ListLayout(list_type=list_type.model_copy(update=changes), issued=issued_rows)


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("key", KEYS)
def test_letters_on_paper__have_eight_points_or_more(key, later):
    plan = plan_printing(layout_of(key, later=later))
    assert plan.scale / 100 * BODY_SIZE >= SMALLEST_LETTER - 0.1


def test_list_too_wide_for_a_page__is_cut_where_its_definition_says():
    layout = layout_of("rectification")
    (first, last), (start, _) = plan_printing(layout).groups
    assert (first, start) == (2, layout.find_column_index("finish_date")) and last == start - 1


def test_list_without_breaks__goes_on_larger_paper_and_is_cut_where_a_page_is_full():
    plain = plan_printing(layout_of("duty", print_breaks=()))
    assert plain.paper == A3 and len(plain.groups) == 1
    wide = plan_printing(layout_of("rectification", later=True, print_breaks=()))
    assert wide.paper == A3 and len(wide.groups) > 1


def test_blank_list__prints_one_page_and_an_issued_one_some_rows_more():
    blank = plan_printing(layout_of("problem"))
    rows = blank.last_row - FIRST_ROW + 1
    assert blank.paper == A4 and 10 < rows * 24 * blank.scale / 100 / 24 < 25
    assert plan_printing(layout_of("problem", issued_rows=30)).last_row == FIRST_ROW - 1 + 35


def test_blank_rows_under_high_headings__begin_no_other_page(definition):
    """A column with a long heading, such as one that only some meetings have, would leave a page of a single row."""
    plain = definition.find_list_type("problem").select_issued_columns(later=False)
    for width in range(4, 20, 2):
        high = plain.columns[2].model_copy(update={"label": "对照检查材料里写明的方面", "width": width})
        list_type = plain.model_copy(update={"columns": (*plain.columns[:2], high, *plain.columns[3:])})
        plan = plan_printing(ListLayout(list_type=list_type, issued=0))
        head = TITLE_HEIGHT + UNIT_HEIGHT + compute_heading_height(list_type)
        blank = plan.last_row - FIRST_ROW + 1
        assert (head + blank * READY_HEIGHT) * plan.scale / 100 <= plan.paper.height


@pytest.mark.libreoffice
def test_row_filled_below_the_printed_ones__is_said_above_the_hint(small, office, tmp_path):
    (path,) = [issued(small, "01")]
    sheet = "检视问题清单"
    last = int(openpyxl.load_workbook(io.BytesIO(path.read_bytes()))[sheet].print_area.rpartition("$")[2])
    steps = [["text", sheet, f"G{last + 3}", "到学校调研听汇报多、看课堂少"], ["recalculate"]]
    (values,) = office([{"open": str(path), "steps": steps, "values": True}], tmp_path)
    assert f"打印只到第{last}行，已填到第{last + 3}行" in values[sheet]["B1"]
