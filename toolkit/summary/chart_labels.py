"""What the charts of a table show: which of its columns, and the label of every bar."""

from __future__ import annotations

from toolkit.messages import say
from toolkit.summary.tables import RowHead, SummaryTable, Value

# Of many rows each has one line, so that a long name would push out its neighbours; its end tells it from others.
_MANY_ROWS, _LONGEST, _KEPT = 9, 13, 5


def choose_chart_column(table: SummaryTable) -> int:
    """Return the index of the column that a chart of single bars shows: the ranked rate, or the counts."""
    ranked = table.rank_position
    return table.count_column if ranked is None or table.spec.chart != "rate" else ranked


def render_chart_labels(table: SummaryTable) -> tuple[str, ...]:
    """Return the label of every row without the total: its short name on one line, and why there is no figure.

    A unit that returned nothing, or nothing to count, has no bar; neither has a unit at zero. The label tells them
    apart.
    """
    column, many = choose_chart_column(table), len(table.rows) > _MANY_ROWS
    labels = []
    for head, values in zip(table.rows[:-1], table.values[:-1], strict=True):
        name = table.short.get(head.key[-1], head.key[-1])
        if many and len(name) > _LONGEST:
            name = f"{name[: _LONGEST - _KEPT - 1]}…{name[-_KEPT:]}"
        why = _explain_absence(head) if head.state and lacks_figure(head, values[column]) else ""
        labels.append(say("summary.with_state", label=name, state=why) if why else name)
    return tuple(labels)


def _explain_absence(head: RowHead) -> str:
    """Return why a unit has no figure: its state, or a dash where it returned a list with nothing to count."""
    return head.state if head.missing or head.state == say("state.nil") else say("summary.none")


def lacks_figure(head: RowHead, value: Value) -> bool:
    """Tell whether a row has no bar for another reason than that its figure is zero."""
    return value is None or (head.missing and not value)


def need_labels(table: SummaryTable) -> bool:
    """Tell whether the labels of the chart are others than those of the table's rows."""
    own = tuple(head.key[-1] for head in table.rows[:-1])
    return bool(table.spec.chart) and render_chart_labels(table) != own
