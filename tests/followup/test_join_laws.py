"""Whatever a round opened with: what is returned as it was issued says nothing new, and nothing is lost."""

import datetime as dt
from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.followup.returns import LIST, file_of, item_of, opening_of, rows_of, second_round
from tests.laws import examples
from toolkit.followup import IssuedTexts, RowComparer, join_opening, sort_columns
from toolkit.records import AnchorDays, RosterNames, build_batch
from toolkit.validation import find_findings

CAMPAIGN = second_round()
COLUMNS = CAMPAIGN.definition.find_list_type(LIST).select_issued_columns(later=True)
ISSUED = [each.key for each in COLUMNS.inputs if each.shown == "always"]
cells = st.one_of(
    st.sampled_from(
        [
            "",
            "无",
            "长期坚持",
            "12月底前",
            "2022年3月底前",
            "2022-02-30",
            "已完成",
            "正在推进",
            "申请延期",
            "WT-001",
            "3",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip),
)
states = st.sampled_from(["not_started", "in_progress", "done", "sent_back", "extended", "lasting", "reopened", None])


@st.composite
def openings(draw):
    count = draw(st.integers(1, 4))
    texts = [draw(st.dictionaries(st.sampled_from(ISSUED), cells)) for _ in range(count)]
    return [
        item_of(f"CS-{number:03d}", {key: text for key, text in own.items() if text}, state=draw(states))
        for number, own in enumerate(texts, 1)
    ]


def returned(items):
    return [{**item.texts, "number": item.key.number} for item in items]


def findings_of(joined):
    days = AnchorDays(today=dt.date(2023, 3, 1), meeting=CAMPAIGN.meeting_date)
    roster = RosterNames(members=pd.DataFrame([], columns=["unit", "name"]), lead="001", unit_names=frozenset())
    batch = build_batch(CAMPAIGN.definition, joined.files, roster, days)
    rules = find_findings(batch, {"001": [COLUMNS]})
    return [finding.rule for finding in (*joined.findings, *rules) if finding.rule != "no_reporter"]


@given(openings())
@settings(max_examples=examples(60))
def test_rows_as_issued__under_the_covers_tick__say_nothing_and_are_the_same_items(items):
    file = file_of(CAMPAIGN, returned(items), cover={"unchanged": "是"})
    joined = join_opening(opening_of(*items), [file], CAMPAIGN)
    assert findings_of(joined) == []
    assert [(number, carried) for number, carried, _ in rows_of(joined)] == [(item.key.number, False) for item in items]
    assert all(record.unchanged for record in joined.files[0].sections[0].records)


@given(openings(), st.data())
@settings(max_examples=examples(60))
def test_every_item__has_one_record__whatever_rows_are_lost(items, data):
    kept = data.draw(st.lists(st.sampled_from(items), unique_by=lambda item: item.key))
    file = file_of(CAMPAIGN, returned(kept))
    joined = join_opening(opening_of(*items), [file], CAMPAIGN)
    assert sorted(number for number, _, _ in rows_of(joined)) == sorted(item.key.number for item in items)
    lost = [finding for finding in joined.findings if finding.rule == "issued_row_missing"]
    named = {number for finding in lost for number in finding.facts["numbers"]}
    assert named == {item.key.number for item in items} - {item.key.number for item in kept}


@given(openings(), st.data())
@settings(max_examples=examples(60))
def test_fixed_text__changed_without_consent__counts_as_issued_unless_it_was_handed_out_to_be_mended(items, data):
    rows, comparer = returned(items), RowComparer(sort_columns(COLUMNS), IssuedTexts(CAMPAIGN))
    fixed = {column.key: column for column in COLUMNS.columns if column.later == "fixed"}
    changed = data.draw(st.dictionaries(st.sampled_from(list(fixed)), cells))
    joined = join_opening(opening_of(*items), [file_of(CAMPAIGN, [{**row, **changed} for row in rows])], CAMPAIGN)
    by_number = {number: texts for number, _, texts in rows_of(joined)}
    for item in items:
        own = by_number[item.key.number]
        kept = {key for key in changed if not comparer.was_handed_out_open(item, fixed[key])}
        assert all(own.get(key, "") == item.texts.get(key, "") for key in kept)
        assert all(own.get(key, "") in (item.texts.get(key, ""), changed[key]) for key in changed)


@given(openings())
@settings(max_examples=examples(30))
def test_first_return_of_a_unit_and_its_silence__keep_the_same_items(items):
    silent = join_opening(opening_of(*items), [], CAMPAIGN)
    assert [number for number, _, _ in rows_of(silent)] == [item.key.number for item in items]
    closed = [replace(item, state="closed") for item in items]
    whole = join_opening(opening_of(*closed), [file_of(CAMPAIGN, [])], CAMPAIGN)
    assert whole.findings == () and len(rows_of(whole)) == len(items)
