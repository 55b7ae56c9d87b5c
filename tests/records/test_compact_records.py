"""Records held compactly are equal to those they were made from, whatever their cells hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.cleaning import BLANK_CELL, CleanedCell
from toolkit.records import (
    Change,
    CompactRecords,
    FileContent,
    FileRecognition,
    Record,
    ReturnedFile,
    Section,
    SourceFile,
    compact_file,
)

_TEXTS = st.text(max_size=60)
_CELLS = st.builds(
    CleanedCell,
    text=st.none() | _TEXTS,
    value=st.none() | _TEXTS | st.integers(0, 2) | st.booleans() | st.tuples(_TEXTS),
    date=st.none() | st.dates(dt.date(2022, 1, 1), dt.date(2022, 1, 5)),
    unknown=st.sampled_from(["", "absent"]),
    change=st.sampled_from(["", "number"]),
    doubt=st.sampled_from(["", "doubtful"]),
)
_KEYS = st.sampled_from("abcdef")
_RECORDS = st.builds(
    Record,
    row=st.integers(1, 2**20),
    written=st.dictionaries(_KEYS, _TEXTS),
    cleaned=st.dictionaries(_KEYS, _CELLS),
    changes=st.lists(st.builds(Change, column=_KEYS, old=_TEXTS, new=_TEXTS, why=_KEYS), max_size=2).map(tuple),
    item=st.sampled_from(["", "1"]),
    unchanged=st.booleans(),
)


def list_parts(record: Record) -> tuple[Any, ...]:
    """Return all that a record has, with the order of its columns, and the parts of cells that are not compared."""
    cells = [(key, repr(cell), cell.value.__class__) for key, cell in record.cleaned.items()]
    return record, list(record.written.items()), cells


@settings(max_examples=examples(60))
@given(st.lists(_RECORDS, max_size=4).map(tuple))
def test_records__are_equal_to_those_given_and_in_their_order(records: tuple[Record, ...]) -> None:
    compact = CompactRecords(records)
    assert list(map(list_parts, compact)) == list(map(list_parts, records))
    assert [compact[place] for place in range(-len(records), len(records))] == [*records, *records]
    assert compact[1:] == records[1:]
    assert (len(compact), compact) == (len(records), CompactRecords(compact))


def test_equal_short_texts__are_one_object_in_all_lists() -> None:
    texts = ["".join(["未", "启动"]), "".join(["未启", "动"])]
    lists = [
        CompactRecords([Record(row=6, written={"a": text}, cleaned={"a": CleanedCell(text=text, value=text)})])
        for text in texts
    ]
    first, second = (each[0] for each in lists)
    assert first.written["a"] is second.written["a"]
    assert first.cleaned["a"] is second.cleaned["a"]


def test_blank_cell_with_a_doubt__keeps_it() -> None:
    cells = {"a": CleanedCell(), "b": CleanedCell(doubt="doubtful")}
    record = CompactRecords([Record(row=6, written={}, cleaned=cells)])[0]
    assert record.cleaned["a"] is BLANK_CELL
    assert record.cleaned["b"].doubt == "doubtful"


def test_compact_file__is_equal_to_the_file() -> None:
    texts = {"1": frozenset({"甲"}), "2": frozenset({"甲", "乙"}), "3": frozenset[str]()}
    record = Record(row=6, written={"a": "甲"}, cleaned={"a": CleanedCell(text="甲", value="甲")})
    section = Section(
        list_key="duty", sheet="清单", header_row=5, positions={"a": 0}, records=(record,), texts_by_number=texts
    )
    file = ReturnedFile(
        source=SourceFile(name="甲.xlsx", sha256="0", size=1),
        recognition=FileRecognition(),
        content=FileContent(sections=(section,)),
    )
    assert compact_file(file) == file
    assert dict(compact_file(file).sections[0].texts_by_number) == texts
