"""The grid of the first page: tiles of one width, whatever the table and the number of figures."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.summary.sheets.front_grid import lay_out_front


def table_of(labels, figures, longest=3, rates=0):
    """A table as far as its columns are measured."""
    kinds = ["count"] * figures + ["rate"] * rates
    return SimpleNamespace(
        row_labels=tuple("主体类型" for _ in range(labels)),
        rows=(SimpleNamespace(key=tuple("阶段性整改" for _ in range(labels))),),
        columns=tuple(SimpleNamespace(kind=kind, change=None) for kind in kinds),
        values=((10 ** (longest - 1), *[0] * (len(kinds) - 1)),),
        by_unit=False,
        spec=SimpleNamespace(rank=None),
    )


@given(st.integers(1, 2), st.integers(1, 20), st.integers(1, 16))
def test_tiles__are_of_one_width_and_fill_the_page(labels, figures, tiles):
    grid = lay_out_front(table_of(labels, figures), tiles)
    spans = [grid.find_tile(index) for index in range(grid.tiles)]
    assert len({last - first for first, last in spans}) == 1
    assert spans[0][0] == 0 and spans[-1][1] == grid.count - 1


@given(st.integers(1, 2), st.integers(1, 20), st.integers(1, 16))
def test_table__reaches_from_edge_to_edge_without_gaps(labels, figures, tiles):
    grid = lay_out_front(table_of(labels, figures), tiles)
    assert grid.table[0][0] == 0 and grid.table[-1][1] == grid.count - 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(grid.table))


def test_halves__are_of_nearly_one_width_with_an_empty_column_between():
    grid = lay_out_front(table_of(2, 10), 7)
    assert grid.right[0] == grid.left[1] + 2
    assert grid.measure(grid.right) - grid.measure(grid.left) == grid.pixels


@pytest.mark.parametrize(("longest", "shown"), [(3, 3), (7, 9)])
def test_column_of_figures__has_room_for_its_longest_number(longest, shown):
    grid = lay_out_front(table_of(1, 2, longest=longest), 3)
    assert grid.measure(grid.table[1]) >= shown * 7 + 12


def test_rates__have_room_for_a_hundred_percent_whatever_they_are_now():
    grid = lay_out_front(table_of(1, 1, rates=1), 3)
    assert grid.measure(grid.table[-1]) >= len("100.0%") * 7 + 12


def test_many_figures__stand_in_rows_of_seven_at_most():
    assert [lay_out_front(None, count).tiles for count in (1, 7, 8, 15)] == [1, 7, 4, 5]
