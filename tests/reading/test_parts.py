"""A list in several files of a unit: parts with other numbers are joined, the same numbers are superseded."""

import datetime as dt

import pytest

from tests.reading.books import HEADINGS, PROBLEM, ROWS, bare, found, only, rules, texts, with_cells
from toolkit.package import repacked

UNIT = ["填报单位：市教育局"]


def part(*rows, day=1):
    return repacked(bare({"表": [UNIT, HEADINGS, *rows]}), dt.datetime(2022, 3, day))


def counted(files):
    return {file.name for file in files if "problem" in file.counted}


def test_parts_with_other_numbers__are_joined_and_said(read_all):
    files = read_all({"上.xlsx": part(ROWS[0]), "下.xlsx": part(ROWS[1], day=2)})
    assert counted(files) == {"上.xlsx", "下.xlsx"}
    assert [only(file, "joined")["facts"]["other"] for file in files] == ["下.xlsx", "上.xlsx"]
    assert not any(found(file, "superseded", "partly_superseded") for file in files)
    assert all(file.ledger.unexplained == 0 for file in files)


@pytest.mark.way(9)
def test_same_numbers_again__supersede_and_are_accounted(read_all):
    later = [*ROWS[1][:5], "联系实际仍不紧", *ROWS[1][6:]]
    first, second = read_all({"清单.xlsx": part(*ROWS), "清单（最终版）.xlsx": part(ROWS[0], later, day=2)})
    assert counted([first, second]) == {"清单（最终版）.xlsx"}
    assert only(first, "superseded")["facts"]["other"] == "清单（最终版）.xlsx"
    assert first.ledger.left_out["superseded"] == 15 and first.ledger.taken == first.ledger.unexplained == 0


@pytest.mark.way(9)
def test_one_number_in_both__is_a_new_version_and_not_a_part(read_all):
    files = read_all({"甲.xlsx": part(*ROWS), "乙.xlsx": part(ROWS[1], ["WT-003", *ROWS[0][1:]], day=2)})
    assert counted(files) == {"乙.xlsx"}


@pytest.mark.way(9)
def test_parts_without_numbers__are_versions(read_all):
    files = read_all({"甲.xlsx": part(["", *ROWS[0][1:]]), "乙.xlsx": part(["", *ROWS[1][1:]], day=2)})
    assert counted(files) == {"乙.xlsx"}


@pytest.mark.way(9)
@pytest.mark.parametrize(
    ("older", "newer"),
    [("清单V1.xlsx", "清单V2.xlsx"), ("清单0910.xlsx", "清单0918.xlsx"), ("清单(1).xlsx", "清单(2).xlsx")],
)
def test_versions_saved_at_one_moment__count_by_the_number_in_the_name(read_all, older, newer):
    other = [*ROWS[0][:5], "改过的话在这里", *ROWS[0][6:]]
    for names in ((older, newer), (newer, older)):
        files = read_all({name: part(ROWS[0]) if name == older else part(other) for name in names})
        assert counted(files) == {newer}


@pytest.mark.way(10)
def test_same_bytes_under_two_names__count_once(read_all):
    files = read_all({"甲.xlsx": part(*ROWS), "甲 - 副本.xlsx": part(*ROWS)})
    assert len(counted(files)) == 1
    assert [rule for file in files for rule in rules(file) if rule == "same_bytes"] == ["same_bytes"]
    assert sum(len(texts(file, "problem")) for file in files if file.counted) == 2


@pytest.mark.way(49)
def test_untouched_list__never_takes_the_place_of_a_filled_one(read_all, filled, workspace):
    blank = repacked(with_cells(filled, PROBLEM, {f"{c}{row}": "" for row in range(4, 9) for c in "BCDEFGHIJKL"}), None)
    files = read_all({"甲.xlsx": part(*ROWS), "乙.xlsx": blank})
    assert counted(files) == {"甲.xlsx"}
