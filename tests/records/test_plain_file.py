"""A file as plain data and back: nothing of it is lost, and other bytes are no file."""

import datetime as dt
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.cleaning import CleanedCell
from toolkit.findings import Finding, Location, Reply
from toolkit.records import (
    Change,
    Explanation,
    FileContent,
    FileRecognition,
    FileStanding,
    Ledger,
    PlainFileError,
    Record,
    ReturnedFile,
    Section,
    SourceFile,
    Verdict,
    WrittenReply,
    dump_file,
    load_file,
)

words = st.sampled_from(["", "甲", "存在：问题", "2026-03-01"])
keys = st.sampled_from(["number", "kind", "due", "who"])
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
values = st.one_of(st.none(), words, st.integers(0, 2), days, st.tuples(words, words))
cells = st.builds(
    CleanedCell,
    text=st.none() | words,
    value=values,
    date=st.none() | days,
    unknown=words,
    change=words,
    doubt=words,
)
facts = st.dictionaries(
    keys, st.recursive(values | st.booleans(), lambda one: st.tuples(one) | st.lists(one), max_leaves=3)
)
places = st.builds(Location, file=words, sheet=words, row=st.none() | st.integers(1, 9), cell=words, column=words)
findings = st.lists(
    st.builds(
        Finding,
        severity=words,
        rule=words,
        at=places,
        value=values,
        facts=facts,
        reply=st.none() | st.builds(Reply, code=words, text=words, empty_phrase=st.booleans()),
    ),
    max_size=2,
).map(tuple)
ledgers = st.builds(Ledger, stored=st.integers(0, 9), left_out=st.dictionaries(keys, st.integers(1, 3)))
explanations = st.builds(Explanation, subject=words, evidence=st.tuples(words), confidence=st.floats(0, 1))
records = st.builds(
    Record,
    row=st.integers(1, 99),
    written=st.dictionaries(keys, words),
    cleaned=st.dictionaries(keys, cells),
    changes=st.lists(st.builds(Change, column=keys, old=words, new=words, why=words), max_size=1).map(tuple),
    item=words,
    unchanged=st.booleans(),
)
sections = st.builds(
    Section,
    list_key=keys,
    sheet=words,
    header_row=st.integers(1, 9),
    positions=st.dictionaries(keys, st.integers(0, 9)),
    records=st.lists(records, max_size=3).map(tuple),
    left_out=st.lists(st.tuples(st.integers(1, 9), words), max_size=2).map(tuple),
    texts_by_number=st.dictionaries(words, st.frozensets(words)),
    ledger=ledgers,
    extra=st.dictionaries(st.integers(0, 9), st.tuples(st.integers(1, 9), st.integers(1, 9))),
    findings=findings,
    explanations=st.tuples(explanations),
    carried=st.booleans(),
)
files = st.builds(
    ReturnedFile,
    source=st.builds(SourceFile, name=words, sha256=words, size=st.integers(0), modified=st.none() | st.datetimes()),
    recognition=st.builds(
        FileRecognition,
        verdict=st.sampled_from(Verdict),
        findings=findings,
        explanation=st.none() | explanations,
        has_token=st.booleans(),
    ),
    content=st.builds(
        FileContent,
        sections=st.lists(sections, max_size=2).map(tuple),
        nil=st.frozensets(keys),
        cover=st.dictionaries(keys, words),
        replies=st.lists(st.builds(WrittenReply, text=words, code=words), max_size=1).map(tuple),
        rest=ledgers,
        findings=findings,
    ),
    standing=st.builds(FileStanding, counted=st.frozensets(keys), copy_of=words, findings=findings),
)


def look_at(file):
    """Return all of a file, also what its cells are not compared by."""
    rows = [record for section in file.sections for record in section.records]
    shown = [
        (key, cell.change, cell.doubt, type(cell.value)) for record in rows for key, cell in record.cleaned.items()
    ]
    return file, shown, [list(record.written) for record in rows]


@settings(max_examples=examples(120))
@given(files)
def test_a_file__comes_back_as_it_was(file):
    assert look_at(load_file(dump_file(file))) == look_at(file)


def test_what_was_read_of_a_workbook__comes_back_as_it_was(filled, read):
    file = read(filled)
    assert file.sections[0].records
    assert look_at(load_file(dump_file(file))) == look_at(file)


@pytest.mark.parametrize(
    "content", [b"", b"no file", pickle.dumps(1), pickle.dumps((0, 1, 2, 3, 4)), pickle.dumps((1, (), (), (), ()))]
)
def test_other_bytes__are_no_file(content):
    with pytest.raises(PlainFileError):
        load_file(content)


def test_bytes_that_would_run_code__are_no_file():
    with pytest.raises(PlainFileError):
        load_file(pickle.dumps(print))
