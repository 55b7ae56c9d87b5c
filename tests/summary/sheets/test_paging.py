"""Sheets on paper: letters of 8 points, blocks that are not torn, headings on every page."""

import io
from itertools import pairwise

import pytest
import xlsxwriter

from toolkit.excel import A3, A4, LEAST_SCALE, measure_columns
from toolkit.summary.sheets.block_columns import lay_out_blocks
from toolkit.summary.sheets.paging import Block, leave_unprinted, set_up_pages


def page_of(widths, heights):
    """A sheet with a title and blocks of so many points, set up for printing."""
    sheet = xlsxwriter.Workbook(io.BytesIO()).add_worksheet()
    tops = [sum(range(number + 1)) * 10 for number in range(len(heights) + 1)]
    blocks = [
        Block(top=top, headings=(top, top + 1), points=height) for top, height in zip(tops, [60, *heights], strict=True)
    ]
    set_up_pages(sheet, widths, blocks)
    return sheet, tops


def test_narrow_sheet__is_on_a4_and_a_wide_one_on_a3():
    assert page_of([10] * 10, [100])[0].paper_size == A4.number
    assert page_of([12] * 14, [100])[0].paper_size == A3.number


def test_what_is_a_little_too_high__is_fitted_to_one_page():
    sheet, _ = page_of([10] * 10, [A4.height])
    assert (sheet.fit_width, sheet.fit_height) == (1, 1) and not sheet.hbreaks


def test_block_that_would_be_torn__begins_on_a_new_page():
    sheet, tops = page_of([12] * 11, [400, 400, 100])
    assert sheet.hbreaks == [tops[2]] and (sheet.fit_width, sheet.fit_height) != (1, 1)


def test_long_block__flows_over_pages_and_repeats_its_headings():
    sheet, tops = page_of([12] * 11, [2000])
    assert not sheet.hbreaks
    assert (sheet.repeat_row_range or "").endswith(f"${tops[1] + 1}:${tops[1] + 2}")


def test_sheet_left_unprinted__has_a_print_area_without_anything_in_it():
    sheet = xlsxwriter.Workbook(io.BytesIO()).add_worksheet("明细")
    sheet.write(0, 0, "x")
    leave_unprinted(sheet)
    assert sheet.print_area_range.endswith("$ZZ$1")


@pytest.mark.parametrize(
    ("tables", "listings"),
    [
        ([[46, *[12] * 7], [46, *[9] * 11]], []),
        ([[24, 9, *[8] * 12]], [[20, 10, 50, 50, 11]]),
        ([], [[20, 10, 10, 12, 12, 12, 10, 10, 22, 40, 11], [20, 50, 50, 50, 50, 50, 11]]),
    ],
)
def test_blocks_of_a_sheet__fit_on_a4_in_letters_of_8_points(tables, listings):
    columns = lay_out_blocks(tables, listings)
    assert measure_columns(columns.widths) * LEAST_SCALE <= A4.width * 1.01
    for block, needed in zip(columns.blocks, [*tables, *listings], strict=True):
        assert len(block) == len(needed)
        assert all(first <= last for first, last in block)
        assert all(before[1] < after[0] for before, after in pairwise(block))


def test_listings_of_different_columns__all_take_the_whole_page():
    columns = lay_out_blocks([], [[20, 10, 40, 11], [20, 10, 10, 10, 40, 11]])
    assert {block[-1][1] for block in columns.blocks} == {len(columns.widths) - 1}
