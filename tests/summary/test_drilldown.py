"""Which records the link of a figure covers: exactly those that the figure counts."""

import pytest

from tests.summary.by_hand import conditions_on, frames_of
from toolkit.definition import TableSpec
from toolkit.summary.counts import Count, Label
from toolkit.summary.drilldown import collect_details
from toolkit.summary.tables import ColumnHead, RowHead, SummaryTable, compute_figures
from toolkit.summary.tally import Tally

LISTS = {
    "problem": {
        "unit": ["教育局", "公安局", "教育局", "公安局", "教育局"],
        "name": ["王五", "李四", "赵六", "李四", "王五"],
        "kind": ["甲", "乙", "甲", "甲", "乙"],
        "count": [0, 2, None, 3, "几项"],
    },
    "measure": {"unit": ["公安局", "教育局"], "name": ["李四", "王五"]},
}
ALL = Count(list_key="problem", always="kind")


def column(name, count, row_fields, **more):
    return ColumnHead(name=name, labels=(name,), count=count, row_fields=row_fields, **more)


def cross(value, row_fields):
    count = ALL.add_labels(Label(field="kind", value=value))
    return column(f"cross.{value}", count, row_fields, key=(value,), cross=True)


def table_of(rows, columns, key="by_unit"):
    row_heads = tuple(RowHead(key=key, kind=kind) for key, kind in rows)
    return SummaryTable(
        spec=TableSpec(key=key, label="表", rows="@unit"),
        list_key="problem",
        scope="all",
        title="表",
        row_labels=("单位",),
        rows=row_heads,
        columns=columns,
        values=tuple(compute_figures(columns, row_heads, Tally(frames_of(LISTS)))),
        by_unit=True,
    )


BY_UNIT = ("unit",)
UNIT_ROWS = [(("教育局",), "row"), (("公安局",), "row"), ((), "total")]
CROSSED = table_of(UNIT_ROWS, (cross("甲", BY_UNIT), cross("乙", BY_UNIT), column("count", ALL, BY_UNIT)))


def records_behind(table, details):
    """Return the records that the link of each figure covers, by row and column position."""
    return {
        figure: sorted(detail.record for detail in details.rows[first : last + 1])
        for (key, *figure), (first, last) in details.stretches.items()
        if key == table.key
        for figure in [tuple(figure)]
    }


def test_every_figure__leads_to_exactly_the_records_that_it_counts():
    assert records_behind(CROSSED, collect_details([CROSSED], frames_of(LISTS))) == {
        (0, 0): [0, 2],
        (0, 1): [4],
        (0, 2): [0, 2, 4],
        (1, 0): [3],
        (1, 1): [1],
        (1, 2): [1, 3],
        (2, 0): [0, 2, 3],
        (2, 1): [1, 4],
        (2, 2): [0, 1, 2, 3, 4],
    }


def test_a_stretch__is_as_long_as_its_figure_and_a_figure_of_0_has_none():
    rows = [*UNIT_ROWS[:2], (("民政局",), "row"), UNIT_ROWS[2]]
    table = table_of(rows, CROSSED.columns)
    details = collect_details([table], frames_of(LISTS))
    lengths = {(row, at): last - first + 1 for (_, row, at), (first, last) in details.stretches.items()}
    figures = {(row, at): value for row, values in enumerate(table.values) for at, value in enumerate(values) if value}
    assert lengths == figures
    assert not any(row == 2 for row, _ in lengths)


def test_records__are_listed_once_by_rows_and_once_by_columns():
    details = collect_details([CROSSED], frames_of(LISTS))
    assert [detail.record for detail in details.rows] == [0, 2, 4, 3, 1, 0, 2, 3, 4, 1]
    first = details.rows[0]
    assert (first.table, first.row, first.column, first.list_key) == ("表", "教育局", "cross.甲", "problem")


def test_a_subtotal__covers_the_rows_above_it():
    fields = ("unit", "name")
    rows = [
        (("教育局", "王五"), "row"),
        (("教育局", "赵六"), "row"),
        (("教育局",), "subtotal"),
        (("公安局", "李四"), "row"),
        (("公安局",), "subtotal"),
        ((), "total"),
    ]
    table = table_of(rows, (column("count", ALL, fields),))
    assert records_behind(table, collect_details([table], frames_of(LISTS))) == {
        (0, 0): [0, 4],
        (1, 0): [2],
        (2, 0): [0, 2, 4],
        (3, 0): [1, 3],
        (4, 0): [1, 3],
        (5, 0): [0, 1, 2, 3, 4],
    }


def test_a_sum__leads_to_the_records_that_add_to_it():
    total = Count(list_key="problem", always="kind", total="count")
    table = table_of(UNIT_ROWS, (column("count", ALL, BY_UNIT), column("sum", total, BY_UNIT)))
    behind = records_behind(table, collect_details([table], frames_of(LISTS)))
    assert {figure: records for figure, records in behind.items() if figure[1] == 1} == {(1, 1): [1, 3], (2, 1): [1, 3]}


def test_a_further_figure__has_records_of_its_own_and_a_share_has_none():
    first = Count(list_key="problem", conditions=(conditions_on("problem", kind=["甲"]),), always="kind")
    share = column("rate", None, BY_UNIT, part=first, whole=ALL)
    table = table_of(UNIT_ROWS, (column("count", ALL, BY_UNIT), column("first", first, BY_UNIT), share))
    behind = records_behind(table, collect_details([table], frames_of(LISTS)))
    assert (behind[0, 1], behind[1, 1], behind[2, 1]) == ([0, 2], [3], [0, 2, 3])
    assert not any(at == 2 for _, at in behind)


def test_a_figure_of_another_list__leads_to_that_lists_records():
    other = Count(list_key="measure", always="unit")
    table = table_of(UNIT_ROWS, (column("count", ALL, BY_UNIT), column("measure.count", other, BY_UNIT)))
    details = collect_details([table], frames_of(LISTS))
    assert records_behind(table, details)[0, 1] == [1]
    assert [detail.list_key for detail in details.rows] == ["problem"] * 5 + ["measure"] * 2


def test_a_record_that_no_row_stands_for__has_no_detail():
    table = table_of([(("教育局",), "row"), ((), "total")], (column("count", ALL, BY_UNIT),))
    details = collect_details([table], frames_of(LISTS))
    assert [detail.record for detail in details.rows] == [0, 2, 4]


@pytest.mark.parametrize(("most", "tables"), [(20, {"one", "two"}), (19, {"one"}), (9, set())])
def test_a_table_whose_records_do_not_fit__has_no_links_at_all(most, tables):
    both = [table_of(UNIT_ROWS, CROSSED.columns, key) for key in ("one", "two")]
    details = collect_details(both, frames_of(LISTS), most)
    assert {key.split(".")[1] for key, *_ in details.stretches} == tables
    assert details.complete == (len(tables) == 2)


def test_a_smaller_table_behind_one_that_does_not_fit__still_has_its_links():
    small = table_of(UNIT_ROWS, (column("count", ALL, BY_UNIT),), "small")
    details = collect_details([CROSSED, small], frames_of(LISTS), 9)
    assert {key for key, *_ in details.stretches} == {small.key} and not details.complete
