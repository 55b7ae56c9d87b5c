"""Parts of a round add up to the whole, however its units are divided and in whatever order they are added."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.summary.rounds import batch_of_round, random_round, states_of, summed
from toolkit.execution import InlineExecutor
from toolkit.findings import build_findings_frame, make_finding
from toolkit.records import Ledger
from toolkit.summary import (
    NO_PART,
    OverlapError,
    Part,
    PartError,
    combine_parts,
    dump_part,
    load_part,
    split_units,
    sum_up_in_parts,
)
from toolkit.summary.parts import Amount

UNITS = 5
KINDS = {"问题": "count", "完成率": "rate", "平均": "average"}


@pytest.fixture(scope="module")
def round_of_five():
    """A round of five units, one of which returned nothing: campaign, batch, findings, states, the whole summary."""
    campaign, returned = random_round(UNITS, 2, 3, 4, seed=3)
    del returned[campaign.units[3].name]
    found = [make_finding("warning", "blank", list_key="problem", unit=unit.code) for unit in campaign.units[:2]]
    summary, _ = summed(campaign, returned)
    findings = build_findings_frame(found)
    return campaign, batch_of_round(campaign, returned), findings, states_of(campaign, returned), summary


@pytest.fixture(scope="module")
def singles(round_of_five):
    """The part of each unit alone."""
    campaign, batch, findings, states, _ = round_of_five
    return [sum_up_in_parts(campaign, [group], InlineExecutor()) for group in split_units(batch, findings, states, 1)]


def whole_of(round_of_five):
    campaign, batch, findings, states, _ = round_of_five
    return sum_up_in_parts(campaign, split_units(batch, findings, states, UNITS), InlineExecutor())


def combine_at(parts, cuts):
    """Add neighbours in the order that the cuts say."""
    parts = list(parts)
    for cut in cuts:
        if len(parts) == 1:
            break
        at = cut % (len(parts) - 1)
        parts[at : at + 2] = [combine_parts(*parts[at : at + 2])]
    for part in parts[1:]:
        parts[0] = combine_parts(parts[0], part)
    return parts[0]


@settings(max_examples=examples(60))
@given(st.permutations(range(UNITS)), st.lists(st.integers(0, 9), max_size=UNITS))
def test_units_one_by_one__add_up_to_the_whole_in_any_order_and_grouping(round_of_five, singles, order, cuts):
    assert combine_at([singles[place] for place in order], cuts) == whole_of_once(round_of_five)


_WHOLE = {}


def whole_of_once(round_of_five):
    if not _WHOLE:
        _WHOLE["part"] = whole_of(round_of_five)
    return _WHOLE["part"]


def test_the_sum_of_parts__has_the_figures_of_the_summary(round_of_five, singles):
    *_, summary = round_of_five
    total = combine_at(singles, ())
    named = [(figure.name, value) for figure, value in summary.figures if figure.name in total.figures]
    assert len(named) > 50 and any(figure.kind == "rate" for figure, _ in summary.figures)
    assert {name: total.figures[name].value for name, _ in named} == dict(named)
    for table in summary.tables:
        for row, values in zip(table.rows, table.values, strict=True):
            for column, value in zip(table.columns, values, strict=True):
                if column.change is None:
                    found = total.find_value(table.key, column.name, row.key)
                    assert (found or None) == (value or None), (table.key, column.name, row.key)


def test_a_part__counts_units_records_findings_and_keeps_its_bytes(round_of_five, singles):
    total = combine_at(singles, ())
    assert list(total.units.values()).count("missing") == 1
    assert total.records == {"duty": 8, "problem": 12, "rectification": 16}
    assert total.findings == {("warning", "blank"): 2}
    assert load_part(dump_part(total)) == total
    assert dump_part(combine_at(singles[::-1], (2, 0))) == dump_part(total)


def test_the_same_units_twice__are_refused(singles):
    with pytest.raises(OverlapError, match="001"):
        combine_parts(singles[0], combine_parts(singles[1], singles[0]))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"format":9}'])
def test_bytes_that_are_no_part__are_refused(content):
    with pytest.raises(PartError):
        load_part(content)


counts = st.integers(0, 99)
amounts = st.fixed_dictionaries(
    {}, optional={name: st.builds(Amount, st.just(kind), counts, counts) for name, kind in KINDS.items()}
)
rows = st.dictionaries(
    st.tuples(st.sampled_from(["count", "rate"]), st.sampled_from([(), ("甲",), ("甲", "乙")])),
    st.builds(Amount, st.just("count"), counts),
)


@st.composite
def disjoint_parts(draw, number=3):
    return [
        Part(
            units={f"{place}-{code}": "accepted" for code in draw(st.sets(st.sampled_from("abc")))},
            records=draw(st.dictionaries(st.sampled_from(["duty", "problem"]), counts)),
            cells=draw(
                st.builds(Ledger, stored=counts, taken=counts, left_out=st.dictionaries(st.sampled_from("xy"), counts))
            ),
            findings=draw(st.dictionaries(st.tuples(st.just("error"), st.sampled_from("ab")), counts)),
            figures=draw(amounts),
            tables=draw(st.dictionaries(st.sampled_from("tu"), rows)),
        )
        for place in range(number)
    ]


@given(disjoint_parts())
def test_combining__is_associative_and_commutative_and_nothing_changes_nothing(parts):
    a, b, c = parts
    assert combine_parts(combine_parts(a, b), c) == combine_parts(a, combine_parts(b, c))
    assert combine_parts(a, b) == combine_parts(b, a)
    assert combine_parts(a, NO_PART) == a == combine_parts(NO_PART, a)
    assert load_part(dump_part(a)) == a
