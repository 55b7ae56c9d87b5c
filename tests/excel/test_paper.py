"""Papers: what can be read on A4, what needs A3, and which columns give way."""

import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from toolkit.excel import A3, A4, LEAST_SCALE, choose_paper, count_pages_across, fit_widths, measure_columns


@pytest.mark.parametrize(("count", "paper"), [(9, A4), (20, A3)])
def test_paper__is_the_smallest_on_which_the_columns_can_be_read(count, paper):
    sheet = xlsxwriter.Workbook(io.BytesIO()).add_worksheet()
    assert choose_paper(sheet, [12.0] * count) == paper
    assert sheet.paper_size == paper.number


def test_widths_that_fit__stay():
    assert fit_widths((8, 22, 50)) == (8, 22, 50)


def test_columns_of_texts__give_way_and_those_of_numbers_do_not():
    given_widths = (8, 8, 40, 60, 60, 60)
    fitting = fit_widths(given_widths)
    assert fitting[:2] == (8, 8)
    assert all(0.45 <= new / old < 1 for new, old in zip(fitting[2:], given_widths[2:], strict=True))
    assert measure_columns(fitting) * LEAST_SCALE <= A3.width


@given(st.lists(st.integers(5, 60), min_size=1, max_size=12))
def test_fitted_widths__are_never_wider_than_those_asked_for(widths):
    assert all(new <= old for new, old in zip(fit_widths(widths), widths, strict=True))


def test_columns_too_many_for_a3__are_spread_over_pages_with_the_first_on_each():
    assert count_pages_across([12] * 10, 2) == 1
    assert count_pages_across([12] * 30, 4) == 3
