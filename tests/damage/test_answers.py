"""What a reader owes comes from the workbook and the damage alone, never from the reader."""

import random

import pytest

from tests.damage.filled import shown
from toolkit.damage import KINDS
from toolkit.damage.draft import Draft


def made(key, subject, seed=1):
    damaged = KINDS[key].make(subject, random.Random(seed))
    return damaged, shown(damaged.files.get(subject.name, subject.content))


@pytest.fixture(scope="module")
def true(subject):
    return Draft.from_subject(subject).build_expected_result().records


def at(sheets, named):
    """Return the text in a named cell."""
    letters = named.cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return sheets[named.sheet][int(named.cell.removeprefix(letters)) - 1][column - 1]


def test_dates_in_another_writing__mean_the_same(subject, true):
    damaged, sheets = made("date_dotted", subject)
    assert damaged.expected.records == true
    assert sheets["整改落实清单"][3][10] == "2022.2.20"


def test_impossible_day__is_kept_as_written_and_named(subject, true):
    damaged, sheets = made("date_impossible", subject)
    (named,) = damaged.expected.named
    assert at(sheets, named) == "2022年2月30日"
    assert "2022年2月30日" in {text for row in damaged.expected.records["rectification"] for text in row.values()}


def test_formula_without_result__leaves_nothing_to_read(subject):
    damaged, _ = made("formula_without_result", subject)
    (named,) = damaged.expected.named
    assert named.rules == ("readable",)
    rows = [row for rows in damaged.expected.records.values() for row in rows]
    assert [text for row in rows for text in row.values()].count(None) == 1


def test_header_repeated__names_rows_that_hold_headings(subject, true):
    damaged, sheets = made("header_repeated", subject)
    assert damaged.expected.records == true
    assert {at(sheets, named) for named in damaged.expected.named} == {"职责编号", "问题编号", "措施编号"}


def test_total_rows__are_named_where_they_stand(subject, true):
    damaged, sheets = made("totals", subject)
    assert damaged.expected.records == true
    assert {at(sheets, named) for named in damaged.expected.named} == {"合计", "小计"}


def test_two_row_header__keeps_every_record_and_splits_the_headings(subject, true):
    damaged, sheets = made("two_row_header", subject)
    upper, lower = sheets["检视问题清单"][2:4]
    assert "第1组" in upper and "主体类型" in "".join(upper)
    assert sum(1 for text in lower[:13] if text) > 1
    assert damaged.expected.records == true


def test_moved_column__takes_its_values_along(subject, true):
    damaged, sheets = made("column_moved", subject)
    assert damaged.expected.records == true
    before = shown(subject.content)["岗位职责清单"]
    after = sheets["岗位职责清单"]
    assert sorted(before[4]) == sorted(after[4]) and before[2] != after[2]


def test_deleted_column__is_owed_by_nobody(subject, true):
    damaged, _ = made("column_deleted", subject)
    (named,) = damaged.expected.named
    shorter = [key for key, rows in damaged.expected.records.items() if len(rows[0]) < len(true[key][0])]
    assert len(shorter) == 1 and named.column


def test_deleted_row__leaves_references_that_must_be_named(subject, true):
    found = [made("row_deleted", subject, seed)[0].expected for seed in range(8)]
    assert all(sum(map(len, one.records.values())) == sum(map(len, true.values())) - 1 for one in found)
    assert {rule for one in found for named in one.named for rule in named.rules} == {"reference"}


def test_lost_number__is_given_anew_and_leaves_references_that_must_be_named(subject, true):
    found = [made("number_lost", subject, seed)[0].expected for seed in range(8)]
    assert all(sum(map(len, one.records.values())) == sum(map(len, true.values())) for one in found)
    rules = [[rule for named in one.named for rule in named.rules] for one in found]
    assert all("number_given" in each for each in rules) and "reference" in {rule for each in rules for rule in each}


def test_merged_cells__are_empty_but_owed(subject, true):
    damaged, sheets = made("merged_down", subject)
    assert damaged.expected.records == true
    assert sheets["岗位职责清单"][4][5] == "" and true["duty"][1]["division"] == "主持全面工作"


def test_sorted_column__stands_beside_the_wrong_numbers(subject, true):
    damaged, _ = made("sorted_alone", subject)
    names = [row["name"] for row in damaged.expected.records["duty"]]
    assert names != [row["name"] for row in true["duty"]]
    assert [row["number"] for row in damaged.expected.records["duty"]] == [row["number"] for row in true["duty"]]


def test_nil_return__empties_one_list_and_says_so_on_the_cover(subject, true):
    damaged, sheets = made("nil_return", subject)
    (key,) = damaged.expected.nil
    assert damaged.expected.records[key] == ()
    assert "是" in [row[4] for row in sheets["填报首页"]]


def test_older_copy__lacks_the_last_row_and_was_saved_before(subject, true):
    damaged, _ = made("older_copy", subject)
    older, newer = (content for _, content in sorted(damaged.files.items(), key=lambda one: "副本" not in one[0]))
    assert newer == subject.content
    assert "督查室" in {row[6] for row in shown(newer)["整改落实清单"][8:9]}
    assert all(not row[6] for row in shown(older)["整改落实清单"][8:9])


def test_row_inserted_above_marked_cells__moves_the_marks(subject):
    draft = Draft.from_subject(subject)
    cell = draft.find_cells("date", want=lambda one: bool(one.written))[0]
    draft.expect_finding(cell, "readable")
    row = cell.record.row
    draft.insert_rows(cell.table, cell.table.header_row, 2)
    assert draft.build_expected_result().named[0].cell.endswith(str(row + 2))
