"""Find the cells that are too far from the others to belong to a list."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.formats.limits import FAR_COLUMNS, FAR_ROWS

CellAddress = tuple[int, int]  # row from 1, column from 0


def find_far_cells(addresses: Iterable[CellAddress]) -> list[CellAddress]:
    """Return the cells beyond the first wide gap (FAR_ROWS or FAR_COLUMNS), from top to bottom.

    A list grows row by row: a cell thousands of rows below its last row is a slip of the hand, and reading everything
    in between would fill the memory.
    """
    filled = list(addresses)
    last_row = _find_last_before_gap({row for row, _ in filled}, FAR_ROWS)
    last_column = _find_last_before_gap({column + 1 for row, column in filled if row <= last_row}, FAR_COLUMNS) - 1
    return sorted((row, column) for row, column in filled if row > last_row or column > last_column)


def _find_last_before_gap(numbers: set[int], gap: int) -> int:
    last = 0
    for number in sorted(numbers):
        if number - last > gap:
            break
        last = number
    return last
