"""Fills of chart series can be told apart on a black-and-white printer, whichever of them are neighbours."""

from itertools import combinations

import pytest

from toolkit.excel import CHART_FILLS, LEAST_GREY_DISTANCE, ChartFill, choose_fill, measure_grey


@pytest.mark.parametrize(("first", "second"), list(combinations(CHART_FILLS, 2)))
def test_two_fills__differ_in_grey_or_in_hatching(first: ChartFill, second: ChartFill):
    distance = abs(measure_grey(first.colour) - measure_grey(second.colour))
    assert distance >= LEAST_GREY_DISTANCE or first.hatch != second.hatch


@pytest.mark.parametrize("fill", CHART_FILLS)
def test_number_on_a_fill__can_be_read_in_grey(fill: ChartFill):
    assert abs(measure_grey(fill.colour) - measure_grey(fill.ink)) >= 3 * LEAST_GREY_DISTANCE


def test_more_series_than_fills__begin_again_with_a_neighbour_that_differs():
    count = len(CHART_FILLS)
    assert choose_fill(count) == CHART_FILLS[0]
    assert choose_fill(count - 1).hatch != choose_fill(count).hatch


def test_grey__is_that_of_a_black_and_white_printer():
    assert [round(measure_grey(colour)) for colour in ("#000000", "#FFFFFF", "#FF0000", "#00FF00", "#0000FF")] == [
        0,
        255,
        76,
        150,
        29,
    ]
