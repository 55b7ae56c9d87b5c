"""Figures of a table over records written by hand: tallies by label, shares, columns by name."""

import pandas as pd
import pytest

from tests.summary.by_hand import conditions_on, frames_of
from toolkit.definition import TableSpec
from toolkit.summary.counts import Count, Label
from toolkit.summary.tables import (
    ColumnHead,
    RowHead,
    SummaryTable,
    build_change_formula,
    build_ratio_formula,
    compute_figures,
    compute_ratio,
    find_column_index,
)
from toolkit.summary.tally import Tally

LISTS = {
    "problem": {
        "unit": ["教育局", "教育局", "公安局", "公安局"],
        "kind": ["甲", "乙", "甲", "甲"],
        "count": [1, 2, "几项", None],
    }
}
ALL = Count(list_key="problem", always="kind")
SUM = Count(list_key="problem", always="kind", total="count")
FIRST = Count(list_key="problem", conditions=(conditions_on("problem", kind=["甲"]),), always="kind")


def column(name, count=None, **more):
    return ColumnHead(name=name, labels=(name,), count=count, row_fields=("unit",), **more)


ROWS = (RowHead(key=("教育局",)), RowHead(key=("公安局",)), RowHead(key=("民政局",)), RowHead(key=(), kind="total"))
COLUMNS = (
    column("cross.甲", ALL.add_labels(Label(field="kind", value="甲")), key=("甲",), cross=True),
    column("cross.乙", ALL.add_labels(Label(field="kind", value="乙")), key=("乙",), cross=True),
    column("count", ALL),
    column("sum", SUM),
    column("rate", part=FIRST, whole=ALL, kind="rate"),
)


def figures():
    return tuple(compute_figures(COLUMNS, ROWS, Tally(frames_of(LISTS))))


def table(**more):
    spec = TableSpec(key="by_unit", label="按单位", rows="@unit", columns="kind", **more)
    return SummaryTable(
        spec=spec,
        list_key="problem",
        scope="all",
        title="按单位",
        row_labels=("单位",),
        rows=ROWS,
        columns=COLUMNS,
        values=figures(),
        by_unit=True,
    )


def test_a_tally__counts_by_labels_and_by_their_beginnings():
    tally = Tally(frames_of(LISTS)).count_by_labels(ALL, ("unit", "kind"))
    assert tally == {
        (): 4,
        ("教育局",): 2,
        ("公安局",): 2,
        ("教育局", "甲"): 1,
        ("教育局", "乙"): 1,
        ("公安局", "甲"): 2,
    }


def test_a_tally_of_a_sum__takes_texts_and_blanks_for_nothing():
    assert Tally(frames_of(LISTS)).count_by_labels(SUM, ("unit",)) == {(): 3, ("教育局",): 3, ("公安局",): 0}


def test_a_tally_of_nothing__is_0():
    assert Tally(frames_of({"problem": {"unit": [], "kind": []}})).count_by_labels(ALL, ("unit",)) == {(): 0}


def test_figures__stand_row_by_row_and_a_share_of_nothing_is_none():
    assert figures() == ((1, 1, 2, 3, 0.5), (2, 0, 2, 0, 1.0), (0, 0, 0, 0, None), (3, 1, 4, 3, 0.75))


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 4, 0.25), (0, 4, 0.0), (0, 0, None)])
def test_a_share__is_none_of_nothing(part, whole, share):
    assert compute_ratio(part, whole) == share


def test_a_table__is_named_by_list_key_and_scope_and_has_the_total_of_its_last_row():
    assert (table().key, table().total, table().count_column) == ("problem.by_unit.all", 4, 2)


def test_the_cross_part__has_a_row_per_unit_and_a_column_per_value():
    expected = pd.DataFrame(
        [[1, 1], [2, 0], [0, 0]],
        index=pd.MultiIndex.from_tuples([("教育局",), ("公安局",), ("民政局",)], names=["单位"]),
        columns=["甲", "乙"],
    )
    pd.testing.assert_frame_equal(table().counts, expected)


def test_a_column__is_found_by_its_name_with_or_without_the_tables_list():
    assert table().find_column_index("sum") == table().find_column_index("problem.sum") == 3
    assert table().find_column_index("measure.sum") is None
    assert find_column_index(COLUMNS, "cross.乙") == 1


def test_the_rank__is_the_position_of_its_share():
    assert table(rank="problem.rate").rank_position == 4
    assert table().rank_position is None


def test_a_share__counts_its_part_and_its_whole():
    assert COLUMNS[4].counts == (FIRST, ALL) and COLUMNS[4].is_share
    assert COLUMNS[2].counts == (ALL,) and not COLUMNS[2].is_share


def test_the_labels_of_a_row__are_texts_or_the_cells_that_show_them():
    head = ColumnHead(name="count", labels=(), count=ALL, row_fields=("unit", "kind"))
    assert head.build_labels(("教育局", "甲"), ["$A5"]) == (
        Label(field="unit", value="教育局", address="$A5"),
        Label(field="kind", value="甲"),
    )
    assert head.build_labels(("教育局",)) == (Label(field="unit", value="教育局"),)
    assert head.build_labels(()) == ()


def test_an_average__is_rounded_half_up_to_one_decimal_and_a_dash_of_nothing():
    assert [compute_ratio(*pair, "average") for pair in ((1, 4), (5, 4), (23, 20), (7, 3), (0, 5))] == [
        0.3,
        1.3,
        1.2,
        2.3,
        0.0,
    ]
    assert compute_ratio(3, 0, "average") is None
    assert build_ratio_formula("B5", "C5", "average") == 'IF(C5=0,"—",ROUND(B5/C5,1))'


def test_a_change__is_the_difference_of_two_columns_and_unknown_where_one_is():
    now, last = column("rate", part=FIRST, whole=ALL, kind="rate"), column("rate@last", part=ALL, whole=FIRST)
    change = column("rate@change", kind="rate", change=("rate", "rate@last"))
    made = compute_figures((now, last, change), ROWS, Tally(frames_of(LISTS)))
    assert [values[2] for values in made] == [None if None in values[:2] else values[0] - values[1] for values in made]
    assert any(values[2] is None for values in made) and any(values[2] for values in made)
    assert change.style == "change_rate" and now.style == "rate"
    assert build_change_formula("B5", "C5") == 'IF(AND(ISNUMBER(B5),ISNUMBER(C5)),B5-C5,"—")'


def test_rows_are_grouped_by_several_columns__in_order__those_with_a_blank_apart():
    groups = frames_of(LISTS).group_rows("problem", ("unit", "count"))
    assert set(groups.keys) == {("教育局", 1), ("教育局", 2), ("公安局", "几项")}
    assert [*groups.keys, None][groups.numbers[3]] is None  # nothing in one of the columns
    assert frames_of(LISTS).group_rows("problem", ("unit", "kind")).keys == (
        ("公安局", "甲"),
        ("教育局", "乙"),
        ("教育局", "甲"),
    )


def test_a_key_is_counted__as_often_as_its_records__and_not_at_all_without():
    tally = Tally(frames_of(LISTS))
    assert dict(tally.count_by_labels(FIRST, ("unit", "kind"))) == {
        (): 3,
        ("公安局",): 2,
        ("教育局",): 1,
        ("公安局", "甲"): 2,
        ("教育局", "甲"): 1,
    }
    assert dict(tally.count_by_labels(SUM, ("unit",))) == {(): 3, ("公安局",): 0, ("教育局",): 3}
