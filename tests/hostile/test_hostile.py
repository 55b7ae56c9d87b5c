"""Hundreds of files made to harm a reader: each ends as values that are right or as a refusal with its reason."""

import pytest

from tests.hostile.containers import all_containers
from tests.hostile.grids import LOST, all_grids
from tests.hostile.markup import all_markup
from tests.hostile.zips import all_zips
from toolkit.formats import LostValue, UnreadableError, open_workbook

CLASSES = {"zips": all_zips, "markup": all_markup, "grids": all_grids, "containers": all_containers}


def read(content):
    """Return the code of a refusal and no file, or no code and the opened file."""
    try:
        return "", open_workbook(content)
    except UnreadableError as error:
        return error.code, None


def is_right(hostile, code, opened):
    if code:
        return code in hostile.codes or "*" in hostile.codes
    if hostile.rows in (None, LOST):
        lost = any(isinstance(value, LostValue) for grid in opened.grids for row in grid.rows for value in row)
        return hostile.rows == LOST and lost
    return hostile.rows is ... or [row for grid in opened.grids[:1] for row in grid.rows] == hostile.rows


@pytest.mark.slow
@pytest.mark.way(62)
@pytest.mark.parametrize("kind", CLASSES)
def test_every_hostile_file__ends_as_right_values_or_a_refusal(kind):
    wrong = {}
    for hostile in CLASSES[kind]():
        code, opened = read(hostile.content)
        if not is_right(hostile, code, opened):
            wrong[hostile.name] = code or [grid.rows[:2] for grid in opened.grids[:1]]
    assert wrong == {}
