"""Blank rows that differ in their numbers alone are read once, and as each would be read by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ooxml.row_texts import BlankRows, parse_row_text

ROW = '<row r="{0}"{2} ht="20"><c r="A{0}" s="{1}"/><c r="C{0}" s="12"/></row>{3}'
BREAK = "\n"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3, 12, 20, 112, 120]),
            st.sampled_from([2, 7, 12]),
            st.sampled_from(["", ' spans="1:12"', ' spans="1:3"', ' hidden="1"']),
            st.sampled_from(["", BREAK]),
        ),
        max_size=8,
    )
)
def test_a_row_is_read_as_it_stands__whatever_was_read_before(rows):
    known = BlankRows()
    for number, *rest in rows:
        written = ROW.format(number, *rest).encode()
        found = known.find(number, written)
        assert found == parse_row_text(number, written) and found.build_bytes() == written


def test_what_is_written_into_a_row__stands_in_no_other():
    known = BlankRows()
    first = known.find(3, ROW.format(3, 7, "", "").encode())
    first.put_contents({0: b"><v>1</v></c>"})
    assert known.find(4, ROW.format(4, 7, "", "").encode()).is_blank({0, 2})


@pytest.mark.parametrize("written", ['<row r="3"><c r="A4"/></row>', '<row r="3"><c r="A3"><f>A1</f></c></row>'])
def test_an_unusual_row_is_not_read_as_an_ordinary_one(written):
    known = BlankRows()
    known.find(3, b'<row r="3"><c r="A3"/></row>')
    assert known.find(3, written.encode()) is None
