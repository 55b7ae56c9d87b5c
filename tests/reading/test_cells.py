"""Cells that hold something but no value are named at their place and are never a blank."""

import pytest

from tests.reading.books import (
    DUTY,
    PROBLEM,
    bare,
    edited,
    section,
    texts,
    with_cells,
)

HEAD = ["填报单位：市教育局"]


def put(row, column, **formula):
    return lambda part: part.put_formula(row, column, **formula)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(put(4, 6, formula="1/0", shown="#DIV/0!", kind="e"), "error_value", marks=pytest.mark.way(40)),
        pytest.param(put(4, 6, formula="A1#", shown="#SPILL!", kind="e"), "error_value", marks=pytest.mark.way(40)),
        pytest.param(lambda part: part.put_text(4, 6, "#REF!"), "error_value", marks=pytest.mark.way(40)),
        pytest.param(put(4, 6, formula='A1&"甲"'), "no_result", marks=pytest.mark.way(40)),
        pytest.param(put(4, 6, formula="SUM(A1:A2)", shown="", kind="n"), "no_result", marks=pytest.mark.way(40)),
        pytest.param(
            put(4, 6, formula='_xlfn.DISPIMG("ID_1",1)', shown='=DISPIMG("ID_1",1)'),
            "picture",
            marks=pytest.mark.way(41),
        ),
        pytest.param(lambda part: part.put_text(4, 6, '=DISPIMG("ID_1",1)'), "picture", marks=pytest.mark.way(41)),
        pytest.param(lambda part: part.put_number(4, 6, 110101199001011234), "digits_lost", marks=pytest.mark.way(33)),
    ],
)
def test_cell_without_a_value__is_unknown_and_named(take, filled, change, code):
    collected = take({"报回.xlsx": edited(filled, PROBLEM, change)})
    record = section(collected.batch.files[0], "problem").records[0]
    assert record.cleaned["problem"].unknown == code and record.written["problem"]
    named = collected.findings.query("list == 'problem' and column == '存在问题'").to_dict("records")
    assert [(one["rule"], one["cell"]) for one in named] == [("readable", "G4")]
    assert collected.batch.files[0].ledger.unexplained == 0


@pytest.mark.way(41)
def test_picture_whose_formula_has_no_result__is_unknown(read, filled):
    file = read(edited(filled, PROBLEM, put(4, 6, formula='_xlfn.DISPIMG("ID_1",1)')))
    assert section(file, "problem").records[0].cleaned["problem"].unknown in ("picture", "no_result")


@pytest.mark.way(40)
def test_error_in_a_row_without_anything_else__is_a_record(read, filled):
    file = read(edited(filled, PROBLEM, put(9, 8, formula="NA()", shown="#N/A", kind="e")))
    assert len(texts(file, "problem")) == 6


def test_formula_whose_result_is_an_empty_text__is_a_blank(read, filled):
    file = read(edited(filled, PROBLEM, put(4, 7, formula='""', shown="")))
    assert section(file, "problem").records[0].cleaned["cause"].blank and file.ledger.unexplained == 0


@pytest.mark.way(39)
@pytest.mark.parametrize("blank", [" ", "　", "\u200b", "\xa0", "\n", "'"])
def test_cell_that_shows_nothing__is_blank_and_accounted(read, filled, blank):
    file = read(with_cells(filled, PROBLEM, {"H4": blank}))
    assert section(file, "problem").records[0].cleaned["cause"].blank
    assert file.ledger.unexplained == 0


def test_values_of_every_type__keep_their_meaning(read):
    rows = [["问题编号", "主体类型", "存在问题", "整改类别", "备注"], [7, "领导班子", 3.5, "长期整改", True]]
    (record,) = texts(read(bare({"表": [HEAD, *rows]})), "problem")
    assert (record["number"], record["problem"], record["remark"]) == ("WT-007", "3.5", "TRUE")


def test_duties_of_the_prefilled_rows__are_records(read, filled):
    assert texts(read(filled), "duty", "name") == ["", "苏敏", "任重远", "白露"]
    assert section(read(filled), "duty").sheet == DUTY
