"""Which units a cell names: roles beside them, marks and blanks inside their names."""

import pytest

from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition

DEFINITION = load_definition()
CLEANER = Cleaner(DEFINITION, units=frozenset({"妇联 综合部", "甲/乙"}))
UNIT = DEFINITION.find_list_type("rectification").find_column("unit")


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("县财政局（牵头，负责资金）、办公室（配合）", ("县财政局", "办公室")),
        ("办公室(配合)、县财政局(牵头)", ("县财政局", "办公室")),
        ("牵头：县财政局；配合：办公室", ("县财政局", "办公室")),
        ("市一中（东校区）", ("市一中（东校区）",)),
        ("县委办公室 综合股", ("县委办公室 综合股",)),
        ("政策研究/法规科", ("政策研究/法规科",)),
        ("人事科 办公室", ("人事科", "办公室")),
        ("人事科/办公室", ("人事科", "办公室")),
        ("市发改局 市财政局", ("市发改局", "市财政局")),
        ("妇联 综合部", ("妇联 综合部",)),
        ("甲／乙", ("甲／乙",)),
        ("发展和改革局", ("发展和改革局",)),
        ("1.人事科 2.办公室", ("人事科", "办公室")),
        ("办公室\n人事科", ("办公室", "人事科")),
        ("无", None),
    ],
)
def test_cell__names_the_units_it_means(written, units):
    assert CLEANER.clean("rectification", UNIT, written).value == units
