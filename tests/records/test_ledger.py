"""Ledgers as sums: cells are moved from one account to another, and none is gained or lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import (
    NOTHING,
    FileContent,
    FileRecognition,
    FileStanding,
    Ledger,
    ReturnedFile,
    Section,
    SourceFile,
    Verdict,
    add_ledgers,
)

COUNT = st.integers(0, 1000)
LEDGERS = st.builds(
    Ledger,
    stored=COUNT,
    taken=COUNT,
    normalised=COUNT,
    left_out=st.dictionaries(st.sampled_from(["title", "note", "superseded"]), COUNT),
)
READ = Ledger(stored=9, taken=4, normalised=2, left_out={"title": 1})


def test_unexplained__is_what_no_account_has():
    assert READ.unexplained == 2
    assert NOTHING.unexplained == 0


def test_sum__adds_every_account_and_every_reason():
    other = Ledger(stored=5, taken=1, normalised=1, left_out={"note": 2, "title": 1})
    assert READ + other == Ledger(stored=14, taken=5, normalised=3, left_out={"note": 2, "title": 2})


def test_reasons_of_a_sum__stand_in_one_order_whatever_is_added_first():
    notes, titles = Ledger(left_out={"title": 1}), Ledger(left_out={"note": 1})
    assert list((notes + titles).left_out) == list((titles + notes).left_out) == ["note", "title"]


def test_sum_of_no_ledgers__is_nothing():
    assert add_ledgers([]) == NOTHING


def test_set_aside__moves_what_was_read_to_one_reason():
    assert READ.set_aside("superseded") == Ledger(stored=9, left_out={"title": 1, "superseded": 6})


def test_set_aside_for_a_reason_that_has_cells__adds_to_them():
    assert READ.set_aside("title") == Ledger(stored=9, left_out={"title": 7})


def test_set_aside__of_what_nobody_read_names_no_reason():
    unread = Ledger(stored=3, left_out={"title": 3})
    assert unread.set_aside("superseded") == unread


@given(st.lists(LEDGERS, max_size=4))
def test_cells_unexplained__are_the_same_before_and_after_adding(ledgers):
    assert add_ledgers(ledgers).unexplained == sum(ledger.unexplained for ledger in ledgers)


@given(LEDGERS)
def test_cells_unexplained__are_the_same_before_and_after_setting_aside(ledger):
    aside = ledger.set_aside("superseded")
    assert aside.unexplained == ledger.unexplained and aside.taken == aside.normalised == 0


# -- the account of a whole file ----------------------------------------------------------------------


def file_with(verdict, counted):
    sections = tuple(
        Section(
            list_key=key,
            sheet=key,
            header_row=3,
            positions={},
            records=(),
            ledger=Ledger(stored=10, taken=9, normalised=1),
        )
        for key in ("duty", "problem")
    )
    return ReturnedFile(
        source=SourceFile(name="表.xlsx", sha256="", size=1),
        recognition=FileRecognition(verdict=verdict),
        content=FileContent(sections=sections, rest=Ledger(stored=3, taken=2, left_out={"title": 1})),
        standing=FileStanding(counted=frozenset(counted)),
    )


@pytest.mark.parametrize(
    ("counted", "taken", "left_out"),
    [
        (["duty", "problem"], 20, {"title": 1}),
        (["duty"], 11, {"superseded": 10, "title": 1}),
        ([], 0, {"superseded": 22, "title": 1}),
    ],
)
def test_lists_that_do_not_count__are_left_out_as_superseded(counted, taken, left_out):
    ledger = file_with(Verdict.RECOGNISED, counted).ledger
    assert (ledger.taken, ledger.left_out, ledger.unexplained) == (taken, left_out, 0)


@pytest.mark.parametrize("verdict", [one for one in Verdict if one.is_undecided or one is Verdict.UNUSED])
def test_file_of_nobody__has_all_its_cells_left_out_as_not_used(verdict):
    ledger = file_with(verdict, []).ledger
    assert (ledger.taken, ledger.left_out, ledger.unexplained) == (0, {"not_used": 22, "title": 1}, 0)
