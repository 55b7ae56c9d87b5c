"""Pieces of formulas: literals of any length, joined conditions, criteria that find nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.excel import (
    add_number,
    build_blank_test,
    build_count_formula,
    build_options_range,
    find_collisions,
    format_text_literal,
    is_plain,
    join_by_and,
    join_by_or,
)
from toolkit.text import measure_utf16_length

LITERAL = re.compile(r'"((?:[^"]|"")*)"')


@pytest.mark.parametrize(("number", "expression"), [(0, "A1"), (3, "A1+3"), (-2, "A1-2")])
def test_number__is_added_with_its_operator(number, expression):
    assert add_number(number, "A1") == expression


def test_quotes_in_a_text__are_doubled():
    assert format_text_literal('甲"乙') == '"甲""乙"'


@given(st.text(st.sampled_from('甲a"𠀀'), max_size=700))
def test_literal__is_the_text_in_pieces_that_formulas_may_have(text):
    pieces = [piece.replace('""', '"') for piece in LITERAL.findall(format_text_literal(text))]
    assert "".join(pieces) == text
    assert all(measure_utf16_length(piece) <= 255 for piece in pieces)


def test_single_condition__stands_alone():
    assert join_by_and(["A1=1"]) == join_by_or(["A1=1"]) == "A1=1"


def test_conditions__are_joined():
    assert (join_by_and(["a", "b"]), join_by_or(["a", "b"])) == ("AND(a,b)", "OR(a,b)")


def test_blank_test__takes_spaces_for_nothing():
    assert build_blank_test("$B3") == "LEN(TRIM($B3))=0"


@pytest.mark.parametrize("text", ["是", "办公室（一）", "A组"])
def test_text__is_plain(text):
    assert is_plain(text)


@pytest.mark.parametrize("text", ["a*", "?", "~", ">1", "=x", " ", "", "12", "2022年3月", "TRUE", "甲" * 201])
def test_text_that_a_criterion_takes_for_more__is_not_plain(text):
    assert not is_plain(text)


def test_texts_that_differ_in_case_alone__collide():
    assert find_collisions(["A组", "a组", "B组", "B组"]) == {"A组", "a组"}


def test_count__is_of_one_sheet_or_the_sum_over_sheets():
    criteria = ['"是"', '"否"']
    assert build_count_formula([["A1:A9"], ["B1:B9"]], criteria) == 'COUNTIFS(A1:A9,"是",B1:B9,"否")'
    assert build_count_formula([["A:A", "C:C"]], ['"是"']) == '(COUNTIFS(A:A,"是")+COUNTIFS(C:C,"是"))'


def test_range_of_a_choice_list__begins_below_its_key():
    assert build_options_range("选项", 27, 3) == "'选项'!$AB$2:$AB$4"
