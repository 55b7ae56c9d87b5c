"""Formulas of rows: built once for many rows, with the row's own cells and its unit's records filled in."""

from dataclasses import dataclass
from html import escape

from tests.summary.by_hand import sheet_ranges_of
from toolkit.excel import ROW
from toolkit.summary.fields.base import Field
from toolkit.summary.sheets.row_formulas import RowFormulas
from toolkit.summary.sheets.unit_blocks import LONGEST_FORMULA, RowFormula

LISTS = {"problem": {"number": list(range(7)), "kind": ["甲"] * 7}}
BLOCKS = {"problem": {"教育局": (1, 3), "财政局": (4, 6)}}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRanges(Field):
    """A field whose formula is the addresses that it sees."""

    def compute_values(self, frames):
        raise NotImplementedError

    def build_formula(self, row):
        own, whole = (row.find_ranges("problem", "kind", whole=whole)[0] for whole in (False, True))
        return f'{row.find_address("kind")}&{own}&{whole}&"<&"'


FIELD = ShownRanges(list_key="problem", key="shown", heading="")


def formula_of(unit, blocks=BLOCKS, field=FIELD):
    return RowFormulas(sheet_ranges_of(LISTS, blocks=blocks), "problem").find_formula(field, unit)


def test_a_row__sees_its_own_cells_and_its_units_records_unless_it_asks_for_all():
    whole = "'problem'!$B$2:$B$8"
    assert formula_of("教育局").said == f"$B{ROW}&'problem'!$B$3:$B$5&{whole}&\"<&\""
    assert formula_of("财政局").said == f"$B{ROW}&'problem'!$B$6:$B$8&{whole}&\"<&\""
    assert formula_of("无此单位").said == formula_of(None).said == f'$B{ROW}&{whole}&{whole}&"<&"'
    assert formula_of("教育局", blocks={}).said == formula_of(None).said


def test_a_formula__stands_in_its_part_with_its_row_left_open():
    assert formula_of("教育局").prepared == escape(formula_of("教育局").said, quote=False)


def test_formulas__are_shared_by_all_rows_when_they_do_not_ask_for_one_unit():
    formulas = RowFormulas(sheet_ranges_of(LISTS, blocks={}), "problem")
    assert formulas.find_formula(FIELD, "教育局") is formulas.find_formula(FIELD, "财政局")


def test_a_formula__fits_by_its_length_in_its_row():
    formula = RowFormula(ROW * 2 + "x" * (LONGEST_FORMULA - 7), "")
    assert formula.fits(row=99) and not formula.fits(row=9999)
    assert not formula.fits()
