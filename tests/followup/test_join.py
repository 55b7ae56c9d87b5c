"""Returns of a later round are joined with the items of the round before."""

import datetime as dt

import pandas as pd
import pytest

from tests.followup.returns import (
    LIST,
    MEASURE,
    OTHER,
    file_of,
    item_of,
    opening_of,
    records_of,
    rows_of,
    rules_of,
    second_round,
)
from tests.summary.rounds import campaign_of
from tests.tables import SHIPPED
from toolkit.findings import render_sentence
from toolkit.followup import NOTHING_BEFORE, join_opening
from toolkit.records import AnchorDays, RosterNames, build_batch
from toolkit.validation import find_findings

CAMPAIGN = second_round()


def joined_with(rows, *items, campaign=CAMPAIGN, **options):
    return join_opening(opening_of(*items), [file_of(campaign, rows, **options)], campaign)


def test_row__with_another_progress__is_its_item_changed():
    joined = joined_with([{**MEASURE, "number": "CS-001", "progress": "已完成"}], item_of("CS-001"))
    assert joined.findings == ()
    assert [key.number for key in joined.changed] == ["CS-001"]
    assert not joined.unchanged and not joined.carried


def test_row__left_as_it_was__is_named_once_per_list():
    rows = [{**MEASURE, "number": "CS-001"}, {**OTHER, "number": "CS-002"}]
    joined = joined_with(rows, item_of("CS-001"), item_of("CS-002", OTHER))
    assert rules_of(joined) == [("warning", "not_updated")]
    assert "CS-001、CS-002" in render_sentence(joined.findings[0])
    assert not joined.changed and not joined.unchanged


def test_row__with_a_fixed_text_changed__is_not_said_to_be_as_it_was():
    joined = joined_with([{**MEASURE, "number": "CS-001", "measure": "换一条措施来办"}], item_of("CS-001"))
    assert rules_of(joined) == [("error", "fixed_changed")]


@pytest.mark.parametrize("state", ["done", "applied_close", "applied_extend"])
def test_row__that_waits_for_the_office__need_not_be_updated(state):
    joined = joined_with([{**MEASURE, "number": "CS-001"}], item_of("CS-001", state=state))
    assert joined.findings == ()


def test_row__ticked_as_unchanged__gets_its_blank_cells_back():
    row = {key: text for key, text in MEASURE.items() if key not in ("progress", "effect")}
    joined = joined_with([{**row, "number": "CS-001", "unchanged": "是"}], item_of("CS-001"))
    assert joined.findings == ()
    assert [key.number for key in joined.unchanged] == ["CS-001"]
    ((_, _, texts),) = rows_of(joined)
    assert texts["effect"] == MEASURE["effect"] and texts["progress"] == "正在推进"


def test_cover__ticked__holds_for_all_rows():
    rows = [{**MEASURE, "number": "CS-001"}, {**OTHER, "number": "CS-002"}]
    joined = joined_with(rows, item_of("CS-001"), item_of("CS-002", OTHER), cover={"unchanged": "是"})
    assert joined.findings == ()
    assert len(joined.unchanged) == 2


def test_row__ticked_and_changed__is_a_doubt_and_counts_as_written():
    row = {**MEASURE, "number": "CS-001", "unchanged": "是", "effect": "已办公五次"}
    joined = joined_with([row], item_of("CS-001"))
    assert rules_of(joined) == [("warning", "unchanged_but_changed")]
    assert rows_of(joined)[0][2]["effect"] == "已办公五次"
    assert joined.changed and not joined.unchanged


def test_fixed_cell__changed__counts_as_issued_and_is_an_error():
    row = {**MEASURE, "number": "CS-001", "progress": "已完成", "leader": "任重", "deadline": ""}
    joined = joined_with([row], item_of("CS-001"))
    assert rules_of(joined) == [("error", "fixed_changed")]
    sentence = render_sentence(joined.findings[0])
    assert "由“苏敏”改为“任重”" in sentence and "由“12月底前”改为“（空白）”" in sentence
    texts = rows_of(joined)[0][2]
    assert (texts["leader"], texts["deadline"]) == ("苏敏", "12月底前")


@pytest.mark.parametrize(("key", "old", "new"), [("deadline", "尽快", "2022-07-01"), ("leader", "", "任重")])
def test_fixed_cell__handed_out_with_a_fault__is_mended_by_the_unit(key, old, new):
    row = {**MEASURE, "number": "CS-001", "progress": "已完成", key: new, "measure": "换一条措施来办"}
    joined = joined_with([row], item_of("CS-001", {**MEASURE, key: old}))
    assert rules_of(joined) == [("notice", "fixed_mended"), ("error", "fixed_changed")]
    assert f"改为“{new}”" in render_sentence(joined.findings[0])
    texts = rows_of(joined)[0][2]
    assert (texts[key], texts["measure"]) == (new, MEASURE["measure"])
    assert [event.kind for event in joined.events].count("changed") == 1


def test_fixed_cell__handed_out_with_a_fault_and_emptied__is_changed():
    row = {**MEASURE, "number": "CS-001", "progress": "已完成", "deadline": ""}
    joined = joined_with([row], item_of("CS-001", {**MEASURE, "deadline": "尽快"}))
    assert ("error", "fixed_changed") in rules_of(joined)


def test_fixed_cell__written_otherwise__is_not_changed():
    row = {
        **MEASURE,
        "number": "3",
        "progress": "已完成",
        "leader": " 苏  敏",
        "measure": "每月到现场办公一次,当场 交办。",
    }
    joined = joined_with([row], item_of("CS-003"))
    assert joined.findings == ()


def test_number_within_a_fixed_text__changed__is_changed():
    item = item_of("CS-001", {**MEASURE, "measure": "压减会议1.5成"})
    joined = joined_with([{**MEASURE, "number": "CS-001", "measure": "压减会议15成", "progress": "已完成"}], item)
    assert rules_of(joined) == [("error", "fixed_changed")]


def test_day_without_a_year__is_of_the_round_it_was_written_in():
    joined = joined_with([{**MEASURE, "number": "CS-001", "progress": "已完成"}], item_of("CS-001"))
    assert joined.files[0].sections[0].records[0].cleaned["deadline"].date == dt.date(2022, 12, 31)


def test_fixed_cell__changed_with_a_reason__waits_for_the_office():
    row = {**MEASURE, "number": "CS-001", "progress": "已完成", "leader": "任重", "change_note": "苏敏已调离"}
    joined = joined_with([row], item_of("CS-001"))
    assert rules_of(joined) == [("warning", "fixed_changed_noted")]
    assert rows_of(joined)[0][2]["leader"] == "苏敏"
    asked = joined.findings[0].facts["asked"]
    accepted = joined_with([row], item_of("CS-001"), campaign=second_round(decisions=[("change", asked, "accepted")]))
    assert rules_of(accepted) == [("notice", "fixed_changed_accepted")]
    assert rows_of(accepted)[0][2]["leader"] == "任重"
    (event,) = accepted.events
    assert (event.kind, event.item.number, event.origin.cell) == ("changed", "CS-001", joined.findings[0].at.cell)
    assert event.facts == {"column": "责任领导", "old": "苏敏", "new": "任重", "reason": "苏敏已调离"}
    refused = joined_with([row], item_of("CS-001"), campaign=second_round(decisions=[("change", asked, "")]))
    assert rows_of(refused)[0][2]["leader"] == "苏敏" and not refused.events


def test_issued_row__missing__is_an_error_and_carried():
    joined = joined_with(
        [{**MEASURE, "number": "CS-001", "progress": "已完成"}], item_of("CS-001"), item_of("CS-002", OTHER)
    )
    assert rules_of(joined) == [("error", "issued_row_missing")]
    assert [(number, carried) for number, carried, _ in rows_of(joined)] == [("CS-001", False), ("CS-002", True)]
    assert [key.number for key in joined.carried] == ["CS-002"]
    assert joined.files[1].name == "第1期/回收/001.xlsx"


def test_issued_row__missing_with_a_reason__is_withdrawn_once_the_office_accepts():
    items = item_of("CS-001"), item_of("CS-002", OTHER)
    rows, cover = [{**MEASURE, "number": "CS-001", "progress": "已完成"}], {"change_note": "CS-002 与 CS-001 重复"}
    joined = joined_with(rows, *items, cover=cover)
    assert rules_of(joined) == [("warning", "issued_row_missing_noted")]
    assert not joined.withdrawn
    campaign = second_round(decisions=[("withdrawal", joined.findings[0].facts["asked"], "accepted")])
    accepted = joined_with(rows, *items, cover=cover, campaign=campaign)
    assert [key.number for key in accepted.withdrawn] == ["CS-002"]
    assert [event.kind for event in accepted.events] == ["withdrawn"]


def test_closed_item__is_carried_without_a_word():
    joined = joined_with([], item_of("CS-001", state="closed"))
    assert joined.findings == ()
    assert [(number, carried) for number, carried, _ in rows_of(joined)] == [("CS-001", True)]


def test_closed_item__returned_all_the_same__is_no_new_row():
    joined = joined_with([{**MEASURE, "number": "CS-001"}], item_of("CS-001", state="closed"))
    assert rules_of(joined) == [("notice", "closed_row_returned")]
    assert not joined.carried


def test_new_row__under_the_number_of_a_closed_item__is_named():
    joined = joined_with([{**OTHER, "number": "CS-001"}], item_of("CS-001", state="closed"))
    assert rules_of(joined) == [("warning", "number_taken")]
    assert [(carried, texts["measure"]) for _, carried, texts in rows_of(joined)] == [
        (False, OTHER["measure"]),
        (True, MEASURE["measure"]),
    ]


def test_silent_unit__has_its_items_carried():
    joined = join_opening(opening_of(item_of("CS-001"), item_of("CS-001", unit="002")), [], CAMPAIGN)
    assert joined.findings == ()
    assert [file.unit for file in joined.files] == ["001", "002"]
    assert all(file.is_carried for file in joined.files)


def test_row__without_its_number__is_found_by_its_fixed_texts():
    rows = [{**OTHER, "progress": "已完成"}, {**MEASURE, "number": "CS-002", "progress": "已完成"}]
    joined = joined_with(rows, item_of("CS-001"), item_of("CS-002", OTHER))
    assert rules_of(joined) == [("notice", "matched_by_texts")]
    assert [number for number, _, _ in rows_of(joined)] == ["CS-002", "CS-001"]


def test_number_used_twice__is_the_item_with_its_texts():
    rows = [{**OTHER, "number": "CS-001", "progress": "已完成"}, {**MEASURE, "number": "CS-001", "progress": "已完成"}]
    joined = joined_with(rows, item_of("CS-001"))
    first, second = joined.files[0].sections[0].records
    assert (first.item, second.item) == ("", "CS-001")


def test_column__left_out_of_a_table_of_ones_own__is_as_issued():
    row = {**MEASURE, "number": "CS-001", "leader": None, "progress": "已完成"}
    joined = joined_with([row], item_of("CS-001"))
    assert joined.findings == ()
    assert rows_of(joined)[0][2]["leader"] == "苏敏"


@pytest.mark.parametrize("campaign", [CAMPAIGN, campaign_of({"市教育局": ["苏敏"]})])
def test_office_column__filled_by_a_unit__counts_nowhere(campaign):
    row = {**MEASURE, "number": "CS-001", "progress": "已完成", "closed": "是", "close_by": "自己"}
    opening = opening_of(item_of("CS-001")) if campaign.round.is_later else NOTHING_BEFORE
    joined = join_opening(opening, [file_of(campaign, [row])], campaign)
    assert rules_of(joined) == [("error", "office_column")]
    assert "是否销号、销号审核人" in render_sentence(joined.findings[0])
    assert "closed" not in rows_of(joined)[0][2]


def test_office_column__as_issued__is_no_fault():
    row = {
        **MEASURE,
        "number": "CS-001",
        "progress": "已完成",
        "closed": "否",
        "state": "正在推进",
        "approved": "2023年3月31日",
    }
    joined = joined_with([row], item_of("CS-001", approved=dt.date(2023, 3, 31)))
    assert joined.findings == ()
    changed = joined_with([{**row, "approved": "2023-12-31"}], item_of("CS-001", approved=dt.date(2023, 3, 31)))
    assert rules_of(changed) == [("error", "office_column")]


def test_first_round__pays_nothing_and_changes_nothing():
    campaign = campaign_of({"市教育局": ["苏敏"]})
    files = [file_of(campaign, [{**MEASURE, "number": "CS-001"}])]
    assert list(join_opening(NOTHING_BEFORE, files, campaign).files) == files
    assert join_opening(NOTHING_BEFORE, files, campaign).findings == ()
    assert LIST


def test_two_files_with_different_rows_updated__are_one_return():
    items = item_of("CS-001"), item_of("CS-002", OTHER)
    rows = [{**MEASURE, "number": "CS-001"}, {**OTHER, "number": "CS-002"}]
    first = file_of(CAMPAIGN, [{**rows[0], "progress": "已完成"}, rows[1]], name="甲.xlsx")
    second = file_of(CAMPAIGN, [rows[0], {**rows[1], "progress": "已完成"}], name="乙.xlsx")
    joined = join_opening(opening_of(*items), [first, second], CAMPAIGN)
    assert joined.findings == ()
    assert [(number, texts["progress"]) for number, _, texts in rows_of(joined)] == [
        ("CS-001", "已完成"),
        ("CS-002", "已完成"),
    ]
    assert [len(file.sections[0].left_out) for file in joined.files] == [1, 1]


def test_unit_that_left_the_roster__is_named_with_its_items():
    joined = join_opening(opening_of(item_of("CS-001", unit="009")), [], CAMPAIGN)
    assert rules_of(joined) == [("warning", "unit_left")] and not joined.files
    assert "“009”" in render_sentence(joined.findings[0])


def test_list_without_numbers__is_matched_by_texts_then_by_order():
    definition = without_numbers(SHIPPED)
    campaign = second_round(definition=definition)
    items = item_of("1"), item_of("2", OTHER), item_of("3", {**OTHER, "measure": "其他措施，逐条落实"})
    rows = [{**OTHER, "progress": "已完成"}, {**MEASURE, "measure": "改写了的措施，不同以往", "progress": "已完成"}]
    joined = join_opening(opening_of(*items), [file_of(campaign, rows)], campaign)
    assert [record.item for record in records_of(joined)] == ["2", "1", "3"]
    assert [rule for _, rule in rules_of(joined)] == ["fixed_changed", "issued_row_missing"]


def without_numbers(definition):
    lists = tuple(
        each.model_copy(update={"columns": tuple(c for c in each.columns if not c.numbering)})
        if each.key == LIST
        else each
        for each in definition.list_types
    )
    return definition.model_copy(update={"list_types": lists})


def test_carried_and_unchanged_records__are_seen_by_rules_that_say_nothing_of_them():
    row = {**MEASURE, "number": "CS-001", "progress": "没听说过", "unchanged": "是"}
    ticked = item_of("CS-001", {**MEASURE, "progress": "没听说过"})
    joined = joined_with([row], ticked, item_of("CS-002", {**OTHER, "progress": "也没听说过"}, state="closed"))
    days = AnchorDays(today=dt.date(2023, 3, 1), meeting=CAMPAIGN.meeting_date)
    roster = RosterNames(members=pd.DataFrame([], columns=["unit", "name"]), lead="001", unit_names=frozenset())
    batch = build_batch(SHIPPED, joined.files, roster, days)
    assert batch.tables[LIST].quiet == {0, 1} and len(batch.files) == 1
    found = find_findings(batch, {"001": [SHIPPED.find_list_type(LIST).select_issued_columns(later=True)]})
    assert [finding.rule for finding in found] == ["no_reporter"]
