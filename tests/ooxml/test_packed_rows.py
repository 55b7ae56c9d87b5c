"""Rows that are packed meanwhile come out as they were put in."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.ooxml.packed_rows import PackedRows


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(1, 5000), st.binary(max_size=5))))
def test_rows__are_those_put_in_last(puts: list[tuple[int, bytes]]) -> None:
    rows, known = PackedRows(), dict[int, bytes]()
    for number, row in puts:
        assert rows.get(number) == known.get(number)
        rows[number] = known[number] = row
    assert sorted(rows) == sorted(known)
    assert {number: rows[number] for number in known} == known
    assert all(number in rows for number in known)
    assert 5001 not in rows


def test_many_rows__take_a_fraction_of_their_bytes() -> None:
    rows = PackedRows()
    for number in range(1, 2001):
        rows[number] = b'<c r="A%d" t="inlineStr"><is><t xml:space="preserve"></t></is></c>' % number * 20
    assert sum(map(len, rows._packed.values())) < 2000 * 20 * 70 / 5
    assert rows[1] == b'<c r="A1" t="inlineStr"><is><t xml:space="preserve"></t></is></c>' * 20
